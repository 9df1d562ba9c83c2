"""What several members support and nobody was found to oppose, the easy-to-miss ones first."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import fsum

from corpus.records import CommonGround, Depth, Issue, IssueState, Kind, Position, Stance, StanceSide
from models.analyses import Analysis, NoSettings, Rows
from models.labels import content_words


def find_common_ground(rows: Rows, settings: NoSettings) -> Iterator[CommonGround]:
    """Yield one row for every issue without an objection."""
    positions = {position.position_id: position for position in rows.of(Position)}
    stances: dict[str, list[Stance]] = defaultdict(list)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            stances[stance.issue_id].append(stance)
    for issue in rows.of(Issue):
        if issue.state is IssueState.NO_OBJECTION:
            yield _common(issue, stances[issue.issue_id], positions)


def _common(issue: Issue, stances: Sequence[Stance], positions: dict[str, Position]) -> CommonGround:
    supporting = sorted(
        (stance for stance in stances if stance.stance is StanceSide.FOR), key=lambda stance: stance.member_id
    )
    held = [[positions[position_id] for position_id in stance.positions] for stance in supporting]
    words = [_words(said) for said in held]
    return CommonGround(
        issue_id=issue.issue_id,
        members_for=tuple(stance.member_id for stance in supporting),
        n_terms=len({_main_term(said) for said in held}),
        unexpected=round(1 - _mean_overlap(words), 4),
        depth=_depth(held),
        at_risk=_risk([position for said in held for position in said], stances),
    )


def _words(said: Sequence[Position]) -> frozenset[str]:
    return frozenset(word for position in said for word in content_words(position.quote))


def _main_term(said: Sequence[Position]) -> str:
    """The content word a member uses most, the first in the alphabet among equals."""
    counts = Counter(word for position in said for word in content_words(position.quote))
    return min(counts, key=lambda word: (-counts[word], word), default="")


def _mean_overlap(words: Sequence[frozenset[str]]) -> float:
    """Mean Jaccard overlap of the members' words: low where they agree in different words."""
    overlaps = [len(a & b) / len(a | b) if a | b else 0.0 for a, b in combinations(words, 2)]
    return fsum(overlaps) / len(overlaps) if overlaps else 1.0


def _depth(held: Sequence[Sequence[Position]]) -> Depth:
    with_number = sum(any(position.unit for position in said) for said in held)
    if with_number > 1:
        return Depth.QUANTIFIED
    if with_number or any(position.condition for said in held for position in said):
        return Depth.MECHANISM
    if any(position.kind in (Kind.GOAL, Kind.NON_NEGOTIABLE) for said in held for position in said):
        return Depth.GOAL
    return Depth.SLOGAN


def _risk(supporting: Sequence[Position], stances: Sequence[Stance]) -> str | None:
    conditional = len({position.member_id for position in supporting if position.condition})
    depends = sum(stance.stance is StanceSide.DEPENDS for stance in stances)
    if conditional + depends == 0:
        return None
    noun = "member ties" if conditional + depends == 1 else "members tie"
    return f"{conditional + depends} {noun} it to a condition; ask whether the conditions can all be met."


ANALYSIS = Analysis(
    name="common_ground",
    needs=(Issue, Stance, Position),
    produces=(CommonGround,),
    settings=NoSettings,
    run=find_common_ground,
)
