"""Both answer one question differently, each for another class of people or things: lorries pay, private cars do not.

Where the answers are the same and only the parties differ ("the buyer proves it", "the seller proves it"), somebody
has to be chosen, so that stays a conflict. Long subjects are left alone: running prose has no clear subject there.
"""

from models.compatibility import Check, Demand
from models.compatibility._demand import content, shared
from models.compatibility.actor import same_act

_ONE_QUESTION = 0.25
_LONGEST = 8  # words


def _other_classes(a: Demand, b: Demand) -> str | None:
    if not (a.names_a_class and b.names_a_class) or same_act(a, b):
        return None
    if max(len(demand.subject.split()) for demand in (a, b)) > _LONGEST:
        return None
    one, other = content(a.subject), content(b.subject)
    if one & b.content or other & a.content:
        return None
    if shared(content(a.predicate), content(b.predicate)) < _ONE_QUESTION:
        return None
    return f"They speak of different cases: “{a.subject}” and “{b.subject}”."


CHECK = Check(
    name="classes",
    order=26,
    looks_for="one question answered for another class of people or things",
    reject=_other_classes,
)
