"""Groups statements into issues: which of them answer the same question?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.records import Cluster, Kind, Placement, Record, Statement
from models.analyses import Analysis, Rows
from models.clustering import cluster
from models.embedding import Embedding, Vector
from models.labels import name_issues


class IssueSettings(BaseModel):
    """How alike statements must be to share an issue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_distance: float = Field(
        0.5,
        gt=0,
        lt=2,
        description="Cosine distance at which groups stop merging. Raising it gives fewer, broader issues.",
    )
    min_positions: int = Field(
        2,
        ge=2,
        le=100,
        description="Statements an issue needs. Raising it leaves more statements without an issue.",
    )
    exact_limit: int = Field(
        8000,
        ge=100,
        le=30000,
        description="Statements that are clustered exactly; further ones join the nearest issue. Raising it needs "
        "memory with its square: 0.5 GB at 8000.",
    )


def find_issues(rows: Rows, settings: IssueSettings) -> Iterator[Record]:
    """Yield the issues and the place of every own statement."""
    embeddings = sorted(rows.of(Embedding), key=lambda embedding: embedding.position_id)
    statements = {statement.position_id: statement for statement in rows.of(Statement)}
    if not embeddings:
        return
    vectors = np.stack([embedding.placed for embedding in embeddings])
    labels = cluster(vectors, max_distance=settings.max_distance, exact_limit=settings.exact_limit)
    groups: dict[int, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        groups[label].append(number)
    issues = [group for group in groups.values() if len(group) >= settings.min_positions]
    names = name_issues(
        [[_said(statements[embeddings[n].position_id]) for n in issue] for issue in issues],
        centres=np.stack([vectors[issue].mean(axis=0) for issue in issues]) if issues else vectors[:0],
        encode=lambda phrases: rows.encoder.encode(phrases).astype(np.float64),
    )
    for issue, (label_text, keywords) in zip(issues, names, strict=True):
        held = [statements[embeddings[number].position_id] for number in issue]
        issue_id = content_id(*(statement.position_id for statement in held))
        yield Cluster(
            issue_id=issue_id,
            label=label_text,
            statement_position_id=_statement(held, vectors[issue]).position_id,
            keywords=keywords,
            n_members=len({statement.member_id for statement in held}),
        )
        for statement in held:
            yield Placement(position_id=statement.position_id, issue_id=issue_id)
    for group in groups.values():
        if len(group) < settings.min_positions:
            for number in group:
                yield Placement(position_id=embeddings[number].position_id, issue_id=None)


def _said(statement: Statement) -> tuple[str, str]:
    return statement.member_id, f"{statement.quote}\n{statement.heading or ''}"


def _statement(held: Sequence[Statement], vectors: Vector) -> Statement:
    """The statement that "for" and "against" refer to: a clear demand near the middle of the issue."""
    closeness = np.round(vectors @ vectors.mean(axis=0), 6)

    def rank(number: int) -> tuple[bool, bool, float, str]:
        statement = held[number]
        asks = statement.polarity > 0 and statement.kind in (Kind.GOAL, Kind.NON_NEGOTIABLE)
        return (not asks, statement.condition is not None, -float(closeness[number]), statement.position_id)

    return held[min(range(len(held)), key=rank)]


ANALYSIS = Analysis(
    name="issues",
    needs=(Statement, Embedding),
    produces=(Cluster, Placement),
    settings=IssueSettings,
    run=find_issues,
)
