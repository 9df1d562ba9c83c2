"""The shipped sample from its papers to its report, as a user gets it."""

import csv
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from corpus import manifest, tables
from corpus.records import (
    TABLES,
    Alignment,
    Coalition,
    CommonGround,
    Document,
    Incompatibility,
    Issue,
    Member,
    Position,
    ReadStatus,
    Rejection,
    Stance,
    StanceSide,
)

SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "samples" / "remote_work"


@pytest.fixture(scope="module")
def rows(sample_run):
    return {record: tables.read(record, sample_run / "tables") for record in TABLES}


def test_everybody_is_there_and_everything_is_read(rows):
    with (SAMPLE / "members.csv").open(encoding="utf-8") as file:
        listed = {row["member_id"]: row["name"] for row in csv.DictReader(file)}
    assert {member.member_id: member.name for member in rows[Member]} == listed
    files = [path for path in SAMPLE.rglob("*") if path.is_file() and path.name != "members.csv"]
    assert len(rows[Document]) == len(files) == 30
    assert {document.status for document in rows[Document]} == {ReadStatus.READ}
    assert not [row for row in rows[Rejection] if row.step == "reading" and row.reason != "parts_left_out"]


def test_every_quote_is_its_slice(rows):
    texts = {document.document_id: document.text for document in rows[Document]}
    assert len(rows[Position]) > 150
    for position in rows[Position]:
        text = texts[position.document_id]
        assert text[position.start : position.end] == position.quote
        assert position.context_start <= position.start < position.end <= position.context_end


def test_findings_rest_on_positions_of_their_members(rows):
    positions = {position.position_id: position for position in rows[Position]}
    for row in rows[Incompatibility]:
        assert [positions[position_id].member_id for position_id in row.positions] == list(row.members)
        assert {positions[position_id].issue_id for position_id in row.positions} == {row.issue_id}
        assert row.reason and row.doubt and row.question
    for issue in rows[Issue]:
        assert positions[issue.statement_position_id].issue_id == issue.issue_id


def test_silence_has_a_row_and_enters_nothing(rows):
    assert len(rows[Stance]) == len(rows[Member]) * len(rows[Issue])
    said = {(s.member_id, s.issue_id) for s in rows[Stance] if s.stance is not StanceSide.NOT_STATED}
    for pair in rows[Alignment]:
        shared = {i.issue_id for i in rows[Issue]} & {i for m, i in said if m == pair.member_a}
        assert pair.n_shared == len(shared & {i for m, i in said if m == pair.member_b})
    against = {(s.issue_id) for s in rows[Stance] if s.stance is StanceSide.AGAINST}
    assert not against & {ground.issue_id for ground in rows[CommonGround]}


def test_no_coalition_holds_an_incompatible_pair_and_each_is_maximal(rows):
    assert rows[Coalition]
    for coalition in rows[Coalition]:
        counted = ("verified",) if coalition.basis == "verified" else ("verified", "possible")
        clashes = [set(row.members) for row in rows[Incompatibility] if row.status in counted]
        inside = set(coalition.members)
        assert not [clash for clash in clashes if clash <= inside]
        for outsider in coalition.excluded:
            assert [clash for clash in clashes if clash <= inside | {outsider}]


def test_the_manifest_names_what_the_run_was_made_from(sample_run, rows):
    made = manifest.load(sample_run)
    assert {document.path for document in rows[Document]} | {"members.csv"} == set(made.inputs)
    assert all(len(model.sha256) == 64 and model.licence for model in made.models)
    assert {"position", "issues", "cue rules"} <= {model.name for model in made.models}
    assert all(setting.meaning for setting in made.settings)
    assert {cost.step for cost in made.costs} >= {"read", "find positions", "issues"}
    assert made.counts == {tables.info_of(record).name: len(rows[record]) for record in TABLES}


def test_the_report_names_every_member_and_every_quote(sample_run, rows):
    page = BeautifulSoup((sample_run / "report" / "index.html").read_bytes(), "lxml").get_text()
    for member in rows[Member]:
        assert member.name in page
    for position in rows[Position]:
        if position.superseded_by is None and position.holder == "own":
            assert position.quote[:40] in page


def test_the_terminal_ends_with_three_findings_and_the_report(sample_run):
    lines = (sample_run.parent.parent / "terminal.txt").read_text(encoding="utf-8").splitlines()
    assert [line[:3] for line in lines if line[:2] in ("1.", "2.", "3.")] == ["1. ", "2. ", "3. "]
    assert lines[-1] == f"Report: {sample_run / 'report' / 'index.html'}"
