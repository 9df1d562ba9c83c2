"""How far an issue is carried: by heads, by weight, and in every kind of member."""

import math
from collections.abc import Sequence


def group_support(counts: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """Return the least and the geometric mean of the groups' support, or None without a group.

    P_g = (A_g + 1) / (S_g + 2), with A_g of S_g that have spoken in favour: the smoothed share of Polis' group-informed
    consensus (Small et al. 2021). Its product shrinks as groups are added, so the minimum and the geometric mean stand
    here. A group in which nobody has spoken has no share: silence is neither consent nor dissent.

    Args:
        counts: (in favour, spoken) of each group.
    """
    shares = [(n_for + 1) / (spoken + 2) for n_for, spoken in counts if spoken]
    if not shares:
        return None
    return min(shares), math.prod(shares) ** (1 / len(shares))


def support(voices: Sequence[tuple[bool, float]]) -> float | None:
    """Return the share of the weight that is in favour, among those that have spoken; None if nobody has.

    Args:
        voices: (in favour, weight) of each member that has spoken.
    """
    total = math.fsum(weight for _, weight in voices)
    return math.fsum(weight for in_favour, weight in voices if in_favour) / total if total else None
