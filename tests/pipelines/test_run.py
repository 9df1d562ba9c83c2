"""A run as a whole: the same input gives the same bytes, nothing vanishes, and nothing half made is seen."""

import base64
import hashlib
import json
import shutil
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from corpus import manifest, tables
from corpus.errors import UserError
from corpus.records import (
    TABLES,
    Alignment,
    Coalition,
    CommonGround,
    Document,
    FindingStatus,
    Incompatibility,
    Issue,
    Member,
    Position,
    ReadStatus,
    Rejection,
    Relation,
    Stance,
    StanceSide,
)
from corpus.store import find_damage
from pipelines.engine import DirectEngine

SILENT = "The secretariat of Delta was founded in 1987 and has its seat in a former tram depot. It has nine rooms.\n"


class BrokenEngine(DirectEngine):
    """Fails at one step, as a full disk or a lost worker would."""

    def __init__(self, step):
        self._step = step

    def call(self, name, work):
        if name == self._step:
            raise OSError(28, "No space left on device")
        return super().call(name, work)


@pytest.fixture(scope="module")
def base(tmp_path_factory, analyse, papers, write):
    """Give the run of the small alliance that others are compared with."""
    folder = write(tmp_path_factory.mktemp("base") / "alliance", {f"documents/{k}": v for k, v in papers.items()})
    return analyse(folder)


@pytest.fixture
def ran(tmp_path, analyse, papers, write):
    """Give a function that runs the small alliance with more papers or other files."""

    def work(more=None, *, name="alliance", files=None):
        documents = {f"documents/{path}": content for path, content in (papers | (more or {})).items()}
        return analyse(write(tmp_path / name, documents | (files or {})))

    return work


def rows(outcome, record):
    """Return the rows of one table as they stand in its file."""
    return tables.read(record, outcome.folder / "tables")


def shown(outcome):
    """Return the words of a report as its readers see them."""
    return " ".join(BeautifulSoup(outcome.report.read_text(encoding="utf-8"), "html.parser").get_text().split())


def test_the_small_alliance_is_worth_comparing(base):
    assert len(rows(base, Document)) == len(rows(base, Member)) == 3
    for record in (Position, Issue, Alignment, Incompatibility, Coalition, CommonGround, Relation):
        assert rows(base, record), record.__name__
    assert {StanceSide.FOR, StanceSide.AGAINST} <= {row.stance for row in rows(base, Stance)}


def test_every_table_of_the_contract_is_there_and_validates(base):
    names = {tables.info_of(record).name for record in TABLES}
    assert {path.stem for path in (base.folder / "tables").iterdir()} == names
    for record in TABLES:
        found = rows(base, record)
        assert tables.to_arrow(record, found).to_pylist() == [
            {field.name: plain(getattr(row, field.name)) for field in tables.fields_of(record)} for row in found
        ]
        path = base.folder / "tables" / f"{tables.info_of(record).name}.parquet"
        assert path.read_bytes() == tables.to_parquet(record, reversed(found))


def plain(value):
    return [str(part) for part in value] if isinstance(value, tuple) else value


def test_references_between_tables_hold(base):
    positions = {row.position_id: row for row in rows(base, Position)}
    issues = {row.issue_id for row in rows(base, Issue)}
    members = {row.member_id for row in rows(base, Member)}
    assert {row.issue_id for row in positions.values() if row.issue_id} == issues
    assert {(row.member_id, row.issue_id) for row in rows(base, Stance)} == {(m, i) for m in members for i in issues}
    for row in rows(base, Incompatibility):
        assert {positions[position_id].member_id for position_id in row.positions} == set(row.members)
    for row in rows(base, Coalition):
        assert set(row.members) | set(row.excluded) == members
        assert not set(row.members) & set(row.excluded)


def test_no_coalition_holds_an_incompatible_pair_and_none_can_grow(base):
    members = {row.member_id for row in rows(base, Member)}
    apart = [set(row.members) for row in rows(base, Incompatibility) if row.status != FindingStatus.REJECTED]
    coalitions = [row for row in rows(base, Coalition) if row.basis == "verified_and_possible"]
    assert coalitions
    for row in coalitions:
        assert not any(pair <= set(row.members) for pair in apart)
        for other in members - set(row.members):
            assert any(pair <= set(row.members) | {other} for pair in apart)


def test_every_quote_is_its_slice_to_the_letter(base):
    texts = {row.document_id: row.text for row in rows(base, Document)}
    for row in rows(base, Position):
        text = texts[row.document_id]
        assert text[row.start : row.end] == row.quote
        assert row.quote.strip() == row.quote != ""
        assert row.context_start <= row.start < row.end <= row.context_end <= len(text)
        if row.marker_start is not None:
            assert text[row.marker_start : row.marker_end].strip()
        if row.lead_in_start is not None:
            assert text[row.lead_in_start : row.lead_in_end].strip()


