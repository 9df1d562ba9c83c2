"""A large invented alliance, 25 members on 40 issues with some 900 quotes, to see that the report still holds."""

import hashlib
import random
from itertools import combinations

from corpus.records import (
    Alignment,
    Balance,
    Bond,
    BondKind,
    Change,
    ChangeCause,
    CoalitionBasis,
    CommonGround,
    Concession,
    ConcessionMerit,
    Depth,
    Group,
    Incompatibility,
    IssueState,
    Kind,
    Question,
    ReadStatus,
    Rejection,
    Term,
    TermKind,
)

THINGS = ["harbour", "ledger", "orchard", "signal", "ferry", "kiln", "archive", "meadow", "turbine", "canal", "weir"]
ASPECTS = ["fees", "opening", "inspection", "noise", "staffing", "access", "repair", "sharing", "insurance", "renewal"]
BODIES = ["Society", "Council", "Union", "Trust", "Works", "Institute", "League", "Bureau", "Cooperative", "Foundation"]
TAILS = (
    "because those who live beside it carry what it costs and were never asked about it",
    "so that small members are not left to pay for what the large ones decide among themselves",
    "as our members decided by a large majority at the assembly in the spring of last year",
    "since the rules that hold today were written for a time in which nobody used it in this way",
)
SPOKEN = 0.56
"""Share of all pairs of member and issue with a stance; the other fields of the map are empty."""


def fill(made, *, n_members=25, n_issues=40, n_verified=12, n_possible=14, seed=9):
    """Add members, papers, issues, stances and findings to an empty alliance and return it."""
    chance = random.Random(seed)
    members = [f"member_{number:02}" for number in range(n_members)]
    issues = [_id("issue", number) for number in range(n_issues)]
    labels = _labels(issues)
    made.manifest = _manifest()
    sides = {
        (member, issue): chance.choice(("for", "for", "against", "depends"))
        for member in members
        for issue in issues
        if chance.random() < SPOKEN
    }
    hard = {pair for pair in sides if pair[1] in issues[:n_verified] and chance.random() < 0.5}
    said = _papers(made, members, labels, sides, hard, chance)
    for number, issue in enumerate(issues):
        states = (IssueState.COLLIDE, IssueState.DIFFER, IssueState.NO_OBJECTION, IssueState.THIN)
        state = states[0 if number < n_verified else 1 + number % 3]
        speakers = [member for member in members if (member, issue) in sides]
        made.issue(issue, labels[issue], said[speakers[0], issue][0], state, len(speakers))
        for member in members:
            made.stance(member, issue, sides.get((member, issue), "not_stated"), *said.get((member, issue), ()))
    _collisions(made, issues, sides, said, hard, n_verified, n_possible)
    _groups_of_members(made, members, issues, said, chance)
    _the_rest(made, members, issues, sides, said)
    return made


