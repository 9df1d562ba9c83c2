"""The deciding words of a sentence, by exact rules: what it turns down, under which condition, who is quoted."""

import re
from dataclasses import replace

from corpus.blocks import BlockKind
from models.deadlines import find_deadlines
from models.quantities import Quantity, find_quantities
from models.segmentation import Sentence

# The words that make a sentence what it is are looked for in these groups of cues, hardest first.
_MARKERS = ("exit", "demand", "constraint", "should", "welcome")
_DIVIDER = re.compile(r"; |, (?=(?:but|yet|whereas|while) )")
_WORD = re.compile(r"[^\W_]+")
_MIN_CLAUSE_WORDS = 6
_CLAUSE_END = re.compile(r"[,;:.!?]")
_ACCORDING_TO = re.compile(r"according to (?P<name>[^,;:.!?“\"]+)", re.IGNORECASE)
# A comparison that stands alone, behind the number it looks back to.
_COMPARED = re.compile(
    r"(?P<no>\b(?:no|not|nothing|never|nobody|none|neither|nor|without)(?: [\w-]+){0,2}? )?"
    r"\b(?:(?P<less>less|fewer|shorter|smaller|lower)|(?P<more>more|longer|larger|bigger|higher|further))\b"
    r"(?=\s*(?:[.,;:!?)”\"’']|$|(?:is|are|and|or|nor|would|will|in|on|at|for|from|than (?:that|this|it))\b))",
    re.IGNORECASE,
)
_IF_CLAUSE = re.compile(r"(?:if|unless)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:we|us|our|ours|i|me|my)\b", re.IGNORECASE)
_DUTY = re.compile(r"\b(?:must|shall|should|ought|has to|have to)\b", re.IGNORECASE)
_QUOTE_OR_CLAUSE = re.compile(r"[,;:.!?“\"]")


def split(sentence: Sentence) -> tuple[Sentence, ...]:
    """Return the clauses of a sentence that holds two positions, each with words of its own that ask or refuse.

    Only a semicolon, or a comma with a word of contrast, divides; anything else stays whole.
    """
    for divider in _DIVIDER.finditer(sentence.text):
        first = _part(sentence, 0, divider.start())
        second = _part(sentence, divider.end(), len(sentence.text))
        if all(asks(part) and part.words >= _MIN_CLAUSE_WORDS for part in (first, second)):
            return first, second
    return (sentence,)


def _part(sentence: Sentence, start: int, end: int) -> Sentence:
    """Return a range of a sentence as a sentence; cues that reach over its edge are lost."""
    cues: dict[str, list[tuple[int, int]]] = {}
    for name, ranges in sentence.cues.items():
        for cue_start, cue_end in ranges:
            if start <= cue_start and cue_end <= end:
                cues.setdefault(name, []).append((cue_start - start, cue_end - start))
    text = sentence.text[start:end]
    return replace(
        sentence,
        start=sentence.start + start,
        end=sentence.start + end,
        text=text,
        cues=cues,
        words=len(_WORD.findall(text)),
    )


def polarity(sentence: Sentence) -> int:
    """-1 if it turns down what it names; a softened rejection ("no objection to") is acceptance."""
    softened = sentence.cues.get("softener", [])
    rejections = [
        (start, end)
        for start, end in sentence.cues.get("rejection", [])
        if not any((s <= start and end <= e) or start <= s < end for s, e in softened)
    ]
    return -1 if len(rejections) % 2 else 1


def is_reported(sentence: Sentence) -> bool:
    """Somebody else speaks, unless the author's own voice comes first ("we told the minister that …")."""
    if sentence.block.kind is BlockKind.QUOTATION:
        return True
    reported = sentence.cues.get("reported", [])
    own = sentence.cues.get("own_voice", [])
    return bool(reported) and not (own and own[0][0] < reported[0][0])


def asks(sentence: Sentence) -> bool:
    """It holds words that ask, refuse or welcome, whoever says them."""
    return any(name in sentence.cues for name in _MARKERS)


