"""Least shares of a whole: "at least 40 % of the fund must go to the fleet", "the fleet must get half of the fund"."""

import re
from dataclasses import dataclass

from models.compatibility._demand import Demand, content
from models.quantities import find_quantities

WHOLE = 100.0  # per cent
_FRACTIONS = {
    "half": 50.0, "one half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3,
    "a quarter": 25.0, "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0, "one fifth": 20.0,
    "two fifths": 40.0, "three fifths": 60.0, "a tenth": 10.0, "one tenth": 10.0,
}  # fmt: skip
_FRACTION = re.compile(
    rf"\b(?P<most>at (?:the )?most |up to |no more than |not more than |(?<!no )(?<!not )less than |under )?"
    rf"(?P<share>{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))}) (?=of )".replace("two thirds", "two[- ]thirds")
)
_OF = re.compile(r" ?of (?P<whole>[^,;:.!?]+)")
_LINK = re.compile(
    r"\b(?:must|shall|should|ought|has|have|needs?|goes?|is|are|be|for|to|on|into|towards?|in|at|by|from|every|each)\b"
)
_SPENDING = frozenset(
    content(
        "go goes spend spent reserve reserved set aside give given allocate allocated flow earmark earmarked fund "
        "finance support use used pay paid keep kept get receive have take least minimum less more"
    )
)


@dataclass(frozen=True, slots=True)
class Share:
    """The least share, in per cent, that somebody asks for a purpose, out of a whole; stems of the words of each."""

    least: float
    whole: frozenset[str]
    purpose: frozenset[str]


def least_share(demand: Demand) -> Share | None:
    """Return the one least share that a demand names; a plain share counts as a least. None if it names none or two."""
    found = [(low, end) for low, end in _shares(demand.written)]
    if len(found) != 1 or demand.negated:
        return None
    least, end = found[0]
    named = _OF.match(demand.written, end)
    if named is None:
        return None
    link = _LINK.search(named["whole"].lower())
    whole = content(named["whole"][: link.start()] if link else named["whole"])
    behind = content(named["whole"][link.start() :]) - _SPENDING if link else frozenset()
    purpose = (behind or content(demand.subject) - _SPENDING) - whole
    return Share(round(least, 2), whole, purpose) if whole and purpose else None


def _shares(text: str) -> list[tuple[float, int]]:
    """Return each least share with the end of its words."""
    found = [
        (quantity.low, quantity.end)
        for quantity in find_quantities(text)
        if quantity.unit == "percent" and quantity.low is not None and 0 < quantity.low <= WHOLE
    ]
    for fraction in _FRACTION.finditer(text.lower()):
        if not fraction["most"]:
            found.append((_FRACTIONS[fraction["share"].replace("-", " ")], fraction.end() - 1))
    return found


def additive(one: Share, other: Share) -> bool:
    """Tell whether two shares are taken out of one whole for two purposes, so that they add up."""
    same_whole = one.whole <= other.whole or other.whole <= one.whole
    return same_whole and not one.purpose & other.purpose
