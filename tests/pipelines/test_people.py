"""What people decide about issues holds in the run, and the names they know hold from run to run."""

import hashlib
import json

import pytest

from corpus import tables
from corpus.records import Document, Issue, Lineage, NamedBy, Position, Rejection

SEEDS = """
[[seed_issues]]
name = "Cameras on the quay"
question = "Should cameras watch the quay?"
examples = ["{sentence}"]

[[seed_issues]]
name = "Moon landings"
statement = "Astronauts should return to the moon in a wooden rocket."
"""


def rows(outcome, record):
    return tables.read(record, outcome.folder / "tables")


def held(outcome):
    """Positions by the issue that holds them."""
    found = {}
    for position in rows(outcome, Position):
        found.setdefault(position.issue_id, set()).add(position.position_id)
    return found


@pytest.fixture
def ran(alliance, analyse, write):
    """Give a function that runs the small alliance with more files in its folder."""

    def work(files=None):
        return analyse(write(alliance, files or {}))

    return work


def test_names_merges_and_splits_hold_and_the_report_says_so(ran):
    first = ran()
    issues = sorted(rows(first, Issue), key=lambda issue: issue.issue_id)
    before = held(first)
    one, other, third = issues[:3]
    leaving = min(before[third.issue_id])
    lines = [
        "issue,verdict,value,positions",
        f"{one.label},name,What we call it,",
        f"{min(before[other.issue_id])},merge,What we call it,",
        f"{third.label},split,Something else,{leaving}",
        "Nobody knows this,name,Nothing,",
    ]
    weights = "member_id,issue,weight\nanvil,What we call it,2\n"
    second = ran({"issues.csv": "\n".join(lines) + "\n", "issue_weights.csv": weights})
    assert second.manifest.inputs["issue_weights.csv"] == hashlib.sha256(weights.encode()).hexdigest()
    assert second.manifest.inputs.keys() - first.manifest.inputs.keys() == {"issues.csv", "issue_weights.csv"}
    after, by_label = held(second), {issue.label: issue for issue in rows(second, Issue)}
    joined = by_label["What we call it"]
    assert after[joined.issue_id] == before[one.issue_id] | before[other.issue_id]
    assert joined.named_by is NamedBy.RULING
    assert after[by_label["Something else"].issue_id] == {leaving}
    assert [row.subject for row in rows(second, Rejection) if row.step == "issues"] == ["issues.csv line 5"]
    report = second.report.read_text(encoding="utf-8")
    assert "What we call it" in report and "Something else" in report
    untouched = {issue.label for issue in issues[3:]}
    assert untouched <= by_label.keys()


def test_a_seed_issue_takes_what_answers_it_and_one_that_nothing_answers_is_told(ran):
    (position, *_) = [row for row in rows(ran(), Position) if row.issue_id]
    second = ran({"alliance.toml": SEEDS.format(sentence=" ".join(position.quote.split()).replace('"', ""))})
    (seeded,) = [issue for issue in rows(second, Issue) if issue.named_by is NamedBy.SEED]
    assert seeded.label == "Cameras on the quay"
    assert position.position_id in held(second)[seeded.issue_id]
    (told,) = [row for row in rows(second, Rejection) if row.step == "issues"]
    assert told.subject == "seed issue Moon landings"


def test_issues_keep_the_names_that_people_saw_when_a_document_is_added(ran):
    first = ran()
    names = {line.issue_id: line.display_name for line in rows(first, Lineage)}
    assert names == {issue.issue_id: issue.label for issue in rows(first, Issue)}
    second = ran({"documents/anvil/later.md": "We must have a fountain in the square.\n\nThe fountain must be free.\n"})
    assert len(rows(second, Document)) == len(rows(first, Document)) + 1
    before, after = held(first), held(second)
    same = [issue_id for issue_id in names if before[issue_id] == after.get(issue_id)]
    assert same
    found = {line.issue_id: line for line in rows(second, Lineage)}
    assert found.keys() == {issue.issue_id for issue in rows(second, Issue)}
    for issue_id in same:
        assert (found[issue_id].previous_issue_id, found[issue_id].display_name) == (issue_id, names[issue_id])
        assert found[issue_id].overlap == 1.0


def test_a_run_without_its_tables_or_from_another_version_makes_all_issues_new(ran, newest, alliance):
    ran()
    (newest(alliance) / "tables" / "lineage.parquet").write_bytes(b"not a table")
    assert {line.previous_issue_id for line in rows(ran(), Lineage)} == {None}


@pytest.mark.parametrize("command", ["check", "run"])
def test_mistakes_in_issues_csv_are_told_before_anything_is_read(cli, alliance, command):
    (alliance / "issues.csv").write_text("issue,verdict,value\nFees,nam,Charges\n,name,\n", encoding="utf-8")
    done = cli(command, alliance, "--json")
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert "issues.csv" in json.dumps(told)
    assert "line 2" in json.dumps(told) and "line 3" in json.dumps(told)
    assert not (alliance / "runs").exists()
