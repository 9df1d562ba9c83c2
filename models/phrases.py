"""Cue phrases in a small readable notation, and the finder for them.

`will not (sign|take part) ? any` reads: "will not", then "sign" or "take part", then one optional word, then "any".
A word is compared in its normal form (lower case, "n't" as "not", "'ll" as "will"); `(a|b c)` is a choice; `word?`
may be missing; `?` is any one word but "not" and "never", or none; `#` is a number and `####` one of four digits, such
as a year.

The finder looks phrases up by their first word. spaCy's own matcher tries every phrase at every word, which took four
fifths of the time of all rules; the tests hold the two against each other.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc, Token

_PART = re.compile(r"\([^()]*\)\??|[^\s()]+")
_NOT_WILD = frozenset({"not", "never"})
_YEAR_SHAPE = "dddd"


@dataclass(frozen=True, slots=True)
class Place:
    """One word of a phrase: one of `words`, or any word but a negation, a number, or four digits."""

    sort: Literal["word", "any", "number", "year"]
    words: frozenset[str] = frozenset()

    def takes(self, token: Token) -> bool:
        """Tell whether the word can stand here."""
        match self.sort:
            case "word":
                return token.norm_ in self.words
            case "any":
                return token.norm_ not in _NOT_WILD
            case "number":
                return bool(token.like_num)
            case "year":
                return token.shape_ == _YEAR_SHAPE


Pattern = tuple[Place, ...]
_WILD: dict[str, list[Pattern]] = {
    "?": [(), (Place("any"),)],
    "#": [(Place("number"),)],
    "####": [(Place("year"),)],
}


def compile_phrase(phrase: str) -> list[Pattern]:
    """Return the sequences of words that one phrase stands for.

    Raises:
        ValueError: a bracket or a choice is not whole, or the phrase is empty or could match nothing at all.
    """
    parts = _PART.findall(phrase)
    if "".join(parts).replace(" ", "") != phrase.replace(" ", ""):
        raise ValueError(f"the cue phrase {phrase!r} has a bracket without its partner, or one inside another")
    patterns = [tuple(itertools.chain(*way)) for way in itertools.product(*map(_ways, parts))]
    if not all(any(place.sort != "any" for place in pattern) for pattern in patterns):
        raise ValueError(f"the cue phrase {phrase!r} has no word that must be there")
    return patterns


def _ways(part: str) -> list[Pattern]:
    """Return the sequences of words that one part of a phrase stands for."""
    if part in _WILD:
        return _WILD[part]
    options = [option.strip() for option in part.removesuffix("?").strip("()").split("|")]
    if "" in options:
        raise ValueError(f"the choice {part!r} has an empty option; write a question mark behind it instead")
    ways: list[Pattern] = [()] if part.endswith("?") else []
    if single := frozenset(option for option in options if " " not in option):
        ways.append((Place("word", single),))
    ways += [tuple(Place("word", frozenset({word})) for word in option.split()) for option in options if " " in option]
    return ways


class PhraseFinder:
    """Finds the phrases of named groups in a text."""

    def __init__(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Compile all phrases; see `compile_phrase` for what they may not be."""
        self._by_first_word: dict[str, list[tuple[str, Pattern]]] = {}
        self._without_first_word: list[tuple[str, Pattern]] = []
        for name, phrases in groups.items():
            for pattern in dict.fromkeys(pattern for phrase in phrases for pattern in compile_phrase(phrase)):
                if pattern[0].sort != "word":
                    self._without_first_word.append((name, pattern))
                for word in pattern[0].words:
                    self._by_first_word.setdefault(word, []).append((name, pattern))

    def find(self, doc: Doc) -> dict[str, list[tuple[int, int]]]:
        """Return the token ranges (half-open) of each group that occurs, in text order.

        The longest range of a group counts, and of two equally long ones that overlap the first.
        """
        lengths: dict[str, set[tuple[int, int]]] = {}
        tokens = list(doc)
        for start, token in enumerate(tokens):
            for name, pattern in self._starting_with(token):
                rest = tokens[start : start + len(pattern)]
                if len(rest) == len(pattern) and all(map(Place.takes, pattern, rest)):
                    lengths.setdefault(name, set()).add((-len(pattern), start))
        return {name: _longest(ranges) for name, ranges in lengths.items()}

    def _starting_with(self, token: Token) -> Iterator[tuple[str, Pattern]]:
        yield from self._by_first_word.get(token.norm_, ())
        yield from self._without_first_word


def _longest(ranges: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges that do not overlap, from (-length, start): longer ones first, then earlier ones."""
    taken: set[int] = set()
    kept = []
    for negative_length, start in sorted(ranges):
        end = start - negative_length
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((start, end))
    return sorted(kept)