def test_the_same_folder_gives_the_same_bytes(base, ran, tables_of):
    again = ran()
    assert tables_of(again.folder) == tables_of(base.folder)
    one, other = ((run.folder / "report" / "index.html").read_bytes() for run in (base, again))
    assert one == other


def test_a_second_run_in_the_same_folder_is_a_run_of_its_own(ran, tables_of, newest):
    first, second = ran(), ran()
    assert first.folder != second.folder
    assert first.folder.is_dir()
    before, after = tables_of(first.folder), tables_of(second.folder)
    assert [name for name in before if before[name] != after[name]] == ["lineage.parquet"]
    assert newest(first.folder.parent.parent) == second.folder


def test_the_order_in_which_files_came_changes_nothing(base, tmp_path, analyse, papers, write, tables_of):
    folder = tmp_path / "backwards"
    for path in reversed(papers):
        write(folder / "documents", {path: papers[path]})
    assert tables_of(analyse(folder).folder) == tables_of(base.folder)


def test_the_order_of_members_csv_changes_nothing(ran, tables_of):
    lines = ["anvil,Anvil,firm,2\n", "briar,Briar,union,1\n", "cobalt,Cobalt,city,1\n"]
    one, other = (
        ran(name=name, files={"members.csv": "member_id,name,type,weight\n" + "".join(order)})
        for name, order in (("one", lines), ("other", lines[::-1]))
    )
    assert tables_of(one.folder) == tables_of(other.folder)
    anvil = rows(one, Member)[0]
    assert (anvil.name, anvil.type, anvil.weight) == ("Anvil", "firm", 2.0)


def test_the_number_of_workers_and_the_size_of_batches_change_nothing(base, ran, tables_of, monkeypatch):
    one = ran(name="one", files={"alliance.toml": "[reading]\nworkers = 1\n"})
    monkeypatch.setattr("pipelines.run.BATCH", 2)
    two = ran(name="two", files={"alliance.toml": "[reading]\nworkers = 2\n"})
    assert tables_of(one.folder) == tables_of(base.folder) == tables_of(two.folder)


def test_what_members_are_called_changes_no_finding(base, tmp_path, analyse, papers, write):
    renamed = {"anvil": "zinc", "briar": "yarrow", "cobalt": "xenon"}
    other = {path.replace(path.split("/")[0], renamed[path.split("/")[0]]): text for path, text in papers.items()}
    # The model reads the author's name too, and the papers name their members; the names people see stay.
    names = "".join(f"{new},{old.title()}\n" for old, new in renamed.items())
    write(tmp_path / "renamed", {"members.csv": f"member_id,name\n{names}"})
    write(tmp_path / "renamed" / "documents", other)
    outcome = analyse(tmp_path / "renamed")

    def found(run, names):
        quotes = {row.position_id: row.quote for row in rows(run, Position)}
        issues = Counter(row.issue_id for row in rows(run, Position))
        return {
            "positions": {(names[row.member_id], row.quote, row.kind, row.firmness) for row in rows(run, Position)},
            "sizes": sorted(issues.values()),
            "pairs": {
                (frozenset((names[row.member_a], names[row.member_b])), row.agreement, row.n_shared, row.n_incompatible)
                for row in rows(run, Alignment)
            },
            "collisions": {
                (frozenset(quotes[p] for p in row.positions), row.type, row.status, row.score)
                for row in rows(run, Incompatibility)
            },
            "coalitions": {(row.basis, frozenset(names[m] for m in row.members)) for row in rows(run, Coalition)},
        }

    same = {name: name for name in renamed}
    assert found(outcome, {new: old for old, new in renamed.items()}) == found(base, same)


@pytest.mark.parametrize("name", ["anvil/a copy.md", "anvil/zz/copy.md"], ids=["before", "after"])
def test_a_document_sent_twice_changes_only_what_was_received(base, ran, papers, tables_of, name):
    outcome = ran({name: papers["anvil/position.md"]})
    before, after = tables_of(base.folder), tables_of(outcome.folder)
    assert {name for name in before if before[name] != after[name]} == {"documents.parquet", "rejections.parquet"}
    first, second = sorted((row for row in rows(outcome, Document) if row.member_id == "anvil"), key=lambda d: d.path)
    assert {first.path, second.path} == {name, "anvil/position.md"}
    assert first.status is ReadStatus.READ
    assert (second.status, second.duplicate_of) == (ReadStatus.DUPLICATE, first.document_id)


def test_a_document_sent_in_another_format_too_changes_no_finding(base, ran, papers, tables_of):
    page = papers["anvil/position.md"].replace("# Position of Anvil", "<h1>Position of Anvil</h1>")
    for heading in ("Inspection of home offices", "Recording of working time", "Equipment"):
        page = page.replace(f"## {heading}", f"<h2>{heading}</h2>")
    outcome = ran({"anvil/zz.html": f"<html><body>{page}</body></html>"})
    before, after = tables_of(base.folder), tables_of(outcome.folder)
    assert {name for name in before if before[name] != after[name]} == {"documents.parquet", "rejections.parquet"}


