"""Numbers with units and comparators, as intervals in a normal unit.

"at least 30 days" is [30, inf) day, "no more than two weeks" is (-inf, 14] day, "10 to 20 %" is [10, 20] percent.
Exact where it answers and silent where it does not: a bare number, a year, a section number, a share such as
"3 of 5 members" and a rough figure ("about 10 days") are no quantities.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

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
        """Say the interval, as in "at least 30 days"; days become hours or years where these come out even."""
        if self.unit == "date":
            return self._date_words()
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        unit, scale = _spoken_unit(self.unit, bounds)
        said = [f"{round(bound * scale, 4):,.10g}" for bound in bounds]
        noun = next((name for name in _PLURALS if unit == name or unit.startswith(f"{name} ")), None)
        if noun and said[-1] != "1":
            unit = _PLURALS[noun] + unit.removeprefix(noun)
        if self.low is None or self.high is None:
            return f"{'at most' if self.low is None else 'at least'} {said[0]} {unit}"
        return f"{said[0]} {unit}" if self.low == self.high else f"{said[0]} to {said[1]} {unit}"

    def rest(self) -> "Quantity | None":
        """Return what lies on the other side of the one bound; None where there are two, or they are one number."""
        if self.low is not None and self.high is not None:
            return None
        return replace(self, low=self.high, high=self.low)

    def _date_words(self) -> str:
        """Say an interval of dates, which are kept as YYYYMMDD."""
        low, high = (
            None if bound is None else f"{bound:08.0f}"[:4] + "-" + f"{bound:08.0f}"[4:6] + "-" + f"{bound:08.0f}"[6:]
            for bound in (self.low, self.high)
        )
        if low is None or high is None:
            return f"until {high}" if low is None else f"from {low}"
        return low if low == high else f"{low} to {high}"


_PLURALS = {
    "day": "days", "working day": "working days", "hour": "hours", "year": "years", "person": "people",
    "member": "members", "percentage point": "percentage points",
}  # fmt: skip
_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
    )
} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000,
}  # fmt: skip
_MULTIPLES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
# Normal unit and factor of each unit word. A month is 30 days and a year 365: comparing needs an order, no calendar.
_UNITS: dict[str, tuple[str, float]] = {
    "minute": ("day", 1 / 1440), "hour": ("day", 1 / 24), "day": ("day", 1.0), "week": ("day", 7.0),
    "fortnight": ("day", 14.0), "month": ("day", 30.0), "year": ("day", 365.0), "decade": ("day", 3650.0),
    "%": ("percent", 1.0), "percent": ("percent", 1.0), "per cent": ("percent", 1.0),
    "percentage point": ("percentage point", 1.0),
    "euro": ("eur", 1.0), "eur": ("eur", 1.0), "€": ("eur", 1.0),
    "dollar": ("usd", 1.0), "usd": ("usd", 1.0), "$": ("usd", 1.0), "us$": ("usd", 1.0),
    "pound": ("gbp", 1.0), "gbp": ("gbp", 1.0), "£": ("gbp", 1.0),
    "kg": ("kg", 1.0), "kilogram": ("kg", 1.0), "tonne": ("kg", 1000.0), "ton": ("kg", 1000.0),
    "metre": ("m", 1.0), "meter": ("m", 1.0), "kilometre": ("m", 1000.0), "kilometer": ("m", 1000.0),
    "km": ("m", 1000.0), "mile": ("m", 1609.344),
    "°c": ("celsius", 1.0), "degree": ("celsius", 1.0),
    "kwh": ("kwh", 1.0), "mwh": ("kwh", 1e3), "gwh": ("kwh", 1e6),
    "kw": ("kw", 1.0), "mw": ("kw", 1e3), "gw": ("kw", 1e6),
    "mbit/s": ("mbit/s", 1.0), "gbit/s": ("mbit/s", 1000.0),
    "employee": ("person", 1.0), "person": ("person", 1.0), "people": ("person", 1.0), "worker": ("person", 1.0),
    "member": ("member", 1.0),
}  # fmt: skip
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = (
    r"(?:(?P<digits>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+|,\d{1,2}(?![\d,]))?)"
    rf"|(?P<words>(?:{_WORD})(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_WORD}))*)(?!\w)"
    r"(?: ?\((?P<again>\d+)\))?)"
)
_UNIT_WORD = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.,/])(?P<money>(?:(?:US)?\$|[€£]|(?-i:EUR|USD|GBP)\b) ?)?{_NUMBER}"
    r"(?: ?(?P<multiple>hundred|thousand|million|billion|bn|k|m)\b)?"
    r"(?:[ -]?(?:(?P<sort>working|business|calendar|consecutive|full|clear|US)[ -])?"
    rf"(?P<unit>{_UNIT_WORD})(?:e?s)?(?![\w]| states?\b))?",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")  # 1.500 is one and a half here and fifteen hundred there
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME = r"minute|hour|day|week|month|quarter|year"
_RATE = re.compile(
    rf"^(?:(?: ?/ ?| per )(?:working |full[- ]time )?(?P<per>{_TIME}|employee|worker|person|head|capita|member|"
    rf"household|tonne|kwh|km|child)|(?: an?| each| every) (?P<each>{_TIME})| (?P<long>day|week)|"
    r" (?P<often>hourly|daily|weekly|monthly|yearly|annually))\b",
    re.IGNORECASE,
)
_OFTEN = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_MORE = (
    r"(?:more|longer|greater|higher|larger|bigger|older|later|further) than(?: or equal to)?|"
    r"exceed(?:s|ing)?|in excess of|above|beyond|over(?! an? | the )|≥|>=?"
)
_LESS = (
    r"(?:less|fewer|shorter|lower|smaller|younger|earlier|sooner) than(?: or equal to)?|"
    r"below|under(?! an? | the )|≤|<=?"
)
# "must not be longer than", "no member pays more than": a few plain words may stand between.
_NOT = (
    r"\b(?:no|not|never|nor|nobody|none|nothing|cannot|without|\w+n['’]t)"
    r"(?: (?!(?:enough|and|but|or|only|just|because|if|when|so|we)\b)[\w-]+){0,3}? "
)
# "the most that our insurer will bear is ten days": the noun or its verb may stand a clause before the number.
# "Most" and "least" count as nouns only where a clause follows, not in "the most important point is 30 days".
_CLAUSE_FOLLOWS = r"(?= (?:that|which|we|they|it|I|you|he|she|any\w*|our|the|an?|this)\b| is\b)"
_FLOOR_NOUNS = rf"(?:floor|minimum|lower (?:limit|bound)|shortest|smallest|lowest|least{_CLAUSE_FOLLOWS})"
_CAP_NOUNS = rf"(?:ceiling|cap|maximum|upper (?:limit|bound)|longest|largest|highest|most{_CLAUSE_FOLLOWS})"
_SET_AT = r"(?: [^.;:!?()]{1,60}?)? (?:is|are|be|being|was|lies|stands?|stood|set|sits?)(?: at| set at)?"
_COMPARATOR = re.compile(
    rf"(?:(?P<not>{_NOT})?(?<!\w)(?:(?P<more>{_MORE})|(?P<less>{_LESS}))|"
    r"\b(?P<least>at least|(?:a |the )?minimum(?: (?:[\w-]+ ){0,3}of| period)?|floor of|lower limit of|"
    rf"(?:the|our|a|its|their) (?:[\w-]+ )?{_FLOOR_NOUNS}{_SET_AT}|(?:begin|start)(?:s|ning|ing)? at)|"
    r"\b(?P<most>at (?:the )?most|up to|(?:a |the )?maximum(?: (?:[\w-]+ ){0,3}of| period)?|within|capped at|"
    rf"limited to|(?:cap|ceiling|limit) of|(?:the|our|a|its|their) (?:[\w-]+ )?{_CAP_NOUNS}{_SET_AT}|"
    r"(?:end|stop|top)(?:s|ping|ing)?(?: out)? at))"
    r"[\s(“\"]*(?:(?:an?|the|only|just|another)\s)*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"^ ?(?:(?P<least>(?:or|and) (?:more|longer|higher|above|over|later|older|greater|upwards?)|minimum|"
    r"at (?:the |a )?(?:least|minimum|earliest)(?! ?[\d€$£])|"
    rf",? (?:and )?(?:no|not (?:an?|one|any) [\w-]+) (?:less|fewer|shorter|lower|smaller|earlier|sooner)|"
    rf"(?:[\w ]{{1,40}} )?is (?:the|our|an?) (?:[\w-]+ )?{_FLOOR_NOUNS})|"
    r"(?P<most>(?:or|and) (?:less|fewer|shorter|lower|below|under|earlier|sooner|younger)|maximum|"
    r"at (?:the |a )?(?:most|maximum|latest)(?! ?[\d€$£])|"
    rf",? (?:and )?(?:no|not (?:an?|one|any) [\w-]+) (?:more|longer|further|higher|later)|"
    rf"(?:[\w ]{{1,40}} )?is (?:the|our|an?) (?:[\w-]+ )?{_CAP_NOUNS}))\b",
    re.IGNORECASE,
)
# What stands before a number that is a reference, a rough figure, or a story of what was.
_NO_QUANTITY = re.compile(
    r"(?:\b(?:art(?:icle|\.)?s?|sec(?:tion|\.)s?|chapters?|para(?:graph|\.)s?|pages?|pp?\.|annex(?:es)?|nos?\.|versions?|"
    r"clauses?|recitals?|figures?|tables?|appendix|about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|"
    r"plus or minus|minus|(?:several|few|dozen|couple of)|(?:last|past|previous)) |[~±] ?|[\w.][-–]|(?:^|[ (])[-–])$",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:every|each) $", re.IGNORECASE)
_RANGE = re.compile(r" ?(?P<word>to|until|through|[-–—]|and|or) ?")
_IDIOM = re.compile(r"one (?:day|member|person|worker|employee)", re.IGNORECASE)
_SHARE = re.compile(r" (?:(?:out )?of|in|per) (?:the |our |its |all |every )?")
_AND = re.compile(r",? ?(?:and|but|or|yet)?,? ?")
_CHANGE = re.compile(
    r"\b(?:rais|ris|rose|increas|reduc|cut|lower|extend|shorten|lift|drop|fall|fell|grow|grew|chang|mov|expand|shrink|"
    r"go)\w*\b[^.;:!?]*\bfrom (?:the |a )?$",
    re.IGNORECASE,
)
_REACH = 100  # characters before a number in which its comparator stands


class _Amount(NamedTuple):
    """A number with what stands at it; `unit` is None for a bare number, `sure` tells that it can be a quantity."""

    value: float
    multiple: float | None
    unit: tuple[str, float] | None
    is_money: bool
    sure: bool
    start: int
    end: int

    def in_unit(self, unit: tuple[str, float], multiple: float | None) -> float:
        """Return the value in the normal unit."""
        return self.value * (multiple or 1.0) * unit[1]


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order; units as in the normal units above."""
    amounts = [_amount(text, match) for match in _AMOUNT.finditer(text)]
    found: list[Quantity] = []
    taken_to = -1
    for first, second in pairwise([*amounts, None]):
        if first is None or first.start < taken_to:
            continue
        joined = _joined(text, first, second) if second else None
        if joined is not None and second is not None:
            found += joined
            taken_to = second.end
        else:
            found += _single(text, first)
    return tuple(found)


