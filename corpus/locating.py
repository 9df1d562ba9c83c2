"""Finds a quote in a document: to the letter, else without regard to spaces, hyphens and forms of quotation marks."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

Span = tuple[int, int]

_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad")
_MARKS = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "`": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"', "\u2033": '"',
})  # fmt: skip


class Locator:
    """Finds quotes in one text. What is found is always a range of the text; the quote's own spelling is forgotten."""

    def __init__(self, text: str) -> None:
        """Keep the text; it is folded when the first quote is not found to the letter."""
        self._text = text
        self._folded: tuple[str, list[int]] | None = None

    def find(self, quote: str, *, start: int = 0, end: int | None = None) -> list[Span]:
        """Return all half-open ranges between `start` and `end` that say the quote, in reading order.

        A range never begins or ends inside a word. A quote without a letter or digit is found nowhere.
        """
        end = len(self._text) if end is None else end
        wanted = quote.strip()
        if not any(character.isalnum() for character in wanted):
            return []
        exact = [(at, at + len(wanted)) for at in _occurrences(wanted, self._text, start, end)]
        found = [span for span in exact if self._stands_apart(span)]
        return found or [span for span in self._find_folded(wanted, start, end) if self._stands_apart(span)]

    def _find_folded(self, quote: str, start: int, end: int) -> Iterator[Span]:
        if self._folded is None:
            self._folded = fold(self._text)
        text, places = self._folded
        wanted = fold(quote)[0]
        first, last = bisect_left(places, start), bisect_left(places, end)
        for at in _occurrences(wanted, text, first, last):
            yield places[at], places[at + len(wanted) - 1] + 1

    def _stands_apart(self, span: Span) -> bool:
        start, end = span
        text = self._text
        begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
        return begins and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


def fold(text: str) -> tuple[str, list[int]]:
    """Return a text without spaces and hyphens, its signs in their plainest form, and each character's old place."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_MARKS)):
        if character in _DASHES or character.isspace():
            continue
        plain = unicodedata.normalize("NFKC", character)
        kept.append(plain)
        places += [place] * len(plain)
    return "".join(kept), places


def _occurrences(wanted: str, text: str, start: int, end: int) -> Iterator[int]:
    at = text.find(wanted, start, end) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, end)
