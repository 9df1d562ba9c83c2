"""What the papers say for and against three ways of working together: counted facts, never a score."""

from collections.abc import Iterable, Iterator

from corpus.intake import MemberEntry
from corpus.records import (
    AllianceModel,
    Coalition,
    CoalitionBasis,
    CommonGround,
    FindingStatus,
    Incompatibility,
    Issue,
    ModelReason,
    Tier,
    WorkingRule,
    WorkingRuleKind,
)
from models.analyses import Analysis, NoSettings, Rows


class _Facts:
    """What is counted."""

    def __init__(self, rows: Rows) -> None:
        self.members = sorted(entry.member_id for entry in rows.of(MemberEntry))
        self.issues = len(rows.of(Issue))
        self._rules = rows.of(WorkingRule)
        self.contested = sum(issue.tier is not Tier.ROUTINE for issue in rows.of(Issue))
        self.common = len(rows.of(CommonGround))
        verified = [row for row in rows.of(Incompatibility) if row.status is FindingStatus.VERIFIED]
        self.colliding = sorted({member for row in verified for member in row.members})
        self.groups = sum(row.basis is CoalitionBasis.VERIFIED_AND_POSSIBLE for row in rows.of(Coalition))

    def asking(self, *kinds: WorkingRuleKind) -> list[str]:
        return sorted({rule.member_id for rule in self._rules if rule.kind in kinds})


def reasons(rows: Rows, _settings: NoSettings) -> Iterator[ModelReason]:
    """Yield the facts that speak for or against each model, with whom they count; what counts nobody has no row.

    The models are those of the founding document: digital first (all work online), enhanced traditional (meetings in
    person, with digital help), hybrid specialised (small groups for single issues). Which fact speaks for which model
    is set here by hand; nothing is weighed.
    """
    facts = _Facts(rows)
    if not facts.members:
        return
    online = facts.asking(WorkingRuleKind.MEETING_ONLINE)
    in_person = facts.asking(WorkingRuleKind.MEETING_IN_PERSON)
    bound = facts.asking(WorkingRuleKind.SECURITY, WorkingRuleKind.ACCESSIBILITY)
    process = facts.asking(WorkingRuleKind.PROCESS)
    digital, traditional, hybrid = AllianceModel
    yield from _by_members(digital, True, "ask for meetings or votes online", online, facts)
    yield from _by_members(digital, False, "ask for meetings in person", in_person, facts)
    yield from _by_members(digital, False, "set conditions on security or access of tools", bound, facts)
    yield from _by_members(digital, False, "have a verified collision with another", facts.colliding, facts)
    yield from _by_members(traditional, True, "ask for meetings in person", in_person, facts)
    yield from _by_members(traditional, True, "ask for rules on how decisions are made", process, facts)
    yield from _by_members(traditional, False, "ask for meetings or votes online", online, facts)
    if facts.contested:
        yield _by_issues(traditional, True, "are contested or touch red lines", facts.contested, facts)
        yield _by_issues(hybrid, False, "are contested or touch red lines", facts.contested, facts)
    if facts.common:
        yield _by_issues(
            hybrid, True, "have support and no objection, so that a group could start there", facts.common, facts
        )
    if facts.groups > 1:
        yield ModelReason(
            model=hybrid,
            speaks_for=True,
            reason=f"{facts.groups} different groups could start if possible collisions count as well.",
            n=facts.groups,
            of=facts.groups,
            members=(),
        )


def _by_members(
    model: AllianceModel, speaks_for: bool, what: str, members: Iterable[str], facts: _Facts
) -> Iterator[ModelReason]:
    held = tuple(members)
    if held:
        reason = f"{len(held)} of {len(facts.members)} members {what}."
        yield ModelReason(
            model=model, speaks_for=speaks_for, reason=reason, n=len(held), of=len(facts.members), members=held
        )


def _by_issues(model: AllianceModel, speaks_for: bool, what: str, n: int, facts: _Facts) -> ModelReason:
    reason = f"{n} of {facts.issues} issues {what}."
    return ModelReason(model=model, speaks_for=speaks_for, reason=reason, n=n, of=facts.issues, members=())


ANALYSIS = Analysis(
    name="alliance_models",
    needs=(MemberEntry, Issue, WorkingRule, CommonGround, Incompatibility, Coalition),
    produces=(ModelReason,),
    settings=NoSettings,
    run=reasons,
)
