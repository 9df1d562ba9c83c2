"""Orders in time: "the audit must come before the vote" puts the audit first and the vote second."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.compatibility import Demand, content

_BEFORE = re.compile(r"\b(?:before|prior to|ahead of)\b")
_UNTIL = re.compile(r"\b(?:before|prior to|ahead of|until)\b")  # of what must not be: "no vote until the audit is done"
_AFTER = re.compile(r"\b(?:only after|only once|not until|after|once|following)\b")
_END = re.compile(r"[,;:.!?]|\b(?:and|but|or|because|so that)\b")
_DURATION = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|ten|twelve) (?:minutes?|hours?|days?|weeks?|months?|years?)\b"
)
_COMES = frozenset(content("come comes take place happen begin start done made held follow follows go goes first be"))


@dataclass(frozen=True, slots=True)
class Order:
    """What must come first and what second, as stems of the words that name each."""

    first: frozenset[str]
    second: frozenset[str]


def order_of(demand: Demand) -> Order | None:
    """Return the one order of two events that a demand asks for; None if it asks for none, or for several."""
    if demand.modal == "may" and not demand.negated and "only" not in demand.whole:
        return None  # who may do it later may also do it earlier
    if _DURATION.search(demand.whole):
        return None  # "ten days before landing" tells how long, not what comes first
    found = list(_orders(demand))
    return found[0] if len(found) == 1 and found[0].first and found[0].second else None


def _orders(demand: Demand) -> Iterator[Order]:
    """Yield an order for each word of time: in a frame ("Before the vote, …") or behind the demand."""
    words = ((_UNTIL if demand.negated else _BEFORE, True), (_AFTER, False))
    own = content(demand.subject) | content(_upto(demand.predicate))
    for frame in demand.frames:
        for word, comes_first in words:
            match = word.match(frame)
            if match:
                yield _order(own, content(frame[match.end() :]), own_first=comes_first, negated=demand.negated)
    for word, comes_first in words:
        match = word.search(demand.predicate)
        if match:
            rest = demand.predicate[match.end() :]
            end = _END.search(rest)
            event = rest[: end.start()] if end else rest
            named = content(demand.subject) | content(demand.predicate[: match.start()])
            yield _order(named, content(event), own_first=comes_first, negated=demand.negated)


def _upto(predicate: str) -> str:
    """Return a predicate without what stands behind a word of time."""
    match = _BEFORE.search(predicate) or _AFTER.search(predicate)
    return predicate[: match.start()] if match else predicate


def _order(own: frozenset[str], event: frozenset[str], *, own_first: bool, negated: bool) -> Order:
    """Whoever says that X must not come before Y puts Y first."""
    first, second = (own, event) if own_first != negated else (event, own)
    return Order(first - _COMES, second - _COMES)
