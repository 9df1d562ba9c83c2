"""How far agreement goes beyond what kinds and words would let one expect."""

from collections.abc import Sequence

import numpy as np

_DECIMALS = 6  # residuals are compared after rounding, so that the last bit of a sum decides nothing


def surprises(agreement: Sequence[float], predictors: Sequence[Sequence[float]], *, fewest: int) -> list[float] | None:
    """Return for each pair how far it agrees beyond expectation, in standard deviations; None where none can be told.

    Expected is what a linear fit by least squares gives for the predictors; the deviation is that of all residuals.
    With fewer than `fewest` pairs a fit says nothing, and where all lie on the line nobody surprises.

    Args:
        agreement: of each pair.
        predictors: for each pair the same number of figures.
        fewest: pairs below which there is no expectation.
    """
    if len(agreement) < max(fewest, 1):
        return None
    seen = np.array(agreement, dtype=np.float64)
    known = np.column_stack([np.ones(len(seen)), np.array(predictors, dtype=np.float64).reshape(len(seen), -1)])
    weights, _, rank, _ = np.linalg.lstsq(known, seen, rcond=None)
    left = len(seen) - int(rank)
    residuals = np.round(seen - known @ weights, _DECIMALS)
    deviation = float(np.sqrt((residuals**2).sum() / left)) if left > 0 else 0.0
    return [round(float(each) / deviation, 4) if deviation else 0.0 for each in residuals]
