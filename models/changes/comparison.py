"""Two runs side by side: which sentence, issue and member of one is which of the other, and why things differ."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from corpus.corrections import one_line
from corpus.records import Change, ChangeCause, Document, Member, Position, ReadStatus
from models.changes.kinds import ChangeKind
from models.changes.settings import ChangesSettings
from models.changes.snapshot import Snapshot
from models.issue_matching import matched

_WORD = re.compile(r"[^\W_]+")


class Comparison:
    """What all parts of the comparison look up."""

    def __init__(self, old: Snapshot, new: Snapshot, settings: ChangesSettings) -> None:
        """Match the two runs."""
        self.old = old
        self.new = new
        self.settings = settings
        self.members = {row.member_id for row in old.of(Member)} & {row.member_id for row in new.of(Member)}
        """Members of both runs: of the others it is told that they came or went, and nothing else."""
        self.labels = old.names_of_issues() | new.names_of_issues()
        self.pairs = _pairs(old.own(), new.own(), settings.min_likeness)
        """Position_ids of the earlier run with those of the later run that say the same."""

    @cached_property
    def issues(self) -> dict[str, str]:
        """The earlier issue of each issue that goes on."""
        renamed = {old.position_id: new.position_id for old, new in self.pairs}
        before: dict[str, set[str]] = defaultdict(set)
        now: dict[str, set[str]] = defaultdict(set)
        for position in self.old.own():
            if position.issue_id:
                before[position.issue_id].add(renamed.get(position.position_id, position.position_id))
        for position in self.new.own():
            if position.issue_id:
                now[position.issue_id].add(position.position_id)
        found = matched(now, before, min_overlap=self.settings.min_overlap)
        return {issue_id: old for issue_id, (old, _) in found.items()}

    @cached_property
    def turned(self) -> frozenset[str]:
        """Issues of the later run whose statement says the opposite of the earlier one's: there for was against.

        Told by the sentences that both runs hold: where most of their stances changed sign, the statement did.
        """
        same: dict[str, float] = defaultdict(float)
        for old, new in self.pairs:
            if new.issue_id and self.issues.get(new.issue_id) == old.issue_id:
                same[new.issue_id] += old.stance * new.stance
        return frozenset(issue_id for issue_id, sum_ in same.items() if sum_ < 0)

    def cause(self, members: Iterable[str], *positions: Position) -> ChangeCause:
        """Return why something differs that rests on these members' papers, and on these sentences of either run.

        What is nearest explains it: a ruling on the sentence, a document of the members, the settings, the models,
        any other ruling, and at last any other document.
        """
        if {position.position_id for position in positions} & self._ruled:
            return ChangeCause.CORRECTION
        if positions and any(position.document_id in self._documents_changed for position in positions):
            return ChangeCause.DOCUMENT
        if set(members) & self._members_changed:
            return ChangeCause.DOCUMENT
        if self.old.settings != self.new.settings:
            return ChangeCause.SETTINGS
        if self.old.models != self.new.models:
            return ChangeCause.MODEL
        return ChangeCause.CORRECTION if self.old.rulings != self.new.rulings else ChangeCause.DOCUMENT

    def change(
        self,
        kind: ChangeKind,
        subject: str,
        cause: ChangeCause,
        *,
        before: str | None = None,
        after: str | None = None,
        members: Iterable[str] = (),
        issue_id: str | None = None,
        series: Iterable[float] = (),
    ) -> Change:
        """Return a row."""
        return Change(
            subject=subject,
            kind=kind.value,
            cause=cause,
            before=before,
            after=after,
            members=tuple(sorted(members)),
            issue="" if issue_id is None else self.labels.get(issue_id, ""),
            series=tuple(series),
        )

    @cached_property
    def _ruled(self) -> frozenset[str]:
        """Position_ids that a ruling is about which only one of the runs knew."""
        changed = self.old.rulings ^ self.new.rulings
        return frozenset(each for ruling in changed for each in str(ruling).split())

    @cached_property
    def _documents_changed(self) -> frozenset[str]:
        return frozenset(set(_read(self.old)) ^ set(_read(self.new)))

    @cached_property
    def _members_changed(self) -> frozenset[str]:
        read = _read(self.old) | _read(self.new)
        return frozenset(read[document_id] for document_id in self._documents_changed)


def _read(run: Snapshot) -> dict[str, str]:
    """Return the member of each document that was read."""
    return {row.document_id: row.member_id for row in run.of(Document) if row.status is ReadStatus.READ}


def _pairs(old: Iterable[Position], new: Iterable[Position], min_likeness: float) -> list[tuple[Position, Position]]:
    """Match the sentences of each member: the same id, then the same words, then those most alike."""
    was, now = _by_member(old), _by_member(new)
    found: list[tuple[Position, Position]] = []
    for member_id in sorted(was.keys() & now.keys()):
        before, after = was[member_id], now[member_id]
        for key in (_id, _said):
            found += _taken(before, after, key)
        found += _most_alike(before, after, min_likeness)
    return found


def _by_member(positions: Iterable[Position]) -> dict[str, list[Position]]:
    held: dict[str, list[Position]] = defaultdict(list)
    for position in sorted(positions, key=lambda row: (row.document_id, row.start, row.facet)):
        held[position.member_id].append(position)
    return held


def _id(position: Position) -> str:
    return position.position_id


def _said(position: Position) -> str:
    return one_line(position.quote).casefold()


def _taken(
    before: list[Position], after: list[Position], key: Callable[[Position], str]
) -> list[tuple[Position, Position]]:
    """Take out of both lists what has equal keys, in order, and return it in pairs."""
    waiting: dict[str, list[Position]] = defaultdict(list)
    for position in after:
        waiting[key(position)].append(position)
    found = [(old, waiting[key(old)].pop(0)) for old in before if waiting.get(key(old))]
    _drop(before, after, found)
    return found


def _most_alike(before: list[Position], after: list[Position], min_likeness: float) -> list[tuple[Position, Position]]:
    """Take out of both lists the pairs that share most words, the most alike first."""
    words = {id(row): frozenset(_WORD.findall(row.quote.casefold())) for row in (*before, *after)}
    alike = []
    for n, old in enumerate(before):
        for m, new in enumerate(after):
            one, other = words[id(old)], words[id(new)]
            likeness = len(one & other) / max(1, len(one | other))
            if likeness >= min_likeness:
                alike.append((-likeness, n, m))
    found: list[tuple[Position, Position]] = []
    used: set[tuple[str, int]] = set()
    for _, n, m in sorted(alike):
        if not {("old", n), ("new", m)} & used:
            used |= {("old", n), ("new", m)}
            found.append((before[n], after[m]))
    _drop(before, after, found)
    return found


def _drop(before: list[Position], after: list[Position], found: Iterable[tuple[Position, Position]]) -> None:
    olds, news = {id(old) for old, _ in found}, {id(new) for _, new in found}
    before[:] = [row for row in before if id(row) not in olds]
    after[:] = [row for row in after if id(row) not in news]
