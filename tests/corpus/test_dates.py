import pytest

from corpus.dates import find_date
from corpus.records import DateSource


@pytest.mark.parametrize(
    ("head", "dated"),
    [
        ("Position paper\n\nBrussels, 12 March 2021", "2021-03-12"),
        ("Harbour Board | March 3rd, 2019\n\nWe support the plan.", "2019-03-03"),
        ("Letter\n\n2022-11-05", "2022-11-05"),
        ("Stellungnahme\n\n12.03.2021", "2021-03-12"),
        ("Sept. 2020", "2020-09"),
        ("Bulletin, Autumn 2021", "2021-10"),
        ("Comments\n\n25/12/2020", "2020-12-25"),
        ("Comments\n\n12/25/2020", "2020-12-25"),
        ("Comments\n\n04/05/2020", "2020"),
        ("Our vision for ports 2018", "2018"),
        (
            "Submitted on 4 June 2024 to the committee, which had asked all ports and carriers for views.",
            "2024-06-04",
        ),
    ],
)
def test_dates_are_read_in_the_usual_forms(head, dated):
    assert find_date(head, "paper.pdf", None) == (dated, DateSource.TEXT)


@pytest.mark.parametrize(
    "head",
    [
        "We regret Regulation (EU) 2016/679 of 27 April 2016, which the carriers never wanted and still do not.",
        "All ships must comply by 1 January 2030.",
        "The plan covers 1 January 2021 to 31 December 2030.",
        "In 2015 the ports had no common rule, and in July 2011 there was not even a register of vessels at hand.",
        "31 February 2020, which no calendar has",
        "Founded on 2 May 1850",
    ],
)
def test_dates_of_laws_deadlines_periods_and_stories_are_not_the_papers(head):
    assert find_date(head, "paper.pdf", None) == (None, None)


def test_a_date_on_its_own_line_counts_before_one_in_a_sentence():
    head = "We write about the accident that the whole coast remembers, which was 3 May 2019, a Friday.\n\n4 June 2020"
    assert find_date(head, "x.txt", None)[0] == "2020-06-04"


@pytest.mark.parametrize(
    ("name", "dated"),
    [
        ("a/2021-03-09_paper.pdf", "2021-03-09"),
        ("20210309.pdf", "2021-03-09"),
        ("paper_2021-03.pdf", "2021-03"),
        ("notes_july_2017.md", "2017-07"),
        ("v2_2014.docx", "2014"),
        ("a/2021/paper.pdf", None),
        ("id12021.pdf", None),
    ],
)
def test_then_the_file_name_is_asked(name, dated):
    assert find_date("We support it.", name, None) == (dated, dated and DateSource.FILE_NAME)


@pytest.mark.parametrize(
    ("metadata", "dated"),
    [
        ("2019-05-06T10:00:00Z", "2019-05-06"),
        ("2019", "2019"),
        ("20190506", "2019-05-06"),
        ("0000", None),
        ("", None),
        ("1970-01-01", None),
        ("2019-99-99", None),
    ],
)
def test_then_what_the_file_says_of_itself(metadata, dated):
    assert find_date("", "paper.pdf", metadata) == (dated, dated and DateSource.METADATA)


def test_the_text_counts_before_the_name_and_the_name_before_the_metadata():
    assert find_date("5 May 2021", "2020.pdf", "2019")[0] == "2021-05-05"
    assert find_date("", "2020.pdf", "2019")[0] == "2020"