def is_firm(sentence: Sentence) -> bool:
    """It demands or flatly rejects, more than it asks."""
    return "demand" in sentence.cues or polarity(sentence) < 0


def marker(sentence: Sentence) -> tuple[int, int] | None:
    """Return the words that make it firm, as a half-open range of the document's text."""
    for name in _MARKERS:
        if name in sentence.cues:
            start, end = sentence.cues[name][0]
            return sentence.start + start, sentence.start + end
    return None


def holder_name(sentence: Sentence) -> str | None:
    """Return the words that name who speaks: those behind "according to", else those before the verb of report."""
    named = _ACCORDING_TO.search(sentence.text)
    if named:
        return named["name"].strip()
    ranges = sentence.cues.get("reported")
    if not ranges:
        return None
    before_verb = sentence.text[: ranges[0][1]].rsplit(" ", 1)[0]
    return _QUOTE_OR_CLAUSE.split(before_verb)[-1].strip() or None


def condition(sentence: Sentence, *, is_red_line: bool) -> str | None:
    """Return the words of the first condition or exception, to the end of its clause.

    "We would be glad if …" sets none. Neither does a red line by which its holder would go: "if the fee stays, we
    leave" is no demand that holds under a condition, it is the demand.
    """
    wishes = sentence.cues.get("no_condition", [])
    for start, end in sentence.cues.get("condition", []):
        if not any(wish_start <= start < wish_end for wish_start, wish_end in wishes):
            clause = _clause(sentence, start, end)
            return None if clause and is_red_line and _is_threat(sentence, clause) else clause
    return None


def _is_threat(sentence: Sentence, clause: str) -> bool:
    """Tell whether beside an if-clause stands what the holder itself would do, and no duty of others."""
    rest = sentence.text.replace(clause, " ", 1)
    return bool(_IF_CLAUSE.match(clause) and _OWN.search(rest) and not _DUTY.search(rest))


def scope(sentence: Sentence) -> str | None:
    """Return the words that first limit where, when or for whom it holds, to the end of their clause."""
    ranges = sentence.cues.get("scope")
    return _clause(sentence, *ranges[0]) if ranges else None


def _clause(sentence: Sentence, start: int, cue_end: int) -> str | None:
    """Return a cue and what follows it, to the end of the clause."""
    end = _CLAUSE_END.search(sentence.text, cue_end)
    return sentence.text[start : end.start() if end else len(sentence.text)].strip() or None


def quantity(sentence: Sentence, *, refuses: bool) -> Quantity | None:
    """Return the one interval the sentence accepts, a number before a date; None if none, or several that differ.

    Who refuses less than thirty days accepts thirty and more; who refuses thirty accepts no interval. `refuses` says
    that the sentence is known to turn something down, whatever its words.
    """
    found = find_quantities(sentence.text) or find_deadlines(sentence.text)
    intervals = {(each.low, each.high, each.unit) for each in found}
    if len(intervals) != 1:
        return None
    if _is_refused(sentence, found[0].start):
        return found[0].rest()
    return _opened(sentence, found[0], refuses=refuses)


def _opened(sentence: Sentence, plain: Quantity, *, refuses: bool) -> Quantity:
    """Open a plain number on the side that the words behind it leave open.

    "Thirty days, and nothing shorter" is thirty and more; so is "thirty days; a text with fewer we will not sign" where
    the sentence `refuses` something.
    """
    if plain.low is None or plain.low != plain.high:
        return plain
    compared = list(_COMPARED.finditer(sentence.text, plain.end))
    said = {match.lastgroup for match in compared if refuses or match["no"]}
    if said == {"less"}:
        return replace(plain, high=None)
    return replace(plain, low=None) if said == {"more"} else plain


def _is_refused(sentence: Sentence, start: int) -> bool:
    """What stands at `start` is part of what is turned down: in one clause with the refusal, and behind it."""
    return polarity(sentence) < 0 and any(
        end <= start and not _CLAUSE_END.search(sentence.text, end, start)
        for _, end in sentence.cues.get("rejection", [])
    )
