"""Two members must hold the two demands: neither one member twice, nor a view that somebody only reports."""

from corpus.records import Holder
from models.compatibility import Check, Demand


def _one_holder(a: Demand, b: Demand) -> str | None:
    if Holder.REPORTED in (a.holder, b.holder):
        return "One of the two reports what somebody else says, so it binds nobody here."
    if a.member_id == b.member_id:
        return "Both are said by one member: a contradiction of its own, not a conflict with another."
    return None


CHECK = Check(
    name="holder", order=10, looks_for="one member on both sides, or a view that is only reported", reject=_one_holder
)
