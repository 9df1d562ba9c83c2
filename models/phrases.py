"""Cue phrases in a small readable notation, compiled to spaCy matcher patterns.

`will not (sign|take part) ? any` reads: "will not", then "sign" or "take part", then one optional word, then "any".
A word is compared in its normal form (lower case, "n't" as "not", "'ll" as "will"); `(a|b c)` is a choice; `word?`
may be missing; `?` is any one word or none; `#` is a number and `####` one of four digits, such as a year.
"""

import itertools
import re
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

_PART = re.compile(r"\([^()]*\)\??|[^\s()]+")
_WILD: dict[str, dict[str, Any]] = {"?": {"OP": "?"}, "#": {"LIKE_NUM": True}, "####": {"SHAPE": "dddd"}}


def compile_phrase(phrase: str) -> list[list[dict[str, Any]]]:
    """Return the matcher patterns of one phrase; more than one where a choice has several words.

    Raises:
        ValueError: the phrase is empty, or a bracket is not closed.
    """
    parts = _PART.findall(phrase)
    if not parts or phrase.count("(") != phrase.count(")"):
        raise ValueError(f"the cue phrase {phrase!r} is empty or has an open bracket")
    return [list(itertools.chain(*way)) for way in itertools.product(*map(_ways, parts))]


def _ways(part: str) -> list[list[dict[str, Any]]]:
    """Return the token sequences one part of a phrase stands for."""
    if part in _WILD:
        return [[_WILD[part]]]
    optional = {"OP": "?"} if part.endswith("?") else {}
    options = part.removesuffix("?").strip("()").split("|")
    single = [option for option in options if " " not in option]
    ways: list[list[dict[str, Any]]] = [[{"NORM": {"IN": single}} | optional]] if single else []
    return ways + [[{"NORM": word} for word in option.split()] for option in options if " " in option]


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
