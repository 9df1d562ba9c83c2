"""The most important findings in a sentence each, for the terminal and for whoever reads no further."""

from corpus.records import CoalitionBasis, CommonGround, Concession, FindingStatus, Incompatibility, Question
from reports import words
from reports.language import N_, _, listed, ngettext
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
        return _("No demands that exclude each other were found, which does not show that there are none.")
    strongest = (verified or possible)[0][0]
    told = _told(data, strongest)
    if verified:
        found = ngettext(
            "%(num)s issue holds demands that exclude each other",
            "%(num)s issues hold demands that exclude each other",
            len(verified),
        )
        maybe = ngettext("%(num)s issue may", "%(num)s issues may", len(possible))
        return _("%(found)s; %(maybe)s. Verified: %(told)s", found=found, maybe=maybe, told=told)
    return ngettext(
        "No collision is verified; %(num)s issue may hold one, to be checked: %(told)s",
        "No collision is verified; %(num)s issues may hold one, to be checked: %(told)s",
        len(possible),
        told=told,
    )


def _told(data: RunData, row: Incompatibility) -> str:
    said = (data.positions[position_id] for position_id in row.positions)
    return " / ".join(_said(data.names[position.member_id], _shortened(position.quote)) for position in said)


def _said(name: str, quote: str) -> str:
    opening, closing = words.quote_marks("")  # nested marks look odd on a terminal
    quoted = f"{opening}{quote}{closing}"
    return _("%(name)s: %(text)s", name=name, text=quoted)


def _shared(data: RunData) -> str:
    common = sorted(data.rows(CommonGround), key=lambda row: (-len(row.members_for), row.issue_id))
    if not common:
        return _("No issue was found on which several members agree and nobody objects.")
    first = common[0]
    members = ngettext("which %(num)s member supports", "which %(num)s members support", len(first.members_for))
    return ngettext(
        "Where common ground is: %(num)s issue without an objection found. Widest: %(label)s, %(members)s.",
        "Where common ground is: %(num)s issues without an objection found. Widest: %(label)s, %(members)s.",
        len(common),
        label=data.labels[first.issue_id],
        members=members,
    )


def _largest(data: RunData) -> str:
    verified, either = (
        max((len(row.members) for row in subsets.of_basis(data, basis)), default=0)
        for basis in (CoalitionBasis.VERIFIED, CoalitionBasis.VERIFIED_AND_POSSIBLE)
    )
    largest = _(
        "Who could start together: among %(verified)s of %(all)s members no collision could be verified; among "
        "%(either)s none is possible either.",
        verified=verified,
        either=either,
        all=len(data.members),
    )
    return f"{largest}{_left_out(data)}"


def _left_out(data: RunData) -> str:
    """Name who is not in the largest group without a verified collision, if it is the only one of its size."""
    groups = sorted(subsets.of_basis(data, CoalitionBasis.VERIFIED), key=lambda row: -len(row.members))
    if not groups or not groups[0].excluded:
        return ""
    as_large = sum(len(row.members) == len(groups[0].members) for row in groups)
    if as_large > 1:
        return " " + ngettext(
            "%(num)s group is as large as the first.", "%(num)s groups are as large as the first.", as_large
        )
    names = listed([data.names[member] for member in groups[0].excluded])
    ended = f"{names}{words.stop(names)}"
    return " " + _("Not in the first: %(names)s", names=ended)


def _concession(data: RunData) -> str:
    """Say how few sentences stand in the way of all; a count, never advice to anybody."""
    everybody = set(data.members)
    told = []
    for basis, which in (
        (CoalitionBasis.VERIFIED, N_("verified collisions")),
        (CoalitionBasis.VERIFIED_AND_POSSIBLE, N_("possible ones too")),
    ):
        ways = [row for row in data.rows(Concession) if row.basis is basis and set(row.target) == everybody]
        if ways:
            fewest = min(ways, key=lambda row: (len(row.positions), row.rank))
            sentences = ngettext("%(num)s sentence", "%(num)s sentences", len(fewest.positions))
            of_members = ngettext("of %(num)s member", "of %(num)s members", len(fewest.members_asked))
            told.append(f"{sentences} {of_members} ({_(which)})")
    if not told:
        return ""
    return _("What would have to give for all to start together, at the fewest found: %(ways)s.", ways=", ".join(told))


def _question(data: RunData) -> str:
    asked = sorted(data.rows(Question), key=lambda row: (-row.value, row.question_id))
    if not asked:
        return ""
    first = asked[0]
    asks = _("What to ask first, %(name)s: %(text)s", name=data.names[first.member_id], text=_shortened(first.text))
    if len(asked) == 1:
        return asks
    rest = ngettext(
        "%(num)s more question waits in the report.", "%(num)s more questions wait in the report.", len(asked) - 1
    )
    return f"{asks} {rest}"


def _shortened(text: str) -> str:
    """Return a text whole, or its beginning and its end: a question is asked at the end."""
    shown = words.plain(text)
    if len(shown) <= _LONGEST:
        return shown
    part = _LONGEST // 2
    return f"{shown[:part].rsplit(maxsplit=1)[0]} … {shown[-part:].split(maxsplit=1)[-1]}"
