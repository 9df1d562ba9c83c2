"""Issues that lie near each other in meaning, as families; and who could act together on one family alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from corpus.records import Incompatibility, StanceSide
from models.embedding import Vector, unit
from models.feasible import Members, maximal_sets

Sides = Mapping[str, Mapping[str, StanceSide]]  # issue -> member -> a clear side
_DECIMALS = 6  # distances are compared after rounding, so that the last bit of a sum decides nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Members that agree on a family of issues, and the issues that two or more of them agree on.

    Where it `is_proven`, no larger set of members does.
    """

    members: Members
    issue_ids: tuple[str, ...]
    is_proven: bool


def families(held: Iterable[tuple[str, Vector]], *, distance: float) -> list[tuple[str, ...]]:
    """Return the issues in families: average linkage on the cosine distance of the issues' centres.

    Args:
        held: issue and unit vector of each position.
        distance: mean distance up to which families are joined.
    """
    vectors: dict[str, list[Vector]] = defaultdict(list)
    for issue_id, vector in held:
        vectors[issue_id].append(vector)
    issues = sorted(vectors)
    if len(issues) < 2:  # noqa: PLR2004  nothing to join
        return [(issue_id,) for issue_id in issues]
    centres = unit(np.stack([np.mean(vectors[issue_id], axis=0) for issue_id in issues]))
    apart = np.round(np.clip(1 - centres @ centres.T, 0, 2), _DECIMALS)
    labels = AgglomerativeClustering(
        n_clusters=None, distance_threshold=distance, metric="precomputed", linkage="average"
    ).fit_predict(apart)
    found: dict[int, list[str]] = defaultdict(list)
    for issue_id, label in zip(issues, labels, strict=True):
        found[int(label)].append(issue_id)
    return sorted(tuple(family) for family in found.values())


def parties(
    of: Iterable[Sequence[str]], sides: Sides, clashes: Sequence[Incompatibility], *, effort: int
) -> Iterator[Party]:
    """Yield for each family the largest set of members that agree on it.

    Two members agree on a family if on each of its issues on which both take a clear side it is the same side, and
    there is such an issue: who is silent agrees with nobody. No incompatibility about the family lies inside the set.
    Of several largest sets it is the first by the names of those left out; a set of one is none.

    Args:
        of: the issues of each family.
        sides: clear sides only.
        clashes: those that count.
        effort: conflicts to look at in each family, at most.
    """
    for family in of:
        inside = set(family)
        speaking = {member: _sides_of(member, family, sides) for issue in family for member in sides.get(issue, ())}
        conflicts = {frozenset(row.members) for row in clashes if row.issue_id in inside}
        conflicts |= {
            frozenset((a, b)) for a, b in combinations(sorted(speaking), 2) if not _agree(speaking[a], speaking[b])
        }
        found = maximal_sets(speaking, conflicts, limit=1, effort=effort, programmes=0)
        members = found.sets[0] if found.sets else frozenset()
        if len(members) > 1:
            common = tuple(issue for issue in sorted(family) if sum(m in sides.get(issue, ()) for m in members) > 1)
            yield Party(members=members, issue_ids=common, is_proven=len(members) == found.size_bound)


def _sides_of(member: str, family: Sequence[str], sides: Sides) -> dict[str, StanceSide]:
    return {issue: sides[issue][member] for issue in family if member in sides.get(issue, ())}


def _agree(one: Mapping[str, StanceSide], other: Mapping[str, StanceSide]) -> bool:
    shared = one.keys() & other.keys()
    return bool(shared) and all(one[issue] is other[issue] for issue in shared)
