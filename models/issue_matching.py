"""Which issue of one run is which of another: by what they hold, never by label."""

from collections import defaultdict
from collections.abc import Mapping, Set


def matched(
    now: Mapping[str, Set[str]], before: Mapping[str, Set[str]], *, min_overlap: float
) -> dict[str, tuple[str, float]]:
    """Return for issues of a run the earlier issue and the overlap with it, each issue at most once.

    The pair with the largest overlap (Jaccard of position_ids) is matched first, ties by id.

    Args:
        now: the position_ids of each issue.
        before: the same of the earlier run.
        min_overlap: overlap in 0..1 below which two issues are not the same.
    """
    home: dict[str, list[str]] = defaultdict(list)
    for issue_id, held in before.items():
        for position_id in held:
            home[position_id].append(issue_id)
    pairs = []
    for issue_id, held in now.items():
        for old in {old for position_id in held for old in home[position_id]}:
            overlap = len(held & before[old]) / len(held | before[old])
            if overlap >= min_overlap:
                pairs.append((-overlap, issue_id, old))
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for overlap, issue_id, old in sorted(pairs):
        if issue_id not in found and old not in taken:
            found[issue_id] = (old, -overlap)
            taken.add(old)
    return found
