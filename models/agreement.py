"""Krippendorff's α: how far coders agree beyond chance, with any number of coders and missing values."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import fsum


def nominal_alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Return α for nominal values, at most 1; 0 is chance, below 0 is worse.

    α = 1 - (n - 1) · Σ o_ck / Σ n_c · n_k over c ≠ k, where o counts the pairs of values within units, each unit's
    pairs weighted by 1 / (its values - 1), and n the values that can be paired (K. Krippendorff, Computing
    Krippendorff's Alpha-Reliability, 2011).

    Args:
        units: for each unit the value that each coder gave it; None where a coder gave none.

    Returns:
        None where nothing can be said: no unit has two values, or all values are the same.
    """
    kept = [[value for value in unit if value is not None] for unit in units]
    paired = [values for values in kept if len(values) > 1]
    totals = Counter(value for values in paired for value in values)
    n = sum(totals.values())
    expected = n * n - sum(count * count for count in totals.values())
    if expected == 0:
        return None
    observed = fsum(
        (len(values) ** 2 - sum(count * count for count in Counter(values).values())) / (len(values) - 1)
        for values in paired
    )
    return round(1.0 - (n - 1) * observed / expected, 4)
