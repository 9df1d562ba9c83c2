from corpus.records import (
    Coalition,
    CoalitionBasis,
    CommonGround,
    Concession,
    ConcessionMerit,
    Incompatibility,
    Question,
)
from reports.headlines import headlines


def concession(number, basis, *positions, members):
    return Concession(
        concession_id=f"w-{number}", target=("ash", "birch", "cedar", "dogwood"), positions=positions,
        members_asked=members, cost=float(len(positions)), fallback_positions=(), rank=number, basis=basis,
        merits=(ConcessionMerit.CHEAPEST,), most_from_one=1, largest_burden=1.0, n_resolved=1, least_cost=1.0,
    )  # fmt: skip


def question(number, member, text, value):
    return Question(question_id=f"q-{number}", member_id=member, issue_id="ledger", text=text, why="", value=value)


def test_nothing_read_gives_no_headline(empty_alliance):
    assert headlines(empty_alliance.data()) == ()


def test_who_can_start_what_collides_what_gives_what_to_ask_and_what_is_shared(alliance):
    alliance.add(concession(1, CoalitionBasis.VERIFIED, "p-ash", members=("ash",)))
    alliance.add(concession(1, CoalitionBasis.VERIFIED_AND_POSSIBLE, "p-ash", "p-cedar", members=("ash", "cedar")))
    alliance.add(question(1, "cedar", "Would you stay away over this?", 2.0))
    alliance.add(question(2, "birch", "Which part must stand?", 1.0))
    start, collision, give, ask, shared = headlines(alliance.data())
    assert start == (
        "Who could start together: among 3 of 4 members no collision could be verified; among 3 none is possible "
        "either. 2 groups are as large as the first."
    )
    assert collision.startswith("1 issue holds demands that exclude each other; 1 issue may. Verified: ")
    assert "Ash Society: “We will not sign any text without an open ledger.”" in collision
    assert "Birch & Sons: “An open ledger is a line we cannot cross.”" in collision
    assert give == (
        "What would have to give for all to start together, at the fewest found: 1 sentence of 1 member "
        "(verified collisions), 2 sentences of 2 members (possible ones too)."
    )
    assert ask == (
        "What to ask first, Cedar Union: Would you stay away over this? 1 more question waits in the report."
    )
    assert shared.startswith("Where common ground is: 1 issue without an objection found.")
    assert "2 members support" in shared


def test_the_one_who_is_left_out_of_the_only_largest_group_is_named(alliance):
    alliance.rows[Coalition] = [row for row in alliance.rows[Coalition] if row.coalition_id != "k-2"]
    assert headlines(alliance.data())[0].endswith("Not in the first: Birch & Sons.")


def test_what_nobody_worked_out_has_no_headline(alliance):
    start, collision, shared = headlines(alliance.data())
    assert (start[:3], collision[:1], shared[:5]) == ("Who", "1", "Where")


def test_long_words_are_cut_so_that_a_headline_stays_one(alliance):
    alliance.add(question(1, "cedar", f"You write: {'so many words ' * 100}. Would you stay away?", 2.0))
    ask = headlines(alliance.data())[2]
    assert ask.startswith("What to ask first, Cedar Union: You write: so many words")
    assert " … " in ask
    assert ask.endswith("Would you stay away?")
    assert len(ask) < 320


def test_without_a_verified_collision_it_says_so(alliance):
    alliance.rows[Incompatibility] = [
        row for row in alliance.rows[Incompatibility] if row.incompatibility_id == "c-possible"
    ]
    collision = headlines(alliance.data())[1]
    assert collision.startswith("No collision is verified; 1 issue may hold one, to be checked: Birch & Sons")


def test_nothing_found_is_not_called_agreement(alliance):
    alliance.rows[Incompatibility] = []
    alliance.rows[CommonGround] = []
    alliance.rows[Coalition] = []
    _, collision, shared = headlines(alliance.data())
    assert "does not show that there are none" in collision
    assert shared.startswith("No issue was found")
