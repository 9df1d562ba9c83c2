"""Whether two members speak of one word and define it differently: then both demands can be met only in name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.records import Position, Term, TermKind


@dataclass(frozen=True, slots=True)
class Apart:
    """A word that two members define differently, and what tells the two meanings apart."""

    term: str
    reason: str


class DefinedApart:
    """The words that members define differently, and who means which."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Take the rows of the table of terms; those that show one meaning in other words say nothing here."""
        self._senses: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._reasons: dict[str, str] = {}
        for row in terms:
            if row.kind is TermKind.SAME_TERM_DIFFERENT_MEANING:
                self._reasons[row.term] = row.reason
                for member in row.members:
                    self._senses[row.term][member].add(row.sense)
        self._written = {term: re.compile(rf"\b{re.escape(term)}(?:s|es)?\b", re.IGNORECASE) for term in self._senses}
        self._used: dict[str, frozenset[str]] = {}

    def between(self, a: Position, b: Position) -> Apart | None:
        """Return the longest word that both sentences hold and the two members define differently."""
        if not self._senses:
            return None
        terms = [
            term
            for term in self._terms_in(a) & self._terms_in(b)
            if not self._senses[term][a.member_id] & self._senses[term][b.member_id]
        ]
        longest = max(terms, key=lambda term: (len(term), term), default=None)
        return Apart(longest, self._told(longest, a, b)) if longest else None

    def _told(self, term: str, a: Position, b: Position) -> str:
        """Return what tells the meanings apart; the table says so of the first two of a word."""
        senses = sorted(self._senses[term][a.member_id] | self._senses[term][b.member_id])
        if senses == [1, 2]:
            return self._reasons[term]
        return f"Theirs are its meanings {', '.join(map(str, senses))} in the table of terms."

    def _terms_in(self, position: Position) -> frozenset[str]:
        """Return the words in a position that its member defines."""
        if position.position_id not in self._used:
            self._used[position.position_id] = frozenset(
                term
                for term, senses in self._senses.items()
                if position.member_id in senses and self._written[term].search(position.quote)
            )
        return self._used[position.position_id]
