import pytest

from corpus.intake import MemberEntry
from corpus.records import Balance, Cluster, Document, Holder, Member, Position, ReadStatus, Stance, StanceSide
from models.analyses import balance, members


@pytest.fixture
def weigh(make, run):
    """Balance by member, for words written and stances taken."""

    def weighed(words, stances, positions=(), clusters=()):
        given = {
            MemberEntry: make.members(*words),
            Document: [make.document(member, text="word " * n) for member, n in words.items()],
            Position: list(positions),
            Cluster: list(clusters),
            Stance: stances,
        }
        given[Member] = run(members.ANALYSIS, given)
        rows = run(balance.ANALYSIS, given)
        assert all(isinstance(row, Balance) for row in rows)
        return {row.member_id: row for row in rows}

    return weighed


def test_loud_is_not_many(weigh, make):
    stances = [make.stance("ash", "i1"), make.stance("birch", "i1"), make.stance("birch", "i2")]
    stances.append(make.stance("ash", "i2", StanceSide.NOT_STATED))
    rows = weigh({"ash": 900, "birch": 100}, stances)
    assert (rows["ash"].volume_share, rows["birch"].volume_share) == (0.9, 0.1)
    assert (rows["ash"].influence_share, rows["birch"].influence_share) == (0.333333, 0.666667)
    assert (rows["ash"].rank_change, rows["birch"].rank_change) == (-1, 1)
    assert (rows["ash"].single_holder_positions, rows["birch"].single_holder_positions) == (0, 1)


def test_a_silent_member_has_a_row_of_zeros(weigh, make):
    rows = weigh({"ash": 10, "birch": 0}, [make.stance("ash")])
    assert (rows["birch"].volume_share, rows["birch"].influence_share, rows["birch"].rank_change) == (0, 0, 0)


def test_nobody_has_said_anything(weigh):
    rows = weigh({"ash": 0, "birch": 0}, [])
    assert {row.influence_share for row in rows.values()} == {0.0}


def test_equal_shares_have_equal_places(weigh, make):
    rows = weigh({"ash": 10, "birch": 10, "cedar": 10}, [make.stance("ash"), make.stance("birch")])
    assert [rows[member].rank_change for member in rows] == [0, 0, -2]


def test_members_are_counted_by_what_was_read_and_is_their_own(make, run):
    given = {
        MemberEntry: make.members("ash", "birch"),
        Document: [
            make.document("ash", text="one two three"),
            make.document("ash", document_id="copy", text="one two three", status=ReadStatus.DUPLICATE),
            make.document("birch", text="four"),
        ],
        Position: [
            make.position("p1", "ash"),
            make.position("p2", "ash", issue_id=None),
            make.position("p3", "ash", issue_id=None, holder=Holder.REPORTED),
        ],
    }
    ash, birch = run(members.ANALYSIS, given)
    assert (ash.n_documents, ash.n_positions, ash.volume_share, ash.name) == (1, 2, 0.75, "Ash")
    assert (birch.n_documents, birch.n_positions, birch.volume_share) == (1, 0, 0.25)


def test_who_sets_the_agenda_and_what_leaves_with_a_member(weigh, make):
    """Of three issues two are stated by ash; birch alone has spoken on i2, and ash has one position outside issues."""
    positions = [
        make.position("p1", "ash"),
        make.position("p2", "birch"),
        make.position("p3", "birch", issue_id="i2"),
        make.position("p4", "ash", issue_id=None),
        make.position("p5", "ash", issue_id=None, holder=Holder.REPORTED),
        make.position("p6", "ash", issue_id=None, superseded_by="p4"),
    ]
    stances = [
        make.stance("ash"),
        make.stance("birch"),
        make.stance("birch", "i2"),
        make.stance("cedar", "i2", StanceSide.NOT_STATED),
    ]
    clusters = [make.cluster("i1", pole="p1"), make.cluster("i2", pole="p3"), make.cluster("i3", pole="p4")]
    rows = weigh({"ash": 50, "birch": 50, "cedar": 0}, stances, positions, clusters)
    assert {name: row.agenda_share for name, row in rows.items()} == {"ash": 0.666667, "birch": 0.333333, "cedar": 0}
    assert {name: row.lone_positions for name, row in rows.items()} == {"ash": 1, "birch": 1, "cedar": 0}
    assert {name: row.position_share for name, row in rows.items()} == {"ash": 0.5, "birch": 0.5, "cedar": 0}
