"""Groups statements into issues: which of them answer the same question? What people decided about them holds."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.ids import content_id
from corpus.intake import MemberEntry
from corpus.issue_rulings import same_name
from corpus.records import (
    Cluster,
    Document,
    IssueRuling,
    Kind,
    NamedBy,
    Placement,
    Record,
    Rejection,
    SeedIssue,
    Statement,
    Told,
)
from models.analyses import Analysis, Rows
from models.clustering import Cuts, cluster
from models.embedding import Embedding, Vector, unit
from models.encoders import Encoder
from models.issue_rulings import STEP, Group, carry_out
from models.labels import name_issues
from models.noun_phrases import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_IF = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
_MOSTLY = 0.5  # share of what stands under a heading that an issue must hold more of to be named by it
_FEWEST_WORDS, _MOST_WORDS = 6, 45
_ENDS = (".", "!", "?", "…", ".”", '."', ".)", ".’", ".'")  # of a sentence that is whole
# A sentence that begins so is not understood without the one before it.
_POINTING = frozenset(
    {"this", "that", "these", "those", "it", "they", "he", "she", "such", "there", "both", "neither", "same"}
    | {"and", "but", "or", "so", "therefore", "however", "thus", "hence", "instead", "otherwise", "moreover", "then"}
    | {"yet", "nor", "also", "as", "consequently", "accordingly"}
)


class IssueSettings(BaseModel):
    """How alike statements must be to share an issue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_distance: float = Field(
        0.5,
        gt=0,
        lt=2,
        description="Mean cosine distance at which groups stop merging. Raising it gives fewer, broader issues.",
    )
    split_distance: float = Field(
        0.28,
        gt=0,
        le=2,
        description="Cosine distance between the middles of two halves above which an issue is split. Raising it "
        "splits fewer issues.",
    )
    twin_distance: float = Field(
        0.12,
        ge=0,
        lt=2,
        description="Cosine distance between the middles of two issues below which they are joined. Raising it joins "
        "more issues.",
    )
    seed_distance: float = Field(
        0.5,
        gt=0,
        lt=2,
        description="Mean cosine distance up to which statements belong to a seed issue. Raising it gives seed issues "
        "more statements, and more that belong elsewhere.",
    )
    max_share: float = Field(
        0.2,
        gt=0,
        le=1,
        description="Share of all statements above which an issue is cut finer. Raising it allows broader issues.",
    )
    min_positions: int = Field(
        2,
        ge=2,
        le=100,
        description="Statements an issue needs, unless people named it. Raising it leaves more statements without an "
        "issue.",
    )
    exact_limit: int = Field(
        6000,
        ge=100,
        le=30000,
        description="Statements that are compared each with each; further ones join the nearest issue. Raising it "
        "needs memory with its square: 1 GB at 6000.",
    )

    def cuts(self) -> Cuts:
        """Return what clustering takes."""
        return Cuts(
            max_distance=self.max_distance,
            split_distance=self.split_distance,
            twin_distance=self.twin_distance,
            seed_distance=self.seed_distance,
            max_share=self.max_share,
            exact_limit=self.exact_limit,
        )


def find_issues(rows: Rows, settings: IssueSettings) -> Iterator[Record]:
    """Yield the issues, the place of every own statement, and rows for what people wrote that found no statement."""
    embeddings = sorted(rows.of(Embedding), key=lambda embedding: embedding.position_id)
    vectors = {embedding.position_id: embedding.placed for embedding in embeddings}
    statements = {statement.position_id: statement for statement in rows.of(Statement)}
    told = {row.position_id: row for row in rows.of(Told) if row.position_id in vectors}
    seeds = sorted(rows.of(SeedIssue), key=lambda seed: seed.name)
    groups = _grouped(vectors, seeds, told, rows.encoder, settings)
    yield from (_unanswered(seed) for seed in seeds if seed.name not in {group.label for group in groups})
    namer = _Namer(rows, statements, vectors)
    namer.name(groups)
    grouped = {position_id for group in groups for position_id in group.held}
    kept, rejections = carry_out(rows.of(IssueRuling), groups=groups, alone=vectors.keys() - grouped)
    yield from rejections
    namer.name([group for group in kept if group.changed])
    placed: set[str] = set()
    for group in kept:
        held = [statements[position_id] for position_id in sorted(group.held)]
        issue_id = content_id(*(statement.position_id for statement in held))
        yield Cluster(
            issue_id=issue_id,
            label=group.label,
            statement_position_id=_statement(held, np.stack([vectors[s.position_id] for s in held]), told).position_id,
            keywords=group.keywords,
            n_members=len({statement.member_id for statement in held}),
            named_by=group.named_by,
        )
        for statement in held:
            yield Placement(position_id=statement.position_id, issue_id=issue_id)
        placed |= group.held
    for position_id in sorted(vectors.keys() - placed):
        yield Placement(position_id=position_id, issue_id=None)


