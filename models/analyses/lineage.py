"""Which issue of this run continues which issue of the run before, and under which name people know it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from corpus.issue_rulings import same_name
from corpus.records import Cluster, EarlierIssue, IssueRuling, IssueVerdict, Lineage, NamedBy, Placement
from models.analyses import Analysis, Rows
from models.issue_matching import matched


class LineageSettings(BaseModel):
    """When an issue counts as the one of the run before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_overlap: float = Field(
        0.25,
        gt=0,
        le=1,
        description="Share of positions that two issues must have in common. Raising it takes more issues for new, "
        "which then lose the name that people know.",
    )


def match(rows: Rows, settings: LineageSettings) -> Iterator[Lineage]:
    """Yield a line for every issue.

    Pairs of an issue and an earlier one are matched by membership, never by label: the pair with the largest
    overlap (Jaccard of position_ids) first, each issue at most once. An issue keeps the name that people saw,
    unless people have named it otherwise since.
    """
    members: dict[str, set[str]] = defaultdict(set)
    for placement in rows.of(Placement):
        if placement.issue_id is not None:
            members[placement.issue_id].add(placement.position_id)
    clusters = {cluster.issue_id: cluster for cluster in rows.of(Cluster)}
    earlier = {issue.issue_id: issue for issue in rows.of(EarlierIssue)}
    held = {issue.issue_id: set(issue.position_ids) for issue in earlier.values()}
    continued = matched(members, held, min_overlap=settings.min_overlap)
    names = _names(clusters, {new: earlier[old] for new, (old, _) in continued.items()}, rows.of(IssueRuling))
    for issue_id in sorted(clusters):
        previous, overlap = continued.get(issue_id, (None, 0.0))
        yield Lineage(
            previous_issue_id=previous, issue_id=issue_id, display_name=names[issue_id], overlap=round(overlap, 4)
        )


def _names(
    clusters: dict[str, Cluster], continued: dict[str, EarlierIssue], rulings: Sequence[IssueRuling]
) -> dict[str, str]:
    """Return a name for every issue, no two alike: names by people first, then known names, then new labels."""
    renamed = {same_name(row.issue): row.value for row in rulings if row.verdict is IssueVerdict.NAME}
    names: dict[str, str] = {}
    taken: set[str] = set()

    def give(issue_id: str, name: str) -> None:
        names[issue_id] = name
        taken.add(same_name(name))

    for issue_id in sorted(clusters):
        if clusters[issue_id].named_by is not NamedBy.PROGRAM:
            give(issue_id, clusters[issue_id].label)
    for issue_id in sorted(continued.keys() - names.keys()):
        known = continued[issue_id].display_name
        known = renamed.get(same_name(known), known)
        if same_name(known) not in taken:
            give(issue_id, known)
    for issue_id in sorted(clusters.keys() - names.keys()):
        give(issue_id, _unlike(clusters[issue_id], taken))
    return names


def _unlike(cluster: Cluster, taken: set[str]) -> str:
    """Return the label, told apart from names that are taken by a keyword, in the last resort by its id."""
    for addition in ("", *(f" ({word})" for word in cluster.keywords)):
        if same_name(cluster.label + addition) not in taken:
            return cluster.label + addition
    return f"{cluster.label} ({cluster.issue_id})"


ANALYSIS = Analysis(
    name="lineage",
    needs=(Cluster, Placement, EarlierIssue, IssueRuling),
    produces=(Lineage,),
    settings=LineageSettings,
    run=match,
)
