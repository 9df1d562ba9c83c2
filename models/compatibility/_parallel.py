"""Demands in parallel words: what two sentences that say the same but for one place put into that place.

"The wage is borne by the host" and "the wage is borne by the fund" fill one place with two values that exclude each
other. Where wordings differ in more than one place nothing is concluded.
"""

from itertools import takewhile
from typing import NamedTuple

from models.compatibility._demand import Demand, stem, words_of

_LEAST_SHARED = 2  # words with meaning that both have
_LONGEST = 3  # words with meaning in what differs


class Place(NamedTuple):
    """What two demands put into a place in which they differ."""

    of_a: str
    of_b: str


def differing_place(a: Demand, b: Demand) -> Place | None:
    """Return the one place in which two demands differ; None where there is none, or more, or one denies.

    Words with meaning are held against each other by their stems: the place lies between those with which both begin
    and those with which both end. Any word that both have within it, were it "must" or "in", makes it two places.
    """
    one, other = a.stems, b.stems
    before = _alike(one, other)
    after = _alike(one[before:][::-1], other[before:][::-1])
    sizes = len(one) - before - after, len(other) - before - after
    if before + after < _LEAST_SHARED or min(sizes) == 0 or max(sizes) > _LONGEST:
        return None
    place = Place(a.written_between(before, len(one) - after), b.written_between(before, len(other) - after))
    share_a_word = not {*map(stem, words_of(place.of_a))}.isdisjoint(map(stem, words_of(place.of_b)))
    return None if share_a_word or a.denies != b.denies or a.modal != b.modal else place


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return with how many equal words two demands begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
