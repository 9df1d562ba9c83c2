"""Which firm positions are held against which: bounded for each issue."""

import pytest

from models.analyses.incompatibilities import ANALYSIS
from models.firm_positions import by_issue, firmest_in_turn, pairs


@pytest.mark.parametrize("huge", [0.0, 0.4])
def test_the_pairs_looked_at_grow_with_the_positions_and_not_with_their_square(make, huge):
    """Members stay 25 and issues 20 positions each; with `huge`, that share of all positions is on one issue."""
    settings = ANALYSIS.settings()

    def looked_at(n_positions):
        n_issues = n_positions // 20

        def issue_of(number):
            return "huge" if number < huge * n_positions else f"i{number % n_issues}"

        positions = [
            make.position(f"p{n:05}", f"m{(n + n // n_issues) % 25}", issue_id=issue_of(n)) for n in range(n_positions)
        ]
        firm = by_issue(positions, min_firmness=settings.min_firmness)
        kept = [firmest_in_turn(held, most=settings.max_firm_per_issue) for held in firm.values()]
        return sum(1 for held in kept for _ in pairs(held))

    at_first, later, last = (looked_at(n) for n in (1_000, 4_000, 16_000))
    assert at_first > 5_000
    assert later <= 4.1 * at_first
    assert last <= 4.1 * later


def test_what_only_introduces_a_list_is_held_against_nothing(make):
    said = [make.position("p1", "ash", "Fees must be:\n"), make.position("p2", "birch", "Fees must be low.")]
    assert [position.position_id for position in by_issue(said, min_firmness=0.0)["i1"]] == ["p2"]
