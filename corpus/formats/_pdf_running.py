"""Which lines of a PDF are running headers, footers and page numbers: what recurs at its pages' edges."""

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.formats._pdf_lines import Line, Page

_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.|seite)?\s*(?:\d{1,4}|[ivxl]{1,6})\s*"
    r"(?:(?:of|/|von|sur|\|)\s*\d{1,4}|\|\s*page)?[-–—|\s]*",
    re.IGNORECASE,
)
_BAND = 0.16
_EDGE_LINES = 5
_MIN_SHARE = 0.4
_SAME_PLACE = 6.0


def take_running_lines(pages: Sequence[Page]) -> dict[int, list[Line]]:
    """Take running lines out of their pages; return them by page number."""
    recurring = _recurring(pages)
    taken: dict[int, list[Line]] = {}
    for page in pages:
        edge = _edge_lines(page)
        chosen = {id(line) for line in edge if _key(line, page) in recurring}
        chosen |= {id(line) for line in _page_numbers(edge)}
        if not _is_mostly_turned(page):
            chosen |= {id(line) for line in page.lines if line.is_turned}
        if chosen:
            taken[page.number] = [line for line in page.lines if id(line) in chosen]
            page.lines[:] = [line for line in page.lines if id(line) not in chosen]
    return taken


def _is_mostly_turned(page: Page) -> bool:
    return sum(line.is_turned for line in page.lines) * 2 > len(page.lines)


def _edge_lines(page: Page) -> list[Line]:
    """Return the outermost lines within the bands at the top and the bottom of a page."""
    if not page.has_geometry:
        return []
    by_height = sorted(page.lines, key=lambda line: line.base)
    low = [line for line in by_height[:_EDGE_LINES] if line.base < _BAND * page.height]
    high = [line for line in by_height[-_EDGE_LINES:] if line.base > (1 - _BAND) * page.height]
    return low + high


def _page_numbers(edge: Sequence[Line]) -> list[Line]:
    """Return the lines at the very edge that hold nothing but a page number."""
    if not edge:
        return []
    lowest = min(line.base for line in edge)
    highest = max(line.base for line in edge)
    return [
        line
        for line in edge
        if _NUMBER.fullmatch(line.text) and min(line.base - lowest, highest - line.base) < 2 * _SAME_PLACE
    ]


def _key(line: Line, page: Page) -> tuple[str, bool]:
    return re.sub(r"\d+", "#", " ".join(line.text.lower().split())), line.base > page.height / 2


def _recurring(pages: Sequence[Page]) -> set[tuple[str, bool]]:
    """Return what stands at the same height of at least two fifths of the pages, numbers aside.

    Left and right pages, and a first page without header, are why not every page must have it.
    """
    places: dict[tuple[str, bool], dict[int, float]] = defaultdict(dict)
    for page in pages:
        for line in _edge_lines(page):
            places[_key(line, page)].setdefault(page.number, line.base)
    needed = max(2, _MIN_SHARE * len(pages))
    return {key for key, bases in places.items() if _at_one_height(sorted(bases.values())) >= needed}


def _at_one_height(bases: Sequence[float]) -> int:
    """Return how many of the heights lie close together, at most."""
    return max(sum(base <= other < base + _SAME_PLACE for other in bases) for base in bases)
