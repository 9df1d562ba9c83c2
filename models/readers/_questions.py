"""Questions that a language model read out of single papers become the issues of all: which of them ask the same?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.issue_rulings import same_name
from corpus.records import Rejection, Told
from models.chat.answers import ISSUES, FoundIssue
from models.chat.desk import Desk
from models.chat.replies import FaultError
from models.chat.requests import Request

STEP = "language_model"
AskFor = Callable[[str, Mapping[str, Any], str], Request]
"""Makes a request: task, material, and what it is about."""


@dataclass(frozen=True, slots=True)
class _Home:
    """The issue that a question belongs to, and whether its yes is the issue's no."""

    name: str
    turned: bool


def common_issues(
    told: Sequence[Told], quotes: Mapping[str, str], *, desk: Desk, request: AskFor, at_once: int
) -> tuple[list[Told], list[Rejection]]:
    """Return what was told of issues under names that all papers share.

    Args:
        told: an issue each by its question, with the side towards it.
        quotes: the sentence of each position.
        desk: where to ask.
        request: makes a request.
        at_once: most questions in one request.

    A question that the answer leaves out, or that has no answer, stays an issue of its own.
    """
    examples: dict[str, tuple[str, str]] = {}
    for row in sorted(told, key=lambda row: (same_name(row.issue), row.issue, row.position_id)):
        examples.setdefault(same_name(row.issue), (row.issue, quotes[row.position_id]))
    homes: dict[str, _Home] = {}
    rejections: list[Rejection] = []
    known: dict[str, FoundIssue] = {}
    questions = list(examples.items())
    for start in range(0, len(questions), at_once) if len(questions) > 1 else ():
        asked = questions[start : start + at_once]
        about = f"issues among questions {start + 1} to {start + len(asked)}"
        made = request("issues", _material(asked, known.values()), about)
        try:
            found = desk.ask(made, ISSUES)
        except FaultError as fault:
            rejections.append(Rejection(step=STEP, subject=about, reason=fault.reason, detail=fault.detail))
            continue
        for issue, number, turned in _first_homes(found, len(asked)):
            kept = known.setdefault(same_name(issue.name), issue)
            homes[asked[number - 1][0]] = _Home(kept.name, turned)
    return [_moved(row, homes) for row in told], rejections


def _material(asked: Sequence[tuple[str, tuple[str, str]]], known: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "known": [{"name": issue.name, "question": issue.question} for issue in known],
        "questions": [
            {"number": number, "question": question, "example": example}
            for number, (_, (question, example)) in enumerate(asked, start=1)
        ],
    }


def _first_homes(found: Sequence[FoundIssue], n_asked: int) -> Iterator[tuple[FoundIssue, int, bool]]:
    """Yield each question once, in the first issue that claims it; numbers that were not asked are passed over."""
    taken: set[int] = set()
    for issue in found:
        for member in issue.members:
            if 1 <= member.number <= n_asked and member.number not in taken:
                taken.add(member.number)
                yield issue, member.number, member.turned


def _moved(row: Told, homes: Mapping[str, _Home]) -> Told:
    home = homes.get(same_name(row.issue))
    if home is None:
        return row
    stance = -row.stance if home.turned and row.stance else row.stance
    return Told(position_id=row.position_id, issue=home.name, stance=stance)
