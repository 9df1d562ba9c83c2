from dataclasses import replace

import pytest

from corpus.records import Document, Holder, Placement, Statement
from models.analyses.placement import ANALYSIS
from models.leaning import Lean


@pytest.fixture
def place(make, run):
    """Positions by id, for statements in one issue whose pole is p1; they lean as `leans` says, or their polarity."""

    def placed(statements, documents, *, leans=(), unplaced=(), **settings):
        given_leans = dict(leans)
        given = {
            Document: documents,
            Statement: statements,
            Lean: [
                Lean(
                    position_id=s.position_id,
                    lean=given_leans.get(s.position_id, float(s.polarity * statements[0].polarity)),
                )
                for s in statements
                if s.holder is Holder.OWN and s.position_id not in unplaced
            ],
            Placement: [
                Placement(position_id=s.position_id, issue_id=None if s.position_id in unplaced else "i1")
                for s in statements
                if s.holder is Holder.OWN
            ],
        }
        return {row.position_id: row for row in run(ANALYSIS, given, **settings)}

    return placed


@pytest.fixture
def papers(make):
    """Statements of ash in an older and a newer paper, against and for what p1 asks for, with the two papers."""

    def made(old_date, new_date, *, old=-1, new=1, more=()):
        documents = [
            make.document("ash", document_id="old", dated=old_date),
            make.document("ash", document_id="new", dated=new_date),
            make.document("birch", dated="2020"),
        ]
        statements = [
            make.statement("p1", "birch"),
            make.statement("p2", "ash", document_id="old", polarity=old),
            make.statement("p3", "ash", document_id="new", polarity=new),
            *more,
        ]
        return statements, documents

    return made


def test_a_position_takes_the_lean_that_was_found_for_it(place, make):
    statements = [make.statement("p1", "ash"), make.statement("p2", "birch"), make.statement("p3", "cedar")]
    rows = place(statements, [], leans={"p2": -0.8, "p3": 0.1})
    assert {key: row.stance for key, row in rows.items()} == {"p1": 1.0, "p2": -0.8, "p3": 0.1}


def test_reported_and_lonely_statements_stay_without_issue_and_lean(place, make):
    reported = make.statement("p2", "birch", holder=Holder.REPORTED)
    rows = place([make.statement("p1", "ash"), reported, make.statement("p3", "cedar")], [], unplaced={"p3"})
    for position_id in ("p2", "p3"):
        assert (rows[position_id].issue_id, rows[position_id].stance) == (None, 0.0)


def test_every_statement_becomes_one_position_that_keeps_its_words(place, make):
    statements = [make.statement("p1", "ash", "We ask for light."), make.statement("p2", "birch", low=3.0, unit="day")]
    rows = place(statements, [])
    assert rows["p1"].quote == "We ask for light."
    assert (rows["p2"].low, rows["p2"].unit) == (3.0, "day")
    assert len(rows) == 2


def test_the_newer_paper_replaces_the_older_where_they_stand_opposite(place, papers):
    rows = place(*papers("2019", "2021"))
    assert rows["p2"].superseded_by == "p3"
    assert rows["p3"].superseded_by is None
    assert rows["p1"].superseded_by is None
    turned_round = place(*papers("2021", "2019"))
    assert (turned_round["p2"].superseded_by, turned_round["p3"].superseded_by) == (None, "p2")


@pytest.mark.parametrize(
    ("old_date", "new_date", "is_replaced"),
    [
        ("2019", "2021-03", True),
        ("2021-02", "2021-03-01", True),
        ("2021-03-01", "2021-03-02", True),
        ("2021", "2021-03", False),
        ("2021-03", "2021-03-09", False),
        ("2021", "2021", False),
        (None, "2021", False),
        ("2019", None, False),
        (None, None, False),
    ],
)
def test_only_a_paper_that_is_surely_older_is_replaced(place, papers, old_date, new_date, is_replaced):
    rows = place(*papers(old_date, new_date))
    assert (rows["p2"].superseded_by == "p3") is is_replaced
    assert rows["p3"].superseded_by is None


def test_papers_that_agree_both_stand(place, papers):
    rows = place(*papers("2019", "2021", old=1, new=1))
    assert rows["p2"].superseded_by is None


def test_a_newer_paper_that_says_both_replaces_nothing(place, papers, make):
    more = [make.statement("p4", "ash", document_id="new", polarity=-1)]
    assert place(*papers("2019", "2021", more=more))["p2"].superseded_by is None


def test_another_members_paper_replaces_nothing(place, make):
    statements = [make.statement("p1", "ash", polarity=1), make.statement("p2", "birch", polarity=-1)]
    documents = [make.document("ash", dated="2019"), make.document("birch", dated="2021")]
    assert all(row.superseded_by is None for row in place(statements, documents).values())


def test_the_firmest_of_the_newer_positions_is_named(place, papers, make):
    more = [make.statement("p9", "ash", document_id="new", firmness=1.0)]
    assert place(*papers("2019", "2021", more=more))["p2"].superseded_by == "p9"


def test_a_summary_and_its_body_count_once(place, make):
    said = "Every port should publish its fee each year."
    statements = [
        make.statement("p1", "ash", quote=said, start=0, end=len(said)),
        make.statement("p2", "ash", quote=f"Finally, {said.lower()}", start=90, end=143),
        make.statement("p3", "ash", quote="Boats must wait outside the harbour.", start=200, end=236),
        make.statement("p4", "birch", quote=said, start=0, end=len(said)),
    ]
    rows = place(statements, [])
    assert {key: row.superseded_by for key, row in rows.items()} == {"p1": None, "p2": "p1", "p3": None, "p4": None}
    assert not [row for row in place(statements, [], repeat_overlap=1.0).values() if row.superseded_by]


def test_a_refusal_in_the_same_words_is_no_repeat(place, make):
    said = "Every port should publish its fee each year."
    statements = [
        make.statement("p1", "ash", quote=said, start=0, end=len(said)),
        make.statement("p2", "ash", quote=f"Not {said.lower()}", start=90, end=138, polarity=-1),
    ]
    assert place(statements, [])["p2"].superseded_by is None


def test_a_draft_is_older_than_what_was_sent(place, papers):
    statements, documents = papers("2024-05", "2021-01")
    assert place(statements, documents)["p3"].superseded_by == "p2"
    drafts = [
        replace(document, path="ash/Draft_position.docx") if document.document_id == "old" else document
        for document in documents
    ]
    rows = place(statements, drafts)
    assert (rows["p2"].superseded_by, rows["p3"].superseded_by) == ("p3", None)
    drafty = [replace(document, path="ash/draftsmen.docx") for document in documents]
    assert place(statements, drafty)["p3"].superseded_by == "p2"
