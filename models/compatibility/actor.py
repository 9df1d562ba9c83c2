"""Each demand speaks of other people or things: public authorities here, private firms there.

Who is to do one and the same thing is an exclusive choice ("the buyer pays", "the seller pays"): that stays.
"""

from models.compatibility import Check, Demand
from models.compatibility._contrasts import contrasts
from models.compatibility._demand import content, shared, words_of

SAME_ACT = 0.6
_EXCLUSIVE = frozenset({"only", "alone", "exclusively", "solely", "nobody", "none", "instead", "both", "alike"})


def _other_cases(a: Demand, b: Demand) -> str | None:
    if not (a.zone and b.zone) or not _names(a) or not _names(b):
        return None
    if same_act(a, b):
        return None
    for found in contrasts(tuple(words_of(a.zone)), tuple(words_of(b.zone))):
        if found.a not in b.whole and found.b not in a.whole:
            return f"They speak of different cases: one of “{found.a}”, the other of “{found.b}”."
    return None


def _names(demand: Demand) -> bool:
    return demand.names_a_class or bool(demand.frames)


def same_act(a: Demand, b: Demand) -> bool:
    """Both ask for one act of two parties, which only one of them can do."""
    return a.denies == b.denies and shared(content(a.predicate), content(b.predicate)) >= SAME_ACT


CHECK = Check(name="actor", order=22, looks_for="each limited to other people or things", reject=_other_cases)