def _amount(text: str, match: re.Match[str]) -> _Amount:
    value = _value(match)
    multiple = match["multiple"]
    return _Amount(
        value=value or 0.0,
        multiple=_MULTIPLES[multiple.lower()] if multiple else None,
        unit=_unit(match),
        is_money=bool(match["money"]),
        sure=value is not None and not _NO_QUANTITY.search(_before(text, match.start())),
        start=match.start(),
        end=match.end(),
    )


def _before(text: str, start: int) -> str:
    """Return the words before an offset, without a part of a word at the front."""
    before = text[max(0, start - _REACH) : start]
    return before if start <= _REACH else before.partition(" ")[2]


def _unit(match: re.Match[str]) -> tuple[str, float] | None:
    if match["money"]:
        return _UNITS[match["money"].strip().lower()]
    if not match["unit"]:
        return None
    name, factor = _UNITS[match["unit"].lower()]
    if (match["sort"] or "").lower() not in ("working", "business"):
        return name, factor
    return ("working day", 1.0) if match["unit"].lower() == "day" else None


def _value(match: re.Match[str]) -> float | None:
    """Return the number, or None where its notation has two readings or is no number."""
    if match["words"]:
        value = _spelled(re.findall(_WORD, match["words"].lower()))
        return value if match["again"] is None or value == float(match["again"]) else None
    digits = match["digits"]
    if _AMBIGUOUS.fullmatch(digits):
        return None
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return float(digits.replace(",", "."))
    return float(digits.replace(",", "").replace(" ", ""))


