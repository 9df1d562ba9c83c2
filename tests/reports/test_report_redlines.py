"""Demands that exclude each other: cards, sides, what stands open and what is folded."""

from dataclasses import replace

from corpus.records import Incompatibility, IncompatibilityType, IssueState, Stance, StanceSide
from reports.settings import Layout


def test_a_verified_collision_is_a_card_with_both_sentences(page, text_of):
    (card,) = page.select("#redlines > article.card")
    assert card["id"] == "redline-ledger"
    assert text_of(card.h3) == "Open ledger"
    for_it, against = card.select(".side")
    assert text_of(for_it.h4) == "+ For: Ash Society"
    assert text_of(against.h4) == "− Against: Birch & Sons"
    assert for_it.blockquote.p.get_text() == "“We will not sign any text without an open ledger.”"
    assert for_it.mark.get_text() == "will not sign"
    assert text_of(for_it.figcaption) == "Ash Society, Ash position paper, page 2, 2025-01 p-ash"
    assert text_of(against.figcaption) == "Birch & Sons, letter.docx, no date p-birch"
    words = text_of(card)
    for part in ("Reason of c-verified.", "Doubt of c-verified.", "“Question of c-verified?”", "c-verified"):
        assert part in words
    assert "red line on each side" in words


def test_possible_collisions_stand_apart_and_rejected_ones_only_in_the_method(page, text_of):
    fold = page.select_one("#redlines details.possible")
    assert "Possible collisions, to be checked" in text_of(fold.summary)
    assert "1 finding on 1 issue" in text_of(fold.summary)
    (card,) = fold.select("article.card")
    assert "Reason of c-possible." in text_of(card)
    assert "red line on one side, firm demand on the other" in text_of(card)
    assert "c-rejected" not in text_of(page.select_one("#redlines"))
    assert "1 rejected: Reason of c-rejected." in text_of(page.select_one("#method"))


def test_the_sentence_that_makes_a_demand_firm_is_shown_where_it_is_another_one(page, text_of):
    card = page.select_one("#possible-ledger")
    quote = next(each for each in card.select("figure.quote") if "p-cedar" in text_of(each))
    assert "What makes it firm: “We would leave over this.”" in text_of(quote)
    assert quote.blockquote.p.get_text() == "‘We welcome an open ledger where “trade secrets” stay out.’"
    assert "page not known" in text_of(quote)


def test_pairs_on_one_issue_make_one_card_and_unrelated_pairs_do_not_mix(alliance, show, text_of):
    alliance.collision("c-second", "ledger", ("birch", "cedar"), ("p-birch", "p-cedar"), "verified", severity=0.75)
    (card,) = show(alliance).select("#redlines > article.card")
    (first, second) = card.select(".side")
    assert text_of(first.h4) == "Ash Society and Cedar Union"
    assert text_of(second.h4) == "Birch & Sons"
    assert "The 2 pairs behind this" in text_of(card)
    assert "Reason of c-second." in text_of(card.select_one("ul.pairs"))


def test_sides_are_called_for_and_against_only_where_the_map_says_so(alliance, show, text_of):
    alliance.change(Stance, lambda row: replace(row, stance=StanceSide.MIXED) if row.positions == ("p-ash",) else row)
    sides = show(alliance).select("#redlines > article.card .side h4")
    assert [text_of(side) for side in sides] == ["Ash Society", "Birch & Sons"]


def test_where_nothing_is_verified_the_most_severe_possible_collisions_stand_open_as_questions(alliance, show, text_of):
    alliance.rows[Incompatibility] = [
        row for row in alliance.rows[Incompatibility] if row.incompatibility_id != "c-verified"
    ]
    alliance.collision("c-soft", "meters", ("ash", "birch"), ("m-ash", "m-birch"), "possible", severity=0.5)
    page = show(alliance, layout=Layout(possible_open=1))
    (card,) = page.select("#redlines > article.card")
    assert card["id"] == "possible-ledger"
    assert "Possible, to be checked" in text_of(card)
    assert "If yes, nothing collides. If no: “Question of c-possible?”" in text_of(card.select_one(".ask"))
    assert card.select_one(".ask").find_next(class_="sides")
    fold = page.select_one("#redlines > details.possible")
    assert text_of(fold.summary) == "Possible collisions on 1 further issue"
    assert [each["id"] for each in fold.select("article.card")] == ["possible-meters"]
    assert page.select_one("#brief a[href='#possible-collisions']")
    assert page.select_one("#possible-collisions").name == "h3"


def test_a_member_on_neither_side_stands_outside_and_its_sentences_with_the_pairs(alliance, show, text_of):
    alliance.rows[Incompatibility] = []
    alliance.member("elm", "Elm Trust")
    alliance.document("elm", "No ledger. Any ledger.")
    alliance.position("p-elm", "elm", "No ledger.", issue_id="ledger", firmness=0.75)
    ends = {"ash": "p-ash", "birch": "p-birch", "cedar": "p-cedar", "elm": "p-elm"}
    strength = 1.0
    for one, other in (("ash", "birch"), ("birch", "cedar"), ("ash", "elm"), ("birch", "elm")):
        alliance.collision(
            f"c-{one}-{other}", "ledger", (one, other), (ends[one], ends[other]), "verified", severity=strength
        )
        strength -= 0.1
    card = show(alliance).select_one("#redlines > article.card")
    assert [text_of(side.h4) for side in card.select(".side")] == ["Ash Society and Cedar Union", "Birch & Sons"]
    assert "On neither side: Elm Trust. Its sentences stand with the pairs below." in text_of(card)
    assert card.select_one("ul.pairs a[href='#q-p-elm']")


def test_many_verified_cards_print_tight_and_say_so(alliance, show, text_of):
    assert not show(alliance).select(".card-tight")
    for number in range(5):
        alliance.issue(f"more-{number}", f"more {number}", "p-ash", IssueState.COLLIDE, 2)
        alliance.collision(f"c-{number}", f"more-{number}", ("ash", "birch"), ("p-ash", "p-birch"), "verified")
    section = show(alliance).select_one("#redlines")
    assert len(section.select(".card-tight")) == 6
    assert "On paper each side shows the sentence of its strongest pair" in text_of(section)


def test_a_joint_collision_gives_every_member_a_side(alliance, show, text_of):
    alliance.change(
        Incompatibility,
        lambda row: (
            replace(
                row,
                members=("ash", "birch", "cedar"),
                positions=("p-ash", "p-birch", "p-cedar"),
                type=IncompatibilityType.JOINT,
            )
            if row.incompatibility_id == "c-verified"
            else row
        ),
    )
    card = show(alliance).select_one("#redlines > article.card")
    assert [text_of(side.h4) for side in card.select(".side")] == [
        "Ash Society",
        "Birch & Sons",
        "Cedar Union",
    ]


def test_possible_collisions_beyond_the_cards_are_listed_not_dropped(alliance, show, text_of):
    page = show(alliance, layout=Layout(possible_cards=0))
    fold = page.select_one("#redlines details.possible")
    assert not fold.select("article.card")
    assert "c-possible" in text_of(fold)
    assert "Reason of c-possible." in text_of(fold)
    assert fold.select_one("#possible-ledger")
