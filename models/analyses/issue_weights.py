"""Finds the issues and members that the lines of issue_weights.csv mean, and tells those that mean none."""

from collections.abc import Iterator

from corpus.intake import MemberEntry
from corpus.issue_rulings import same_name
from corpus.records import Cluster, IssueWeight, Lineage, Record, Rejection, WeightRuling
from models.analyses import Analysis, NoSettings, Rows


def place_weights(rows: Rows, settings: NoSettings) -> Iterator[Record]:
    """Yield the weight of each member and issue that a line names; the last of several lines counts.

    An issue is named by its display name or its label, in whatever capitals.
    """
    issues = {same_name(cluster.label): cluster.issue_id for cluster in rows.of(Cluster)}
    issues |= {same_name(line.display_name): line.issue_id for line in rows.of(Lineage)}
    members = {entry.member_id for entry in rows.of(MemberEntry)}
    found: dict[tuple[str, str], float] = {}
    for ruling in rows.of(WeightRuling):
        issue_id = issues.get(same_name(ruling.issue))
        if issue_id is not None and ruling.member_id in members:
            found[ruling.member_id, issue_id] = ruling.weight
            continue
        unknown = f"no issue is called “{ruling.issue}”" if issue_id is None else f"{ruling.member_id} is no member"
        yield Rejection(
            step="issue_weights",
            subject=f"line {ruling.line}",
            reason="unknown_name",
            detail=f"This weight counts for nothing, for {unknown}. Names of issues stand in the report.",
        )
    for (member_id, issue_id), weight in sorted(found.items()):
        yield IssueWeight(member_id=member_id, issue_id=issue_id, weight=weight)


ANALYSIS = Analysis(
    name="issue_weights",
    needs=(MemberEntry, Cluster, Lineage, WeightRuling),
    produces=(IssueWeight, Rejection),
    settings=NoSettings,
    run=place_weights,
)
