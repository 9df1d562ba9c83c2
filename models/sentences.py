"""Sentence boundaries inside one block, as a spaCy component.

The block is known to be prose (blocks are typed before sentences are cut), so a boundary is a terminator, with the
quotes and brackets that close after it, before a word that can begin a sentence.
"""

import re

from spacy.language import Language
from spacy.tokens import Doc, Token

_TERMINATOR = re.compile(r"^[.!?…]+$")
_CLOSING = frozenset("\"'”’»)]")
_OPENING = frozenset("\"'“‘«([")
# Abbreviations after which a capital or a number usually goes on with the same sentence.
_ABBREVIATIONS = frozenset(
    "art arts no nos sec para paras reg dir ch cf e.g i.e viz approx fig tab ref dr mr mrs ms prof al ed eds p pp vs ann "
    "rec lit st gov sen rep gen col capt rev hon jr sr inc ltd co corp dept est vol op cit ibid".split()
)
_ALWAYS_GOES_ON = frozenset(
    "art arts no nos sec para paras reg cf e.g i.e fig tab dr mr mrs ms prof p pp vs sen rep".split()
)


@Language.component("policy_sentences")
def policy_sentences(doc: Doc) -> Doc:
    """Mark where sentences begin."""
    for token in doc:
        token.is_sent_start = token.i == 0
    for token in doc[:-1]:
        if _ends_sentence(token):
            following = _after_closing(token)
            if following is not None and _can_begin(following):
                following.is_sent_start = True
    return doc


def _ends_sentence(token: Token) -> bool:
    if _TERMINATOR.match(token.text):
        before = doc_before(token)
        if token.text == "." and before is not None and not before.whitespace_:
            return not _abbreviates(before.lower_, token)
        return True
    # The tokeniser keeps the full stop on abbreviations and initials: "Ltd." can end a sentence, "Mr." cannot.
    if token.text.endswith(".") and len(token.text) > 1:
        return not _abbreviates(token.lower_.rstrip("."), token)
    return token.text in ("?”", "!”", ".”")


def doc_before(token: Token) -> Token | None:
    """Return the token before this one, or None at the start."""
    return token.doc[token.i - 1] if token.i > 0 else None


def _abbreviates(word: str, token: Token) -> bool:
    if word in _ALWAYS_GOES_ON:
        return True
    if len(word) == 1 and word.isalpha() and word != "i":
        return True  # an initial
    following = _after_closing(token)
    return word in _ABBREVIATIONS and following is not None and not following.is_title


def _after_closing(token: Token) -> Token | None:
    """Return the first token after the quotes and brackets that close behind a terminator."""
    index = token.i + 1
    while (
        index < len(token.doc) and token.doc[index].text in _CLOSING and not token.doc[index - 1].whitespace_
    ):
        index += 1
    # A footnote number glued to the terminator belongs to the sentence before it.
    if index < len(token.doc) and token.doc[index].is_digit and not token.doc[index - 1].whitespace_:
        index += 1
    return token.doc[index] if index < len(token.doc) else None


def _can_begin(token: Token) -> bool:
    if token.text in _OPENING or token.text[0] in _OPENING:
        return True
    return token.text[0].isupper() or token.text[0].isdigit() or not token.text[0].isascii()
