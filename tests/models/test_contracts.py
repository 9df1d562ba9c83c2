"""What holds for every analysis, found by scanning: names decide nothing, silence is nothing, loud is not many."""

import dataclasses
import re
from collections import Counter

import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    Alignment,
    Balance,
    Bond,
    Coalition,
    CommonGround,
    Concession,
    Document,
    Fairness,
    Group,
    Incompatibility,
    Issue,
    Kind,
    Member,
    ModelReason,
    Position,
    Question,
    Rejection,
    Relation,
    Role,
    Stance,
    StanceSide,
    Statement,
)
from models.embedding import Embedding
from models.leaning import Opposition
from tests.models.made_up import ALL, MEMBERS, alliance, chain, continued

RENAMED = {old: f"m{number}{old[::-1]}" for number, old in enumerate(MEMBERS)}  # in the same order by name
# What follows from positions on issues that are known; what makes those is tested with the issues.
MADE_BEFORE = {"embeddings", "issues", "lineage", "leans", "placement", "oppositions"}
AFTER = [analysis for analysis in ALL if analysis.name not in MADE_BEFORE]
SILENT = "zed"
# A member that has said nothing may stand in a row of these, and in no other: what each may say of it is below.
MAY_NAME_THE_SILENT = {Alignment, Balance, Coalition, Concession, MemberEntry, Member, Question, Role, Stance}


@pytest.fixture(scope="module")
def whole(make):
    return chain(make, mixed(make))


def mixed(make):
    """An alliance with something of everything: red lines, quarrels, and topics on which nobody objects."""
    kinds = (*(Kind.GOAL, Kind.PREFERENCE) * 3, Kind.NON_NEGOTIABLE)
    return alliance(make, seed=8, calm=("Lighthouses", "Dredging"), kinds=kinds)


def test_the_made_up_alliance_has_something_of_what_members_can_be_named_in(whole):
    """Else the tests below would hold for empty tables; trades are too rare here and have such tests of their own."""
    found = {kind for kind, rows in whole.items() if rows}
    assert found >= MAY_NAME_THE_SILENT | {Bond, CommonGround, Group, Incompatibility, Position, Relation}


def in_names(value, names):
    """Return a row's value with every member renamed, in lists and texts too; position ids keep theirs."""
    if isinstance(value, tuple):
        return tuple(in_names(each, names) for each in value)
    if isinstance(value, str) and type(value) is str:
        pattern = rf"(?<![\w-])({'|'.join(names)})(?![\w]|-\d)"
        renamed = re.sub(pattern, lambda found: names[found.group().lower()], value)
        return re.sub(pattern, lambda found: names[found.group().lower()].title(), renamed, flags=re.IGNORECASE)
    return value


def told(rows, kind, names=None, *, leave=()):
    """Return the rows of a type as comparable values, without ids that are hashes of members."""
    hashed = {"coalition_id", "concession_id", "group_id", "bond_id", "trade_id", "question_id", *leave}
    found = []
    for row in rows[kind]:
        names_of = [field.name for field in dataclasses.fields(row) if field.name not in hashed]
        found.append(tuple((name, repr(in_names(getattr(row, name), names or {"\0": "\0"}))) for name in names_of))
    return Counter(found)


def renamed(make, names):
    given = mixed(make)
    given[MemberEntry] = [
        dataclasses.replace(row, member_id=names[row.member_id], name=names[row.member_id].title())
        for row in given[MemberEntry]
    ]
    given[Statement] = [dataclasses.replace(row, member_id=names[row.member_id]) for row in given[Statement]]
    given[Document] = [
        dataclasses.replace(row, member_id=names[row.member_id], path=in_names(row.path, names))
        for row in given[Document]
    ]
    return given


@pytest.fixture(scope="module")
def under_other_names(make):
    return chain(make, renamed(make, RENAMED))


@pytest.mark.parametrize("analysis", ALL, ids=lambda analysis: analysis.name)
def test_other_names_of_members_change_nothing_but_names(analysis, whole, under_other_names):
    for kind in set(analysis.produces) - {Embedding, Rejection}:
        assert told(under_other_names, kind) == told(whole, kind, RENAMED), kind.__name__


def of_people(row):
    return [
        value
        for field in dataclasses.fields(row)
        for value in (lambda held: held if isinstance(held, tuple) else (held,))(getattr(row, field.name))
    ]


@pytest.fixture(scope="module")
def beside_a_silent_one(make, whole):
    """The same alliance with one more member, which has sent no paper."""
    return continued(make, whole | {MemberEntry: [*whole[MemberEntry], *make.members(SILENT)], Rejection: []}, AFTER)


def without_the_silent(row):
    stripped = {
        field.name: tuple(each for each in getattr(row, field.name) if each != SILENT)
        for field in dataclasses.fields(row)
        if isinstance(getattr(row, field.name), tuple)
    }
    return dataclasses.replace(row, **stripped)


@pytest.mark.parametrize("analysis", AFTER, ids=lambda analysis: analysis.name)
def test_a_silent_member_changes_nothing_that_is_said_of_others(analysis, whole, beside_a_silent_one):
    """But shares of how many there are: of a group's weight that supports an issue, of all members, of all groups."""
    for kind in set(analysis.produces) - {Rejection}:
        rows = [row for row in beside_a_silent_one[kind] if SILENT not in (getattr(row, f, "") for f in PERSONAL)]
        leave = OF_HOW_MANY.get(kind, ())
        others = told({kind: [without_the_silent(row) for row in rows]}, kind, leave=leave)
        assert others == told(whole, kind, leave=leave), kind.__name__


