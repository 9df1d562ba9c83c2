"""How the report was made, what it did not see, and how far it can be trusted."""

from dataclasses import dataclass

from corpus.manifest import Figure, ModelUse, ReaderUse, Setting
from corpus.records import (
    Balance,
    Correction,
    Fairness,
    FindingStatus,
    Incompatibility,
    PaperReading,
    Quality,
    ReadingDifference,
    ReadStatus,
    Rejection,
    Stability,
)
from reports import language, quotes, words
from reports.fairness import Compared, compared
from reports.language import N_, _, listed, number
from reports.run_data import RunData
from reports.sections import Section
from reports.steadiness import Steadiness, most_runs, steadiness
from reports.unread import Unread, unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Things that one step dropped for one reason."""

    step: str
    reason: str
    n: int
    subjects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible collision that was looked at and does not stand."""

    id: str
    issue: str
    names: str
    reason: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Candidates that one and the same test rejected, or that people overruled."""

    status: str
    reason: str
    n: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """What one voice per member and issue does to one member."""

    name: str
    volume: str
    influence: str
    alone: int
    rank_change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How often people confirmed one kind of finding."""

    kind: str
    n_right: int
    n_judged: int
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What somebody ruled about a finding, and what became of it."""

    about: str
    href: str
    quotes: tuple[str, ...]
    verdict: str
    who: str
    note: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one reader read, and how far it agrees with those that are used where it only stands beside them."""

    name: str
    version: str
    papers: int
    positions: int
    dropped: int
    incomplete: int
    agreement: str
    account: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A sentence that two readers take for different things."""

    path: str
    reader: str
    quote: str
    used: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    warnings: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]
    dropped: tuple[Dropped, ...]
    rejected: tuple[Rejected, ...]
    n_rejected: int
    models: tuple[ModelUse, ...]
    settings: tuple[tuple[str, tuple[Setting, ...]], ...]
    n_settings: int
    changed: tuple[Setting, ...]
    figures: tuple[Figure, ...]
    judged: tuple[Judged, ...]
    ruled: tuple[Ruled, ...]
    n_ruled: int
    balance: tuple[Balanced, ...]
    compared: tuple[Compared, ...]
    steadiness: tuple[Steadiness, ...]
    most_runs: int
    readers: tuple[Read, ...]
    beside: tuple[Read, ...]
    differences: tuple[Differing, ...]
    n_differences: int


def build(data: RunData) -> View:
    """Return the method; it is never left out."""
    facts = data.facts
    steps = dict.fromkeys(setting.step for setting in facts.settings)
    rejected = _rejected(data)
    differences = data.rows(ReadingDifference)
    rulings = sorted(data.rows(Correction), key=lambda row: row.line)
    return View(
        warnings=facts.warnings,
        counts=tuple(sorted(facts.counts.items())),
        unread=unread(data),
        dropped=_dropped(data),
        rejected=rejected,
        n_rejected=sum(group.n for group in rejected),
        models=facts.models,
        settings=tuple((step, tuple(each for each in facts.settings if each.step == step)) for step in steps),
        n_settings=len(facts.settings),
        changed=tuple(setting for setting in facts.settings if setting.value != setting.default),
        figures=facts.figures,
        judged=tuple(_judged(row) for row in data.rows(Quality)),
        ruled=tuple(_ruled(data, row) for row in rulings[: data.layout.dropped_listed]),
        n_ruled=len(rulings),
        balance=_balance(data),
        compared=compared(data),
        steadiness=steadiness(data),
        most_runs=most_runs(data),
        readers=tuple(_read(data, use) for use in facts.readers if use.used),
        beside=tuple(_read(data, use) for use in facts.readers if not use.used),
        differences=tuple(_differing(data, row) for row in differences[: data.layout.dropped_listed]),
        n_differences=len(differences),
    )


def _dropped(data: RunData) -> tuple[Dropped, ...]:
    """Group the rejections by step and reason; files that were not read have a table of their own."""
    skipped = [document for document in data.documents.values() if document.status is not ReadStatus.READ]
    shown = {each for document in skipped for each in (document.document_id, document.path)}
    most = data.layout.dropped_listed
    grouped: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in data.rows(Rejection):
        if row.subject not in shown:
            grouped.setdefault((row.step, row.reason), []).append((words.plain(row.subject), row.detail))
    return tuple(
        Dropped(step=step, reason=reason, n=len(subjects), subjects=tuple(subjects[:most]))
        for (step, reason), subjects in sorted(grouped.items())
    )


def _rejected(data: RunData) -> tuple[Rejected, ...]:
    """Group the candidates that do not stand by what speaks against them, the commonest first."""
    standing = (FindingStatus.VERIFIED, FindingStatus.POSSIBLE)
    most = data.layout.dropped_listed
    grouped: dict[tuple[str, str], list[Incompatibility]] = {}
    for row in data.rows(Incompatibility):
        if row.status not in standing:
            grouped.setdefault((_(words.STATUS_WORDS[row.status]), _why_not(row)), []).append(row)
    return tuple(
        Rejected(
            status=status, reason=reason, n=len(rows), candidates=tuple(_candidate(data, row) for row in rows[:most])
        )
        for (status, reason), rows in sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def _why_not(row: Incompatibility) -> str:
    if row.status is FindingStatus.OVERRULED:
        return _("people ruled that both can stand")
    if row.rejected_by in words.REJECTED_BY_WORDS:
        return _(words.REJECTED_BY_WORDS[row.rejected_by])
    return words.plain(row.rejected_by).replace("_", " ") or row.reason


def _candidate(data: RunData, row: Incompatibility) -> Candidate:
    return Candidate(
        id=row.incompatibility_id,
        issue=data.labels.get(row.issue_id, row.issue_id),
        names=listed([data.names[member] for member in row.members]),
        reason=row.reason,
        quotes=tuple((each, quotes.href_of(data, each)) for each in row.positions),
    )


def _judged(row: Quality) -> Judged:
    return Judged(
        kind=row.finding_kind.replace("_", " "),
        n_right=row.n_right,
        n_judged=row.n_judged,
        low=language.percent(round(100 * row.low)),
        high=language.percent(round(100 * row.high)),
    )


def _ruled(data: RunData, row: Correction) -> Ruled:
    known = row.subject in data.positions
    return Ruled(
        about=listed([data.names.get(member, member) for member in row.member_ids]) or row.subject,
        href=quotes.href_of(data, row.subject) if known else "",
        quotes=tuple(words.plain(line) for line in row.quote.splitlines()),
        verdict=_(words.VERDICT_WORDS[row.verdict]),
        who=words.plain(f"{row.by} {row.date}"),
        note=words.plain(row.note),
        effect=_(words.EFFECT_WORDS[row.effect]),
    )


def _read(data: RunData, use: ReaderUse) -> Read:
    mine = [row for row in data.rows(PaperReading) if (row.reader, row.used) == (use.name, use.used)]
    paths = sorted(_path(data, row.document_id) for row in mine)
    return Read(
        name=words.plain(use.name).replace("_", " "),
        version=use.version,
        papers=use.documents,
        positions=use.positions,
        dropped=use.dropped,
        incomplete=use.incomplete,
        agreement="" if use.agreement is None else number(use.agreement, decimals=2),
        account=words.plain(use.account),
        documents=tuple(paths),
    )


def _differing(data: RunData, row: ReadingDifference) -> Differing:
    return Differing(
        path=_path(data, row.document_id),
        reader=words.plain(row.reader).replace("_", " "),
        quote=words.plain(row.quote),
        used=row.used_value.replace("_", " "),
        other=row.other_value.replace("_", " "),
    )


def _path(data: RunData, document_id: str) -> str:
    document = data.documents.get(document_id)
    return words.plain(document.path) if document else document_id


def _balance(data: RunData) -> tuple[Balanced, ...]:
    rows = [row for row in data.rows(Balance) if row.member_id in data.names]
    rows.sort(key=lambda row: (-row.volume_share, row.member_id))
    return tuple(
        Balanced(
            name=data.names[row.member_id],
            volume=number(row.volume_share, decimals=3),
            influence=number(row.influence_share, decimals=3),
            alone=row.single_holder_positions,
            rank_change=row.rank_change,
        )
        for row in rows
    )


SECTION = Section(
    id="method",
    title=N_("How this was made and what may be wrong"),
    short_title=N_("How made"),
    question=N_("Can I trust this, and what did it not see?"),
    order=100,
    needs=(
        *quotes.NEEDS,
        Rejection,
        Correction,
        Quality,
        Balance,
        Fairness,
        Stability,
        PaperReading,
        ReadingDifference,
    ),
    build=build,
)
