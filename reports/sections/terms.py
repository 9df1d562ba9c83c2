"""Words that hide a difference, and different words that hide an agreement, with the sentences that show it."""

from dataclasses import dataclass

from corpus.records import Term, TermKind
from reports import quotes, words
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section

KIND_WORDS = {
    TermKind.SAME_TERM_DIFFERENT_MEANING: "one word, different meanings",
    TermKind.DIFFERENT_TERMS_SAME_MEANING: "different words, one meaning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One meaning, who uses the word so, and where it shows."""

    names: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word or phrase and its meanings."""

    term: str
    kind: str
    senses: tuple[Sense, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    words: tuple[Word, ...]


def build(data: RunData) -> View | None:
    """Return the words, or None where none were found."""
    grouped: dict[tuple[str, TermKind], list[Term]] = {}
    for row in data.rows(Term):
        grouped.setdefault((row.term, row.kind), []).append(row)
    if not grouped:
        return None
    ordered = sorted(grouped.items(), key=lambda item: (-sum(len(row.members) for row in item[1]), item[0]))
    return View(
        words=tuple(
            Word(
                term=words.plain(term),
                kind=KIND_WORDS[kind],
                senses=tuple(_sense(data, row) for row in sorted(rows, key=lambda row: row.sense)),
            )
            for (term, kind), rows in ordered
        )
    )


def _sense(data: RunData, row: Term) -> Sense:
    shown = [each for each in row.positions if each in data.positions][: data.layout.quotes_per_side]
    return Sense(
        names=words.listed([data.names[member] for member in data.members if member in row.members]),
        quotes=tuple(quotes.quote_of(data, each) for each in shown),
    )


SECTION = Section(
    id="terms",
    title="Words to clear up",
    short_title="Words",
    question="Do we mean the same by the same word?",
    order=35,
    needs=(*quotes.NEEDS, Term),
    build=build,
)
