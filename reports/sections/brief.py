"""The short version: five sentences and one bar, each with the section that holds the whole of it."""

from collections import Counter
from dataclasses import dataclass

from corpus.records import (
    Coalition,
    CoalitionBasis,
    CommonGround,
    FindingStatus,
    IssueState,
    ReadStatus,
    Rejection,
    StanceSide,
)
from reports import charts, quotes, words
from reports.charts import Segment
from reports.language import N_, _, listed
from reports.run_data import RunData
from reports.sections import Section, members, redlines, subsets
from reports.unread import unread

BAR_WIDTH = 720.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLines:
    """What collides, in counts, and the issue that touches most members."""

    n_issues: int
    n_members: int
    first: str
    first_anchor: str
    first_members: str
    n_possible: int
    n_possible_issues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """Where nobody objects, in counts."""

    n: int
    n_easy_to_miss: int
    n_contested: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Largest:
    """The size of the largest group, on each basis; None where it was not computed."""

    verified: int | None
    with_possible: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How much of the map is empty, how many files were not read, and how many are copies of others.

    `is_over_shared` says that issues on which a single member has spoken are left out: they are empty by their nature.
    """

    n_unknown: int
    n_stances: int
    percent: str
    is_over_shared: bool
    n_unread: int
    n_copies: int
    n_documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudest:
    """The member that wrote most."""

    name: str
    percent: str
    words: int
    n_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows; a part is None where there is nothing to say it about."""

    n_members: int
    n_issues: int
    n_positions: int
    red_lines: RedLines | None
    common: Common | None
    largest: Largest | None
    silence: Silence
    loudest: Loudest | None
    glance: tuple[Segment, ...]
    bar_width: float
    n_warnings: int


def build(data: RunData) -> View:
    """Return the short version; it is never left out."""
    several = len(data.members) > 1
    return View(
        n_members=len(data.members),
        n_issues=len(data.issues),
        n_positions=len(data.positions),
        red_lines=_red_lines(data) if data.positions and several else None,
        common=_common(data) if data.issues and several else None,
        largest=_largest(data) if several else None,
        silence=_silence(data),
        loudest=_loudest(data),
        glance=_glance(data) if data.issues else (),
        bar_width=BAR_WIDTH,
        n_warnings=len(data.facts.warnings),
    )


def _red_lines(data: RunData) -> RedLines:
    verified = redlines.by_issue(data, FindingStatus.VERIFIED)
    possible = redlines.by_issue(data, FindingStatus.POSSIBLE)
    first = verified[0] if verified else []
    return RedLines(
        n_issues=len(verified),
        n_members=len({member for rows in verified for member in redlines.members_of(rows)}),
        first=data.labels[first[0].issue_id] if first else "",
        first_anchor=redlines.card_anchor(first[0].issue_id, first[0].status) if first else "",
        first_members=listed([data.names[each] for each in data.members if each in redlines.members_of(first)]),
        n_possible=sum(len(rows) for rows in possible),
        n_possible_issues=len(possible),
    )


def _common(data: RunData) -> Common:
    rows = data.rows(CommonGround)
    contested = {row.issue_id for row in data.collisions}
    return Common(
        n=len(rows),
        n_easy_to_miss=sum(1 for row in rows if row.unexpected >= data.layout.easy_to_miss),
        n_contested=sum(1 for row in rows if row.issue_id in contested),
    )


def _largest(data: RunData) -> Largest | None:
    sizes = {
        basis: max((len(row.members) for row in subsets.of_basis(data, basis)), default=None)
        for basis in CoalitionBasis
    }
    if not any(sizes.values()):
        return None
    return Largest(verified=sizes[CoalitionBasis.VERIFIED], with_possible=sizes[CoalitionBasis.VERIFIED_AND_POSSIBLE])


def _silence(data: RunData) -> Silence:
    spoken = Counter(
        issue_id for (_, issue_id), each in data.stances.items() if each.stance is not StanceSide.NOT_STATED
    )
    shared = [each for (_, issue_id), each in data.stances.items() if spoken[issue_id] > 1]
    counted = shared or list(data.stances.values())
    unknown = sum(1 for stance in counted if stance.stance is StanceSide.NOT_STATED)
    copies = sum(document.status is ReadStatus.DUPLICATE for document in data.documents.values())
    return Silence(
        n_unknown=unknown,
        n_stances=len(counted),
        percent=words.percent(unknown, len(counted)) if counted else "",
        is_over_shared=0 < len(shared) < len(data.stances),
        n_unread=len(unread(data)) - copies,
        n_copies=copies,
        n_documents=len(data.documents),
    )


def _loudest(data: RunData) -> Loudest | None:
    written = members.words_written(data)
    total = sum(written.values())
    if not total or len(data.members) == 1:
        return None
    name = max(data.members, key=lambda member: (written[member], data.names[member]))
    return Loudest(
        name=data.names[name], percent=words.percent(written[name], total), words=written[name], n_words=total
    )


def _glance(data: RunData) -> tuple[Segment, ...]:
    states = [issue.state for issue in data.issues.values()]
    return charts.stacked_bar(
        [(state.value, _(words.STATE_WORDS[state]), states.count(state)) for state in IssueState],
        width=BAR_WIDTH,
    )


SECTION = Section(
    id="brief",
    title=N_("The short version"),
    short_title=N_("Short version"),
    question=N_("What should I know before I walk into the room?"),
    order=10,
    needs=(*quotes.NEEDS, CommonGround, Coalition, Rejection),
    build=build,
)
