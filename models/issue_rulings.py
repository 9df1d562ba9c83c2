"""Carries out what people decided about issues: names, merges and splits, line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.issue_rulings import FILE_NAME, same_name
from corpus.records import IssueRuling, IssueVerdict, NamedBy, Rejection

STEP = "issues"


@dataclass(slots=True, kw_only=True)
class Group:
    """An issue while people's rulings are carried out on it."""

    label: str
    named_by: NamedBy = NamedBy.PROGRAM
    keywords: tuple[str, ...] = ()
    held: set[str] = field(default_factory=set)
    changed: bool = False


def carry_out(
    rulings: Sequence[IssueRuling], *, groups: Sequence[Group], alone: Iterable[str]
) -> tuple[list[Group], list[Rejection]]:
    """Return the groups after all rulings, and a row for each ruling that found nothing to act on.

    A reference is a name that an issue has or had before, or the position_id of a sentence in it. The groups are
    changed in place; empty ones are left out.
    """
    board = _Board(groups, alone)
    rejections = []
    for ruling in rulings:
        problem = board.obey(ruling)
        if problem:
            subject = f"{FILE_NAME} line {ruling.line}"
            rejections.append(Rejection(step=STEP, subject=subject, reason="ruling_without_effect", detail=problem))
    return [group for group in board.groups if group.held], rejections


class _Board:
    """Groups by every name they have had, and sentences by where they stand."""

    def __init__(self, groups: Sequence[Group], alone: Iterable[str]) -> None:
        self.groups = list(groups)
        self._named = {same_name(group.label): group for group in groups}
        self._home: dict[str, Group | None] = dict.fromkeys(alone)
        for group in groups:
            self._home |= dict.fromkeys(group.held, group)

    def obey(self, ruling: IssueRuling) -> str:
        """Carry out one ruling; return what is wrong with it in this run, or nothing."""
        if ruling.verdict is IssueVerdict.SPLIT:
            return self._split(ruling)
        group = self._find(ruling.issue)
        if ruling.verdict is IssueVerdict.NAME:
            if group is None:
                return self._unknown(ruling.issue)
            self._rename(group, ruling.value)
            return ""
        target = self._find(ruling.value)
        if target is None:
            return self._unknown(ruling.value)
        if group is target:
            return "Both are one issue in this run already. The line does no harm."
        held = set(group.held) if group else {ruling.issue} & self._home.keys()
        if not held:
            return self._unknown(ruling.issue)
        if group is not None:
            self._named |= {name: target for name, known in self._named.items() if known is group}
        self._move(held, target)
        return ""

    def _find(self, reference: str) -> Group | None:
        group = self._named.get(same_name(reference)) or self._home.get(reference.lower())
        return group if group is not None and group.held else None

    def _unknown(self, reference: str) -> str:
        if reference.lower() in self._home:
            return f"The sentence {reference} stands alone in this run; merge or split it into an issue first."
        return (
            f"No issue of this run is called {reference!r}, and no position has this id. If it was a name that the "
            "program gave, name a sentence of the issue by its position_id instead."
        )

    def _rename(self, group: Group, name: str) -> None:
        group.label, group.named_by = name, NamedBy.RULING
        self._named[same_name(name)] = group

    def _split(self, ruling: IssueRuling) -> str:
        present = {position_id for position_id in ruling.positions if position_id in self._home}
        missing = sorted(set(ruling.positions) - present)
        if present:
            target = self._named.get(same_name(ruling.value))
            if target is None or not target.held:
                target = Group(label=ruling.value, named_by=NamedBy.RULING)
                self.groups.append(target)
                self._named[same_name(ruling.value)] = target
            self._move(present, target)
        return f"Not found in this run: {', '.join(missing)}. Their sentences have changed or gone." if missing else ""

    def _move(self, held: Iterable[str], target: Group) -> None:
        for position_id in held:
            home = self._home[position_id]
            if home is not None and home is not target:
                home.held.discard(position_id)
                home.changed = True
            target.held.add(position_id)
            target.changed = True
            self._home[position_id] = target