def _spelled(words: list[str]) -> float | None:
    """Return the number that words spell, such as "two hundred and fifty"; None if they are several numbers."""
    thousands, value, room = 0, 0, 1000
    for word in words:
        number = _WORDS[word]
        if word == "thousand":
            thousands, value, room = (value or 1) * 1000, 0, 1000
        elif word == "hundred":
            value, room = (value or 1) * 100, 100
        elif number >= room:
            return None
        else:
            value += number
            room = 10 if number >= _WORDS["twenty"] else 0
    return float(thousands + value)


def _single(text: str, amount: _Amount) -> list[Quantity]:
    if amount.unit is None or not amount.sure or text[amount.end :].startswith(" ago"):
        return []
    name, per = _name(text, amount.unit[0], amount.start, amount.end)
    value = amount.in_unit(amount.unit, amount.multiple)
    low, high = _bounds(_before(text, amount.start), text[amount.end + per :], value, value)
    is_idiom = _IDIOM.fullmatch(text, amount.start, amount.end)
    if name is None or (is_idiom and low == high and not per):
        return []
    return [Quantity(low, high, name, amount.start, amount.end)]


def _name(text: str, name: str, start: int, end: int) -> tuple[str | None, int]:
    """Return the unit with what it is counted per, and how many characters say so; None where it counts cases.

    50 a month and 600 a year are not compared, nor is a report every 30 days with one within 30 days.
    """
    if _EVERY.search(_before(text, start)):
        return (f"{name} apart" if name.endswith("day") else None), 0
    at = end
    while rate := _RATE.search(text[at:]):
        each = str(rate[rate.lastgroup or 0]).lower()
        name = f"{name} per {_OFTEN.get(each, each)}"
        at += rate.end()
    return name, at - end


