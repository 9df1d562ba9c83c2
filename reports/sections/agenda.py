"""A draft agenda for two hours: check the map, begin where nobody objects, then what may collide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.records import Coalition, CommonGround, FindingStatus, Incompatibility
from reports import quotes, words
from reports.language import N_, listed
from reports.run_data import RunData
from reports.sections import Section, redlines

MOST_COLLISIONS = 3
MOST_SHARED = 2
HEARD_FIRST = 3
"""So many hard points, easy points, and members to hear first fit into two hours."""

MINUTES_TO_OPEN = 15
MINUTES_A_COLLISION = 20
MINUTES_TO_CLOSE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A link to what is talked about."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One item: `kind` says which, `first` whom to hear first."""

    kind: str
    minutes: int
    start: str = ""
    points: tuple[Point, ...] = ()
    possible: bool = False
    question: str = ""
    first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    slots: tuple[Slot, ...]
    length: str


def build(data: RunData) -> View | None:
    """Return the agenda, or None where there is nothing to talk about or nobody to talk to."""
    if not data.positions or len(data.members) == 1:
        return None
    slots = []
    minutes = 0
    for slot in _slots(data):
        slots.append(replace(slot, start=clock(minutes)))
        minutes += slot.minutes
    return View(slots=tuple(slots), length=clock(minutes))


def clock(minutes: int) -> str:
    """Return minutes as hours and minutes."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _slots(data: RunData) -> Iterable[Slot]:
    yield Slot(kind="check", minutes=MINUTES_TO_OPEN, first=_quietest(data, tuple(data.members)))
    contested = {row.issue_id for row in data.collisions}
    undisputed = [row for row in data.rows(CommonGround) if row.issue_id not in contested]
    shared = sorted(undisputed, key=lambda row: (-len(row.members_for), -row.unexpected, row.issue_id))
    if shared:
        points = tuple(
            Point(label=data.labels[row.issue_id], href=f"#{words.anchor('common-', row.issue_id)}")
            for row in shared[:MOST_SHARED]
        )
        yield Slot(kind="shared", minutes=MINUTES_TO_OPEN, points=points)
    for rows in _hardest(data):
        yield _collision(data, rows)
    if data.rows(Coalition):
        yield Slot(kind="start", minutes=MINUTES_A_COLLISION)
    yield Slot(kind="next", minutes=MINUTES_TO_CLOSE)


def _hardest(data: RunData) -> list[list[Incompatibility]]:
    """Return the collisions of the first few issues, verified ones before possible ones, each issue once."""
    found: dict[str, list[Incompatibility]] = {}
    for status in (FindingStatus.VERIFIED, FindingStatus.POSSIBLE):
        for rows in redlines.by_issue(data, status):
            found.setdefault(rows[0].issue_id, rows)
    return list(found.values())[:MOST_COLLISIONS]


def _collision(data: RunData, rows: Sequence[Incompatibility]) -> Slot:
    anchor = redlines.card_anchor(rows[0].issue_id, rows[0].status)
    return Slot(
        kind="collision",
        minutes=MINUTES_A_COLLISION,
        points=(Point(label=data.labels[rows[0].issue_id], href=f"#{anchor}"),),
        possible=rows[0].status is FindingStatus.POSSIBLE,
        question=rows[0].question,
        first=_quietest(data, redlines.members_of(rows)),
    )


def _quietest(data: RunData, members: Sequence[str]) -> str:
    """Name those of whom positions on the fewest issues were found."""
    order = list(data.members)
    quiet = sorted(members, key=lambda member: (len(data.spoken[member]), order.index(member)))
    return listed([data.names[member] for member in quiet[:HEARD_FIRST]])


SECTION = Section(
    id="agenda",
    title=N_("Draft agenda"),
    short_title=N_("Agenda"),
    question=N_("How could I use two hours with this group?"),
    order=40,
    needs=(*quotes.NEEDS, CommonGround, Coalition),
    build=build,
)
