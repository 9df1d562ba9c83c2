"""What a reader takes from documents beyond the sentences: the issue, the side, and how two sentences relate."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from corpus.records._base import Record, Signed


class Verdict(StrEnum):
    """How two positions relate in the eyes of a reader who saw both."""

    AGREE = "agree"
    CONFLICT = "conflict"
    COMPATIBLE = "compatible"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Record):
    """The issue that a reader named for a position, and its side; what it did not tell, the models infer."""

    position_id: Annotated[str, "Position it is about."]
    issue: Annotated[str, "Name of the issue; positions that name the same lie in one issue."]
    stance: Annotated[Signed | None, "-1 against the issue as the reader understands it, 1 for it; null if not told."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Record):
    """What a reader makes of two positions of different members that it saw side by side."""

    position_a: Annotated[str, "Smaller position_id."]
    position_b: Annotated[str, "Larger position_id."]
    verdict: Annotated[Verdict, "agree, conflict, compatible or unrelated."]
    reason: Annotated[str, "Why, in plain words, with the deciding words of both."]
    doubt: Annotated[str, "Why it may be otherwise; empty if no reason was given."]
    reader: Annotated[str, "Who judged."]
