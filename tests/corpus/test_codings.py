"""Codings are read with every mistake told at once, and what a run exports is read as it was."""

import pytest

from corpus.codings import read_codings
from corpus.errors import SettingsError, UserError
from corpus.records import Holder, Kind


@pytest.fixture
def read(tmp_path):
    def work(text):
        path = tmp_path / "codings.csv"
        path.write_text(text, encoding="utf-8")
        return read_codings(path)

    return work


def test_the_smallest_file_needs_three_columns(read):
    (coding,) = read("document,quote,kind\nash/paper.txt,The fee must fall.,goal\n")
    assert (coding.line, coding.document, coding.quote) == (2, "ash/paper.txt", "The fee must fall.")
    assert coding.kind is Kind.GOAL
    assert (coding.issue, coding.stance, coding.coder, coding.holder) == ("", None, "coder", Holder.OWN)
    assert "firmness" not in coding.told


@pytest.mark.parametrize(
    ("written", "stance"), [("for", 1), ("Against", -1), ("neither", 0), ("-0.5", -0.5), ("", None)]
)
def test_a_side_is_a_word_or_a_number(read, written, stance):
    (coding,) = read(f"document;quote;kind;issue;stance\na/b.txt;We say so.;Non-negotiable;Fee;{written}\n")
    assert coding.stance == stance
    assert coding.kind is Kind.NON_NEGOTIABLE


def test_a_document_may_hold_nothing(read):
    (coding,) = read("document,quote,kind\na/b.txt,,none\n")
    assert coding.kind is None


def test_all_mistakes_are_told_at_once_with_their_lines(read):
    with pytest.raises(SettingsError) as raised:
        read(
            "document,quote,kind,issue,stance,firmness\n"
            ",We ask.,goal,,,\n"
            "a/b.txt,We ask.,wish,,,\n"
            "a/b.txt,We ask.,goal,Fee,2,7\n"
            "a/b.txt,We ask.,goal,,for,\n"
        )
    told = "\n".join(raised.value.mistakes)
    assert len(raised.value.mistakes) == 5
    for words in ("line 2: document is empty", "'wish'", "stance is '2'", "firmness is '7'", "line 5: a stance says"):
        assert words in told


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="take `codings` out"):
        read_codings(tmp_path / "codings.csv")
