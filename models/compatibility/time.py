"""Each demand holds in another time: until 2030 here, from 2031 there; while the vessel is new, and afterwards."""

import re

from models.compatibility import Check, Demand
from models.compatibility._demand import content, shared
from models.deadlines import MONTHS, period_of

_SAME_EVENT = 0.5
_EVENT = r"(?P<event>[^,;:.]{3,80})"
# "until E" and "as soon as E" part time at E. "by" sets a date for the deed itself and parts nothing.
_UP_TO = re.compile(
    r"\b(?:until|till|up to(?: the end of)?|before|pending|for as long as|as long as|while|during|for the duration of|"
    rf"for the length of|in the course of|through) (?:the (?:end|beginning|start) of )?{_EVENT}",
)
_SINCE = re.compile(
    r"\b(?:once|after|from the (?:day|moment|date)(?: on which| that)?|as soon as|following|when|beyond) "
    rf"(?:the (?:end|beginning|start) of )?{_EVENT}",
)
_FIRST = re.compile(
    r"\b(?:during|in|for|within|over|throughout) (?:the|their|its|his|her|our) (?:first|next|coming|opening) ([\w-]+)"
)
_LATER = re.compile(
    r"\b(?:after (?:the |that |this |their |these )?|thereafter|afterwards|from then on|later on|from the [\w-]+th |"
    r"in the long run|for longer than |for more than |all year|beyond the first )"
)
_MONTH_SPAN = re.compile(rf"\b(?:from|between) ({'|'.join(MONTHS)}) (?:to|until|and|through) ({'|'.join(MONTHS)})\b")


def _other_times(a: Demand, b: Demand) -> str | None:
    return _seasons(a, b) or _dates(a, b) or _events(a, b) or _events(b, a) or _stages(a, b)


def _seasons(a: Demand, b: Demand) -> str | None:
    one, other = _MONTH_SPAN.search(a.whole), _MONTH_SPAN.search(b.whole)
    if one and other and not _months(one[1], one[2]) & _months(other[1], other[2]):
        return f"They hold in different months: “{one[0]}” and “{other[0]}”."
    return None


def _months(first: str, last: str) -> set[int]:
    start, end = MONTHS[first], MONTHS[last]
    return {
        month for month in range(1, 13) if (start <= month <= end if start <= end else month >= start or month <= end)
    }


def _dates(a: Demand, b: Demand) -> str | None:
    for one, other in ((a, b), (b, a)):
        ends, begins = period_of(one.whole), period_of(other.whole)
        if ends is None or begins is None or ends.high is None or begins.low is None:
            continue
        if ends.low is None and begins.high is None and ends.high < begins.low:
            return f"They hold at different times: {ends.words()}, and {begins.words()}."
    return None


def _events(before: Demand, after: Demand) -> str | None:
    for one in _UP_TO.finditer(before.whole):
        words = content(one["event"])
        for other in _SINCE.finditer(after.whole):
            if _framed(before, one) and _framed(after, other) and shared(content(other["event"]), words) >= _SAME_EVENT:
                return f"They hold at different times: “{one[0].strip()}”, and “{other[0].strip()}”."
    return None


def _framed(demand: Demand, found: re.Match[str]) -> bool:
    """The words limit the demand as a whole: they open it."""
    return any(found[0][:15] in frame for frame in demand.frames)


def _stages(a: Demand, b: Demand) -> str | None:
    for one, other in ((a, b), (b, a)):
        first, later = _FIRST.search(one.whole), _LATER.search(other.whole)
        if first and later and not _LATER.search(one.whole):
            return f"They hold at different times: “{first[0].strip()}”, and “{later[0].strip()}”."
    return None


CHECK = Check(name="time", order=20, looks_for="each limited to another time", reject=_other_times)
