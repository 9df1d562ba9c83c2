"""Sentence boundaries inside one block, as a spaCy component.

The block is known to be prose (blocks are typed before sentences are cut), so a boundary is a terminator, with the
quotes and brackets that close after it, before a word that can begin a sentence.
"""

import re

from spacy.language import Language
from spacy.tokens import Doc, Token

_TERMINATOR = re.compile(r"[.!?…]+")
_CLOSING = frozenset("\"'”’»)]")
_OPENING = frozenset("\"'“‘«([")
# The tokeniser leaves the number of a footnote glued to the quote or the word before it: ”2 and fee.3
_FOOTNOTE = re.compile(r"[\"'”’»)\]]?\d{1,3}")
_WORD_AND_FOOTNOTE = re.compile(r"([^\W\d_]{3,})[.!?]\[?\d{1,2}\]?")
# Names and numbers follow these, so the sentence goes on.
_GOES_ON = frozenset({
    "art", "arts", "nos", "sec", "secs", "para", "paras", "reg", "cf", "e.g", "i.e", "viz", "fig", "figs", "tab", "dr",
    "mr", "mrs", "ms", "prof", "pp", "vs", "sen", "rep", "gov", "gen", "col", "capt", "rev", "hon", "st",
})  # fmt: skip
# These can end a sentence, but a small letter or a number behind them goes on with it.
_CAN_END = frozenset({
    "dir", "ch", "approx", "ref", "al", "ed", "eds", "ann", "rec", "lit", "jr", "sr", "inc", "ltd", "co", "corp",
    "dept", "est", "vol", "op", "cit", "ibid", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec",
})  # fmt: skip
# "J. Smith" and "the U.S. Government" go on; before these words a new sentence begins all the same.
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_STARTERS = frozenset({
    "the", "this", "these", "those", "that", "we", "our", "it", "its", "they", "their", "he", "she", "there", "in",
    "on", "at", "for", "if", "when", "while", "however", "but", "and", "no", "all", "any", "each", "every", "as",
    "such",
})  # fmt: skip
# The label of an item, such as "2." or "iv.", belongs to what follows it.
_LABEL = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[qa]\d{1,2}|[ivx]{1,5})[.)]*", re.IGNORECASE)


@Language.component("policy_sentences")
def policy_sentences(doc: Doc) -> Doc:
    """Mark where sentences begin."""
    for token in doc:
        token.is_sent_start = token.i == 0
    begins = 0
    for token in doc[:-1]:
        if token.i < begins or not _ends_sentence(token):
            continue
        following = _after_closing(token)
        if following is None or not _can_begin(following):
            continue
        if not _LABEL.fullmatch(doc[begins : token.i + 1].text):
            following.is_sent_start = True
            begins = following.i
    return doc


def _ends_sentence(token: Token) -> bool:
    if _TERMINATOR.fullmatch(token.text):
        before = token.doc[token.i - 1] if token.i > 0 else None
        if token.text == "." and before is not None and not before.whitespace_:
            return not _goes_on(before.lower_, token)
        return True
    if glued := _WORD_AND_FOOTNOTE.fullmatch(token.text):
        return glued[1].lower() not in _GOES_ON | _CAN_END
    # The tokeniser keeps the full stop on abbreviations and initials: "Ltd." can end a sentence, "Mr." cannot.
    return token.text.endswith(".") and not _goes_on(token.lower_.rstrip("."), token)


def _goes_on(word: str, token: Token) -> bool:
    """Tell whether the sentence goes on behind an abbreviation and its full stop."""
    following = _after_closing(token)
    if following is None:
        return False
    if word == "no":
        return following.is_digit  # "No. 5", but "Do we agree? No."
    if word in _GOES_ON:
        return True
    if word != "i" and _INITIALS.fullmatch(word):
        return following.lower_ not in _STARTERS
    return word in _CAN_END and not following.is_title


def _after_closing(token: Token) -> Token | None:
    """Return the first token after the quotes, brackets and footnote number that close behind a terminator."""
    doc, index = token.doc, token.i + 1
    while index < len(doc) and doc[index].text in _CLOSING and not doc[index - 1].whitespace_:
        index += 1
    if index < len(doc) and _FOOTNOTE.fullmatch(doc[index].text) and not doc[index - 1].whitespace_:
        index += 1
    return doc[index] if index < len(doc) else None


def _can_begin(token: Token) -> bool:
    first = token.text[0]
    if first in _CLOSING and first not in _OPENING:
        return False
    return first in _OPENING or first.isupper() or first.isdigit() or not (first.isascii() or first.isalpha())
