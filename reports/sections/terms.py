"""Words that hide a difference, and different words that hide an agreement, with the sentences that show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.records import Definition, Term, TermKind
from reports import quotes, words
from reports.language import N_, _, dated, listed, other_language
from reports.run_data import RunData
from reports.sections import Section

KIND_WORDS = {
    TermKind.SAME_TERM_DIFFERENT_MEANING: N_("one word, different meanings"),
    TermKind.DIFFERENT_TERMS_SAME_MEANING: N_("different words, one meaning"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A sentence that defines the word, with what it says it means, and where it stands.

    `language` is that of the document, where the page speaks another.
    """

    open_mark: str
    close_mark: str
    language: str
    before: str
    meaning: str
    after: str
    source: str
    dated: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One meaning, who uses the word so, and where it shows."""

    names: str
    quotes: tuple[Defined, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word or phrase and its meanings."""

    term: str
    kind: str
    reason: str
    others: str
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
    definitions = {row.definition_id: row for row in data.rows(Definition)}
    ordered = sorted(grouped.items(), key=lambda item: (-sum(len(row.members) for row in item[1]), item[0]))
    return View(
        words=tuple(
            Word(
                term=words.plain(term),
                kind=_(KIND_WORDS[kind]),
                reason=rows[0].reason,
                others=listed([_quoted(each) for row in rows for each in row.other_terms]),
                senses=tuple(_sense(data, row, definitions) for row in sorted(rows, key=lambda row: row.sense)),
            )
            for (term, kind), rows in ordered
        )
    )


def _quoted(term: str) -> str:
    opening, closing = words.quote_marks(term)
    return f"{opening}{words.plain(term)}{closing}"


def _sense(data: RunData, row: Term, definitions: Mapping[str, Definition]) -> Sense:
    shown = [definitions[each] for each in row.positions if each in definitions][: data.layout.quotes_per_side]
    return Sense(
        names=listed([data.names[member] for member in data.members if member in row.members]),
        quotes=tuple(_defined(data, each) for each in shown),
    )


def _defined(data: RunData, row: Definition) -> Defined:
    start, end = row.meaning_start - row.start, row.meaning_end - row.start
    document = data.documents.get(row.document_id)
    open_mark, close_mark = words.quote_marks(row.quote)
    return Defined(
        open_mark=open_mark,
        close_mark=close_mark,
        language=other_language(document.language if document else None),
        before=words.plain(row.quote[:start]) + " ",
        meaning=words.plain(row.quote[start:end]),
        after=words.plain(row.quote[end:]),
        source=quotes.source_of(document) if document else row.document_id,
        dated=dated(document.dated or "") if document else "",
        id=row.definition_id,
    )


SECTION = Section(
    id="terms",
    title=N_("Words to clear up"),
    short_title=N_("Words"),
    question=N_("Do we mean the same by the same word?"),
    order=35,
    needs=(*quotes.NEEDS, Definition, Term),
    build=build,
)
