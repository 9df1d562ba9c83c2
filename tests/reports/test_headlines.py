from corpus.records import Coalition, CommonGround, Incompatibility
from reports.headlines import headlines


def test_nothing_read_gives_no_headline(empty_alliance):
    assert headlines(empty_alliance.data()) == ()


def test_what_collides_what_is_shared_and_who_can_start(alliance):
    collision, shared, start = headlines(alliance.data())
    assert collision.startswith("1 issue holds demands that exclude each other; 1 issue may. Verified: ")
    assert "Ash Society: “We will not sign any text without an open ledger.”" in collision
    assert "Birch & Sons: “An open ledger is a line we cannot cross.”" in collision
    assert shared.startswith("1 issue without an objection found.") and "2 members support" in shared
    assert start == (
        "Who could start together: 3 of 4 have no verified collision among them, "
        "3 of 4 have no possible one either among them."
    )


def test_without_a_verified_collision_it_says_so(alliance):
    alliance.rows[Incompatibility] = [
        row for row in alliance.rows[Incompatibility] if row.incompatibility_id == "c-possible"
    ]
    collision, _, _ = headlines(alliance.data())
    assert collision.startswith("No collision is verified; 1 issue may hold one, to be checked: Birch & Sons")


def test_nothing_found_is_not_called_agreement(alliance):
    alliance.rows[Incompatibility] = []
    alliance.rows[CommonGround] = []
    alliance.rows[Coalition] = []
    collision, shared, _ = headlines(alliance.data())
    assert "does not show that there are none" in collision
    assert shared.startswith("No issue was found")
