"""Geometry of the charts; the templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a stacked bar, in the units of the drawing."""

    name: str
    label: str
    count: int
    x: float
    width: float


def stacked_bar(parts: Sequence[tuple[str, str, int]], *, width: float, gap: float = 3.0) -> tuple[Segment, ...]:
    """Lay (name, label, count) side by side in proportion to their counts; no count, no width."""
    total = sum(count for _, _, count in parts)
    drawn = sum(1 for _, _, count in parts if count)
    room = width - gap * max(drawn - 1, 0)
    segments = []
    x = 0.0
    for name, label, count in parts:
        length = round(room * count / total, 2) if total else 0.0
        segments.append(Segment(name, label, count, round(x, 2), length))
        x += length + gap if count else 0.0
    return tuple(segments)


def bar_length(part: float, largest: float, *, width: float) -> float:
    """Return how long a bar is when the largest takes the whole width."""
    return round(width * part / largest, 1) if largest else 0.0


def sparkline(values: Sequence[float], *, width: float, height: float) -> str:
    """Return the points of a line through values in 0..1, from left to right, as SVG takes them."""
    step = width / max(len(values) - 1, 1)
    return " ".join(f"{round(step * n, 1):g},{round(height * (1 - value), 1):g}" for n, value in enumerate(values))
