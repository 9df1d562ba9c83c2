"""Pairs of constraints that nobody has put side by side: cases to play through before anything is signed."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.records import Cluster, Holder, Incompatibility, Kind, Position, Relation, Scenario
from models.analyses import Analysis, Rows
from models.conflict_words import quoted
from models.embedding import Embedding

_BINDS = (Kind.CONSTRAINT, Kind.NON_NEGOTIABLE)


class ScenarioSettings(BaseModel):
    """Which pairs are worth playing through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_closeness: float = Field(
        0.35,
        ge=-1,
        le=1,
        description="Closeness of two constraints from which they may meet in one case. Raising it lists fewer.",
    )
    per_issue: int = Field(2, ge=0, le=100, description="Scenarios listed for an issue. Raising it lists more.")
    max_listed: int = Field(
        20, ge=0, le=1000, description="Scenarios listed in all, nearest first. Raising it lists more."
    )


def find_scenarios(rows: Rows, settings: ScenarioSettings) -> Iterator[Scenario]:
    """Yield the nearest pairs of constraints of two members on one issue about which nothing is known yet.

    Nothing is known of a pair that no relation and no incompatibility, rejected ones included, has judged. Each
    member's constraint is used once an issue, so that one talkative member does not fill the list.
    """
    known = {frozenset((row.position_a, row.position_b)) for row in rows.of(Relation)}
    known |= {frozenset(row.positions) for row in rows.of(Incompatibility)}
    labels = {cluster.issue_id: cluster.label for cluster in rows.of(Cluster)}
    vectors = {row.position_id: row.sentence for row in rows.of(Embedding)}
    held: dict[str, list[Position]] = defaultdict(list)
    for row in rows.of(Position):
        if row.issue_id and row.kind in _BINDS and row.holder is Holder.OWN and row.superseded_by is None:
            held[row.issue_id].append(row)
    found: list[Scenario] = []
    for issue_id, positions in sorted(held.items()):
        pairs = [
            (float(vectors[a.position_id] @ vectors[b.position_id]), a, b)
            for a, b in combinations(sorted(positions, key=lambda row: (row.member_id, row.position_id)), 2)
            if a.member_id != b.member_id and frozenset((a.position_id, b.position_id)) not in known
        ]
        found += _chosen(pairs, labels[issue_id], settings)
    found.sort(key=lambda row: (-row.value, row.scenario_id))
    yield from found[: settings.max_listed]


def _chosen(
    pairs: list[tuple[float, Position, Position]], label: str, settings: ScenarioSettings
) -> Iterator[Scenario]:
    used: set[str] = set()
    n = 0
    for closeness, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1].position_id, pair[2].position_id)):
        if closeness < settings.least_closeness or n == settings.per_issue or used & {a.member_id, b.member_id}:
            continue
        used |= {a.member_id, b.member_id}
        n += 1
        one, other = quoted(a, b, about=label)
        yield Scenario(
            scenario_id=content_id(a.position_id, b.position_id),
            issue_id=str(a.issue_id),
            members=(a.member_id, b.member_id),
            positions=(a.position_id, b.position_id),
            text=f"On “{label}”: a case comes up in which both bind at once, “{one}” and “{other}”. Play it through: "
            "what happens first, who decides, and what would each have to change?",
            value=round(min(1.0, max(0.0, closeness)), 2),
        )


ANALYSIS = Analysis(
    name="scenarios",
    needs=(Position, Cluster, Embedding, Relation, Incompatibility),
    produces=(Scenario,),
    settings=ScenarioSettings,
    run=find_scenarios,
)
