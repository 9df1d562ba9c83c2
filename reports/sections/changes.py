"""What differs from the run before, and because of what."""

from dataclasses import dataclass

from corpus.records import Change, ChangeCause, Lineage
from models.changes.kinds import ChangeKind
from reports import charts, quotes, words
from reports.language import N_, _, listed
from reports.run_data import RunData
from reports.sections import Section, redlines

CAUSE_WORDS = {
    ChangeCause.DOCUMENT: N_("a document is new, changed or gone"),
    ChangeCause.CORRECTION: N_("people corrected it"),
    ChangeCause.MODEL: N_("the models changed, the documents did not: check before use"),
    ChangeCause.SETTINGS: N_("a setting changed, the documents did not"),
}


SPARK_WIDTH, SPARK_HEIGHT = 72.0, 18.0
_QUIET = (
    ChangeKind.POSITION_ADDED,
    ChangeKind.POSITION_WITHDRAWN,
    ChangeKind.POSITION_REWORDED,
    ChangeKind.ISSUE_NEW,
    ChangeKind.ISSUE_GONE,
)
"""Kinds that come in great numbers with every new paper: they are counted, and listed in a fold."""
_ORDER = (
    ChangeKind.FRACTURE_SIGNAL,
    ChangeKind.CONFLICT_NEW,
    ChangeKind.CONFLICT_FIRMER,
    ChangeKind.CONFLICT_GONE,
    ChangeKind.CONFLICT_WEAKER,
    ChangeKind.GROUP_IMPOSSIBLE,
    ChangeKind.GROUP_POSSIBLE,
    ChangeKind.MEMBER_LEFT,
    ChangeKind.MEMBER_JOINED,
    ChangeKind.SIDE_CHANGED,
    ChangeKind.POSITION_HARDENED,
    ChangeKind.POSITION_SOFTENED,
    ChangeKind.DRIFTED_APART,
    ChangeKind.DRIFTED_CLOSER,
    ChangeKind.ISSUE_APART,
    ChangeKind.ISSUE_CLOSER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that changed. `name` is what people know it by, if it has a name; `spark` is a line over all runs."""

    id: str
    name: str
    issue: str
    href: str
    kind: str
    before: str
    after: str
    cause: str
    spark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Changes of one quiet kind."""

    kind: str
    rows: tuple[Row, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    is_first: bool
    n: int
    rows: tuple[Row, ...]
    n_beyond: int
    quiet: tuple[Kept, ...]


def build(data: RunData) -> View | None:
    """Return the changes, or None where no issue was found that could have an earlier one."""
    changes = data.rows(Change)
    lines = data.rows(Lineage)
    if not changes and not lines:
        return None
    most = data.layout.dropped_listed
    loud = sorted((row for row in changes if row.kind not in _QUIET), key=_loudness)
    quiet: dict[str, list[Change]] = {}
    for row in sorted(changes, key=lambda row: (row.members, row.subject)):
        if row.kind in _QUIET:
            quiet.setdefault(row.kind, []).append(row)
    return View(
        is_first=not changes and not any(line.previous_issue_id for line in lines),
        n=len(changes),
        rows=tuple(_row(data, row) for row in loud[:most]),
        n_beyond=max(0, len(loud) - most),
        quiet=tuple(
            Kept(kind=_kind(kind), rows=tuple(_row(data, row) for row in quiet[kind][:most]), n=len(quiet[kind]))
            for kind in _QUIET
            if kind in quiet
        ),
    )


def _loudness(row: Change) -> tuple[int, str, str]:
    order = [kind.value for kind in _ORDER]
    return (order.index(row.kind) if row.kind in order else len(order), row.kind, row.subject)


def _kind(kind: str) -> str:
    return _(words.CHANGE_WORDS[ChangeKind(kind)]) if kind in set(ChangeKind) else kind.replace("_", " ")


def _row(data: RunData, row: Change) -> Row:
    name, href = _known(data, row.subject)
    members = listed([data.names.get(member, member) for member in row.members])
    return Row(
        id=row.subject,
        name=members or name,
        issue=words.plain(row.issue) if members else "",
        href=href,
        kind=_kind(row.kind),
        before=row.before or "",
        after=row.after or "",
        cause=_(CAUSE_WORDS[row.cause]),
        spark=charts.sparkline(row.series, width=SPARK_WIDTH, height=SPARK_HEIGHT) if row.series else "",
    )


def _known(data: RunData, subject: str) -> tuple[str, str]:
    """Return the name and the place of what an id stands for; both empty where this run does not hold it."""
    if subject in data.issues and data.members:
        return data.labels[subject], f"#{words.anchor('issue-', subject)}"
    if subject in data.members:
        return data.names[subject], f"#{words.anchor('member-', subject)}"
    if subject in data.positions:
        position = data.positions[subject]
        opening, closing = words.quote_marks(position.quote)
        quoted = f"{opening}{position.quote}{closing}"
        return _("%(name)s: %(text)s", name=data.names[position.member_id], text=quoted), quotes.href_of(data, subject)
    for collision in data.collisions:
        if collision.incompatibility_id == subject:
            anchor = redlines.card_anchor(collision.issue_id, collision.status)
            return data.labels[collision.issue_id], f"#{anchor}"
    return "", ""


SECTION = Section(
    id="changes",
    title=N_("What changed since the run before"),
    short_title=N_("Changes"),
    question=N_("Are we moving, and because of what?"),
    order=90,
    needs=(*quotes.NEEDS, Change),
    build=build,
)
