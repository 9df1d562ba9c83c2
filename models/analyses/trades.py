"""Who could give on one issue and gain on another, where each cares more about what it gains: log-rolling."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.records import Kind, Position, Record, Rejection, Stance, StanceSide, Trade
from models.analyses import Analysis, Rows
from models.salience import saliences

_DECIMALS = 4
_CLEAR = (StanceSide.FOR, StanceSide.AGAINST)
_Sides = Mapping[str, Mapping[str, StanceSide]]  # issue -> member -> a clear side


class TradeSettings(BaseModel):
    """When an exchange is worth listing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_gain: float = Field(
        0.05,
        gt=0,
        le=1,
        description="Salience that each member must gain beyond what it gives up. Raising it lists fewer trades.",
    )
    max_listed: int = Field(50, ge=0, le=10_000, description="Trades kept, best first. Raising it lists more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gift:
    """What one member could concede to another: the issue, what it is worth there and what it costs."""

    issue_id: str
    worth: float
    costs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exchange:
    """Members in a ring: each gains the issue of the same place, conceded by the next."""

    members: tuple[str, ...]
    gifts: tuple[_Gift, ...]

    def nets(self) -> list[float]:
        """What each gains beyond what it gives up, which is the gift of the member before."""
        return [gift.worth - self.gifts[place - 1].costs for place, gift in enumerate(self.gifts)]


def find_trades(rows: Rows, settings: TradeSettings) -> Iterator[Record]:
    """Yield exchanges between two members, or three in a ring, from which each gains; a rejection for those cut.

    An issue is contested between two if one is for and the other against; it can be conceded by a member that has no
    non-negotiable on it. With salience s (`models.salience`) an exchange is listed if each member's salience of what
    it gains exceeds that of what it gives up by `min_gain` (log-rolling: Buchanan and Tullock 1962). Of each pair
    the best exchange is listed; a ring of three only if no two of them can trade. Who is silent on an issue has
    nothing to give or to gain there.
    """
    positions = rows.of(Position)
    salience = saliences(positions)
    hard = {
        (position.member_id, position.issue_id)
        for position in positions
        if position.kind is Kind.NON_NEGOTIABLE and position.superseded_by is None
    }
    sides: dict[str, dict[str, StanceSide]] = defaultdict(dict)
    for stance in rows.of(Stance):
        if stance.stance in _CLEAR:
            sides[stance.issue_id][stance.member_id] = stance.stance
    gifts = _gifts(sides, salience, hard)
    pairs = _pairs(gifts, settings)
    rings = _rings(gifts, {frozenset(pair.members) for pair in pairs}, settings)
    found = sorted(
        [*pairs, *rings],
        key=lambda each: (len(each.members), -round(min(each.nets()), _DECIMALS), each.members, _issues(each)),
    )
    yield from (_trade(each) for each in found[: settings.max_listed])
    if len(found) > settings.max_listed:
        yield Rejection(
            step="trades",
            subject="trades",
            reason="over_the_cap",
            detail=f"{len(found) - settings.max_listed} of {len(found)} trades, those that gain least, are not listed. "
            "Raise trades.max_listed to keep them.",
        )


def _gifts(
    sides: _Sides, salience: Mapping[str, Mapping[str, float]], hard: set[tuple[str, str | None]]
) -> dict[tuple[str, str], list[_Gift]]:
    """Return (who gains, who concedes) -> gifts, for every contested issue."""
    gifts: dict[tuple[str, str], list[_Gift]] = defaultdict(list)
    for issue_id, by_member in sorted(sides.items()):
        givers = [member_id for member_id in by_member if (member_id, issue_id) not in hard]
        for taker, side in by_member.items():
            worth = salience.get(taker, {}).get(issue_id, 0.0)
            for giver in givers:
                if by_member[giver] is not side:
                    costs = salience.get(giver, {}).get(issue_id, 0.0)
                    gifts[taker, giver].append(_Gift(issue_id=issue_id, worth=worth, costs=costs))
    return gifts


def _pairs(gifts: Mapping[tuple[str, str], Sequence[_Gift]], settings: TradeSettings) -> list[_Exchange]:
    """The best exchange of each pair: the one from which the member that gains less gains most."""
    found = []
    for (a, b), to_a in sorted(gifts.items()):
        if a > b:
            continue
        options = [
            _Exchange(members=(a, b), gifts=(one, other))
            for one in to_a
            for other in gifts.get((b, a), ())
            if one.issue_id != other.issue_id
            and min(one.worth - other.costs, other.worth - one.costs) >= settings.min_gain
        ]
        if options:
            found.append(min(options, key=lambda each: (-round(min(each.nets()), _DECIMALS), _issues(each))))
    return found


def _rings(
    gifts: Mapping[tuple[str, str], Sequence[_Gift]], trading: set[frozenset[str]], settings: TradeSettings
) -> list[_Exchange]:
    """Rings of three, each with the gift that is worth most beyond its cost, where no two could do without the third.

    The worths and costs lie in matrices (taker, giver), so that the rings of one member are looked at together.
    """
    members = sorted({member for pair in gifts for member in pair})
    place = {member: number for number, member in enumerate(members)}
    worth = np.full((len(members), len(members)), -np.inf)
    costs = np.full((len(members), len(members)), np.inf)
    best = {
        pair: min(held, key=lambda gift: (-round(gift.worth - gift.costs, _DECIMALS), gift.issue_id))
        for pair, held in gifts.items()
        if frozenset(pair) not in trading
    }
    for (taker, giver), gift in best.items():
        worth[place[taker], place[giver]] = gift.worth
        costs[place[taker], place[giver]] = gift.costs
    found = []
    for a in range(len(members)):
        # a gains from b, b from c, c from a; a is the smallest of the three, so each ring is met once.
        net_a = worth[a][:, None] - costs[:, a][None, :]
        net_b = worth - costs[a][:, None]
        net_c = worth[:, a][None, :] - costs
        least = np.minimum(np.minimum(net_a, net_b), net_c)
        least[: a + 1] = least[:, : a + 1] = -np.inf
        for b, c in np.argwhere(least >= settings.min_gain):
            names = (members[a], members[b], members[c])
            held = (best[names[0], names[1]], best[names[1], names[2]], best[names[2], names[0]])
            if len({gift.issue_id for gift in held}) == len(held):
                found.append(_Exchange(members=names, gifts=held))
    return found


def _issues(exchange: _Exchange) -> tuple[str, ...]:
    return tuple(gift.issue_id for gift in exchange.gifts)


def _trade(exchange: _Exchange) -> Trade:
    issues = _issues(exchange)
    return Trade(
        trade_id=content_id(*exchange.members, "gain", *issues),
        issue_a=issues[0],
        issue_b=issues[1],
        members=exchange.members,
        issue_ids=issues,
        gain=round(fsum(gift.worth for gift in exchange.gifts) / len(issues), _DECIMALS),
        loss=round(fsum(gift.costs for gift in exchange.gifts) / len(issues), _DECIMALS),
        least_gain=round(min(exchange.nets()), _DECIMALS),
    )


ANALYSIS = Analysis(
    name="trades",
    needs=(Position, Stance),
    produces=(Trade, Rejection),
    settings=TradeSettings,
    run=find_trades,
)
