import pytest

from corpus.errors import SettingsError
from corpus.intake import MemberEntry
from corpus.issue_weights import read_issue_weights
from corpus.records import Cluster, IssueWeight, Lineage, Rejection, WeightRuling
from models.analyses.issue_weights import ANALYSIS


@pytest.fixture
def place(make, run):
    """What the lines (member, issue, weight) mean; the issue is labelled Harbour fee and shown as Port charges."""

    def placed(*lines):
        rows = {
            MemberEntry: make.members("ash", "birch"),
            Cluster: [make.cluster()],
            Lineage: [Lineage(previous_issue_id=None, issue_id="i1", display_name="Port charges", overlap=0.0)],
            WeightRuling: [
                WeightRuling(line=number, member_id=member, issue=issue, weight=weight)
                for number, (member, issue, weight) in enumerate(lines, start=2)
            ],
        }
        return run(ANALYSIS, rows)

    return placed


@pytest.mark.parametrize("name", ["Harbour fee", "port  CHARGES"])
def test_an_issue_is_found_by_its_label_and_by_the_name_people_see(place, name):
    assert place(("ash", name, 2.0)) == [IssueWeight(member_id="ash", issue_id="i1", weight=2.0)]


def test_the_last_line_counts(place):
    (row,) = place(("ash", "Harbour fee", 2.0), ("ash", "Port charges", 3.0))
    assert row.weight == 3.0


def test_unknown_names_are_told_and_count_for_nothing(place):
    rows = place(("zebra", "Harbour fee", 2.0), ("ash", "Moon", 2.0))
    assert [type(row) for row in rows] == [Rejection, Rejection]
    assert [row.subject for row in rows] == ["line 2", "line 3"]
    assert "zebra is no member" in rows[0].detail
    assert "no issue is called “Moon”" in rows[1].detail


def test_reading_the_file(tmp_path):
    assert read_issue_weights(tmp_path) == ()
    (tmp_path / "issue_weights.csv").write_text("member_id,issue,weight\nash,Harbour fee,2.5\n")
    assert read_issue_weights(tmp_path) == (WeightRuling(line=2, member_id="ash", issue="Harbour fee", weight=2.5),)


def test_all_mistakes_are_told_with_their_line(tmp_path):
    (tmp_path / "issue_weights.csv").write_text("member_id,issue,weight\n,Fee,1\nash,,0\nash,Fee,much\nash\n")
    with pytest.raises(SettingsError) as told:
        read_issue_weights(tmp_path)
    for mistake in (
        "line 2: member_id is empty",
        "line 3: issue is empty",
        "line 3: the weight '0'",
        "line 4: the weight 'much'",
        "line 5: issue is empty",
        "line 5: the weight ''",
    ):
        assert mistake in str(told.value)
