"""Numbers with units and comparators, as intervals in a normal unit.

"at least 30 days" is [30, inf) day, "no more than two weeks" is (-inf, 14] day, "55 per cent" is [55, 55] percent.
Exact where it answers and silent where it does not: a bare number, a year or a section number is no quantity.
"""

import re
from dataclasses import dataclass

from corpus.records import Statement


@dataclass(frozen=True, slots=True)
class Quantity:
    """An interval in a normal unit, with the characters of the text that state it. None means no bound."""

    low: float | None
    high: float | None
    unit: str
    start: int = 0
    end: int = 0

    def words(self) -> str:
        """Say the interval, as in "at least 30 day"."""
        if self.low is None or self.high is None:
            bound, side = (self.high, "at most") if self.low is None else (self.low, "at least")
            return f"{side} {bound:g} {self.unit}"
        return (
            f"{self.low:g} {self.unit}"
            if self.low == self.high
            else f"{self.low:g} to {self.high:g} {self.unit}"
        )


_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
_MULTIPLES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
# Normal unit and factor of each unit word. A month is 30 days and a year 365: comparisons need an order, not a calendar.
_UNITS: dict[str, tuple[str, float]] = {
    "minute": ("day", 1 / 1440), "hour": ("day", 1 / 24), "day": ("day", 1.0), "week": ("day", 7.0),
    "fortnight": ("day", 14.0), "month": ("day", 30.0), "year": ("day", 365.0), "decade": ("day", 3650.0),
    "%": ("percent", 1.0), "percent": ("percent", 1.0), "per cent": ("percent", 1.0),
    "percentage point": ("percentage point", 1.0),
    "euro": ("eur", 1.0), "eur": ("eur", 1.0), "€": ("eur", 1.0),
    "dollar": ("usd", 1.0), "usd": ("usd", 1.0), "$": ("usd", 1.0),
    "pound": ("gbp", 1.0), "gbp": ("gbp", 1.0), "£": ("gbp", 1.0),
    "kg": ("kg", 1.0), "kilogram": ("kg", 1.0), "tonne": ("kg", 1000.0), "ton": ("kg", 1000.0),
    "metre": ("m", 1.0), "meter": ("m", 1.0), "kilometre": ("m", 1000.0), "kilometer": ("m", 1000.0),
    "km": ("m", 1000.0), "mile": ("m", 1609.344),
    "°c": ("celsius", 1.0), "degree": ("celsius", 1.0),
    "kwh": ("kwh", 1.0), "mwh": ("kwh", 1e3), "gwh": ("kwh", 1e6), "mw": ("kw", 1e3), "gw": ("kw", 1e6), "kw": ("kw", 1.0),
    "mbit/s": ("mbit/s", 1.0), "gbit/s": ("mbit/s", 1000.0),
    "employee": ("person", 1.0), "person": ("person", 1.0), "people": ("person", 1.0), "worker": ("person", 1.0),
    "member": ("member", 1.0),
}  # fmt: skip
_NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r")(?:[- ](?P<ones>one|two|three|four|five|six|seven|eight|nine)(?=[ -]))?"
)
_UNIT_WORDS = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True) if unit not in "€$£")
_QUANTITY = re.compile(
    rf"(?P<currency>[€$£] ?)?(?<![\w.]){_NUMBER}(?: ?(?P<multiple>hundred|thousand|million|billion|bn|k|m)\b)?"
    rf"(?:[ -]?(?:(?:working|calendar|consecutive|full|clear|US|business) )?(?P<unit>{_UNIT_WORDS})(?:e?s)?(?![\w]))?",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:at least|no less than|not less than|no fewer than|not fewer than|no lower than|not lower than|not below|"
    r"no shorter than|not be (?:lower|less|shorter|fewer) than|more than|over|above|longer than|exceeding|"
    r"(?:a )?minimum (?:of|period of)|not (?:be )?below|≥|>=?|no earlier than)\W*(?:a |the )?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:at most|no more than|not more than|no longer than|not longer than|no higher than|not higher than|not above|"
    r"not (?:be )?(?:higher|more|longer|greater|above) than|up to|(?:a )?maximum (?:of|period of)|not (?:to )?exceed(?:ing)?|"
    r"less than|fewer than|under|below|within|no later than|not later than|capped at|(?:a )?(?:cap|ceiling|limit) of|≤|<=?)"
    r"\W*(?:a |the )?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"^\W*(?:or (?:more|longer|higher|above|over)|and (?:more|above)|at (?:the )?(?:least|minimum))",
    re.IGNORECASE,
)
_OR_LESS = re.compile(
    r"^\W*(?:or (?:less|fewer|shorter|lower|below|under)|at (?:the )?(?:most|maximum))", re.IGNORECASE
)
_RATE = re.compile(
    r"^ ?(?:/|(?:per|a|an|each|every) )(?P<per>minute|hour|day|week|month|year|employee|person|head|capita)\b",
    re.IGNORECASE,
)
_REACH = 40  # characters before a number in which its comparator stands


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order; units as in the normal units above."""
    found = []
    for match in _QUANTITY.finditer(text):
        unit = _unit(match)
        if unit is None:
            continue
        name, factor = unit
        value = _value(match) * factor
        low, high = _bounds(text, match, value)
        rate = _RATE.search(text[match.end() :])
        if rate:  # 50 a month and 600 a year are not compared: the unit keeps what it is counted per
            name = f"{name} per {rate['per'].lower()}"
        found.append(Quantity(low, high, name, match.start(), match.end()))
    return tuple(found)


def _unit(match: re.Match[str]) -> tuple[str, float] | None:
    if match["currency"]:
        return _UNITS[match["currency"].strip()]
    return _UNITS[match["unit"].lower()] if match["unit"] else None


def _value(match: re.Match[str]) -> float:
    word = match["number"].lower()
    value = float(_WORDS[word]) if word in _WORDS else float(word.replace(",", ""))
    if match["ones"]:
        value += _WORDS[match["ones"].lower()]
    multiple = match["multiple"]
    return value * _MULTIPLES[multiple.lower()] if multiple else value


def _bounds(text: str, match: re.Match[str], value: float) -> tuple[float | None, float | None]:
    before = text[max(0, match.start() - _REACH) : match.start()]
    after = text[match.end() :]
    least, most = _AT_LEAST.search(before), _AT_MOST.search(before)
    if (
        least and most
    ):  # "no more than" ends in "more than": the comparator that begins earlier is the whole one
        least, most = (least, None) if least.start() < most.start() else (None, most)
    if least or (not most and _OR_MORE.search(after)):
        return value, None
    if most or _OR_LESS.search(after):
        return None, value
    return value, value


def interval_of(statement: Statement) -> Quantity | None:
    """Return the interval a statement names, or None if it names none or more than one."""
    if statement.unit is None:
        return None
    return Quantity(statement.low, statement.high, statement.unit)


def overlap(a: Quantity, b: Quantity) -> bool | None:
    """Return whether two intervals share a number; None where the units differ, so nothing can be said."""
    if a.unit != b.unit:
        return None
    low = max(bound for bound in (a.low, b.low, float("-inf")) if bound is not None)
    high = min(bound for bound in (a.high, b.high, float("inf")) if bound is not None)
    return low <= high
