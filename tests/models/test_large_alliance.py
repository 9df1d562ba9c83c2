"""The benchmark of large alliances works, on a small one; its figures stand in docs/analyses.md."""

from benchmarks.large_alliance import make_alliance, run_all
from corpus.records import Incompatibility, Position


def test_a_small_alliance_goes_through_every_analysis_that_follows_from_positions(capsys):
    given = make_alliance(12, 12, 10, spoken=0.8)
    assert len(given[Incompatibility]) == 10
    assert {row.issue_id for row in given[Incompatibility]} <= {row.issue_id for row in given[Position]}
    run_all(given)
    told = capsys.readouterr().out
    for name in ("coalitions", "concessions", "networks", "questions", "stability", "all"):
        assert f"\n{name} " in f"\n{told}"
