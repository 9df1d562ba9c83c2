"""Demands in parallel words: what two sentences that say the same but for one place put into that place.

"The wage is borne by the host" and "the wage is borne by the fund" fill one place with two values that exclude each
other. Where wordings differ in more than one place nothing is concluded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.compatibility._demand import Demand, content, stem, words_of

_LEAST_SHARED = 2  # words with meaning that both have
_LONGEST = 3  # words with meaning in what differs


@dataclass(frozen=True, slots=True)
class Place:
    """What two demands put into the one place in which they differ."""

    of_a: str
    of_b: str


@dataclass(frozen=True, slots=True)
class _Span:
    of_a: str
    of_b: str

    def differs(self) -> bool:
        return bool(content(self.of_a) or content(self.of_b))


def differing_place(a: Demand, b: Demand) -> Place | None:
    """Return the one place in which two demands differ; None where there is none, or more, or one denies."""
    spans = _differing(a, b)
    if spans is None or len(spans) != 1:
        return None
    (span,) = spans
    one, other = content(span.of_a), content(span.of_b)
    if not one or not other or one & other or max(len(one), len(other)) > _LONGEST:
        return None
    return Place(span.of_a, span.of_b)


def _differing(a: Demand, b: Demand) -> list[_Span] | None:
    """Return the spans with meaning in which two sentences differ; None where they are no parallels."""
    if a.denies != b.denies or a.modal != b.modal:
        return None
    spans, shared = [], 0
    for span in _spans(words_of(a.whole), words_of(b.whole)):
        if isinstance(span, int):
            shared += span
        elif span.differs():
            spans.append(span)
    return spans if shared >= _LEAST_SHARED else None


def _spans(one: list[str], other: list[str]) -> Iterator[_Span | int]:
    """Yield what differs, and for what is equal the number of its words with meaning."""
    matcher = SequenceMatcher(None, [stem(word) for word in one], [stem(word) for word in other], autojunk=False)
    for what, start, end, other_start, other_end in matcher.get_opcodes():
        words = " ".join(one[start:end])
        yield len(content(words)) if what == "equal" else _Span(words, " ".join(other[other_start:other_end]))
