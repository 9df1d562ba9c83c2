"""A run as a whole: its tables hold together, the same input gives the same bytes, nothing half made is seen."""

import hashlib
import json

import pytest

from corpus import manifest, tables
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
    Relation,
    Stance,
    StanceSide,
)
from corpus.store import find_damage
from pipelines.engine import DirectEngine
from tests.pipelines.outcomes import rows


class BrokenEngine(DirectEngine):
    """Fails at one step, as a full disk or a lost worker would."""

    def __init__(self, step):
        self._step = step

    def call(self, name, work):
        if name == self._step:
            raise OSError(28, "No space left on device")
        return super().call(name, work)


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


def test_the_number_of_workers_and_the_size_of_batches_change_nothing(base, ran, tables_of, monkeypatch):
    one = ran(name="one", files={"alliance.toml": "[reading]\nworkers = 1\n"})
    monkeypatch.setattr("pipelines.run.BATCH", 2)
    two = ran(name="two", files={"alliance.toml": "[reading]\nworkers = 2\n"})
    assert tables_of(one.folder) == tables_of(base.folder) == tables_of(two.folder)


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


@pytest.mark.parametrize("step", ["settle readings", "issues", "publish"])
def test_a_run_that_fails_leaves_the_earlier_one_as_it_was(ran, analyse, tables_of, newest, step):
    good = ran()
    folder, before = good.folder.parent.parent, tables_of(good.folder)
    with pytest.raises(OSError, match="No space"):
        analyse(folder, engine=BrokenEngine(step))
    assert newest(folder) == good.folder
    assert tables_of(good.folder) == before
    assert {path.name for path in (folder / "runs").iterdir()} - {".lock"} == {good.folder.name, "latest.json"}
