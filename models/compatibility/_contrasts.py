"""Contrasts of contrasts.toml in two texts: words that put each on another side of one line."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Contrast:
    """The words of two texts that stand on two sides of one line."""

    name: str
    a: str
    b: str


@cache
def _sides() -> dict[str, dict[str, set[int]]]:
    """Return, for each contrast, the sides on which a word stands."""
    text = resources.files("models").joinpath("contrasts.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, set[int]]] = {}
    for name, sides in tomllib.loads(text).items():
        words: dict[str, set[int]] = {}
        for number, side in enumerate(sides):
            for word in side:
                words.setdefault(word, set()).add(number)
        found[name] = words
    return found


@cache
def _names_by_word() -> dict[str, tuple[str, ...]]:
    by_word: dict[str, list[str]] = {}
    for name, words in _sides().items():
        for word in words:
            by_word.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in by_word.items()}


def sides_of(words: tuple[str, ...]) -> dict[str, dict[int, str]]:
    """Return for each contrast that occurs the sides and, for each, the first word that stands there."""
    found: dict[str, dict[int, str]] = {}
    for word in (*words, *(f"{one} {two}" for one, two in pairwise(words))):
        for form in (word, word.removesuffix("s")):
            for name in _names_by_word().get(form, ()):
                for side in _sides()[name][form]:
                    found.setdefault(name, {}).setdefault(side, word)
    return found


def contrasts(a: tuple[str, ...], b: tuple[str, ...]) -> Iterator[Contrast]:
    """Yield the contrasts of which each text names one side alone, and not the same."""
    one, other = sides_of(a), sides_of(b)
    for name in sorted(one.keys() & other.keys()):
        if len(one[name]) == len(other[name]) == 1 and one[name].keys() != other[name].keys():
            yield Contrast(name, next(iter(one[name].values())), next(iter(other[name].values())))
