"""Whether two definitions say the same: by their numbers, by their wording, and by how near their meanings lie."""

import re
from typing import NamedTuple

from spacy.lang.en.stop_words import STOP_WORDS

from models.quantities import find_quantities

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_TELLING = re.compile(
    r"all|any|both|every|neither|no|none|nor|not|never|only|except|without|two|three|four|five|six|eight|nine|ten|eleven|"
    r"twelve|fifteen|twenty|forty|fifty|sixty|hundred|third|first|last|before|after|above|below|under|over"
)
_SMALL = frozenset(word for word in STOP_WORDS if not _TELLING.fullmatch(word))
_VARIANT = 0.6
"""Share of words in common from which two definitions are versions of one text, so that the words decide."""
_SHOWN = 4


class Comparison(NamedTuple):
    """Whether two meanings are one, and what tells."""

    are_one: bool
    reason: str


def compare(one: str, other: str, closeness: float, *, least_closeness: float) -> Comparison:
    """Return whether two meanings that are given to one word are one.

    Args:
        one: what the word is said to mean.
        other: the same, elsewhere.
        closeness: cosine of their vectors.
        least_closeness: cosine from which meanings in different words are one.
    """
    if _words(one) == _words(other):
        return Comparison(True, "The definitions are the same.")
    if differing := _other_number(one, other):
        return Comparison(False, differing)
    here, there = set(_content(one)), set(_content(other))
    if here == there:
        return Comparison(True, "The definitions use the same words.")
    if len(here & there) / len(here | there) >= _VARIANT:
        return Comparison(False, f"Versions of one text that differ in {_differing(one, other)}.")
    if closeness >= least_closeness:
        return Comparison(True, "The definitions say much the same in other words.")
    return Comparison(False, "The definitions have little in common.")


def _other_number(one: str, other: str) -> str:
    """Say which numbers differ where both definitions count the same unit; nothing otherwise."""
    theirs = {quantity.unit: quantity for quantity in find_quantities(other)}
    for mine in find_quantities(one):
        if (their := theirs.get(mine.unit)) and (mine.low, mine.high) != (their.low, their.high):
            return f"The numbers differ: {mine.words()} against {their.words()}."
    return ""


def _differing(one: str, other: str) -> str:
    here, there = _content(one), _content(other)
    only = [[word for word in mine if word not in set(theirs)] for mine, theirs in ((here, there), (there, here))]
    said = [", ".join(f"“{word}”" for word in dict.fromkeys(words)) for words in (each[:_SHOWN] for each in only)]
    return " against ".join(words or "no such word" for words in said)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _content(text: str) -> list[str]:
    return [word for word in _words(text) if word not in _SMALL]
