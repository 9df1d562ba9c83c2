"""What to ask in the room: each question beside the sentence, or the silence, that makes it one."""

from dataclasses import replace

import pytest

from corpus.records import CommonGround, Incompatibility, Position, Question, Stance, StanceSide
from reports.settings import Layout


@pytest.fixture
def asks(alliance, show, text_of):
    """Give a function from the small alliance, as it is then, to heading -> questions."""

    def asks(layout=None):
        section = show(alliance, layout=layout).select_one("#questions")
        return {
            text_of(heading): [text_of(item) for item in heading.find_next("ul", class_="asks").select("li")]
            for heading in section.select("h3")
        }

    return asks


def test_a_possible_collision_is_a_question_to_both_sides_and_leads_to_its_card(asks, alliance, show):
    assert asks()["Can both be met?"] == ["Open ledger: Birch & Sons and Cedar Union"]
    assert show(alliance).select_one("#questions ul.asks a")["href"] == "#possible-ledger"


def test_a_stance_that_depends_asks_when_its_condition_is_met(asks, alliance):
    alliance.change(
        Position,
        lambda row: replace(row, condition="where “trade secrets” stay out") if row.position_id == "p-cedar" else row,
    )
    (question,) = asks()["When is the condition met?"]
    assert "Cedar Union, Open ledger: when would this hold for you: ‘where “trade secrets” stay out’?" in question
    assert "‘We welcome an open ledger where “trade secrets” stay out.’" in question
    assert "p-cedar" in question


def test_a_condition_that_no_words_were_found_for_is_asked_after_openly(asks):
    (question,) = asks()["When is the condition met?"]
    assert "on what does this hang for you?" in question


def test_a_member_that_says_both_is_shown_a_sentence_of_each_side(asks, alliance):
    alliance.position("n-birch", "birch", "hand readings", issue_id="meters", stance=-0.8)
    alliance.change(
        Stance,
        lambda row: (
            replace(row, stance=StanceSide.MIXED, positions=("m-birch", "n-birch"), n_positions=2)
            if row.positions == ("m-birch",)
            else row
        ),
    )
    (question,) = asks()["Which of the two holds?"]
    assert question.startswith("Birch & Sons, NFC meters")
    assert question.index("m-birch") < question.index("n-birch")


def test_silence_is_asked_after_where_something_is_at_stake(asks):
    assert asks()["Where do the others stand?"] == [
        "Open ledger: 3 have spoken; nothing found from 1: Dogwood Council",
        "NFC meters: 2 have spoken; nothing found from 2: Cedar Union and Dogwood Council",
    ]


def test_questions_of_the_table_come_first_the_most_valuable_on_top(asks, alliance):
    for number, value in ((1, 0.2), (2, 0.9)):
        alliance.add(
            Question(
                question_id=f"ask-{number}",
                member_id="dogwood",
                issue_id="ledger",
                text=f"Question {number}?",
                why=f"Reason {number}.",
                value=value,
            )
        )
    first, second = asks()["What would change most"]
    assert next(iter(asks())) == "What would change most"
    assert first == "Dogwood Council, Open ledger: “Question 2?” ask-2 Reason 2."
    assert second.endswith("Reason 1.")


def test_what_is_not_listed_is_counted(asks, alliance, show, text_of):
    words = text_of(show(alliance, layout=Layout(questions_listed=1)).select_one("#questions"))
    assert "1 more stands in the table stances." in words
    assert len(asks(Layout(questions_listed=1))["Where do the others stand?"]) == 1


def test_nothing_to_ask_is_not_called_clear(alliance, show, text_of):
    for record in (Incompatibility, CommonGround):
        alliance.rows[record] = []
    alliance.rows[Stance] = [row for row in alliance.rows[Stance] if row.stance is not StanceSide.DEPENDS]
    words = text_of(show(alliance).select_one("#questions"))
    assert "Nothing was found to ask about." in words
    assert "This does not show that everything is clear" in words
