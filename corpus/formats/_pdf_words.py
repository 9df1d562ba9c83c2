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
# The hyphen stays after these where the rest is a word of the document ...
_FIRST_PARTS = frozenset(
    (
        *("cost", "cross", "data", "decision", "full", "half", "hard", "high", "ill", "large", "long", "low"),
        *(
            "market",
            "medium",
            "mid",
            "multi",
            "near",
            "open",
            "part",
            "policy",
            "post",
            "pre",
            "privacy",
            "real",
        ),
        *(
            "risk",
            "semi",
            "short",
            "single",
            "small",
            "state",
            "third",
            "two",
            "user",
            "value",
            "well",
            "year",
        ),
    )
)
# ... always after these, and before those.
_ALWAYS_APART = frozenset({"non", "self"})
_SECOND_PARTS = frozenset(
    (
        *("based", "border", "driven", "effective", "efficient", "free", "friendly", "level", "oriented"),
        *("party", "related", "scale", "sized", "specific", "term", "wide"),
    )
)
_MIN_PART = 3


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
        return f"{before}{'-' if keeps else ''}{after}"

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        left, right = left.lower(), right.lower()
        if f"{left}-{right}" in self._compounds:
            return True
        if left + right in self._words:
            return False
        if left in _ALWAYS_APART or (right in _SECOND_PARTS and len(left) >= _MIN_PART):
            return True
        if min(len(left), len(right)) < _MIN_PART or right not in self._words:
            return False
        return left in self._words or left in _FIRST_PARTS
