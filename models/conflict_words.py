"""What is said about a conflict, with the words that decide it: why, what may be wrong with it, what to ask."""

import re

from corpus.records import Position
from models.compatibility import content
from models.quantities import Quantity

_LONGEST = 24  # words that are quoted of one side
_SHORTEST = 4  # words of a clause that says something
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[,;:]\s+|\s[–—-]\s")
_LABEL = re.compile(r"^(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]|[-–•])\s+", re.IGNORECASE)
_JOINT = re.compile(r"^(?:and|but|so|or|nor|because|while|whereas)\s+", re.IGNORECASE)


def deciding_words(position: Position, *, about: str = "") -> str:
    """Return the clauses of a position that say what is asked or refused, in one line.

    A short sentence is given whole. Of a longer one the clause is given that shares most words with `about`, rather
    than the one that only threatens to leave, with the clauses beside it as far as there is room.

    Args:
        position: whose words.
        about: what the conflict is about: the issue's name and what the other side says.
    """
    sentence = _LABEL.sub("", _SPACE.sub(" ", position.quote).strip())
    if len(sentence.split()) <= _LONGEST:
        return sentence.strip(" .;,:")
    clauses = _clauses(sentence)
    topic = content(about)
    threat = _threat(position)

    def weight(number: int) -> tuple[int, int, int]:
        words = content(clauses[number])
        return len(words & topic), -(threat in clauses[number] if threat else 0), len(words)

    first = last = max(range(len(clauses)), key=lambda number: (weight(number), -number))
    room = _LONGEST - len(clauses[first].split())
    while last + 1 < len(clauses) and len(clauses[last + 1].split()) <= room:
        last += 1
        room -= len(clauses[last].split())
    while first and len(clauses[first - 1].split()) <= room:
        first -= 1
        room -= len(clauses[first].split())
    shown = "".join(clauses[first : last + 1]).strip(" .;,:–—")
    words = _JOINT.sub("", shown).split(" ")
    more = " …" if last + 1 < len(clauses) or len(words) > _LONGEST else ""
    return ("… " if first else "") + " ".join(words[:_LONGEST]) + more


def _clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence with the marks behind them; none is very short."""
    found: list[str] = []
    start = 0
    for mark in _CLAUSE.finditer(sentence):
        if len(sentence[start : mark.start()].split()) >= _SHORTEST:
            found.append(sentence[start : mark.end()])
            start = mark.end()
    return [*found, sentence[start:]] if sentence[start:].strip() else found


def _threat(position: Position) -> str:
    """Return the words by which the member threatens to leave, if the position holds them."""
    if position.marker_start is None or position.marker_end is None or position.marker_start < position.start:
        return ""
    return _SPACE.sub(
        " ", position.quote[position.marker_start - position.start : position.marker_end - position.start]
    )


def sides_reason(a: Position, b: Position, *, about: str = "") -> str:
    """Say what one asks and the other is against; the side with the higher stance asks.

    Args:
        a: one of the two positions.
        b: the other.
        about: the issue's name.
    """
    asks, refuses = (a, b) if a.stance >= b.stance else (b, a)
    wanted, refused = quoted(asks, refuses, about=about)
    return f"One asks: “{wanted}”. The other is against it: “{refused}”."


def quoted(a: Position, b: Position, *, about: str = "") -> tuple[str, str]:
    """Return the deciding words of two positions, each in the light of the other."""
    return (
        deciding_words(a, about=f"{about} {b.quote}"),
        deciding_words(b, about=f"{about} {a.quote}"),
    )


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
    wanted, refused = quoted(a, b, about=label)
    if a.condition or b.condition:
        return (
            f"On “{label}”: does “{a.condition or b.condition}” cover the case that the other side has in mind? What "
            f"of “{wanted}” and of “{refused}” remains outside it?"
        )
    return (
        f"On “{label}”: one says “{wanted}”, the other “{refused}”. In which case, place or time would each have to "
        "hold, and is there one in which both would have to?"
    )
