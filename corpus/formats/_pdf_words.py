"""Whether a hyphen at a line's end belongs to the word: the document's own vocabulary decides."""

import re
from collections.abc import Iterable
from functools import cached_property

from corpus.formats._pdf_lines import Line

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)+")
_LAST_WORD = re.compile(r"([^\W_]+)$")
_FIRST_WORD = re.compile(r"([^\W\d_]+)")
_HARD_HYPHEN = re.compile(r"(?<=[^\W_])[-‐‑\u00ad]$")
# English sets the first apart from any word; the second end an adjective that is made of any word, which is why both
# are needed where the paper itself prints neither the compound nor its parts.
_ALWAYS_APART = frozenset({"non", "self"})
_SECOND_PARTS = frozenset(
    {
        *("based", "driven", "effective", "efficient", "free", "friendly", "level", "oriented"),
        *("related", "scale", "sized", "specific", "term", "wide"),
    }
)
_HYPHENS = ("-", "‐", "‑")
_MIN_PART = 3
_MAX_LINK = 4


def ends_in_hyphen(line: Line) -> bool:
    """Say whether a line's last word goes on in the next line."""
    return line.is_hyphenated or bool(_HARD_HYPHEN.search(line.text[-2:]))


class Vocabulary:
    """The words and compounds that a document prints inside its lines."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Words are looked up when the first divided one is met; many documents have none."""
        self._lines = lines

    @cached_property
    def _text(self) -> str:
        """The lines in small letters, without the parts of words that are divided between them."""
        parts = []
        after_hyphen = False
        for line in self._lines:
            text = line.text.lower()
            if after_hyphen:
                text = _FIRST_WORD.sub("", text, count=1)
            after_hyphen = ends_in_hyphen(line)
            if after_hyphen:
                text = _LAST_WORD.sub("", text[:-2] + _HARD_HYPHEN.sub("", text[-2:]))
            parts.append(text)
        return "\n".join(parts)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._text))

    @cached_property
    def _compounds(self) -> frozenset[str]:
        return frozenset(re.sub("[‐‑]", "-", word) for word in _COMPOUND.findall(self._text))

    def join(self, before: str, after: str) -> str:
        """Return two texts as one, of which the first ends in a divided word, with its hyphen or without."""
        before = _HARD_HYPHEN.sub("", before)
        left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
        keeps = not left or not right or not after[0].islower() or self._keeps_hyphen(left[1], right[1])
        if left and right and not keeps:
            keeps = self._is_chain(before[: left.start()], left[1], right[1], after[right.end() :])
        return f"{before}{'-' if keeps else ''}{after}"

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        left, right = left.lower(), right.lower()
        if f"{left}-{right}" in self._compounds:
            return True
        if left + right in self._words:
            return False
        if left[-2:] == 2 * right[0]:
            return True  # no English word has three equal letters in a row
        if left in _ALWAYS_APART or (right in _SECOND_PARTS and len(left) >= _MIN_PART):
            return True
        if min(len(left), len(right)) < _MIN_PART or right not in self._words:
            return False
        return left in self._words

    def _is_chain(self, earlier: str, left: str, right: str, later: str) -> bool:
        """Say whether a short word links two others, one hyphen of it being the line's end, as in "case-by-case"."""
        if (left + right).lower() in self._words:
            return False
        between = [left] if earlier.endswith(_HYPHENS) else []
        between += [right] if later.startswith(_HYPHENS) else []
        return any(len(word) <= _MAX_LINK and word.lower() in self._words for word in between)
