"""How far a statement leans towards what its issue's statement says, as the stance model found it."""

from dataclasses import dataclass

from corpus.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean(Record):
    """From -1, surely against the issue's statement, to 1, surely for it; near 0 nothing can be told."""

    position_id: str
    lean: float
