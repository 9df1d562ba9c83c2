"""How fast members come closer, or move apart, on each issue, over all runs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import fsum

from corpus.records import Change, Stance
from models.changes.comparison import Comparison
from models.changes.kinds import ChangeKind

_DECIMALS = 4
_DAY = 86_400.0
_MONTH = 30.0  # days
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One run of the past: when it was, how much agreement each issue had, and which issue each continued."""

    when: datetime
    agreement: Mapping[str, float]
    previous: Mapping[str, str]


def agreement_by_issue(stances: Iterable[Stance]) -> dict[str, float]:
    """Return for issues on which two or more members have a stance 1 − mean |a − b| / 2 over pairs, in 0..1."""
    scores: dict[str, list[float]] = defaultdict(list)
    for row in stances:
        if row.score is not None:
            scores[row.issue_id].append(row.score)
    found: dict[str, float] = {}
    for issue_id, values in scores.items():
        apart = [abs(a - b) / 2 for a, b in combinations(values, _PAIR)]
        if apart:
            found[issue_id] = round(1 - fsum(apart) / len(apart), _DECIMALS)
    return found


def velocities(comparison: Comparison, history: Sequence[Moment]) -> Iterator[Change]:
    """Yield issues whose agreement changed enough from the first run that knew them to this one.

    The velocity is the slope of the least squares line through agreement over time; it is told per 30 days where the
    runs lie a day or more apart. Agreement is told of those who have spoken: silence moves nothing.
    """
    if not history:
        return
    for issue_id in sorted(history[-1].agreement):
        points = _points(issue_id, history)
        values = [value for _, value in points]
        if len(points) < _PAIR or abs(values[-1] - values[0]) < comparison.settings.min_drift:
            continue
        kind = ChangeKind.ISSUE_CLOSER if values[-1] > values[0] else ChangeKind.ISSUE_APART
        held = {row.member_id for row in comparison.new.own() if row.issue_id == issue_id}
        yield comparison.change(
            kind,
            issue_id,
            comparison.cause(held),
            before=f"{values[0]:.2f} agreement",
            after=f"{values[-1]:.2f} agreement, {len(points)} runs{_pace(points)}",
            members=held,
            issue_id=issue_id,
            series=values,
        )


def _points(issue_id: str, history: Sequence[Moment]) -> list[tuple[datetime, float]]:
    """Follow an issue back through the runs as long as it has a forerunner; the oldest first."""
    found: list[tuple[datetime, float]] = []
    known: str | None = issue_id
    for moment in reversed(history):
        if known is None:
            break
        if known in moment.agreement:
            found.append((moment.when, moment.agreement[known]))
        known = moment.previous.get(known)
    return found[::-1]


def _pace(points: Sequence[tuple[datetime, float]]) -> str:
    days = [(when - points[0][0]).total_seconds() / _DAY for when, _ in points]
    if days[-1] < 1:
        return ""
    slope = _slope(days, [value for _, value in points])
    return f", {slope * _MONTH:+.2f} per 30 days"


def _slope(x: Sequence[float], y: Sequence[float]) -> float:
    middle_x, middle_y = fsum(x) / len(x), fsum(y) / len(y)
    spread = fsum((a - middle_x) ** 2 for a in x)
    return fsum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread
