"""What the stance model found: how far a statement leans, and how two firm ones stand to each other."""

from dataclasses import dataclass

from corpus.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean(Record):
    """From -1, surely against the issue's statement, to 1, surely for it; near 0 nothing can be told."""

    position_id: str
    lean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposition(Record):
    """How two firm positions stand to each other, held against each other both ways round; means of the two."""

    position_a: str
    position_b: str  # the larger id
    oppose: float  # probability that one opposes the other
    neither: float  # probability that they speak of different points
