"""How much an issue matters to a member, as far as its papers tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import fsum

from corpus.records import Holder, Position


def saliences(positions: Iterable[Position]) -> dict[str, dict[str, float]]:
    """Return member -> issue -> salience, which sum to at most 1 for each member.

    s_mi = sum of the firmness of m's own, current positions on i / that sum over all its own, current positions. A
    member's long paper weighs no more than another's page, and an issue on which it is silent has no entry.
    """
    firm: Mapping[str, Mapping[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    everything: Mapping[str, list[float]] = defaultdict(list)
    for position in positions:
        if position.holder is not Holder.OWN or position.superseded_by is not None:
            continue
        everything[position.member_id].append(position.firmness)
        if position.issue_id is not None:
            firm[position.member_id][position.issue_id].append(position.firmness)
    totals = {member_id: fsum(held) for member_id, held in everything.items()}
    return {
        member_id: {issue_id: fsum(held) / totals[member_id] for issue_id, held in by_issue.items()}
        for member_id, by_issue in firm.items()
        if totals[member_id]
    }
