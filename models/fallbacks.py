"""Softer wording that a member offers itself: what it says it could live with where it cannot have the whole."""

import re
from collections.abc import Iterable

from corpus.records import Holder, Kind, Position
from models.labels import content_words

_OFFERS = re.compile(
    r"\b(at (?:a |the )?(?:bare |very |absolute )?(?:minimum|least)|short of (?:that|this)|failing (?:that|this)"
    r"|as a (?:fallback|fall-back|second best|last resort)|if (?:that|this) is not (?:possible|feasible)"
    r"|(?:could|can|would) (?:also )?(?:live with|settle for|accept|agree to))\b",
    re.IGNORECASE,
)


def fallbacks_of(position: Position, others: Iterable[Position], *, softest: float) -> tuple[str, ...]:
    """Return the positions in which its holder says something softer on the same issue, softest first.

    A softer position is the member's own and current one and less firm. It words an offer ("at minimum", "we could
    live with"), or it is a preference or no firmer than `softest` and names something that the position names too.
    Only the wording found is given; nothing is made up, and a member that wrote none has none.
    """
    named = frozenset(content_words(position.quote))
    found = [
        other
        for other in others
        if other.member_id == position.member_id
        and other.issue_id == position.issue_id
        and other.position_id != position.position_id
        and other.holder is Holder.OWN
        and other.superseded_by is None
        and other.firmness < position.firmness
        and (
            _OFFERS.search(other.quote)
            or (
                (other.kind is Kind.PREFERENCE or other.firmness <= softest)
                and not named.isdisjoint(content_words(other.quote))
            )
        )
    ]
    return tuple(other.position_id for other in sorted(found, key=lambda other: (other.firmness, other.position_id)))
