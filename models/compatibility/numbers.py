"""Two limits on one quantity that leave room between them: at least 20 days, at most 30."""

import re

from models.compatibility import Check, Demand
from models.compatibility._demand import shared
from models.quantities import Quantity, overlap

_SAME_POINT = 0.75
# A number in a condition says when something holds, and not how much is asked for.
_CONDITIONAL = re.compile(r"\b(?:if|unless|when|once|where|except)\b")


def _room(a: Demand, b: Demand) -> str | None:
    if len(a.quantities) != 1 or len(b.quantities) != 1 or a.negated != b.negated:
        return None
    (one,), (other,) = a.quantities, b.quantities
    if not overlap(one, other) or not (_floor_and_cap(one, other) or _floor_and_cap(other, one)):
        return None
    if _CONDITIONAL.search(a.whole) or _CONDITIONAL.search(b.whole):
        return None
    if shared(a.content, b.content) < _SAME_POINT:
        return None
    return f"The numbers leave room for both: {one.words()} and {other.words()}."


def _floor_and_cap(one: Quantity, other: Quantity) -> bool:
    return one.high is None and other.low is None


CHECK = Check(name="numbers", order=44, looks_for="limits that leave room for both", reject=_room)
