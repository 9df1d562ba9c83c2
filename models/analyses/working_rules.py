"""What members ask of the way they work together, and constraints that bind the choice of tools."""

from collections.abc import Iterator

from corpus.records import Holder, Position, WorkingRule
from models.analyses import Analysis, NoSettings, Rows
from models.working_rules import working_rules_in


def find_working_rules(rows: Rows, _settings: NoSettings) -> Iterator[WorkingRule]:
    """Yield a row for each own, current position that speaks of meetings, decisions, or security and access of tools.

    They are told by plain words of such things, so a position in other words is missed; a member without a row has
    not been found to ask for anything, which is no consent to anything.
    """
    for position in rows.of(Position):
        if position.holder is Holder.OWN and position.superseded_by is None:
            for kind, words in working_rules_in(position.quote):
                yield WorkingRule(
                    position_id=position.position_id, member_id=position.member_id, kind=kind, words=words
                )


ANALYSIS = Analysis(
    name="working_rules",
    needs=(Position,),
    produces=(WorkingRule,),
    settings=NoSettings,
    run=find_working_rules,
)