def _grouped(
    vectors: Mapping[str, Vector],
    seeds: Sequence[SeedIssue],
    told: Mapping[str, Told],
    encoder: Encoder,
    settings: IssueSettings,
) -> list[Group]:
    """Return the groups that are large enough, or wanted by people, in an order of their own.

    What a reader put under one name stays together, also with a seed issue of that name; what no reader named may
    join it or be clustered.
    """
    if not vectors:
        return []
    known = [Group(label=seed.name, named_by=NamedBy.SEED) for seed in seeds]
    middles = [unit(encoder.encode(seed.sentences).astype(np.float64).mean(axis=0)) for seed in seeds]
    held: dict[int, set[str]] = defaultdict(set)
    numbers = {same_name(group.label): number for number, group in enumerate(known)}
    for name, position_id in sorted((" ".join(row.issue.split()), position_id) for position_id, row in told.items()):
        number = numbers.setdefault(same_name(name), len(known))
        if number == len(known):
            known.append(Group(label=name, named_by=NamedBy.READER))
        held[number].add(position_id)
    middles += [
        unit(np.mean([vectors[position_id] for position_id in sorted(held[number])], axis=0))
        for number in range(len(seeds), len(known))
    ]
    free = {position_id: vector for position_id, vector in vectors.items() if position_id not in told}
    labels = cluster(np.array(list(free.values())), cuts=settings.cuts(), seeds=np.stack(middles) if middles else None)
    for position_id, label in zip(free, labels, strict=True):
        held[label].add(position_id)
    groups = []
    for label, inside in sorted(held.items(), key=lambda item: min(item[1])):
        group = known[label] if label < len(known) else Group(label="")
        if group.named_by is NamedBy.SEED or len(inside) >= settings.min_positions:
            group.held = inside
            groups.append(group)
    return groups


def _unanswered(seed: SeedIssue) -> Rejection:
    return Rejection(
        step=STEP,
        subject=f"seed issue {seed.name}",
        reason="no_positions",
        detail="No position was found that answers it. Add examples in members' words, or raise issues.seed_distance.",
    )


class _Namer:
    """Gives groups their keywords, and a label unless they have one."""

    def __init__(self, rows: Rows, statements: Mapping[str, Statement], vectors: Mapping[str, Vector]) -> None:
        self._statements, self._vectors = statements, vectors
        self._lexicon = Lexicon.of(document.text for document in rows.of(Document))
        self._members = [word for member in rows.of(MemberEntry) for word in (member.name, member.member_id)]
        self._under = Counter(_place(statements[position_id]) for position_id in vectors)
        self._encoder = rows.encoder

    def name(self, groups: Sequence[Group]) -> None:
        if not groups:
            return
        names = name_issues(
            [[(held.member_id, held.quote) for held in self._held(group)] for group in groups],
            centres=np.stack(
                [
                    np.mean([self._vectors[position_id] for position_id in sorted(group.held)], axis=0)
                    for group in groups
                ]
            ),
            encode=lambda phrases: self._encoder.encode(phrases).astype(np.float64),
            lexicon=self._lexicon,
            members=self._members,
            headings=[self._headings(group) for group in groups],
            taken=[group.label for group in groups if group.label],
        )
        for group, (label, keywords) in zip(groups, names, strict=True):
            group.label = group.label or label
            group.keywords = keywords

    def _held(self, group: Group) -> list[Statement]:
        return [self._statements[position_id] for position_id in sorted(group.held)]

    def _headings(self, group: Group) -> list[tuple[str, str]]:
        """Return the headings under which most of what is said is in the group; others stand over many subjects."""
        here = Counter(_place(statement) for statement in self._held(group))
        return [
            (statement.member_id, statement.heading)
            for statement in self._held(group)
            if statement.heading and here[_place(statement)] > _MOSTLY * self._under[_place(statement)]
        ]


def _place(statement: Statement) -> tuple[str, str | None]:
    return statement.document_id, statement.heading


def _statement(held: Sequence[Statement], vectors: Vector, told: Mapping[str, Told]) -> Statement:
    """The statement that "for" and "against" refer to: a clear demand near the middle, understood on its own.

    Where a reader told sides, it is one that the reader put clearly on a side, best for the issue.
    """
    closeness = np.round(vectors @ vectors.mean(axis=0), 6)

    def rank(number: int) -> tuple[int, float, bool, bool, bool, float, str]:
        statement = held[number]
        row = told.get(statement.position_id)
        side = 0.0 if row is None or row.stance is None else row.stance
        asks = statement.polarity > 0 and statement.kind in (Kind.GOAL, Kind.NON_NEGOTIABLE)
        is_plain = statement.condition is None and not _IF.search(statement.quote)  # nor a threat
        leans = not _stands_alone(statement.quote)
        sided = 0 if side > 0 else 1 if side < 0 else 2
        return (sided, -abs(side), not asks, leans, not is_plain, -float(closeness[number]), statement.position_id)

    return held[min(range(len(held)), key=rank)]


def _stands_alone(quote: str) -> bool:
    """Tell whether a sentence is whole, of a length that can be read out, and points at nothing before it."""
    words = _WORD.findall(quote)
    whole = (quote[:1].isupper() or quote[:1].isdigit()) and quote.endswith(_ENDS)
    return whole and _FEWEST_WORDS <= len(words) <= _MOST_WORDS and words[0].lower() not in _POINTING


ANALYSIS = Analysis(
    name="issues",
    needs=(MemberEntry, Document, Statement, Told, Embedding, SeedIssue, IssueRuling),
    produces=(Cluster, Placement, Rejection),
    settings=IssueSettings,
    run=find_issues,
)
