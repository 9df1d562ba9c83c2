"""The typed non-conflict test: reasons why two demands that seem to exclude each other can both be honoured.

One module a check; each offers CHECK. A check looks at one part of the wording and either gives a reason in plain
words, naming the words that decide, or stays silent. They are asked in their order, and the first reason counts. All
are symmetric: which demand is called a changes no answer.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.discovery import discover
from models.compatibility._demand import Demand, content, demand_of, read_demand

__all__ = ["CHECKS", "Check", "Demand", "Reason", "content", "demand_of", "read_demand", "why_compatible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step: its name, its place in the order, what it looks for, and its function."""

    name: str
    order: int
    looks_for: str
    reject: Callable[[Demand, Demand], str | None]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two demands can both be honoured, and the check that says so."""

    check: str
    text: str


def why_compatible(a: Demand, b: Demand, checks: Sequence[Check] | None = None) -> Reason | None:
    """Return the first reason why two demands do not exclude each other, or None if no check has one."""
    for check in CHECKS if checks is None else checks:
        if text := check.reject(a, b):
            return Reason(check.name, text)
    return None


CHECKS: tuple[Check, ...] = tuple(
    sorted(discover(sys.modules[__name__], "CHECK", Check), key=lambda check: check.order)
)
"""All checks, in the order in which they are asked."""
