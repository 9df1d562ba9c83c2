"""How the members could work together: what speaks for which way, what they ask for, and what to try out first."""

from dataclasses import dataclass

from corpus.records import AllianceModel, ModelReason, Scenario, WorkingRule, WorkingRuleKind
from reports import quotes
from reports.language import N_, _, listed
from reports.quotes import Quote
from reports.run_data import RunData
from reports.sections import Section

MODEL_WORDS = {
    AllianceModel.DIGITAL_FIRST: N_("Digital first: all work online"),
    AllianceModel.ENHANCED_TRADITIONAL: N_("Enhanced traditional: meetings in person, with digital help"),
    AllianceModel.HYBRID_SPECIALISED: N_("Hybrid specialised: small groups for single issues"),
}
KIND_WORDS = {
    WorkingRuleKind.PROCESS: N_("How decisions are made"),
    WorkingRuleKind.MEETING_IN_PERSON: N_("Meetings in person"),
    WorkingRuleKind.MEETING_ONLINE: N_("Meetings online"),
    WorkingRuleKind.SECURITY: N_("Security of tools"),
    WorkingRuleKind.ACCESSIBILITY: N_("Access for everybody"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way of working, with the counted facts for it and against it; names of those counted stand behind each."""

    name: str
    speaks_for: tuple[tuple[str, str], ...]
    speaks_against: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A case to play through."""

    id: str
    names: str
    text: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything the section shows."""

    ways: tuple[Way, ...]
    rules: tuple[tuple[str, tuple[Quote, ...]], ...]
    plays: tuple[Play, ...]
    n_beyond: int


def build(data: RunData) -> View | None:
    """Return what is known about working together, or None where nothing is."""
    reasons, rules = data.rows(ModelReason), data.rows(WorkingRule)
    scenarios = sorted(data.rows(Scenario), key=lambda row: (-row.value, row.scenario_id))
    if not (reasons or rules or scenarios):
        return None
    shown = scenarios[: data.layout.scenarios_listed]
    return View(
        ways=tuple(_way(data, model) for model in AllianceModel if any(row.model is model for row in reasons)),
        rules=tuple(
            (KIND_WORDS[kind], tuple(quotes.quote_of(data, row.position_id) for row in rules if row.kind is kind))
            for kind in WorkingRuleKind
            if any(row.kind is kind for row in rules)
        ),
        plays=tuple(_play(data, row) for row in shown),
        n_beyond=len(scenarios) - len(shown),
    )


def _way(data: RunData, model: AllianceModel) -> Way:
    held = [row for row in data.rows(ModelReason) if row.model is model]
    for_it, against = (
        tuple(
            (row.reason, listed([data.names.get(member, member) for member in row.members]))
            for row in held
            if row.speaks_for is is_for
        )
        for is_for in (True, False)
    )
    return Way(name=_(MODEL_WORDS[model]), speaks_for=for_it, speaks_against=against)


def _play(data: RunData, row: Scenario) -> Play:
    return Play(
        id=row.scenario_id,
        names=listed([data.names.get(member, member) for member in row.members]),
        text=row.text,
        quotes=tuple((each, quotes.href_of(data, each)) for each in row.positions),
    )


SECTION = Section(
    id="working",
    title=N_("How to work together"),
    short_title=N_("Working together"),
    question=N_("Which way of working fits this group, and what should it try out first?"),
    order=88,
    needs=(*quotes.NEEDS, WorkingRule, ModelReason, Scenario),
    build=build,
)