def _bounds(before: str, after: str, low: float, high: float) -> tuple[float | None, float | None]:
    """Open the side of [low, high] that a comparator before or behind the number leaves open."""
    comparator = _COMPARATOR.search(before) or _BEHIND.search(after)
    if comparator is None:
        return low, high
    said = {name for name, words in comparator.groupdict().items() if words}
    at_least = bool(said & {"more", "least"}) != ("not" in said)
    return (low, None) if at_least else (None, high)


def _joined(text: str, first: _Amount, second: _Amount) -> list[Quantity] | None:
    """Return what two neighbouring amounts state together; empty where that is unclear, None if they are apart."""
    gap = text[first.end : second.start]
    unit = second.unit or (first.unit if first.is_money else None)
    if unit is None or (first.unit and first.unit[0] != unit[0]):
        return None
    if any(amount.unit is None and _YEAR.fullmatch(text[amount.start : amount.end]) for amount in (first, second)):
        return None
    if first.unit is None and _SHARE.fullmatch(gap):
        return []
    between = _both_bounds(text, first, second, unit)
    if between:
        return between
    return _range(text, first, second, unit) if _RANGE.fullmatch(gap) else None


def _both_bounds(text: str, first: _Amount, second: _Amount, unit: tuple[str, float]) -> list[Quantity]:
    """Read "at least 10 and at most 20 days"."""
    gap = text[first.end : second.start]
    connector = _AND.match(gap)
    comparator = _COMPARATOR.search(gap)
    if not connector or not comparator or comparator.start() > connector.end() or not (first.sure and second.sure):
        return []
    one, other = first.in_unit(first.unit or unit, first.multiple), second.in_unit(unit, second.multiple)
    low, high = _bounds(_before(text, first.start), "", one, one)
    other_low, other_high = _bounds(gap, "", other, other)
    if None in (low, high) and (low is None) == (other_high is None) and (low is None) != (other_low is None):
        name, _ = _name(text, unit[0], first.start, second.end)
        lows, highs = (low, other_high) if low is not None else (other_low, high)
        return [Quantity(lows, highs, name, first.start, second.end)] if name else []
    return []


def _range(text: str, first: _Amount, second: _Amount, unit: tuple[str, float]) -> list[Quantity] | None:
    """Read "10 to 20 days"; after a verb of change "from 40 to 35 hours" asks for the second number alone."""
    gap, before = text[first.end : second.start], _before(text, first.start)
    word = gap.strip()
    if word in ("and", "or") and not re.search(r"\bbetween (?:an? |the )?$", before, re.IGNORECASE):
        if first.unit:
            return None
        if word == "and":
            return []
    # "€5 to 10 million" is five million, "€500 to 2 million" five hundred.
    shared = second.multiple if first.multiple is None and first.value < second.value else first.multiple
    one, other = first.in_unit(first.unit or unit, shared), second.in_unit(unit, second.multiple)
    name, per = _name(text, unit[0], first.start, second.end)
    if name is None or not first.sure or not (second.sure or word in "-–"):
        return []
    if _CHANGE.search(before) or (one > other and re.search(r"\bfrom (?:the )?$", before, re.IGNORECASE)):
        return [Quantity(other, other, name, second.start, second.end)]
    low, high = _bounds(before, text[second.end + per :], min(one, other), max(one, other))
    return [Quantity(low, high, name, first.start, second.end)]


def _spoken_unit(unit: str, bounds: list[float]) -> tuple[str, float]:
    """Return the unit to speak of and its number in one normal unit."""
    if unit.partition(" ")[0] != "day":
        return unit, 1.0
    if any(bound != int(bound) for bound in bounds):
        return unit.replace("day", "hour", 1), 24.0
    if all(bound and bound % _UNITS["year"][1] == 0 for bound in bounds):
        return unit.replace("day", "year", 1), 1 / _UNITS["year"][1]
    return unit, 1.0


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