def test_a_silent_member_is_shown_as_silent_and_changes_nothing_between_others(base, ran, tables_of):
    outcome = ran({"delta/history.txt": SILENT})
    before, after = tables_of(base.folder), tables_of(outcome.folder)
    untouched = ("positions", "issues", "relations", "incompatibilities", "common_ground", "rejections")
    for name in untouched:
        assert before[f"{name}.parquet"] == after[f"{name}.parquet"], name
    new = set(rows(outcome, Stance)) - set(rows(base, Stance))
    assert set(rows(base, Stance)) < set(rows(outcome, Stance))
    assert {(row.member_id, row.stance, row.score, row.n_positions) for row in new} == {
        ("delta", StanceSide.NOT_STATED, None, 0)
    }
    assert len(new) == len(rows(base, Issue))
    pairs = set(rows(outcome, Alignment)) - set(rows(base, Alignment))
    assert set(rows(base, Alignment)) < set(rows(outcome, Alignment))
    assert {(row.agreement, row.conflict, row.n_shared) for row in pairs} == {(None, None, 0)}


def test_every_file_is_read_or_stands_in_rejections_with_its_reason(ran):
    odd = {
        "anvil/broken.pdf": b"%PDF-1.7\nnot a page in it",
        "anvil/empty.txt": b"",
        "anvil/picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "briar/deep/er/short.md": "Two words",
        "briar/copy.txt": "x",
        "cobalt/deutsch.txt": "Wir lehnen jede Regelung ab, die ohne eine ausreichende Frist in Kraft tritt. " * 5,
    }
    outcome = ran(odd)
    documents = rows(outcome, Document)
    given = {row.subject: row for row in rows(outcome, Rejection) if row.step == "reading"}
    on_disk = outcome.folder.parent.parent / "documents"
    assert {row.path for row in documents} == {
        path.relative_to(on_disk).as_posix() for path in on_disk.rglob("*") if path.is_file()
    }
    unread = {row.path for row in documents if row.status is not ReadStatus.READ}
    assert unread == set(odd)
    assert {row.path for row in documents if row.status is ReadStatus.READ} | set(given) == {d.path for d in documents}
    for row in documents:
        if row.path in unread:
            assert given[row.path].reason == row.status
            assert len(given[row.path].detail.split()) > 5
            assert row.text == ""
    assert {row.document_id for row in rows(outcome, Position)} <= {
        row.document_id for row in documents if row.status is ReadStatus.READ
    }


