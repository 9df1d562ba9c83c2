"""How steps are carried out: directly, one after the other. Prefect's way of doing the same is in flow.py."""

import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from corpus.manifest import StepCost

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""Told (step, done, in all) as work goes on."""


class Engine(Protocol):
    """Carries out the steps of a run; whichever is used, the results are the same."""

    def call(self, name: str, work: Callable[[], R]) -> R:
        """Do one step and return what it gives."""
        ...

    def each(self, name: str, work: Callable[[T], R], batches: Sequence[T]) -> list[R]:
        """Do one step for every batch and return the results in the order of the batches."""
        ...


class DirectEngine:
    """Calls every step in this process."""

    def call(self, name: str, work: Callable[[], R]) -> R:
        """Do one step."""
        return work()

    def each(self, name: str, work: Callable[[T], R], batches: Sequence[T]) -> list[R]:
        """Do one step batch by batch."""
        return [work(batch) for batch in batches]


class Meter:
    """Measures what each step costs."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self.costs: list[StepCost] = []

    def measured(self, name: str, work: Callable[[], R]) -> R:
        """Do a step and keep its seconds and the peak memory, after it, of this process and of its workers."""
        started = time.monotonic()
        result = work()
        self.costs.append(
            StepCost(
                step=name,
                seconds=round(time.monotonic() - started, 3),
                peak_megabytes=_peak_megabytes(resource.RUSAGE_SELF),
                workers_megabytes=_peak_megabytes(resource.RUSAGE_CHILDREN),
            )
        )
        return result


def _peak_megabytes(whose: int) -> float:
    peak = resource.getrusage(whose).ru_maxrss
    per_megabyte = 1 << 20 if sys.platform == "darwin" else 1 << 10  # macOS counts bytes, Linux kilobytes
    return round(peak / per_megabyte, 1)


def batched(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Cut a sequence into batches of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def flat(parts: Iterable[Iterable[T]]) -> list[T]:
    """Join sequences into one list."""
    return [item for part in parts for item in part]
