"""The draft agenda: two hours in order, what is shared before what collides, quiet members first."""

from dataclasses import replace

import pytest

from corpus.records import Coalition, CommonGround, Incompatibility
from reports.sections import agenda


@pytest.fixture
def items(alliance, show, text_of):
    """Give a function from the small alliance, as it is then, to the words of each item."""
    return lambda: [text_of(item) for item in show(alliance).select("#agenda ol.agenda > li")]


def test_the_agenda_begins_with_the_map_and_what_is_shared_and_comes_to_the_collisions(items):
    check, shared, collision, start, after = items()
    assert check.startswith("0:00, 15 min Check the map.")
    assert "Hear first from those of whom least was found: Dogwood Council, Cedar Union and Ash Society." in check
    assert shared.startswith("0:15, 15 min Start where nobody was found to object. NFC meters.")
    assert collision.startswith("0:30, 20 min Open ledger Ask: “Question of c-verified?”")
    assert "Settled Parked Stays a red line" in collision
    assert start.startswith("0:50, 20 min Which first step needs whom?")
    assert after.startswith("1:10, 10 min Next step")


def test_a_possible_collision_is_asked_after_as_a_question(items, alliance):
    alliance.change(
        Incompatibility,
        lambda row: replace(row, issue_id="meters") if row.incompatibility_id == "c-possible" else row,
    )
    _, ledger, meters, *_ = items()
    assert "Open ledger" in ledger
    assert "NFC meters Possible, to be checked Ask first: can what both sentences say be done at once?" in meters


def test_an_issue_on_which_demands_may_collide_is_not_called_a_place_to_start(items, alliance, page, show, text_of):
    assert "firm demands may collide" not in text_of(page.select_one("#common"))
    alliance.collision("c-meters", "meters", ("ash", "birch"), ("m-ash", "m-birch"), "possible")
    assert not [item for item in items() if "nobody was found to object" in item]
    made = show(alliance)
    assert made.select_one('#common a[href="#possible-meters"]').get_text() == "firm demands may collide"
    assert "On 1 of the 1, firm demands may still collide." in text_of(made.select_one("#brief"))


def test_where_nothing_was_found_to_talk_about_the_map_is_checked(items, alliance):
    for record in (Incompatibility, CommonGround, Coalition):
        alliance.rows[record] = []
    assert [item.split(" ", 3)[3].split(".")[0] for item in items()] == [
        "Check the map",
        "Next step and date of the next check",
    ]


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0:00"), (5, "0:05"), (70, "1:10"), (120, "2:00")])
def test_times_are_hours_and_minutes(minutes, shown):
    assert agenda.clock(minutes) == shown
