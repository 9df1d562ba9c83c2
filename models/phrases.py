"""Cue phrases in a small readable notation, compiled to spaCy matcher patterns.

`will not (sign|take part) ? any` reads: "will not", then "sign" or "take part", then one optional word, then "any".
A word is compared in its normal form (lower case, "n't" as "not", "'ll" as "will"); `(a|b c)` is a choice; `word?`
may be missing; `?` is any one word but "not" and "never", or none; `#` is a number and `####` one of four digits, such
as a year.
"""

import itertools
import re
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

_PART = re.compile(r"\([^()]*\)\??|[^\s()]+")
_WILD: dict[str, dict[str, Any]] = {
    "?": {"NORM": {"NOT_IN": ["not", "never"]}, "OP": "?"},
    "#": {"LIKE_NUM": True},
    "####": {"SHAPE": "dddd"},
}


def compile_phrase(phrase: str) -> list[list[dict[str, Any]]]:
    """Return the matcher patterns of one phrase; more than one where a choice has several words.

    Raises:
        ValueError: a bracket or a choice is not whole, or the phrase is empty or could match nothing at all.
    """
    parts = _PART.findall(phrase)
    if "".join(parts).replace(" ", "") != phrase.replace(" ", ""):
        raise ValueError(f"the cue phrase {phrase!r} has a bracket without its partner, or one inside another")
    patterns = [list(itertools.chain(*way)) for way in itertools.product(*map(_ways, parts))]
    if not all(any("OP" not in token for token in pattern) for pattern in patterns):
        raise ValueError(f"the cue phrase {phrase!r} has no word that must be there")
    return patterns


def _ways(part: str) -> list[list[dict[str, Any]]]:
    """Return the token sequences one part of a phrase stands for."""
    if part in _WILD:
        return [[_WILD[part]]]
    is_optional = part.endswith("?")
    options = [option.strip() for option in part.removesuffix("?").strip("()").split("|")]
    if "" in options:
        raise ValueError(f"the choice {part!r} has an empty option; write a question mark behind it instead")
    single = [option for option in options if " " not in option]
    ways: list[list[dict[str, Any]]] = [
        [{"NORM": word} for word in option.split()] for option in options if " " in option
    ]
    if single:
        return [[{"NORM": {"IN": single}} | ({"OP": "?"} if is_optional else {})], *ways]
    return [[], *ways] if is_optional else ways


def matcher_of(groups: dict[str, list[str]], nlp: Language) -> Matcher:
    """Return a matcher whose labels are the group names."""
    matcher = Matcher(nlp.vocab)
    for name, phrases in groups.items():
        patterns = [pattern for phrase in phrases for pattern in compile_phrase(phrase)]
        matcher.add(name, patterns, greedy="LONGEST")
    return matcher


def find(matcher: Matcher, doc: Doc) -> dict[str, list[tuple[int, int]]]:
    """Return the token ranges (half-open) of each label that occurs, in text order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for label, start, end in sorted(matcher(doc), key=lambda match: (match[1], match[2])):
        found.setdefault(doc.vocab.strings[label], []).append((start, end))
    return found