OF_HOW_MANY = {
    Coalition: ("value", "rank"),
    Fairness: ("value", "n"),
    ModelReason: ("of", "reason"),
    Question: ("why", "value"),
}
PERSONAL = ("member_id", "member_a", "member_b")


@pytest.mark.parametrize("analysis", AFTER, ids=lambda analysis: analysis.name)
def test_silence_is_support_for_nothing(analysis, beside_a_silent_one):
    for kind in set(analysis.produces) - {Rejection}:
        about = [row for row in beside_a_silent_one[kind] if SILENT in of_people(row)]
        assert not about or kind in MAY_NAME_THE_SILENT, f"{kind.__name__} names a member that has said nothing"
        for row in about:
            assert says_no_agreement(row), row


def says_no_agreement(row):
    """Tell whether a row about a member that is silent everywhere counts its silence as nothing."""
    match row:
        case Stance():
            return row.stance is StanceSide.NOT_STATED and row.score is row.firmness is None
        case Alignment():
            nothing = (row.agreement, row.weighted_agreement, row.conflict) == (None, None, None)
            return nothing and row.n_shared == row.n_agree == row.n_conflict == row.n_incompatible == 0
        case Balance():
            return row.influence_share == row.position_share == row.agenda_share == 0.0
        case Role():
            return row.camp is None and not row.articulation and row.n_friends == row.n_opponents == 0
        case Concession():
            return SILENT not in row.members_asked
        case Coalition():
            return SILENT not in row.excluded  # nothing speaks against it, and its value is tested above
        case _:
            return True


@pytest.fixture(scope="module")
def silent_on_one(make, whole):
    """The alliance after the member with most to say on an issue said nothing on it; with member and issue.

    Of those whose sentence is not the issue's statement: without it there would be no such issue.
    """
    stated = {row.statement_position_id for row in whole[Issue]}
    own = {(row.member_id, row.issue_id) for row in whole[Position] if row.position_id in stated}
    said = Counter((row.member_id, row.issue_id) for row in whole[Position] if row.issue_id)
    member, issue = max(sorted(said.keys() - own), key=said.__getitem__)
    kept = [row for row in whole[Position] if (row.member_id, row.issue_id) != (member, issue)]
    return continued(make, whole | {Position: kept, Rejection: []}, AFTER), member, issue


@pytest.mark.parametrize("analysis", AFTER, ids=lambda analysis: analysis.name)
def test_silence_on_one_issue_is_no_support_there(analysis, whole, silent_on_one):
    rows, member, issue = silent_on_one
    assert any(row.member_id == member and row.issue_id == issue and row.n_positions for row in whole[Stance])
    for kind in set(analysis.produces) - {Rejection}:
        for row in rows[kind]:
            if member in of_people(row) and getattr(row, "issue_id", None) == issue:
                asked = isinstance(row, Question) or (isinstance(row, Stance) and row.n_positions == 0)
                assert asked, row
    supporters = {row.member_id for row in rows[Stance] if row.issue_id == issue and row.stance is StanceSide.FOR}
    for row in rows[Coalition]:
        assert issue not in row.common_issues or len(supporters & set(row.members)) > 1
    for row in rows[Group]:
        assert row.basis == "micro_alliance" or not {member} & set(row.members) or issue not in row.issue_ids


@pytest.fixture(scope="module")
def one_twice_as_loud(make, whole):
    """The alliance after one member has sent everything a second time, as another paper."""
    loud = MEMBERS[0]
    again = {row.position_id: f"{row.position_id}-again" for row in whole[Position] if row.member_id == loud}
    doubled = [
        dataclasses.replace(row, position_id=again[row.position_id], document_id=f"{row.document_id}-again")
        for row in whole[Position]
        if row.position_id in again
    ]
    vectors = [
        dataclasses.replace(row, position_id=again[row.position_id])
        for row in whole[Embedding]
        if row.position_id in again
    ]
    held = []
    for row in whole[Opposition]:
        pair = sorted(again.get(each, each) for each in (row.position_a, row.position_b))
        if pair != [row.position_a, row.position_b]:
            held.append(dataclasses.replace(row, position_a=pair[0], position_b=pair[1]))
    documents = [
        dataclasses.replace(row, document_id=f"{row.document_id}-again", path=f"{row.path}-again")
        for row in whole[Document]
        if row.member_id == loud
    ]
    rows = whole | {
        Document: [*whole[Document], *documents],
        Position: [*whole[Position], *doubled],
        Embedding: [*whole[Embedding], *vectors],
        Opposition: [*whole[Opposition], *held],
        Rejection: [],
    }
    return continued(make, rows, AFTER)


ONE_VOICE = {
    Stance: ("member_id", "issue_id", "stance", "score", "firmness"),
    Alignment: tuple(field.name for field in dataclasses.fields(Alignment)),
    Coalition: ("rank", "basis", "members", "excluded", "common_issues", "value"),
    Issue: ("issue_id", "state", "tier", "support", "weighted_support", "verdict_flips"),
    CommonGround: ("issue_id", "members_for", "depth"),
    Balance: ("member_id", "influence_share", "single_holder_positions"),
    Role: tuple(field.name for field in dataclasses.fields(Role)),
    Incompatibility: ("issue_id", "members", "type", "status", "score", "severity"),
}


@pytest.mark.parametrize("kind", ONE_VOICE, ids=lambda kind: kind.__name__)
def test_who_says_everything_twice_has_one_voice(kind, whole, one_twice_as_loud):
    def voices(rows):
        return Counter(tuple(getattr(row, name) for name in ONE_VOICE[kind]) for row in rows[kind])

    assert voices(one_twice_as_loud) == voices(whole)
