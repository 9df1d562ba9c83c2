"""How much of the picture each member makes by volume, and after one voice per member and issue."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from corpus.records import Balance, Member, Stance, StanceSide
from models.analyses import Analysis, NoSettings, Rows


def weigh(rows: Rows, settings: NoSettings) -> Iterator[Balance]:
    """Yield one row for every member. influence_share is its share of all stances that are stated."""
    speakers: dict[str, list[str]] = defaultdict(list)
    for stance in rows.of(Stance):
        if stance.stance is not StanceSide.NOT_STATED:
            speakers[stance.issue_id].append(stance.member_id)
    voices = Counter(member_id for heard in speakers.values() for member_id in heard)
    alone = Counter(heard[0] for heard in speakers.values() if len(heard) == 1)
    total = voices.total()
    volume = {member.member_id: member.volume_share for member in rows.of(Member)}
    influence = {member_id: round(voices[member_id] / total, 6) if total else 0.0 for member_id in volume}
    by_volume, by_influence = _ranks(volume), _ranks(influence)
    for member_id in sorted(volume):
        yield Balance(
            member_id=member_id,
            volume_share=volume[member_id],
            influence_share=influence[member_id],
            single_holder_positions=alone[member_id],
            rank_change=by_volume[member_id] - by_influence[member_id],
        )


def _ranks(shares: Mapping[str, float]) -> dict[str, int]:
    """Place of each member, 1 for the largest share; equal shares have equal places."""
    return {member_id: 1 + sum(other > share for other in shares.values()) for member_id, share in shares.items()}


ANALYSIS = Analysis(
    name="balance",
    needs=(Member, Stance),
    produces=(Balance,),
    settings=NoSettings,
    run=weigh,
)
