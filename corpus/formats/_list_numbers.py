"""The numbers of ordered lists in HTML, as a browser prints them."""

import re
from string import ascii_lowercase

from bs4.element import Tag

_NO_MARKER = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_INTEGER = re.compile(r"-?\d{1,6}")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MAX_ROMAN = 400


def numbers_of(ordered: Tag) -> dict[int, str]:
    """Return what stands before the items of an ordered list, by the identity of each item's element."""
    if _NO_MARKER.search(str(ordered.get("style") or "")):
        return {}
    items = ordered.find_all("li", recursive=False)
    step = -1 if ordered.has_attr("reversed") else 1
    number = _whole(ordered.get("start"), default=len(items) if step < 0 else 1)
    numbers = {}
    for item in items:
        number = _whole(item.get("value"), default=number)
        numbers[id(item)] = f"{_written(number, str(ordered.get('type') or '1'))}. "
        number += step
    return numbers


def _whole(value: object, *, default: int) -> int:
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value.strip()) else default


def _written(number: int, style: str) -> str:
    """Return a number in the style that the list asks for: 1, a, A, i or I."""
    if style in ("a", "A") and 0 < number <= len(ascii_lowercase):
        letter = ascii_lowercase[number - 1]
        return letter if style == "a" else letter.upper()
    if style in ("i", "I") and 0 < number < _MAX_ROMAN:
        roman = ""
        rest = number
        for value, sign in _ROMAN:
            roman += sign * (rest // value)
            rest %= value
        return roman if style == "i" else roman.upper()
    return str(number)
