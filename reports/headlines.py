"""The most important findings in a sentence each, for the terminal and for whoever reads no further."""

from corpus.records import CoalitionBasis, CommonGround, FindingStatus, Incompatibility
from reports import words
from reports.run_data import RunData
from reports.sections import redlines, subsets


def headlines(data: RunData) -> tuple[str, ...]:
    """Return up to three sentences: what collides, what is shared, who can start together."""
    if not data.positions:
        return ()
    return (_collision(data), _shared(data), _largest(data))


def _collision(data: RunData) -> str:
    verified = redlines.by_issue(data, FindingStatus.VERIFIED)
    possible = redlines.by_issue(data, FindingStatus.POSSIBLE)
    if not verified and not possible:
        return "No demands that exclude each other were found, which does not show that there are none."
    strongest = (verified or possible)[0][0]
    maybe = words.count(len(possible), "issue", "issues")
    if verified:
        found = words.count(len(verified), "issue holds", "issues hold") + " demands that exclude each other"
        return f"{found}; {maybe} may. Verified: {_told(data, strongest)}"
    return f"No collision is verified; {maybe} may hold one, to be checked: {_told(data, strongest)}"


def _told(data: RunData, row: Incompatibility) -> str:
    said = (data.positions[position_id] for position_id in row.positions)
    return " / ".join(f"{data.names[position.member_id]}: “{position.quote}”" for position in said)


def _shared(data: RunData) -> str:
    common = sorted(data.rows(CommonGround), key=lambda row: (-len(row.members_for), row.issue_id))
    if not common:
        return "No issue was found on which several members agree and nobody objects."
    first = common[0]
    members = words.count(len(first.members_for), "member supports", "members support")
    return (
        f"{words.count(len(common), 'issue')} without an objection found. Widest: "
        f"{data.labels[first.issue_id]}, which {members}."
    )


def _largest(data: RunData) -> str:
    parts = []
    for basis, counted in (
        (CoalitionBasis.VERIFIED, "no verified collision"),
        (CoalitionBasis.VERIFIED_AND_POSSIBLE, "no possible one either"),
    ):
        sizes = [len(row.members) for row in subsets.of_basis(data, basis)]
        parts.append(f"{max(sizes, default=0)} of {len(data.members)} have {counted} among them")
    return f"Who could start together: {', '.join(parts)}."