def test_the_manifest_says_what_the_run_was_made_from_and_by(base):
    facts = manifest.load(base.folder)
    assert facts == base.manifest
    assert facts.run_id == base.folder.name == "20260302T081500Z"
    assert facts.created == "2026-03-02T08:15:00Z"
    assert {row.step for row in facts.settings} >= {"reading", "positions", "issues", "coalitions", "report"}
    assert len(facts.models) >= 2
    for model in facts.models:
        assert (len(model.sha256), bool(model.licence)) == (64, True)
    documents = rows(base, Document)
    assert facts.inputs == {row.path: row.sha256 for row in documents}
    for path, sha256 in facts.inputs.items():
        content = (base.folder.parent.parent / "documents" / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
    assert facts.counts == {tables.info_of(record).name: len(rows(base, record)) for record in TABLES}
    assert {"load models", "read", "find positions"} <= {cost.step for cost in facts.costs}
    assert all(cost.seconds >= 0 and cost.peak_megabytes > 10 for cost in facts.costs)
    assert len(facts.files) > len(TABLES) + 1
    assert find_damage(base.folder) == ()


def test_the_data_package_names_files_that_are_there(base):
    package = json.loads((base.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == len(TABLES)
    for resource in package["resources"]:
        assert (base.folder / resource["path"]).is_file()


def test_nothing_is_seen_of_a_run_before_it_is_whole(tmp_path, analyse, papers, write):
    folder = write(tmp_path / "alliance", papers)
    seen = []

    def look(step, done, _total):
        runs = [path.name for path in (folder / "runs").iterdir() if not path.name.startswith(".")]
        seen.append((step, done, runs))

    outcome = analyse(folder, progress=look)
    assert ("publish", 0, []) in seen
    assert [names for step, done, names in seen if (step, done) != ("publish", 1)] == [[]] * (len(seen) - 1)
    assert sorted(seen[-1][2]) == [outcome.folder.name, "latest.json"]
    assert not (folder / "runs" / ".staging").exists()


@pytest.mark.parametrize("step", ["set quotations aside", "issues", "publish"])
def test_a_run_that_fails_leaves_the_earlier_one_as_it_was(ran, analyse, tables_of, newest, step):
    good = ran()
    folder, before = good.folder.parent.parent, tables_of(good.folder)
    with pytest.raises(OSError, match="No space"):
        analyse(folder, engine=BrokenEngine(step))
    assert newest(folder) == good.folder
    assert tables_of(good.folder) == before
    assert {path.name for path in (folder / "runs").iterdir()} - {".lock"} == {good.folder.name, "latest.json"}


HOSTILE = (
    "<script>alert('x')</script> We demand <img src=x onerror=alert(1)> that {{ 7*7 }} and {% raw %} &lt;b&gt; be "
    "recorded. We will not sign \x00\u202eany \u2066agreement\u202c that is inspected with less than 30 days of notice."
)


def test_hostile_text_ends_inert_in_the_report(ran):
    outcome = ran(
        {
            "anvil/hostile.txt": HOSTILE + "\n\nWe demand " + "that working time is recorded, " * 3000 + "always.\n",
            "briar/hostile.md": HOSTILE,
            "cobalt/hostile.html": f"<p>{HOSTILE}</p><script>We demand scripts.</script>",
        },
        files={"members.csv": "member_id,name\nanvil,\"<script>alert('anvil')</script> {{ 1+1 }}\"\nbriar,\ncobalt,\n"},
    )
    assert any("{{ 7*7 }}" in row.quote for row in rows(outcome, Position))
    for row in rows(outcome, Position):
        document = next(document for document in rows(outcome, Document) if document.document_id == row.document_id)
        assert document.text[row.start : row.end] == row.quote
    text = (outcome.folder / "report" / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert "\x00" not in text
    assert page.find("img") is None
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    for script in page.find_all("script"):
        digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    words = shown(outcome)
    assert "{{ 7*7 }}" in words
    assert "<script>alert('anvil')</script> {{ 1+1 }}" in words
    assert "49 and" not in words


def test_a_single_member_gets_a_report(tmp_path, analyse, papers, write):
    outcome = analyse(write(tmp_path / "one", {"anvil/position.md": papers["anvil/position.md"]}))
    assert [row.member_id for row in rows(outcome, Member)] == ["anvil"]
    assert rows(outcome, Position)
    assert rows(outcome, Alignment) == rows(outcome, Incompatibility) == ()
    assert "We support that employers pay" in shown(outcome)


def test_without_a_collision_everybody_can_start_together(tmp_path, analyse, write):
    same = "# Equipment\n\nWe demand that employers pay for the equipment of home offices.\n"
    outcome = analyse(write(tmp_path / "calm", {"a/p.md": same, "b/p.md": same + "\nThis is our position.\n"}))
    assert rows(outcome, Incompatibility) == ()
    assert {row.members for row in rows(outcome, Coalition)} == {("a", "b")}
    words = shown(outcome)
    assert "No verified collision was found" in words
    assert "This does not show that there is none" in words
    assert "All 2 members could start together" in words


def test_names_of_files_and_folders_may_be_of_any_kind(tmp_path, analyse, papers, write, base):
    named = {
        "Łódź & Söhne/Stellung nahme (final) 🏠.md": papers["anvil/position.md"],
        "mit leerzeichen/%20#?.txt": papers["briar/letter.txt"],
        "ελ-l'eau/<b>fett<b>.html": papers["cobalt/paper.html"],
    }
    outcome = analyse(write(tmp_path / "straße {x} \udcff", named))
    assert {row.path for row in rows(outcome, Document)} == set(named)
    # A member's name is part of what the model reads, so a quote at the edge may be judged otherwise.
    found, usual = ({row.quote for row in rows(each, Position)} for each in (outcome, base))
    assert found <= usual
    assert len(found) >= len(usual) - 1
    assert "<b>fett" not in outcome.report.read_text(encoding="utf-8")


def test_a_required_member_must_be_one(tmp_path, analyse, papers, write):
    folder = write(tmp_path / "alliance", papers | {"alliance.toml": 'required_members = ["anvil", "zebra"]\n'})
    with pytest.raises(UserError, match="required_members names zebra, which is no member"):
        analyse(folder)
    assert not (folder / "runs").exists()


def test_members_may_lie_beside_the_settings_without_a_documents_folder(
    base, tmp_path, analyse, papers, write, tables_of
):
    folder = write(tmp_path / "bare", papers)
    assert tables_of(analyse(folder).folder) == tables_of(base.folder)
    shutil.copytree(folder / "anvil", folder / "runs" / "anvil")
    again, first = tables_of(analyse(folder).folder), tables_of(base.folder)
    lineages = again.pop("lineage.parquet"), first.pop("lineage.parquet")
    assert again == first
    assert lineages[0] != lineages[1]  # the second run in a folder is compared with the first
