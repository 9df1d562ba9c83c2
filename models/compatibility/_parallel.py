"""Demands in parallel words: what two sentences that say the same but for one place put into that place.

"The wage is borne by the host" and "the wage is borne by the fund" fill one place with two values that exclude each
other. Where wordings differ in more than one place nothing is concluded.
"""

from difflib import SequenceMatcher
from typing import NamedTuple

from models.compatibility._demand import Demand, content, stem, words_of

_LEAST_SHARED = 2  # words with meaning that both have
_LONGEST = 3  # words with meaning in what differs


class Place(NamedTuple):
    """What two demands put into a place in which they differ."""

    of_a: str
    of_b: str


def differing_place(a: Demand, b: Demand) -> Place | None:
    """Return the one place in which two demands differ; None where there is none, or more, or one denies."""
    if a.denies != b.denies or a.modal != b.modal:
        return None
    shared, places = _aligned(words_of(a.whole), words_of(b.whole))
    if shared < _LEAST_SHARED or len(places) != 1:
        return None
    one, other = (content(words) for words in places[0])
    is_filled = one and other and not one & other and max(len(one), len(other)) <= _LONGEST
    return places[0] if is_filled else None


def _aligned(one: list[str], other: list[str]) -> tuple[int, list[Place]]:
    """Return how many words with meaning two sentences share in one order, and the places in which they differ."""
    matcher = SequenceMatcher(None, [stem(word) for word in one], [stem(word) for word in other], autojunk=False)
    shared, places = 0, []
    for what, start, end, other_start, other_end in matcher.get_opcodes():
        place = Place(" ".join(one[start:end]), " ".join(other[other_start:other_end]))
        if what == "equal":
            shared += len(content(place.of_a))
        elif content(place.of_a) or content(place.of_b):
            places.append(place)
    return shared, places
