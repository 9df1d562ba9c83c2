"""Finds the sentences in which a paper says what it means by a word.

Only wordings that define are taken: a word in quotation marks with "means", "denotes" or "is"; "by … we mean"; "for the
purposes of this paper, … is"; "is defined as"; "(hereinafter …)"; lines of a glossary. A plain "X is Y" says something
about X and defines nothing. It is precision first: a definition that is missed costs a question, one that is none
costs trust.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.blocks import Block, BlockKind
from corpus.ids import content_id
from corpus.records import Definition, Document
from models.segmentation import segment

_MOST_WORDS = 6  # of a term
_LEAST_WORDS = 3  # of what it means
_LONGEST = 1_000  # characters of a sentence that is looked at
_QUOTED = r"(?<!\w)[\"“”„«'‘]\s*(?P<term>(?:[^\"“”„«»'‘’]|['’](?=\w)){2,60}?)\s*[\"”“»'’](?!\w)"
_PLAIN = r"(?P<plain>[A-Za-z][\w’'/-]*(?:\s+[\w’'/-]+){0,5}?)"
_IN = (
    r"(?:(?:for|in) (?:the )?(?:purposes?|context|sense|meaning) of [^,]{2,60},?|(?:in|under|within|throughout) "
    r"(?:this|our|these|the present) [^,]{2,60}?,?|(?:for|with|among|to) us,?|here,?)"
)
_SAYS = (
    r"(?:shall |should |will |is to |are to )?(?:means?|mean|denotes?|refers? to|stands? for|signif(?:y|ies)|"
    r"(?:is|are|be) (?:hereby )?(?:defined|understood|taken|used|meant|construed) "
    r"(?:as|to mean|to be|here as|here to mean)"
    r"|(?:is|are|be) understood|designates?|describes?)"
)
_SOMETHING = (
    r"(?:an?|the|any|all|every|each|those|these|anything|anybody|anyone|whatever|whoever|what|somebody|someone|people|"
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        # By "term" we mean …; when we say "term" we mean …
        rf"\b(?:by|(?:when|where|wherever|if) we (?:say|write|speak of|talk of|use)(?: the (?:word|term|phrase)s?)?)\s+"
        rf"(?:the (?:word|term|phrase)s?\s+)?(?:{_QUOTED}|(?P<bare>[\w’'/-]+(?:\s+[\w’'/-]+){{0,4}}?)),?\s+"
        rf"(?:we|this \w+|the \w+)\s+(?:mean|means|understand|understands|refer to|refers to)\s+"
        rf"(?P<meaning>.+)",
        # "Term" means …; in this paper the "term" is …
        rf"^(?:\W*{_IN}\s+)?(?:the (?:word|term|phrase|expression)s?\s+)?(?:an?\s+|the\s+|any\s+)?{_QUOTED},?\s+"
        rf"(?:(?:{_IN})\s+)?(?:{_SAYS}|(?:is|are)(?=\s+{_SOMETHING}))\s+(?P<meaning>.+)",
        # In this memorandum "term" means … (anywhere in the sentence, but only with a word that defines)
        rf"{_QUOTED}\s+(?:{_SAYS})\s+(?P<meaning>.+)",
        # For the purposes of this paper, term is …
        rf"^\W*for (?:the )?purposes? of (?:this|these|our|the present|the)\b[^,]{{0,60}},\s*"
        rf"(?:an?\s+|the\s+|any\s+)?{_PLAIN}\s+(?:{_SAYS}|is|are|includes?)\s+(?P<meaning>.+)",
        # We define term as …; we understand term to be …
        rf"\bwe\s+(?:define|understand|take|interpret|use(?: the (?:word|term))?)\s+(?:the term\s+)?"
        rf"(?:{_QUOTED}|{_PLAIN})\s+(?:as|for|to mean|to be|to stand for)\s+(?P<meaning>.+)",
        # Term is defined as …; term shall mean …
        rf"^\W*(?:an?\s+|the\s+)?{_PLAIN}\s+"
        rf"(?:shall mean|(?:is|are) (?:hereby )?(?:defined|understood) (?:as|to mean|to be)|"
        rf"is taken to mean|denotes?)\s+(?P<meaning>.+)",
    )
)
_HEREINAFTER = re.compile(
    rf"(?P<meaning>[^.;:()]{{8,200}}?)\s*\(\s*(?:hereinafter|hereafter|henceforth|in what follows)"
    rf"[^\"“”„«'‘)]*{_QUOTED}\s*\)",
    re.IGNORECASE,
)
_GLOSSARY = re.compile(
    r"\b(?:definitions?|glossary|terminology|terms used|terms and definitions|meaning of terms)\b", re.I
)
_ENTRY = re.compile(r"^\W*(?P<term>[^:–—\n]{2,60}?)\s*(?::|\s[–—-])\s+(?P<meaning>.+)", re.DOTALL)
_NO_TERM = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|we|you|what|which|who|there|here|such|one|all|each|nothing|everything|"
    r"someone|something|the (?:above|former|latter|following)|note|example|source|figure|table|e\.g\.|i\.e\.)\b",
    re.IGNORECASE,
)
_NO_MEANING = re.compile(r"^(?:this|so|no|not|never|nothing|none|neither|exactly what)\b", re.IGNORECASE)
_VERB_INSIDE = re.compile(r"\b(?:should|must|will|shall|would|can|may|is|are|was|were|has|have|had|do|does)\b", re.I)
_ARTICLE = re.compile(r"^(?:an?|the|any|our|their|its)\s+", re.IGNORECASE)
_READ = {
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.NUMBERED_CLAUSE,
    BlockKind.TABLE_CELL,
    BlockKind.FOOTNOTE,
}


class Found(NamedTuple):
    """A term and what it means, as offsets into the sentence."""

    term: str
    start: int
    end: int


def definition_in(sentence: str, *, in_glossary: bool = False) -> Found | None:
    """Return the term that a sentence defines and where its meaning stands, or None.

    Args:
        sentence: one sentence.
        in_glossary: whether it stands below a heading that announces definitions, where a colon or a dash defines.
    """
    for pattern in _PATTERNS:
        if (match := pattern.search(sentence)) and (found := _checked(match)):
            return found
    if match := _HEREINAFTER.search(sentence):
        return _checked(match)
    if in_glossary and (match := _ENTRY.match(sentence)):
        return _checked(match)
    return None


def find_definitions(document: Document, blocks: Sequence[Block]) -> Iterator[Definition]:
    """Yield the definitions of a document in reading order; every quote is `document.text[start:end]`."""
    for sentence in segment(document.text, blocks):
        if sentence.block.kind not in _READ or sentence.end - sentence.start > _LONGEST:
            continue
        quote = document.text[sentence.start : sentence.end]
        found = definition_in(quote, in_glossary=bool(_GLOSSARY.search(sentence.heading or "")))
        if found is not None:
            yield Definition(
                definition_id=content_id(document.document_id, sentence.start, sentence.end),
                member_id=document.member_id,
                document_id=document.document_id,
                start=sentence.start,
                end=sentence.end,
                quote=quote,
                term=found.term,
                meaning_start=sentence.start + found.start,
                meaning_end=sentence.start + found.end,
            )


def same_term(term: str) -> str:
    """Return what two spellings of a term share: small letters, no article, one space, no plural s."""
    words = _ARTICLE.sub("", term.casefold()).replace("-", " ").split()
    return " ".join([*words[:-1], _singular(words[-1])]) if words else ""


def shown_term(term: str) -> str:
    """Return a term as a heading has it: small letters, no article."""
    return _ARTICLE.sub("", " ".join(term.casefold().split()))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004  ("dies" is none)
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _checked(match: re.Match[str]) -> Found | None:
    """Return what a match found, if term and meaning can be one."""
    named = match.groupdict()
    term = " ".join((named.get("term") or named.get("plain") or named.get("bare") or "").split()).strip(" ,;:.")
    term = _ARTICLE.sub("", term)
    meaning = match.group("meaning").strip()
    is_none = (
        not 1 <= len(term.split()) <= _MOST_WORDS
        or not any(letter.isalpha() for letter in term)
        or _NO_TERM.match(term)
        or _VERB_INSIDE.search(term)
        or _NO_MEANING.match(meaning)
        or len(meaning.split()) < _LEAST_WORDS
    )
    return None if is_none else Found(term, *match.span("meaning"))
