"""Quotes that somebody marked in a document become statements; what the document does not say becomes none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from corpus.locating import Locator, Span
from corpus.records import Holder, Kind, Statement
from models import wording
from models.classification import as_statement
from models.readers import Paper
from models.segmentation import sentence_at


class Marking:
    """The marks of one reader in one paper. A quote that stands there twice is taken in turn."""

    def __init__(self, paper: Paper) -> None:
        """Begin with nothing marked."""
        self._paper = paper
        self._locator = Locator(paper.document.text)
        self._marks: dict[Span, set[int]] = defaultdict(set)  # the facets taken at each place

    def place(self, quote: str, *, within: Sequence[Span] | None = None, near: int | None = None) -> Span | None:
        """Return where a quote stands, inside one of the ranges `within` where these are given; None if it does not.

        Of several places it is the one nearest to `near` where that is given, else the first that is not marked yet.
        """
        ranges = [(0, len(self._paper.document.text))] if within is None else within
        found = [span for start, end in ranges for span in self._locator.find(quote, start=start, end=end)]
        if not found:
            return None
        if near is not None:
            return min(found, key=lambda span: (abs(span[0] - near), span))
        return min(found, key=lambda span: (len(self._marks[span]), span))

    def mark(
        self, span: Span, *, kind: Kind, holder: Holder, told: Mapping[str, Any], facet: int | None = None
    ) -> Statement:
        """Return a statement at a place; `told` holds the fields that the reader knows, rules on the wording the rest.

        Several marks at one place are facets of one sentence, numbered in turn unless `facet` says which it is.
        """
        taken = self._marks[span]
        if facet is None or facet in taken:
            facet = next(number for number in count() if number not in taken)
        taken.add(facet)
        start, end = span
        document, blocks = self._paper.document, self._paper.blocks
        sentence = sentence_at(document.text, blocks, start=start, end=end)
        statement = as_statement(
            document,
            sentence,
            facet=facet,
            kind=kind,
            kind_score=1.0,
            holder=holder,
            marker=wording.marker(sentence),
        )
        return replace(statement, **told)