def _id(*parts):
    """Return an id as long as those of a real run."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:16]


def _labels(issues):
    things = [f"{thing} {aspect}" for aspect in ASPECTS for thing in THINGS]
    return dict(zip(issues, things, strict=False))


def _manifest():
    setting = {"step": "issues", "value": "0.4", "default": "0.4", "meaning": "Raising it makes more, smaller issues."}
    return {
        "name": "Alliance of twenty-five",
        "date": "2026-05-04",
        "run_id": "20260504T081500Z",
        "schema_version": "1",
        "code_version": "0.0.9",
        "settings": [setting | {"name": f"threshold_{number}"} for number in range(60)],
        "models": [
            {"name": f"model-{number}", "sha256": "c0ffee" * 10, "licence": "Apache-2.0", "use": "compares sentences"}
            for number in range(4)
        ],
        "figures": [{"figure": "precision, verified", "value": 0.75, "n": 12, "command": "make measure"}],
    }


def _papers(made, members, labels, sides, hard, chance):
    """Add a paper per member with one to three sentences for each of its stances; return the ids of these."""
    said = {}
    for number, member in enumerate(members):
        name = f"{THINGS[number % len(THINGS)].capitalize()} {BODIES[number % len(BODIES)]} {number + 1}"
        own = [
            (issue, _sentences(labels[issue], side, chance)) for (who, issue), side in sides.items() if who == member
        ]
        made.member(member, name, n_positions=sum(len(each) for _, each in own), volume_share=1 / len(members))
        made.document(member, " ".join(text for _, texts in own for text in texts), title=f"Paper of {name}", pages=9)
        for issue, texts in own:
            firm = (member, issue) in hard
            kind = {"kind": Kind.NON_NEGOTIABLE, "firmness": 1.0} if firm else {"kind": Kind.GOAL, "firmness": 0.5}
            stance = {"for": 0.9, "against": -0.9}.get(sides[member, issue], 0.0)
            said[member, issue] = tuple(_id(member, issue, part) for part in range(len(texts)))
            for position_id, text in zip(said[member, issue], texts, strict=True):
                made.position(position_id, member, text, issue_id=issue, stance=stance, **kind)
    return said


def _sentences(label, side, chance):
    verb = {"for": "ask for", "against": "cannot accept", "depends": "could live, under conditions, with"}[side]
    which = chance.sample(TAILS, k=chance.choice((1, 1, 1, 2, 3)))
    return [f"We {verb} a common rule on {label} ({chance.random():.6f}) {tail}." for tail in which]


def _collisions(made, issues, sides, said, hard, n_verified, n_possible):
    for number, issue in enumerate(issues[: n_verified + n_possible]):
        verified = number < n_verified
        ends = [
            [member for (member, about), own in sides.items() if about == issue and own == side]
            for side in ("for", "against")
        ]
        if verified:
            ends = [[member for member in end if (member, issue) in hard] or end[:1] for end in ends]
        for one in ends[0][:4]:
            for other in ends[1][:4]:
                pair = tuple(sorted((one, other)))
                made.collision(
                    _id(issue, *pair),
                    issue,
                    pair,
                    tuple(said[member, issue][0] for member in pair),
                    "verified" if verified else "possible",
                    severity=1.0 if verified else 0.75,
                    reason="One asks for what the other cannot accept, and neither sentence names an exception.",
                    doubt="The two sentences may be about different cases of the same matter.",
                    question="Would you sign a text that leaves this point to each member?",
                )


def _groups_of_members(made, members, issues, said, chance):
    for one, other in combinations(members, 2):
        shared = [issue for issue in issues if (one, issue) in said and (other, issue) in said]
        n_agree = chance.randrange(len(shared) + 1)
        share = n_agree / len(shared) if len(shared) >= 8 else None
        made.add(
            Alignment(
                member_a=one,
                member_b=other,
                agreement=share,
                weighted_agreement=share,
                conflict=None if share is None else 1 - share,
                n_shared=len(shared),
                n_agree=n_agree,
                n_conflict=len(shared) - n_agree,
                n_incompatible=sum(row.members == (one, other) for row in made.rows[Incompatibility]),
            )
        )
    for number, start in enumerate(range(0, len(members), 7)):
        made.add(
            Group(
                group_id=_id("group", number),
                members=tuple(members[start : start + 7]),
                issue_ids=tuple(issues[:3]),
                basis="same side",
            )
        )
    for number in range(6):
        kind = BondKind.BRIDGE if number % 2 else BondKind.FRACTURE
        made.add(Bond(bond_id=_id("bond", number), member_a=members[number], member_b=members[number + 9], kind=kind))
    for basis, least in (("verified", 9), ("verified_and_possible", 5)):
        for rank in range(1, 13):
            inside = tuple(sorted(chance.sample(members, least + 12 - rank)))
            outside = tuple(member for member in members if member not in inside)
            made.coalition(_id(basis, rank), rank, basis, inside, outside, tuple(issues[20:24]))


def _the_rest(made, members, issues, sides, said):
    for issue in issues[26:34]:
        ready = tuple(member for member in members if sides.get((member, issue)) == "for")
        made.add(
            CommonGround(issue_id=issue, members_for=ready, n_terms=3, unexpected=0.6, depth=Depth.GOAL, at_risk=None)
        )
    ids = [position_id for own in said.values() for position_id in own]
    holders = {position_id: member for (member, _), own in said.items() for position_id in own}
    for number in range(6):
        given = tuple(ids[number * 20 : number * 20 + 3])
        asked = tuple(sorted({holders[each] for each in given}))
        made.add(
            Concession(
                concession_id=_id("way", number),
                target=tuple(members if number < 3 else members[:15]),
                positions=given,
                members_asked=asked,
                cost=3.0,
                fallback_positions=(ids[number * 20 + 4],),
                rank=number % 3 + 1,
                basis=CoalitionBasis.VERIFIED,
                merits=(ConcessionMerit.CHEAPEST,) if number % 3 == 0 else (),
                most_from_one=3,
                largest_burden=3.0,
                n_resolved=12,
                least_cost=3.0,
            )
        )
        said_so = {"members": tuple(members[number : number + 2]), "positions": tuple(ids[number : number + 2])}
        made.add(Term(term=THINGS[number], sense=1, kind=TermKind.SAME_TERM_DIFFERENT_MEANING, **said_so))
    for number in range(12):
        text = "Would this still be a condition for you if the others paid for it?"
        why = "The largest group that can start depends on the answer."
        own = {"member_id": members[number], "issue_id": issues[number]}
        made.add(Question(question_id=_id("question", number), text=text, why=why, value=1.0, **own))
        made.add(
            Change(
                subject=ids[number],
                kind="position_added",
                cause=ChangeCause.DOCUMENT,
                before=None,
                after="goal",
                members=(members[number],),
                issue=issues[number],
                series=(0.4, 0.5, 0.55),
            )
        )
    for member in members:
        share = {"volume_share": 1 / len(members), "influence_share": 1 / len(members)}
        made.add(Balance(member_id=member, single_holder_positions=1, rank_change=0, **share))
    made.document(members[3], "", document_id="doc-scan", status=ReadStatus.NEEDS_OCR, path=f"{members[3]}/scan.pdf")
    made.add(Rejection(step="intake", subject="doc-scan", reason="needs_ocr", detail="Ask for the text itself."))
    for number in range(80):
        made.add(
            Rejection(step="relations", subject=f"pair-{number}", reason="cap", detail="Beyond the cap of the issue.")
        )
