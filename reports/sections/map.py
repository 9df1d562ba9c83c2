"""Every member's stance on every issue: a table of symbols, and the same as a list for small screens."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Alignment, Issue, IssueState, Position, Stance, StanceSide
from reports import quotes, words
from reports.language import N_, _, listed
from reports.ordering import by_closeness
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section

TONES = {
    StanceSide.FOR: "for",
    StanceSide.AGAINST: "against",
    StanceSide.DEPENDS: "depends",
    StanceSide.MIXED: "depends",
    StanceSide.NOT_STATED: "silent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One member's stance on one issue."""

    tone: str
    symbol: str
    label: str
    href: str
    red_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One issue in one table."""

    anchor: str
    label: str
    search: str
    state: str
    state_words: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table: some members, all issues shown."""

    members: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Those who take one stance on an issue."""

    words: str
    symbol: str
    tone: str
    people: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One issue in the list."""

    anchor: str
    label: str
    state_words: str
    statement: Quote | None
    said: tuple[Said, ...]
    silent: str
    n_silent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]
    states: tuple[tuple[str, str], ...]
    n_members: int
    n_issues: int
    n_shown: int
    n_unknown: int
    n_stances: int


def build(data: RunData) -> View | None:
    """Return the map, or None where there is no issue or nobody to have a stance."""
    if not data.issues or not data.members:
        return None
    issues = sorted(
        data.issues.values(),
        key=lambda issue: (-issue.n_members, data.labels[issue.issue_id], issue.issue_id),
    )
    shown = issues[: data.layout.map_issues]
    present = {issue.state for issue in issues}
    return View(
        blocks=tuple(
            Block(
                members=tuple(data.names[member] for member in members),
                rows=tuple(_row(data, issue, members) for issue in shown),
            )
            for members in _blocks(data)
        ),
        entries=tuple(_entry(data, issue) for issue in issues),
        states=tuple((state.value, _(words.STATE_WORDS[state])) for state in IssueState if state in present),
        n_members=len(data.members),
        n_issues=len(issues),
        n_shown=len(shown),
        n_unknown=sum(1 for stance in data.stances.values() if stance.stance is StanceSide.NOT_STATED),
        n_stances=len(data.stances),
    )


def _blocks(data: RunData) -> list[tuple[str, ...]]:
    members = by_closeness(data)
    if len(members) <= data.layout.map_members:
        return [members]
    size = data.layout.map_block
    return [members[start : start + size] for start in range(0, len(members), size)]


def _row(data: RunData, issue: Issue, members: Sequence[str]) -> Row:
    label = data.labels[issue.issue_id]
    return Row(
        anchor=words.anchor("issue-", issue.issue_id),
        label=label,
        search=" ".join([label, *issue.keywords]).casefold(),
        state=issue.state.value,
        state_words=_(words.STATE_WORDS[issue.state]),
        cells=tuple(_cell(data, data.stances.get((member, issue.issue_id)), member) for member in members),
    )


def _cell(data: RunData, stance: Stance | None, member: str) -> Cell:
    side = stance.stance if stance else StanceSide.NOT_STATED
    deciding = _deciding(data, stance) if stance else None
    firm = deciding is not None and quotes.is_red_line(deciding)
    said = _(words.STANCE_WORDS[side])
    if firm:
        said = _("%(stance)s, red line", stance=said)
    return Cell(
        tone=TONES[side],
        symbol=words.STANCE_SYMBOLS[side],
        label=_("%(name)s: %(text)s", name=data.names[member], text=said) if deciding else said,
        href=quotes.href_of(data, deciding.position_id) if deciding else "",
        red_line=firm,
    )


def _deciding(data: RunData, stance: Stance) -> Position | None:
    """Return the sentence a stance is shown by: the one that makes it a red line, or else the firmest."""
    held = [data.positions[position_id] for position_id in stance.positions]
    return next((position for position in held if quotes.is_red_line(position)), held[0] if held else None)


def _entry(data: RunData, issue: Issue) -> Entry:
    held = [data.stances[member, issue.issue_id] for member in data.members if (member, issue.issue_id) in data.stances]
    statement = issue.statement_position_id
    silent = [data.names[stance.member_id] for stance in held if stance.stance is StanceSide.NOT_STATED]
    return Entry(
        anchor=words.anchor("issue-", issue.issue_id),
        label=data.labels[issue.issue_id],
        state_words=_(words.STATE_WORDS[issue.state]),
        statement=quotes.quote_of(data, statement) if statement in data.positions else None,
        said=tuple(_said(data, side, held) for side in StanceSide if side is not StanceSide.NOT_STATED),
        silent=listed(silent) if len(data.members) <= data.layout.map_members else "",
        n_silent=len(silent),
    )


def _said(data: RunData, side: StanceSide, held: Sequence[Stance]) -> Said:
    cells = [_cell(data, stance, stance.member_id) for stance in held if stance.stance is side]
    names = [data.names[stance.member_id] for stance in held if stance.stance is side]
    return Said(
        words=_(words.STANCE_WORDS[side]),
        symbol=words.STANCE_SYMBOLS[side],
        tone=TONES[side],
        people=tuple((name, cell.href, cell.red_line) for name, cell in zip(names, cells, strict=True)),
    )


SECTION = Section(
    id="map",
    title=N_("Who stands where, issue by issue"),
    short_title=N_("Position map"),
    question=N_("What has each member said on each issue?"),
    order=60,
    needs=(*quotes.NEEDS, Alignment),
    build=build,
)
