"""What several members support and nobody was found to oppose, the easy-to-miss ones first."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import fsum

from corpus.records import CommonGround, Depth, Issue, IssueState, Kind, Position, Stance, StanceSide, Term
from models.analyses import Analysis, NoSettings, Rows
from models.defined_apart import DefinedApart
from models.labels import content_words
from models.means import find_means
from models.quantities import Quantity, interval_of, overlap


def find_common_ground(rows: Rows, settings: NoSettings) -> Iterator[CommonGround]:
    """Yield one row for every issue without an objection, with the signs that the agreement is only assumed.

    unexpected = 1 - mean Jaccard overlap of the supporters' content words. Members that are silent neither support
    nor stand in `members_for`; an issue with one supporter is nobody's common ground.
    """
    positions = {position.position_id: position for position in rows.of(Position)}
    stances: dict[str, list[Stance]] = defaultdict(list)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            stances[stance.issue_id].append(stance)
    defined_apart = DefinedApart(rows.of(Term))
    for issue in rows.of(Issue):
        if issue.state is IssueState.NO_OBJECTION:
            yield _common(issue, stances[issue.issue_id], positions, defined_apart)


def _common(
    issue: Issue, stances: Sequence[Stance], positions: dict[str, Position], defined_apart: DefinedApart
) -> CommonGround:
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
        at_risk=_risk(held, stances, defined_apart),
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


def _risk(held: Sequence[Sequence[Position]], stances: Sequence[Stance], defined_apart: DefinedApart) -> str | None:
    """Say why an agreement may be assumed only; None says that no sign of it was found.

    The signs: one side is conditional, numbers or means differ, the scopes may not meet, or a word that two of them
    use is defined differently.
    """
    reasons = (
        _conditions(held, stances),
        _numbers(held),
        _means(held),
        _scopes(held),
        _meanings(held, defined_apart),
    )
    return " ".join(reason for reason in reasons if reason) or None


def _conditions(held: Sequence[Sequence[Position]], stances: Sequence[Stance]) -> str | None:
    conditional = sum(any(position.condition for position in said) for said in held)
    depends = sum(stance.stance is StanceSide.DEPENDS for stance in stances)
    if conditional + depends == 0:
        return None
    noun = "member ties" if conditional + depends == 1 else "members tie"
    return f"{conditional + depends} {noun} it to a condition; ask whether the conditions can all be met."


def _numbers(held: Sequence[Sequence[Position]]) -> str | None:
    """Numbers of two members in one unit that are not the same: first those that exclude each other."""
    differing: list[tuple[bool, str, str]] = []
    for said, other_said in combinations(held, 2):
        for one, other in product(_intervals(said), _intervals(other_said)):
            if one.unit == other.unit and (one.low, one.high) != (other.low, other.high):
                first, second = sorted((one.words(), other.words()))
                differing.append((overlap(one, other) is not False, first, second))
    if not differing:
        return None
    meet, first, second = min(differing)
    if meet:
        return f"They name different numbers, such as {first} and {second}; ask which one is meant."
    return f"They name numbers that exclude each other: {first} against {second}."


def _intervals(said: Sequence[Position]) -> list[Quantity]:
    return [interval for position in said if (interval := interval_of(position)) is not None]


def _means(held: Sequence[Sequence[Position]]) -> str | None:
    """Two members that name means without a word in common."""
    named = [[means for position in said for means in find_means(position.quote)] for said in held]
    apart = [
        tuple(sorted((one, other)))
        for mine, theirs in combinations(named, 2)
        for one, other in product(mine, theirs)
        if not set(content_words(one)) & set(content_words(other))
    ]
    if not apart:
        return None
    first, second = min(apart)
    return f"They name different ways to it (“{first}”, “{second}”); ask whether either way would do."


def _meanings(held: Sequence[Sequence[Position]], defined_apart: DefinedApart) -> str | None:
    """A word that two members use here and define differently."""
    apart = [
        (found.term, found.reason)
        for mine, theirs in combinations(held, 2)
        for one, other in product(mine, theirs)
        if (found := defined_apart.between(one, other))
    ]
    if not apart:
        return None
    term, reason = min(apart)
    return f"They define “{term}” differently: {reason[0].lower()}{reason[1:]} Ask which meaning is to hold."


def _scopes(held: Sequence[Sequence[Position]]) -> str | None:
    """Two members that each limit all they say here, in quotes without a content word in common."""
    limited = [said for said in held if said and all(position.scope for position in said)]
    apart = [
        (str(said[0].scope), str(other[0].scope))
        for said, other in combinations(limited, 2)
        if not _words(said) & _words(other)
    ]
    if not apart:
        return None
    first, second = min(tuple(sorted(pair)) for pair in apart)
    return f"Two members limit it to cases that may not meet (“{first}”, “{second}”); ask which cases each means."


ANALYSIS = Analysis(
    name="common_ground",
    needs=(Issue, Stance, Position, Term),
    produces=(CommonGround,),
    settings=NoSettings,
    run=find_common_ground,
)
