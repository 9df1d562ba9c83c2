"""When a document was written: by its first lines, else its file name, else what the file says of itself."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from corpus.records import DateSource

HEAD = 1500
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MAX_SHORT_WORDS = 14
_TITLE_PART = 300
_IN_SENTENCE_RANK = 2
_MONTHS_A_YEAR = 12
_BEFORE = 60

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_SEASONS = {
    "spring": 4,
    "summer": 7,
    "autumn": 10,
    "fall": 10,
}  # the middle month of each, on the northern half
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FULL = (
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?,?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{_MONTH})\b\.?\s+{_DAY},?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}\b"),
    re.compile(rf"\b(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}\b"),
)
_PARTLY = (
    re.compile(rf"(?<!\d\s)\b(?P<month>{_MONTH})\b\.?,?\s+{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_YEAR}-(?P<month>0[1-9]|1[0-2])\b(?!-)"),
    re.compile(rf"\b(?P<season>spring|summer|autumn|fall)(?:\s+of)?,?\s+{_YEAR}\b", re.IGNORECASE),
)
_ONLY_YEAR = re.compile(rf"(?<![\d.,/:–-]){_YEAR}\)?$")
_RANGE = re.compile(rf"\s*(?:to|until|till|through|[-–—])\s*(?:\d|(?:{_MONTH})\b)", re.IGNORECASE)
_MADE = re.compile(
    r"\b(?:adopted|agreed|approved|completed|filed|issued|presented|published|recorded|signed|submitted|updated)\b"
    r"[^.;]*$",
    re.IGNORECASE,
)
_IN_SENTENCE = re.compile(r"\b(?:in|on|of|by|to|than|during|since|as of|until|from|the)\s+$", re.IGNORECASE)
_IN_NAME = (
    re.compile(rf"(?<!\d){_YEAR}[-_. ]?(?P<month>0[1-9]|1[0-2])[-_. ]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])[-_. ]?(?P<month>0[1-9]|1[0-2])[-_. ]?{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[-_. ]?(?P<month>0[1-9]|1[0-2])(?!\d)"),
    re.compile(rf"(?<![a-z])(?P<month>{_MONTH})[-_. ]?{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<![a-z])(?P<season>spring|summer|autumn|fall)[-_. ]?{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_YEAR}(?!\d)"),
)
_METADATA = re.compile(rf"{_YEAR}(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?")
# Such words shortly before a date make it the date of a law, an event or a deadline, not of the paper.
_OTHER_DATE = re.compile(
    r"\b(?:(?:by|before|until|till|since|from|after|between|deadline|effective|force|due|expires?|founded|established|"
    r"dated)\b(?:\W+(?-i:[a-z]+)){0,2}"
    r"|(?:acts?|laws?|regulation|directive|decision|convention|treaty|agreement|resolution|judgment|ruling|meeting|"
    r"in response to)\b(?:\W+\w+){0,6}|\bto|\d\s*[-–—])\W*$",
    re.IGNORECASE,
)


class _Found(NamedTuple):
    rank: int
    place: int
    dated: str


def find_date(text_head: str, file_name: str, metadata: str | None) -> tuple[str | None, DateSource | None]:
    """Return a document's date as YYYY, YYYY-MM or YYYY-MM-DD, and where it was found.

    A date on a line of its own counts before one inside a sentence, and a fuller one before a vaguer one.
    """
    if found := min(_in_text(text_head[:HEAD]), default=None):
        return found.dated, DateSource.TEXT
    stem = file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for pattern in _IN_NAME:
        for match in pattern.finditer(stem):
            if dated := _dated(match):
                return dated, DateSource.FILE_NAME
    stated = _METADATA.match(metadata.strip()) if metadata else None
    if stated and (dated := _dated(stated)):
        return dated, DateSource.METADATA
    return None, None


def _in_text(head: str) -> Iterator[_Found]:
    """Yield the dates of the first lines with a rank: the lower, the likelier it is the paper's own."""
    start = 0
    for block in head.split("\n\n"):
        is_short = len(block.split()) <= _MAX_SHORT_WORDS
        ranked = [(pattern, 0 if is_short else 2) for pattern in _FULL]
        ranked += [(pattern, 1 if is_short else 3) for pattern in _PARTLY]
        ranked += [(_ONLY_YEAR, 4)] if is_short and start < _TITLE_PART else []
        for pattern, rank in ranked:
            for match in pattern.finditer(block):
                before = block[: match.start()]
                is_told = rank >= _IN_SENTENCE_RANK and not _MADE.search(before)
                if is_told and _IN_SENTENCE.search(before):
                    continue
                if _is_own(block, match) and (dated := _dated(match)):
                    yield _Found(rank, start + match.start(), dated)
        start += len(block) + 2


def _is_own(block: str, match: re.Match[str]) -> bool:
    """Say whether nothing around a date makes it another's: a law's, a deadline's, or one end of a period."""
    before = block[max(0, match.start() - _BEFORE) : match.start()]
    return not _OTHER_DATE.search(before) and not _RANGE.match(block, match.end())


def _dated(match: re.Match[str]) -> str | None:
    """Return the date a match means, or None where there is no such date."""
    parts = match.groupdict()
    year = int(parts["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if "first" in parts:
        return _slashed(year, int(parts["first"]), int(parts["second"]))
    if parts.get("season"):
        return f"{year}-{_SEASONS[parts['season'].lower()]:02}"
    if not parts.get("month"):
        return str(year)
    month = _month(parts["month"])
    if not parts.get("day"):
        return f"{year}-{month:02}" if 1 <= month <= _MONTHS_A_YEAR else str(year)
    return _full(year, month, int(parts["day"]))


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(number for number, name in enumerate(_MONTHS, start=1) if name.startswith(written.lower()[:3]))


def _slashed(year: int, first: int, second: int) -> str | None:
    """Day and month between slashes are told apart only where one is above 12; else the year is left."""
    if first == second or second > _MONTHS_A_YEAR:
        return _full(year, first, second)
    if first > _MONTHS_A_YEAR:
        return _full(year, second, first)
    return str(year)


def _full(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
