"""The most important findings in a sentence each, for the terminal and for whoever reads no further."""

from corpus.records import CoalitionBasis, CommonGround, Concession, FindingStatus, Incompatibility, Question
from reports import words
from reports.run_data import RunData
from reports.sections import redlines, subsets

_LONGEST = 260  # characters of a quote or a question, so that a headline stays one


def headlines(data: RunData) -> tuple[str, ...]:
    """Return who can start together, what collides, what must give, what to ask and what is shared; none if nothing is.

    At most one sentence or two each, so that they fit on a screen.
    """
    if not data.positions:
        return ()
    found = (_largest(data), _collision(data), _concession(data), _question(data), _shared(data))
    return tuple(sentence for sentence in found if sentence)


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
    return " / ".join(f"{data.names[position.member_id]}: “{_shortened(position.quote)}”" for position in said)


def _shared(data: RunData) -> str:
    common = sorted(data.rows(CommonGround), key=lambda row: (-len(row.members_for), row.issue_id))
    if not common:
        return "No issue was found on which several members agree and nobody objects."
    first = common[0]
    members = words.count(len(first.members_for), "member supports", "members support")
    return (
        f"Where common ground is: {words.count(len(common), 'issue')} without an objection found. Widest: "
        f"{data.labels[first.issue_id]}, which {members}."
    )


def _largest(data: RunData) -> str:
    verified, careful = (
        max((len(row.members) for row in subsets.of_basis(data, basis)), default=0)
        for basis in (CoalitionBasis.VERIFIED, CoalitionBasis.VERIFIED_AND_POSSIBLE)
    )
    return (
        f"Who could start together: among {verified} of {words.count(len(data.members), 'member')} no collision could "
        f"be verified; among {careful} none is possible either.{_left_out(data)}"
    )


def _left_out(data: RunData) -> str:
    """Name who is not in the largest group without a verified collision, if it is the only one of its size."""
    groups = sorted(subsets.of_basis(data, CoalitionBasis.VERIFIED), key=lambda row: -len(row.members))
    if not groups or not groups[0].excluded:
        return ""
    as_large = sum(len(row.members) == len(groups[0].members) for row in groups)
    if as_large > 1:
        return f" {words.count(as_large, 'group')} are as large as the first."
    names = words.listed([data.names[member] for member in groups[0].excluded])
    return f" Not in the first: {names}{words.stop(names)}"


def _concession(data: RunData) -> str:
    """Say how few sentences stand in the way of all; a count, never advice to anybody."""
    everybody = set(data.members)
    told = []
    for basis, which in (
        (CoalitionBasis.VERIFIED, "verified collisions"),
        (CoalitionBasis.VERIFIED_AND_POSSIBLE, "possible ones too"),
    ):
        ways = [row for row in data.rows(Concession) if row.basis is basis and set(row.target) == everybody]
        if ways:
            fewest = min(ways, key=lambda row: (len(row.positions), row.rank))
            sentences = words.count(len(fewest.positions), "sentence")
            told.append(f"{sentences} of {words.count(len(fewest.members_asked), 'member')} ({which})")
    return f"What would have to give for all to start together, at the fewest found: {', '.join(told)}." if told else ""


def _question(data: RunData) -> str:
    asked = sorted(data.rows(Question), key=lambda row: (-row.value, row.question_id))
    if not asked:
        return ""
    first = asked[0]
    rest = f" {words.count(len(asked) - 1, 'more question waits', 'more questions wait')} in the report."
    return f"What to ask first, {data.names[first.member_id]}: {_shortened(first.text)}{rest if len(asked) > 1 else ''}"


def _shortened(text: str) -> str:
    """Return a text whole, or its beginning and its end: a question is asked at the end."""
    shown = words.plain(text)
    if len(shown) <= _LONGEST:
        return shown
    part = _LONGEST // 2
    return f"{shown[:part].rsplit(maxsplit=1)[0]} … {shown[-part:].split(maxsplit=1)[-1]}"
