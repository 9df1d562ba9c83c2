import pytest

from corpus.errors import SettingsError, UserError
from corpus.issue_rulings import HEADER, read_issue_rulings
from corpus.records import IssueRuling, IssueVerdict

A, B = "0123456789abcdef", "fedcba9876543210"


def rulings(folder, *lines, header=HEADER):
    (folder / "issues.csv").write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_issue_rulings(folder)


def mistakes(folder, *lines, header=HEADER):
    with pytest.raises(SettingsError) as told:
        rulings(folder, *lines, header=header)
    assert "issues.csv" in told.value.where
    return told.value.mistakes


def test_no_file_means_no_rulings(tmp_path):
    assert read_issue_rulings(tmp_path) == ()


def test_names_merges_and_splits_are_read_in_the_order_of_the_file(tmp_path):
    found = rulings(
        tmp_path,
        "Harbour dues,name,Port charges,,Ada,2026-03-02,as agreed",
        "Boats,merge,Port charges,,,,",
        f"Port charges,Split,Night fees,{B} {A},,,",
    )
    assert found == (
        IssueRuling(line=2, issue="Harbour dues", verdict=IssueVerdict.NAME, value="Port charges", positions=()),
        IssueRuling(line=3, issue="Boats", verdict=IssueVerdict.MERGE, value="Port charges", positions=()),
        IssueRuling(line=4, issue="Port charges", verdict=IssueVerdict.SPLIT, value="Night fees", positions=(A, B)),
    )


def test_only_three_columns_are_needed_and_a_spreadsheet_may_use_semicolons(tmp_path):
    (found,) = rulings(tmp_path, "Boats;name;Ships, large and small", header="Issue;Verdict;Value\n")
    assert (found.issue, found.value) == ("Boats", "Ships, large and small")


def test_all_mistakes_are_told_at_once_with_line_and_advice(tmp_path):
    told = mistakes(
        tmp_path,
        ",name,Port charges",
        "Boats,nam,Ships",
        "Boats,name,",
        "",
        "Boats,merge,boats",
        "Boats,split,Ships",
        "Boats,split,Ships,12345",
        f"Boats,name,Ships,{A}",
    )
    for line, words in {
        "line 2": "issue is empty. Write",
        "line 3": "'nam' is no verdict. Did you mean name?",
        "line 4": "value is empty. Write the new name.",
        "line 6": "an issue cannot merge with itself. Name another one",
        "line 7": "positions is empty. Write",
        "line 8": "'12345' is no position_id",
        "line 9": "positions only go with split. Empty the cell",
    }.items():
        assert [mistake for mistake in told if mistake.startswith(f"{line}: {words}")], (line, told)
    assert len(told) == 7


def test_two_names_for_one_issue_and_two_ways_for_one_sentence_are_contradictions(tmp_path):
    told = mistakes(
        tmp_path,
        "Boats,name,Ships",
        "boats,name,Vessels",
        f"Boats,split,Nets,{A}",
        f"Boats,split,Reefs,{A}",
    )
    assert ["stands already in line 2 with 'Ships'" in told[0], "stands already in line 4" in told[1]] == [True, True]


def test_the_same_said_twice_is_no_contradiction(tmp_path):
    assert len(rulings(tmp_path, "Boats,name,Ships", "boats,name,ships")) == 2


def test_a_missing_column_and_a_file_that_is_not_utf8_are_refused(tmp_path):
    assert mistakes(tmp_path, header="issue,verdit\n") == (
        "line 1: the column verdict is missing. Name it in the first line.",
        "line 1: the column value is missing. Name it in the first line.",
    )
    (tmp_path / "issues.csv").write_bytes(b"issue,verdict,value\nB\xf6te,name,Schiffe\n")
    with pytest.raises(UserError, match="not UTF-8"):
        read_issue_rulings(tmp_path)
