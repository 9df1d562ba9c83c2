"""Limits on one quantity that leave room for both: at least 20 days and at most 30; at least 20 and at least 30.

The check reads the numbers as the sentences have them, so it wants nearly the same words. `bounds_leave_room` is for
limits of which it is known what is asked ("not with less than 30 days" asks for at least 30).
"""

import re

from models.compatibility import Check, Demand
from models.compatibility._demand import shared
from models.compatibility._shares import additive, least_share
from models.quantities import Quantity, overlap

_SAME_POINT = 0.75
# A number in a condition says when something holds, and not how much is asked for.
_CONDITIONAL = re.compile(r"\b(?:if|unless|when|once|where|except)\b")
# What is only allowed binds nobody to stay within it.
_ALLOWS = re.compile(r"\b(?:may|can|could|allowed|permitted|lawful|legal|free to|up to|exempt\w*|entitled)\b")


def _room(a: Demand, b: Demand) -> str | None:
    if len(a.quantities) != 1 or len(b.quantities) != 1 or a.negated != b.negated:
        return None
    (one,), (other,) = a.quantities, b.quantities
    if _CONDITIONAL.search(a.whole) or _CONDITIONAL.search(b.whole):
        return None
    if overlap(one, other) and shared(a.content, b.content) >= _SAME_POINT and _floor_and_cap(one, other):
        return _words(one, other)
    return None


def bounds_leave_room(a: Demand, b: Demand, one: Quantity, other: Quantity) -> str | None:
    """Return why two different one-sided limits, each what its demand asks for, can both be kept; None if they cannot.

    Equal numbers say nothing: they are often the case of which both speak ("within sixty days it is allowed", "...
    forbidden"). Nor does a limit up to which something is only allowed. Shares of one whole are added up instead.
    """
    mine, theirs = least_share(a), least_share(b)
    if mine and theirs and additive(mine, theirs):
        return None
    if not overlap(one, other) or not (_one_sided(one) and _one_sided(other)):
        return None
    if {one.low, one.high} & {other.low, other.high} - {None} or _ALLOWS.search(a.whole) or _ALLOWS.search(b.whole):
        return None
    return _words(one, other)


def _words(one: Quantity, other: Quantity) -> str:
    return f"The numbers leave room for both: {one.words()} and {other.words()}."


def _floor_and_cap(one: Quantity, other: Quantity) -> bool:
    return (one.high is None and other.low is None) or (other.high is None and one.low is None)


def _one_sided(quantity: Quantity) -> bool:
    return (quantity.low is None) != (quantity.high is None)


CHECK = Check(name="numbers", order=44, looks_for="limits that leave room for both", reject=_room)
