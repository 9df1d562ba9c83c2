from corpus.records import IssueRuling, IssueVerdict, NamedBy
from models.issue_rulings import Group, carry_out

NAME, MERGE, SPLIT = IssueVerdict.NAME, IssueVerdict.MERGE, IssueVerdict.SPLIT


def ruling(line, issue, verdict, value, *positions):
    return IssueRuling(line=line, issue=issue, verdict=verdict, value=value, positions=positions)


def after(*rulings):
    """Fees with a1 a2, Boats with b1 b2 b3, and c1 alone, after rulings: groups by label, and details of rejections."""
    groups = [Group(label="Fees", held={"a1", "a2"}), Group(label="Boats", held={"b1", "b2", "b3"})]
    kept, rejections = carry_out(rulings, groups=groups, alone=["c1"])
    assert all(row.step == "issues" and row.reason == "ruling_without_effect" for row in rejections)
    return {group.label: group.held for group in kept}, {row.subject: row.detail for row in rejections}


def test_an_issue_is_renamed_by_its_name_or_by_a_sentence_in_it():
    for reference in ("Fees", " fees", "a2"):
        found, rejected = after(ruling(2, reference, NAME, "Port charges"))
        assert found == {"Port charges": {"a1", "a2"}, "Boats": {"b1", "b2", "b3"}}
        assert not rejected


def test_a_merged_issue_keeps_the_name_of_the_one_it_joins():
    found, rejected = after(ruling(2, "Fees", MERGE, "Boats"))
    assert found == {"Boats": {"a1", "a2", "b1", "b2", "b3"}}
    assert not rejected


def test_a_later_line_may_use_a_name_that_an_earlier_line_gave_or_took_away():
    found, rejected = after(
        ruling(2, "Fees", NAME, "Port charges"),
        ruling(3, "Boats", MERGE, "Port charges"),
        ruling(4, "Boats", SPLIT, "Small boats", "b1"),
        ruling(5, "Small boats", NAME, "Dinghies"),
        ruling(6, "Boats", NAME, "Harbour"),
    )
    assert found == {"Harbour": {"a1", "a2", "b2", "b3"}, "Dinghies": {"b1"}}
    assert not rejected


def test_sentences_leave_for_a_new_issue_or_for_one_that_is_there():
    found, _ = after(ruling(2, "Boats", SPLIT, "Nets", "b1", "b2"))
    assert found == {"Fees": {"a1", "a2"}, "Boats": {"b3"}, "Nets": {"b1", "b2"}}
    found, _ = after(ruling(2, "Boats", SPLIT, "fees", "b1"))
    assert found == {"Fees": {"a1", "a2", "b1"}, "Boats": {"b2", "b3"}}


def test_a_sentence_that_stands_alone_can_be_brought_home():
    assert after(ruling(2, "c1", MERGE, "Fees"))[0]["Fees"] == {"a1", "a2", "c1"}
    assert after(ruling(2, "anything", SPLIT, "Nets", "c1"))[0]["Nets"] == {"c1"}


def test_an_issue_that_all_sentences_leave_is_gone():
    found, _ = after(ruling(2, "Fees", SPLIT, "Charges", "a1", "a2"))
    assert found == {"Charges": {"a1", "a2"}, "Boats": {"b1", "b2", "b3"}}


def test_a_ruling_that_finds_nothing_changes_nothing_and_is_told():
    found, rejected = after(
        ruling(2, "Lighthouses", NAME, "Beacons"),
        ruling(3, "Fees", MERGE, "Lighthouses"),
        ruling(4, "Lighthouses", MERGE, "Fees"),
        ruling(5, "Fees", SPLIT, "Nets", "gone"),
        ruling(6, "Fees", MERGE, "a1"),
        ruling(7, "c1", NAME, "Quays"),
    )
    assert found == {"Fees": {"a1", "a2"}, "Boats": {"b1", "b2", "b3"}}
    assert set(rejected) == {f"issues.csv line {line}" for line in range(2, 8)}
    assert "No issue of this run is called 'Lighthouses'" in rejected["issues.csv line 2"]
    assert "Not found in this run: gone" in rejected["issues.csv line 5"]
    assert "one issue in this run already" in rejected["issues.csv line 6"]
    assert "stands alone" in rejected["issues.csv line 7"]


def test_who_named_an_issue_is_kept():
    groups = [Group(label="Fees", held={"a1"}), Group(label="Boats", held={"b1", "b2"})]
    rulings = [ruling(2, "Fees", NAME, "Charges"), ruling(3, "Boats", SPLIT, "Nets", "b1")]
    kept, _ = carry_out(rulings, groups=groups, alone=[])
    assert {group.label: group.named_by for group in kept} == {
        "Charges": NamedBy.RULING,
        "Boats": NamedBy.PROGRAM,
        "Nets": NamedBy.RULING,
    }
