"""The report where there is little or nothing to say: honest sentences, no invented ones, no crash."""

import pytest

from corpus.records import (
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
)
from reports.page import render


def keep(made, *kinds):
    made.rows = {record: rows for record, rows in made.rows.items() if record in kinds}
    return made


def sections_of(page):
    return [section["id"] for section in page.select("main > section")]


def test_no_member_at_all(empty_alliance, show, text_of):
    page = show(empty_alliance)
    assert sections_of(page) == ["brief", "members", "method"]
    assert "Alliance without a name" in text_of(page.h1)
    assert "No date given" in text_of(page.header)
    assert "No member was found" in text_of(page.select_one("#brief"))
    assert "names no model" in text_of(page.select_one("#method"))
    assert "lists no settings" in text_of(page.select_one("#method"))


def test_nothing_could_be_read(alliance, show, text_of):
    keep(alliance, Member, Document, Rejection)
    alliance.rows[Document] = [row for row in alliance.rows[Document] if row.status is ReadStatus.NEEDS_OCR]
    page = show(alliance)
    assert sections_of(page) == ["brief", "members", "method"]
    assert "The one file could not be read" in text_of(page.select_one("#brief"))
    assert "No member was found" not in text_of(page)


def test_documents_without_a_position(alliance, show, text_of):
    page = show(keep(alliance, Member, Document))
    assert sections_of(page) == ["brief", "members", "method"]
    assert "No position was found in what was read" in text_of(page.select_one("#brief"))


def test_positions_without_an_issue(alliance, show, text_of):
    page = show(keep(alliance, Member, Document, Position))
    assert sections_of(page) == ["brief", "redlines", "agenda", "members", "method", "evidence"]
    assert "No verified collision" in text_of(page.select_one("#redlines"))
    assert len(page.select("#evidence figure.quote")) == 6


def test_no_collision_is_not_proof_of_none(alliance, show, text_of):
    alliance.rows[Incompatibility] = []
    page = show(alliance)
    words = text_of(page.select_one("#redlines"))
    assert "No verified collision was found" in words
    assert "This does not show that there is none: nothing is known for 7 of 12 pairs" in words
    assert "no further possible collision" in words
    assert "No verified collision of firm demands was found" in text_of(page.select_one("#brief"))


def test_no_common_ground_shows_what_comes_nearest(alliance, show, text_of):
    alliance.rows[CommonGround] = []
    alliance.rows[Stance] = [row for row in alliance.rows[Stance] if row.issue_id != "meters"]
    for member_id, side, positions in (
        ("ash", "for", ("m-ash",)),
        ("cedar", "for", ()),
        ("birch", "against", ("m-birch",)),
        ("dogwood", "not_stated", ()),
    ):
        alliance.stance(member_id, "meters", side, *positions)
    page = show(alliance)
    words = text_of(page.select_one("#common"))
    assert "None was found" in words
    assert "NFC meters: 2 for, Birch & Sons against" in words
    assert "No issue was found that several members support" in text_of(page.select_one("#brief"))


def test_one_member_alone(alliance, show, text_of):
    rows = {
        record: [row for row in rows if getattr(row, "member_id", "ash") == "ash"]
        for record, rows in alliance.rows.items()
    }
    alliance.rows = {record: rows[record] for record in (Member, Document, Position, Issue, Stance)}
    page = show(alliance)
    assert "1 member stands, as far as 1 document shows" in text_of(page.header)
    assert "groups" not in sections_of(page)
    assert "wrote" not in text_of(page.select_one("#brief"))


def test_nobody_shares_enough_issues(alliance, show, text_of):
    alliance.rows[Alignment] = [row for row in alliance.rows[Alignment] if row.agreement is None]
    words = text_of(show(alliance).select_one("#groups"))
    assert "No two members have spoken on enough of the same issues" in words
    assert "1 pair was looked at" in words


def test_everybody_can_start_together(alliance, show, text_of):
    alliance.rows[Incompatibility] = []
    alliance.rows[Coalition] = []
    alliance.coalition("k-all", 1, "verified", ("ash", "birch", "cedar", "dogwood"), ())
    page = show(alliance)
    assert "All 4 members, as far as the documents show" in text_of(page.select_one("#subsets"))
    assert "Among all 4 members no collision could be verified." in text_of(page.select_one("#brief"))
    assert not page.select("#subsets .out")


@pytest.mark.parametrize(
    "left_out",
    [Alignment, Coalition, CommonGround, Incompatibility, Issue, Rejection, Stance],
    ids=lambda each: each.__name__,
)
def test_any_table_may_be_empty(alliance, left_out, show):
    if left_out is Issue:
        keep(alliance, Member, Document, Position, Rejection)
    else:
        alliance.rows.pop(left_out)
    page = show(alliance)
    ids = {element["id"] for element in page.select("[id]")}
    assert {link["href"][1:] for link in page.select('[href^="#"]')} <= ids


def test_an_empty_manifest_is_enough(alliance):
    alliance.manifest = {}
    assert "Alliance without a name" in render(alliance.data())["index.html"]
