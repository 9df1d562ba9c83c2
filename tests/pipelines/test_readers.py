"""Another reader runs through the same pipeline, and codings come back as they were given."""

from dataclasses import replace

import pytest

from corpus import manifest, tables
from corpus.records import (
    Issue,
    Member,
    NamedBy,
    PaperReading,
    Position,
    ReadingDifference,
    Rejection,
    Stance,
)

SAME = {"kind_score": 1.0, "marker_start": None, "marker_end": None}  # a coder is sure, and marks no words


@pytest.fixture(scope="module")
def folder(tmp_path_factory, papers, write):
    return write(tmp_path_factory.mktemp("coded") / "alliance", {f"documents/{k}": v for k, v in papers.items()})


@pytest.fixture(scope="module")
def base(folder, analyse):
    return analyse(folder)


def rows(outcome, record):
    return tables.read(record, outcome.folder / "tables")


def test_what_a_run_exports_comes_back_as_it_was(base, folder, analyse, write, cli):
    done = cli("reader", "codings", folder, "-o", folder / "codings.csv")
    assert done.returncode == 0, done.stderr
    write(folder, {"alliance.toml": 'readers = ["codings"]\n'})
    again = analyse(folder)
    assert again.manifest.inputs.keys() - base.manifest.inputs.keys() == {"alliance.toml", "codings.csv"}
    assert [replace(row, **SAME) for row in rows(again, Position)] == [
        replace(row, **SAME) for row in rows(base, Position)
    ]
    assert rows(again, Stance) == rows(base, Stance) != ()
    named = {row.issue_id: row.label for row in rows(base, Issue)}
    assert {row.issue_id: row.label for row in rows(again, Issue)} == named
    assert {row.named_by for row in rows(again, Issue)} == {NamedBy.READER}


def test_coded_and_uncoded_papers_stand_side_by_side(folder, base, analyse, write):
    sentence = "Employers must pay for the equipment of home offices."
    write(
        folder,
        {
            "alliance.toml": 'readers = ["codings", "built_in"]\ncompare_readers = ["built_in"]\n',
            "codings.csv": "document,quote,kind\n"
            f"cobalt/paper.html,{sentence},constraint\ncobalt/paper.html,We never said this.,goal\n",
        },
    )
    mixed = analyse(folder)
    coded = [row for row in rows(mixed, Position) if row.member_id == "cobalt"]
    assert [(row.quote, row.kind) for row in coded] == [(sentence, "constraint")]
    others = [[row.quote for row in rows(run, Position) if row.member_id != "cobalt"] for run in (mixed, base)]
    assert others[0] == others[1] != []
    assert [row.subject for row in rows(mixed, Rejection) if row.step == "codings"] == ["codings.csv line 3"]
    assert len(rows(mixed, Member)) == 3

    readings = {(row.reader, row.used) for row in rows(mixed, PaperReading)}
    assert readings == {("codings", True), ("built_in", True), ("built_in", False)}
    (beside,) = [row for row in rows(mixed, PaperReading) if not row.used]
    differences = rows(mixed, ReadingDifference)
    assert {row.document_id for row in differences} == {beside.document_id} == {row.document_id for row in coded}
    found = {row.quote: row.kind for row in rows(base, Position) if row.member_id == "cobalt"}
    assert {row.quote: (row.used_value, row.other_value) for row in differences} == {
        quote: ("constraint" if quote == sentence else "no_position", kind) for quote, kind in found.items()
    }
    assert 0 < beside.n_different <= beside.n_sentences
    uses = {(use.name, use.used): use for use in manifest.load(mixed.folder).readers}
    assert uses["built_in", False].agreement == beside.agreement < 1
    assert [(uses[key].documents, uses[key].agreement) for key in (("codings", True), ("built_in", True))] == [
        (1, None),
        (2, None),
    ]
