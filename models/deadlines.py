"""Dates and deadlines as intervals, so that "by 2030" and "not before 2035" can be told to exclude each other.

A date is written as one number, YYYYMMDD, which sorts as dates do. "by 2030" ends with the last day of 2030, "before
2030" with the last day of 2029, "from March 2031" begins with the first of March. A date without one of these words
("in 2019") says when something is or was, and only counts as an interval where "in" or "on" stands before it.
"""

import calendar
import datetime
import re

from models.quantities import Quantity

UNIT = "date"
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(MONTHS)
_DATE = (
    rf"(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<month>{_MONTH}),? )?(?P<year>20\d\d|19\d\d)\b|"
    rf"(?P<month_first>{_MONTH}) (?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_last>20\d\d|19\d\d)\b"
)
_UNTIL = r"by|until|till|up to|no later than|not later than|at the latest by|on or before"
_BEFORE = r"before|prior to|ahead of"
_FROM = (
    r"from|as of|as from|starting|starting in|beginning|beginning in|no earlier than|not earlier than|not before|"
    r"no sooner than"
)
_AFTER = r"after|later than"
_AT = r"in|on|during"
_DEADLINE = re.compile(
    rf"\b(?:(?P<from>{_FROM})|(?P<until>{_UNTIL})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<at>{_AT}))"
    rf"(?: the)?(?: (?P<part>end|start|beginning) of)?(?: the year)? (?:{_DATE})",
    re.IGNORECASE,
)


# Words that say from when or until when a rule holds; "by" is not among them, as it dates the deed.
_HOLDS = re.compile(
    rf"\b(?:(?P<from>from|as of|as from|starting|beginning|after|since|later than|no earlier than|not before)|"
    rf"(?P<until>until|till|up to|through|before|prior to))"
    rf"(?: the)?(?: (?P<part>end|start|beginning) of)?(?: the year)? (?:{_DATE})",
    re.IGNORECASE,
)


def period_of(text: str) -> Quantity | None:
    """Return the first span of dates in which a text says that something holds, as in "from 2031" or "until May 2030".

    "from 2028" beside "until 2028" meet at the turn of the year, as people mean it: "until" a year ends before it.
    """
    match = _HOLDS.search(text)
    if match is None:
        return None
    first, last = _period(match)
    if first is None or last is None:
        return None
    if match["from"]:
        later = match["from"].lower() in ("after", "later than")
        return Quantity(
            _number(last + datetime.timedelta(days=1) if later else first), None, UNIT, match.start(), match.end()
        )
    whole = match["until"].lower() in ("up to", "through") or match["part"]
    return Quantity(
        None, _number(last if whole else first - datetime.timedelta(days=1)), UNIT, match.start(), match.end()
    )


def find_deadlines(text: str) -> tuple[Quantity, ...]:
    """Return the dates of a text with what stands before them, in order; low and high are YYYYMMDD numbers."""
    return tuple(found for match in _DEADLINE.finditer(text) if (found := _interval(match)) is not None)


def _interval(match: re.Match[str]) -> Quantity | None:
    first, last = _period(match)
    if first is None or last is None:
        return None
    low: float | None = None
    high: float | None = None
    if match["from"]:
        low = _number(first)
    elif match["after"]:
        low = _number(last + datetime.timedelta(days=1))
    elif match["until"]:
        high = _number(last)
    elif match["before"]:
        high = _number(first - datetime.timedelta(days=1))
    else:
        low, high = _number(first), _number(last)
    return Quantity(low, high, UNIT, match.start(), match.end())


def _period(match: re.Match[str]) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and last day a date names; None for a day that is in no calendar."""
    year = int(match["year"] or match["year_last"])
    month_name = match["month"] or match["month_first"]
    day = match["day"] or match["day_second"]
    month = MONTHS[month_name.lower()] if month_name else None
    if month is None:
        first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    elif day is None:
        first = datetime.date(year, month, 1)
        last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    elif not 1 <= int(day) <= calendar.monthrange(year, month)[1]:
        return None, None
    else:
        first = last = datetime.date(year, month, int(day))
    if match["part"] and match["part"].lower() == "end":
        first = last
    elif match["part"]:
        last = first
    return first, last


def _number(day: datetime.date) -> float:
    return float(f"{day:%Y%m%d}")
