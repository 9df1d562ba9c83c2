"""What is said about a conflict, with the words that decide it: why, what may be wrong with it, what to ask."""

import re

from corpus.records import Position
from models.quantities import Quantity

_LONGEST = 18  # words that are quoted of one side
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[,;:]\s+|\s[–—-]\s")
_FIRM = re.compile(
    r"\b(?:must|shall|should|ought|may|cannot|can|need|needs|never|refuse|oppose|reject|insist|demand|require|want|will|"
    r"would|not)\b",
    re.IGNORECASE,
)


def deciding_words(position: Position) -> str:
    """Return the clause in which a position is firm, in one line, and cut with an ellipsis where it is long."""
    quote = position.quote
    at = _firm_at(position)
    start = max((found.end() for found in _CLAUSE.finditer(quote, 0, at)), default=0)
    ends = _CLAUSE.search(quote, max(at, start))
    clause = quote[start : ends.start() if ends else len(quote)]
    if len(clause.split()) < 4:  # noqa: PLR2004 a clause of three words says little: take the whole
        start, clause = 0, quote
    words = _SPACE.sub(" ", clause).strip(" .;,:").split(" ")
    if len(words) <= _LONGEST:
        return " ".join(words)
    # The firm word stays in what is shown.
    before = len(quote[start:at].split())
    first = min(max(0, before - _LONGEST // 2), len(words) - _LONGEST)
    last = first + _LONGEST
    return ("… " if first else "") + " ".join(words[first:last]) + (" …" if last < len(words) else "")


def _firm_at(position: Position) -> int:
    """Return where in the quote the words stand that make it firm."""
    if position.marker_start is not None and position.start <= position.marker_start < position.end:
        return position.marker_start - position.start
    found = _FIRM.search(position.quote)
    return found.start() if found else 0


def sides_reason(a: Position, b: Position) -> str:
    """Say what one asks and the other turns down; the side with the higher stance asks."""
    asks, refuses = (a, b) if a.stance >= b.stance else (b, a)
    return f"One asks: “{deciding_words(asks)}”. The other turns it down: “{deciding_words(refuses)}”."


def numbers_reason(one: Quantity, other: Quantity) -> str:
    """Say which numbers exclude each other."""
    return f"The numbers exclude each other: {one.words()} against {other.words()}."


def condition_doubt(a: Position, b: Position) -> str:
    """Say under which conditions they hold, if any; empty where neither has one."""
    if a.condition and b.condition:
        return (
            f"Each holds only under its own condition, “{a.condition}” and “{b.condition}”, and these may never come "
            "together. "
        )
    condition = a.condition or b.condition
    return f"One side holds only under a condition: “{condition}”. " if condition else ""


def question(
    label: str, a: Position, b: Position, *, one: Quantity | None = None, other: Quantity | None = None
) -> str:
    """Say what to ask both in the room.

    Args:
        label: the issue's name.
        a: one of the two deciding positions.
        b: the other.
        one: the number of `a`, where numbers decide.
        other: the number of `b`.
    """
    if one is not None and other is not None:
        return (
            f"On “{label}”: one needs {one.words()}, the other {other.words()}. Do both numbers count the same thing, "
            "for the same cases? If so, which figure could both sign, and what would make up for the difference?"
        )
    if a.condition or b.condition:
        return (
            f"On “{label}”: does “{a.condition or b.condition}” cover the case that the other side has in mind? What "
            f"of “{deciding_words(a)}” and of “{deciding_words(b)}” remains outside it?"
        )
    return (
        f"On “{label}”: one says “{deciding_words(a)}”, the other “{deciding_words(b)}”. In which case, place or time "
        "would each have to hold, and is there one in which both would have to?"
    )
