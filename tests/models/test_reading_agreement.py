"""Two readings are held against each other sentence by sentence, and every difference is a sentence of the paper."""

import pytest

from corpus.blocks import BlockKind, Piece, assemble
from corpus.codings import read_codings
from models.readers import Paper
from models.readers.codings import CodingsReader
from models.reading_agreement import NOTHING, compare

HEAD = "document,quote,kind,issue,stance,holder\n"
TEXT = "Fees must fall. We met in May. We leave if nets are wide, and we said so. They ask for more."


@pytest.fixture
def paper(make):
    text, blocks = assemble([Piece(kind=BlockKind.PARAGRAPH, text=TEXT)])
    return Paper(document=make.document("ash", text=text), blocks=blocks, author="Ash")


@pytest.fixture
def reading(tmp_path, paper):
    def work(name, *lines):
        path = tmp_path / "codings.csv"
        path.write_text(HEAD + "".join(f"ash/paper.txt,{line}\n" for line in lines), encoding="utf-8")
        return CodingsReader(name, read_codings(path), file=path.name).read(paper)

    return work


def test_kinds_and_sides_are_compared_and_reported_speech_is_no_position(paper, reading):
    used = reading(
        "a", "Fees must fall.,goal,Fees,for,", '"We leave if nets are wide, and we said so.",non_negotiable,Nets,,'
    )
    other = reading(
        "b",
        "Fees must fall.,goal,FEES,against,",
        "We leave if nets are wide,constraint,Nets,for,",
        "They ask for more.,goal,,,reported",
        "We met in May.,preference,,,",
    )
    compared = compare(paper, used, other)
    assert compared.units == (
        ("goal", "goal"),
        (NOTHING, "preference"),
        ("non_negotiable", "constraint"),
        (NOTHING, NOTHING),
    )
    told = [(row.quote, row.figure, row.used_value, row.other_value) for row in compared.differences]
    assert told == [
        ("Fees must fall.", "side", "for", "against"),
        ("We met in May.", "kind", NOTHING, "preference"),
        ("We leave if nets are wide, and we said so.", "kind", "non_negotiable", "constraint"),
    ]
    for row in compared.differences:
        assert paper.document.text[row.start : row.end] == row.quote
        assert row.reader == "b"


def test_a_reading_agrees_with_itself(paper, reading):
    used = reading("a", "Fees must fall.,goal,Fees,for,")
    assert compare(paper, used, used).differences == ()
