"""What to ask whom before the first meeting: the questions whose answers would change who can start with what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    Coalition,
    CoalitionBasis,
    FindingStatus,
    Incompatibility,
    Kind,
    Position,
    Question,
    Record,
    Rejection,
    Stance,
    StanceSide,
)
from models.analyses import Analysis, Rows
from models.feasible import Members, maximal_sets

_MEANT = {
    True: "Does this still stand between you and an agreement, and in which cases?",
    False: "Is this a condition for you, or a wish, and in which cases does it hold?",
}
_TAKES_SIDE = frozenset({StanceSide.FOR, StanceSide.AGAINST})


class QuestionSettings(BaseModel):
    """How many questions are kept, and how far their worth is worked out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_per_member: int = Field(
        10, ge=1, le=1000, description="Questions kept per member, most telling first. Raising it keeps more."
    )
    max_tried: int = Field(
        200,
        ge=0,
        le=100_000,
        description="Possible incompatibilities for which the largest groups are worked out with and without them, "
        "the severest first. Raising it takes longer.",
    )
    effort: int = Field(
        100_000,
        ge=1000,
        le=1_000_000_000,
        description="Incompatibilities looked at for each group that is worked out. Raising it proves more in large "
        "alliances and takes longer.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A question before the list is cut."""

    member_id: str
    issue_id: str
    text: str
    why: str
    value: float


def ask(rows: Rows, settings: QuestionSettings) -> Iterator[Record]:
    """Yield the questions of each member, and a rejection for those that are left out.

    The value of information of an answer is what it would change (Howard 1966), here in counts: for a possible
    incompatibility, the members that the largest group would lose if it stood, on the verified ones, plus those
    that it would gain if it fell, on the verified and possible ones, plus the share of the listed groups that hold
    all its members; for a member that takes no side on an issue, the share of the listed groups that hold it and in
    which one of the answers `for` and `against` would make or end common ground. What changes nothing is not asked.
    """
    labels = {cluster.issue_id: cluster.label for cluster in rows.of(Cluster)}
    positions = {position.position_id: position for position in rows.of(Position)}
    groups = [frozenset(row.members) for row in rows.of(Coalition) if row.basis is CoalitionBasis.VERIFIED]
    everybody = [entry.member_id for entry in rows.of(MemberEntry)]
    if not groups:
        return
    drafts = [
        *_on_clashes(everybody, rows.of(Incompatibility), groups, labels, positions, settings),
        *_on_cells(everybody, rows.of(Cluster), rows.of(Stance), groups, positions),
    ]
    by_member: dict[str, list[_Draft]] = defaultdict(list)
    for draft in _best_of_each(drafts):
        by_member[draft.member_id].append(draft)
    for member_id, held in sorted(by_member.items()):
        held.sort(key=lambda draft: (-draft.value, draft.issue_id, draft.text))
        for draft in held[: settings.max_per_member]:
            yield Question(
                question_id=content_id(draft.member_id, draft.issue_id, draft.text),
                member_id=draft.member_id,
                issue_id=draft.issue_id,
                text=draft.text,
                why=draft.why,
                value=draft.value,
            )
        if len(held) > settings.max_per_member:
            yield Rejection(
                step="questions",
                subject=member_id,
                reason="over_the_cap",
                detail=f"{len(held) - settings.max_per_member} of {len(held)} questions, those whose answers would "
                "change least, are not in the table. Raise questions.max_per_member to keep them.",
            )


def _best_of_each(drafts: Iterable[_Draft]) -> list[_Draft]:
    """Keep one of those that ask a member the same: the one with the most behind it."""
    best: dict[tuple[str, str, str], _Draft] = {}
    for draft in drafts:
        key = (draft.member_id, draft.issue_id, draft.text)
        if key not in best or (draft.value, draft.why) > (best[key].value, best[key].why):
            best[key] = draft
    return list(best.values())


def _on_clashes(
    everybody: Sequence[str],
    clashes: Sequence[Incompatibility],
    groups: Sequence[Members],
    labels: Mapping[str, str],
    positions: Mapping[str, Position],
    settings: QuestionSettings,
) -> Iterator[_Draft]:
    possible = [row for row in clashes if row.status is FindingStatus.POSSIBLE]
    possible.sort(key=lambda row: (-row.severity, -row.score, row.incompatibility_id))
    sizes = _Sizes(everybody, clashes, groups, settings.effort)
    for number, row in enumerate(possible):
        inside = frozenset(row.members)
        n_broken = sum(inside <= group for group in groups)
        lost, gained = (sizes.lost(inside), sizes.gained(inside)) if number < settings.max_tried else (0, 0)
        value = round(lost + gained + n_broken / len(groups), 4)
        if not value:
            continue
        reasons = [
            f"If both mean it, they cannot be in one group; {n_broken} of {_counted(len(groups), 'listed group')} "
            f"{'holds' if n_broken == 1 else 'hold'} both"
        ]
        if lost:
            reasons.append(f"the largest would shrink by {_counted(lost, 'member')}")
        if gained:
            reasons.append(
                f"if it does not stand, the largest group without a possible collision grows by "
                f"{_counted(gained, 'member')}"
            )
        for member_id, position_id in zip(row.members, row.positions, strict=False):
            yield _Draft(
                member_id=member_id,
                issue_id=row.issue_id,
                text=f"On “{labels[row.issue_id]}”, you write: “{positions[position_id].quote}” "
                f"{_MEANT[positions[position_id].kind is Kind.NON_NEGOTIABLE]}",
                why=f"{'; '.join(reasons)}.",
                value=value,
            )


class _Sizes:
    """How the size of the largest group depends on one possible incompatibility; 0 where that is not proven."""

    def __init__(
        self, everybody: Sequence[str], clashes: Sequence[Incompatibility], groups: Sequence[Members], effort: int
    ) -> None:
        self._everybody = everybody
        self._effort = effort
        self._verified = {frozenset(row.members) for row in clashes if row.status is FindingStatus.VERIFIED}
        self._possible = Counter(frozenset(row.members) for row in clashes if row.status is FindingStatus.POSSIBLE)
        self._largest = [group for group in groups if len(group) == max(map(len, groups))]
        self._now = self._size(self._verified)
        self._now_careful = self._size(self._verified | self._possible.keys())
        self._known: dict[Members, int] = {}

    def _size(self, conflicts: Iterable[Members]) -> int | None:
        """Members in the largest group; None if it is not proven to be the largest."""
        found = maximal_sets(self._everybody, conflicts, limit=1, effort=self._effort, programmes=0)
        return len(found.sets[0]) if len(found.sets[0]) == found.size_bound else None

    def lost(self, inside: Members) -> int:
        """Members that the largest group loses if the incompatibility stands."""
        if self._now is None or not all(inside <= group for group in self._largest):
            return 0
        then = self._size({*self._verified, inside})
        return 0 if then is None else self._now - then

    def gained(self, inside: Members) -> int:
        """Members that the largest group gains if it does not stand; none if another one has the same members."""
        if self._now_careful is None or inside in self._verified or self._possible[inside] > 1:
            return 0
        if inside not in self._known:
            then = self._size((self._verified | self._possible.keys()) - {inside})
            self._known[inside] = 0 if then is None else then - self._now_careful
        return self._known[inside]


def _on_cells(
    everybody: Sequence[str],
    clusters: Sequence[Cluster],
    stances: Sequence[Stance],
    groups: Sequence[Members],
    positions: Mapping[str, Position],
) -> Iterator[_Draft]:
    """Questions to members that take no side: silent, mixed, or tied to a condition."""
    column = {cluster.issue_id: number for number, cluster in enumerate(clusters)}
    line = {member_id: number for number, member_id in enumerate(everybody)}
    supports, opposes = (np.zeros((len(line), len(column)), dtype=np.int64) for _ in range(2))
    for stance in stances:
        supports[line[stance.member_id], column[stance.issue_id]] = stance.stance is StanceSide.FOR
        opposes[line[stance.member_id], column[stance.issue_id]] = stance.stance is StanceSide.AGAINST
    inside = np.array([[member_id in group for member_id in everybody] for group in groups], dtype=np.int64)
    n_for, unopposed = inside @ supports, inside @ opposes == 0
    made = inside.T @ ((n_for == 1) & unopposed)  # (members, issues): groups in which one more voice makes it common
    ended = inside.T @ ((n_for > 1) & unopposed)
    by_id = {cluster.issue_id: cluster for cluster in clusters}
    for stance in sorted(stances, key=lambda stance: (stance.member_id, stance.issue_id)):
        n_made, n_ended = (int(n[line[stance.member_id], column[stance.issue_id]]) for n in (made, ended))
        if stance.stance in _TAKES_SIDE or not n_made + n_ended:
            continue
        cluster = by_id[stance.issue_id]
        yield _Draft(
            member_id=stance.member_id,
            issue_id=stance.issue_id,
            text=_text(stance, cluster, positions[cluster.statement_position_id].quote),
            why=_why(n_made, n_ended, len(groups)),
            value=round((n_made + n_ended) / len(groups), 4),
        )


def _text(stance: Stance, cluster: Cluster, statement: str) -> str:
    found = {
        StanceSide.NOT_STATED: "nothing was found in your papers. Do you support, oppose or leave open",
        StanceSide.MIXED: "your papers point both ways. Do you support or oppose",
        StanceSide.DEPENDS: "your papers tie it to a condition. Under which terms would you support",
    }[stance.stance]
    return f"On “{cluster.label}”, {found} this: “{statement}”"


def _why(n_made: int, n_ended: int, n_groups: int) -> str:
    of = f"of {_counted(n_groups, 'listed group')}"
    reasons = []
    if n_made:
        reasons.append(f"A yes would make it common ground in {n_made} {of}")
    if n_ended:
        reasons.append(f"{'a' if reasons else 'A'} no would end the common ground in {n_ended} {of}")
    return f"{'; '.join(reasons)}."


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


ANALYSIS = Analysis(
    name="questions",
    needs=(MemberEntry, Cluster, Position, Stance, Incompatibility, Coalition),
    produces=(Question, Rejection),
    settings=QuestionSettings,
    run=ask,
)
