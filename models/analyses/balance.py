"""How much of the picture each member makes by volume, and after one voice per member and issue."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from corpus.records import Balance, Cluster, Holder, Member, Position, Stance, StanceSide
from models.analyses import Analysis, NoSettings, Rows


def weigh(rows: Rows, settings: NoSettings) -> Iterator[Balance]:
    """Yield one row for every member.

    volume_share counts words, position_share own and current positions, influence_share stances that are stated:
    each member has one voice per issue, however much it wrote. agenda_share counts the issues whose statement,
    which everybody is measured by, is this member's sentence. A silent member has a share of zero; nothing is
    shared out on its behalf.
    """
    speakers: dict[str, list[str]] = defaultdict(list)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            speakers[stance.issue_id].append(stance.member_id)
    lone_issues = {issue_id: heard[0] for issue_id, heard in speakers.items() if len(heard) == 1}
    positions = {position.position_id: position for position in rows.of(Position)}
    own = [each for each in positions.values() if each.holder is Holder.OWN and each.superseded_by is None]
    alone = Counter(lone_issues.values())
    lone_positions = Counter(each.member_id for each in own if each.issue_id is None or each.issue_id in lone_issues)
    volume = {member.member_id: member.volume_share for member in rows.of(Member)}
    influence = _shares(Counter(member_id for heard in speakers.values() for member_id in heard), volume)
    said = _shares(Counter(position.member_id for position in own), volume)
    agenda = _shares(
        Counter(positions[cluster.statement_position_id].member_id for cluster in rows.of(Cluster)), volume
    )
    by_volume, by_influence = _ranks(volume), _ranks(influence)
    for member_id in sorted(volume):
        yield Balance(
            member_id=member_id,
            volume_share=volume[member_id],
            influence_share=influence[member_id],
            single_holder_positions=alone[member_id],
            rank_change=by_volume[member_id] - by_influence[member_id],
            position_share=said[member_id],
            agenda_share=agenda[member_id],
            lone_positions=lone_positions[member_id],
        )


def _shares(counts: Counter[str], members: Mapping[str, float]) -> dict[str, float]:
    total = counts.total()
    return {member_id: round(counts[member_id] / total, 6) if total else 0.0 for member_id in members}


def _ranks(shares: Mapping[str, float]) -> dict[str, int]:
    """Place of each member, 1 for the largest share; equal shares have equal places."""
    return {member_id: 1 + sum(other > share for other in shares.values()) for member_id, share in shares.items()}


ANALYSIS = Analysis(
    name="balance",
    needs=(Member, Cluster, Position, Stance),
    produces=(Balance,),
    settings=NoSettings,
    run=weigh,
)
