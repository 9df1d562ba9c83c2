"""Whoever may is not hindered by one who need not: of two modalities of one act, only some exclude each other.

The table for one act of one party, after the types of norm conflict of Aires et al. (AI & Law 2017, doi
10.1007/s10506-017-9205-x): permission × prohibition, permission × obligation and obligation × prohibition collide.
An exemption ("need not") collides with an obligation alone; and each modality goes with itself.
"""

import re
from enum import StrEnum

from models.compatibility import Check, Demand
from models.compatibility._demand import content, shared
from models.quantities import find_quantities


class Modality(StrEnum):
    """How binding an act is."""

    MUST = "must"
    MUST_NOT = "must not"
    MAY = "may"
    NEED_NOT = "need not"


COLLIDE = frozenset(
    {
        frozenset({Modality.MUST, Modality.MUST_NOT}),
        frozenset({Modality.MUST, Modality.NEED_NOT}),
        frozenset({Modality.MUST, Modality.MAY}),
        frozenset({Modality.MAY, Modality.MUST_NOT}),
    }
)
_SAME_ACT = 0.7
_SAME_PARTY = 0.5
# Words of the predicate that change what the modal word says.
_PERMITS = re.compile(
    r"^(?:well )?(?:be |remain |stay |feel )?(?:left )?(?:free|able|allowed|permitted|entitled|authori[sz]ed) to\b"
)
_OBLIGES = re.compile(
    r"^(?:be |have )?(?:obliged|required|bound|forced|compelled|made|under a duty|to have) to\b|^have to\b"
)
_FORBIDS = re.compile(r"^(?:be )?(?:barred|banned|forbidden|prohibited|prevented) (?:from|to)\b|^refrain from\b")
_LIMITS = re.compile(
    r"\b(?:only|alone|exclusively|solely|other|instead|rather|first|before|after|until|unless|if|when|even)\b"
)


def modality_of(demand: Demand) -> Modality | None:
    """Return how binding a demand makes its act; None where its wording does not tell."""
    if not demand.modal:
        return None
    if _FORBIDS.match(demand.predicate):
        return None if demand.negated else Modality.MUST_NOT
    if _PERMITS.match(demand.predicate):
        return Modality.MUST_NOT if demand.negated else Modality.MAY
    if _OBLIGES.match(demand.predicate) or demand.modal == "need":
        return Modality.NEED_NOT if demand.negated else Modality.MUST
    if demand.modal == "may":
        return Modality.MUST_NOT if demand.negated else Modality.MAY
    return Modality.MUST_NOT if demand.negated else Modality.MUST


def _go_together(a: Demand, b: Demand) -> str | None:
    one, other = modality_of(a), modality_of(b)
    if one is None or other is None or one is other or frozenset({one, other}) in COLLIDE:
        return None
    if _LIMITS.search(a.whole) or _LIMITS.search(b.whole) or find_quantities(a.written) or find_quantities(b.written):
        return None
    if shared(content(a.predicate), content(b.predicate)) < _SAME_ACT:
        return None
    if shared(content(a.zone), content(b.zone)) < _SAME_PARTY:
        return None
    return f"What one {_verb(one)} be done, the other {_verb(other)}: whoever obeys the stricter honours both."


def _verb(modality: Modality) -> str:
    return {
        Modality.MUST: "says must",
        Modality.MUST_NOT: "says must not",
        Modality.MAY: "says may",
        Modality.NEED_NOT: "says need not be",
    }[modality]


CHECK = Check(name="modality", order=40, looks_for="may beside need not, must not beside need not", reject=_go_together)
