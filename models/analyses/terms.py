"""Words that members define differently, and different words that they define alike."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.records import Definition, Document, Term, TermKind
from models.analyses import Analysis, Rows
from models.definitions import same_term, shown_term
from models.meanings import Comparison, compare


class TermSettings(BaseModel):
    """When two definitions say the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    same_meaning: float = Field(
        0.57,
        ge=-1,
        le=1,
        description="Closeness from which two definitions of one word, in different words, say the same. Raising it "
        "shows more words as having different meanings.",
    )
    one_meaning: float = Field(
        0.75,
        ge=-1,
        le=1,
        description="Closeness from which definitions of different words say the same. Raising it shows fewer.",
    )


class _Meanings:
    """What each definition says, and how near two of them are."""

    def __init__(self, rows: Rows, settings: TermSettings) -> None:
        texts = {document.document_id: document.text for document in rows.of(Document)}
        self._definitions = sorted(rows.of(Definition), key=lambda row: row.definition_id)
        self.said = {
            row.definition_id: " ".join(texts[row.document_id][row.meaning_start : row.meaning_end].split())
            for row in self._definitions
        }
        vectors = rows.encoder.encode(list(self.said.values())).astype(np.float64)
        self._vectors = dict(zip(self.said, vectors, strict=True))
        self._settings = settings

    def own(self) -> list[Definition]:
        """Return each member's own definitions: of two of one word, not the one that other members have to the letter.

        Members who amend a text quote it beside their own version; the quoted one is nobody's.
        """
        holders: dict[tuple[str, str], set[str]] = defaultdict(set)
        of_member: dict[tuple[str, str], list[Definition]] = defaultdict(list)
        for row in self._definitions:
            holders[same_term(row.term), self.said[row.definition_id].casefold()].add(row.member_id)
            of_member[row.member_id, same_term(row.term)].append(row)
        kept: list[Definition] = []
        for (_, term), definitions in of_member.items():
            alone = [row for row in definitions if len(holders[term, self.said[row.definition_id].casefold()]) == 1]
            kept += alone or definitions[:1]
        return kept

    def closeness(self, one: Definition, other: Definition) -> float:
        return float(self._vectors[one.definition_id] @ self._vectors[other.definition_id])

    def compared(self, one: Definition, other: Definition) -> Comparison:
        return compare(
            self.said[one.definition_id],
            self.said[other.definition_id],
            self.closeness(one, other),
            least_closeness=self._settings.same_meaning,
        )


def find_terms(rows: Rows, settings: TermSettings) -> Iterator[Term]:
    """Yield a row per meaning of a word that two members define differently, and per word of those that mean the same.

    Definitions of one word are put together as long as each two of them say the same (complete linkage): equal
    wording, else equal numbers where both count one unit, else for versions of one text the words that differ, else
    closeness of the vectors. Who does not define a word is not asked what it means by it, and nothing is concluded.
    """
    if not rows.of(Definition):
        return
    meanings = _Meanings(rows, settings)
    by_term: dict[str, list[Definition]] = defaultdict(list)
    for row in meanings.own():
        by_term[same_term(row.term)].append(row)
    senses: dict[str, int] = {}
    for term, definitions in sorted(by_term.items()):
        groups = _groups(definitions, meanings)
        senses[term] = len(groups)
        if len(groups) > 1 and len({row.member_id for row in definitions}) > 1:
            compared = (meanings.compared(one, other) for one, other in product(groups[0], groups[1]))
            reason = next(found.reason for found in compared if not found.are_one)
            for sense, group in enumerate(groups, start=1):
                yield _row(_shown(definitions), sense, group, TermKind.SAME_TERM_DIFFERENT_MEANING, reason)
    yield from _other_words(by_term, senses, meanings, settings)


def _groups(definitions: Sequence[Definition], meanings: _Meanings) -> list[list[Definition]]:
    groups: list[list[Definition]] = []
    for row in sorted(definitions, key=lambda row: (row.member_id, row.document_id, row.start)):
        home = next((group for group in groups if all(meanings.compared(row, other).are_one for other in group)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return groups


def _other_words(
    by_term: Mapping[str, Sequence[Definition]], senses: dict[str, int], meanings: _Meanings, settings: TermSettings
) -> Iterator[Term]:
    """Yield pairs of words without a word in common whose definitions, by different members, say the same."""
    for one, other in combinations(sorted(by_term), 2):
        if set(one.split()) & set(other.split()):
            continue
        pairs = [
            (a, b)
            for a in by_term[one]
            for b in by_term[other]
            if a.member_id != b.member_id and meanings.closeness(a, b) >= settings.one_meaning
        ]
        if pairs:
            for term, also, turn in ((one, other, 0), (other, one, 1)):
                held = list({pair[turn].definition_id: pair[turn] for pair in pairs}.values())
                senses[term] += 1
                reason = "Their definitions say much the same."
                name, other_name = _shown(by_term[term]), _shown(by_term[also])
                yield _row(name, senses[term], held, TermKind.DIFFERENT_TERMS_SAME_MEANING, reason, other_name)


def _shown(definitions: Sequence[Definition]) -> str:
    """Return the spelling that stands for all: the first by the alphabet, so that no order matters."""
    return min(shown_term(row.term) for row in definitions)


def _row(term: str, sense: int, held: Sequence[Definition], kind: TermKind, reason: str, *also: str) -> Term:
    return Term(
        term=term,
        sense=sense,
        members=tuple(sorted({row.member_id for row in held})),
        positions=tuple(row.definition_id for row in held),
        kind=kind,
        reason=reason,
        other_terms=also,
    )


ANALYSIS = Analysis(
    name="terms",
    needs=(Definition, Document),
    produces=(Term,),
    settings=TermSettings,
    run=find_terms,
)
