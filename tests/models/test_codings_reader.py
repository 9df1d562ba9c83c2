"""What people marked enters only with a sentence that the document holds; what they told goes before rules."""

import pytest

from corpus.blocks import BlockKind, Piece, assemble
from corpus.codings import read_codings, to_csv
from corpus.errors import UserError
from corpus.records import Holder, Kind, Told
from models.readers import Paper
from models.readers.codings import READER, CodingsSettings

PIECES = (
    Piece(kind=BlockKind.HEADING, text="Harbour fees", level=1),
    Piece(kind=BlockKind.PARAGRAPH, text="We must pay at most 30 euros if the port stays open. We will leave."),
    Piece(kind=BlockKind.PARAGRAPH, text="We will leave. The union says that fees must rise."),
)
HEAD = "document,quote,kind,issue,stance,coder\n"


@pytest.fixture
def paper(make):
    text, blocks = assemble(PIECES)
    return Paper(document=make.document("ash", text=text), blocks=blocks, author="Ash")


@pytest.fixture
def reader(tmp_path):
    def work(text, source=""):
        (tmp_path / "codings.csv").write_text(text, encoding="utf-8")
        return READER.open(tmp_path, CodingsSettings(), source)

    return work


def test_a_coded_quote_is_a_statement_of_the_document_with_what_the_coder_told(paper, reader):
    reading = reader(HEAD + "ash/paper.txt,the port  stays open.,non_negotiable,Fees,against,ann\n").read(paper)
    (statement,) = reading.statements
    assert statement.quote == paper.document.text[statement.start : statement.end] == "the port stays open."
    assert (statement.kind, statement.firmness, statement.heading) == (Kind.NON_NEGOTIABLE, 1.0, "Harbour fees")
    assert reading.told == (Told(position_id=statement.position_id, issue="Fees", stance=-1.0),)
    assert reading.rejections == ()


def test_a_quote_that_is_not_there_is_dropped_with_its_line(paper, reader):
    reading = reader(HEAD + "ash/paper.txt,We must pay 40 euros.,goal,,,\nash/paper.txt,We will leave.,goal,,,\n").read(
        paper
    )
    assert [statement.quote for statement in reading.statements] == ["We will leave."]
    (lost,) = reading.rejections
    assert (lost.subject, lost.reason) == ("codings.csv line 2", "quote_not_found")
    assert "We must pay 40 euros." in lost.detail


def test_equal_sentences_are_taken_in_turn_or_where_the_coder_says(paper, reader):
    text = paper.document.text
    first, second = text.index("We will leave."), text.rindex("We will leave.")
    line = "ash/paper.txt,We will leave.,goal"
    in_turn = reader(f"document,quote,kind\n{line}\n{line}\n{line}\n").read(paper)
    assert [(s.start, s.facet) for s in in_turn.statements] == [(first, 0), (second, 0), (first, 1)]
    (placed,) = reader(f"document,quote,kind,start\n{line},{second}\n").read(paper).statements
    assert placed.start == second


def test_rules_tell_what_the_coder_does_not_but_no_condition_where_a_side_is_told(paper, reader):
    quote = "We must pay at most 30 euros if the port stays open."
    (told,) = reader(HEAD + f"ash/paper.txt,{quote},goal,Fees,for,\n").read(paper).statements
    (untold,) = reader(HEAD + f"ash/paper.txt,{quote},goal,,,\n").read(paper).statements
    assert (told.condition, told.high, told.unit) == (None, 30.0, "eur")
    assert untold.condition == "if the port stays open"
    (empty,) = reader(f"document,quote,kind,high,unit\nash/paper.txt,{quote},goal,,\n").read(paper).statements
    assert (empty.high, empty.unit) == (None, None)


def test_of_two_coders_one_is_read_and_the_other_can_be_asked_for(paper, reader):
    text = HEAD + "ash/paper.txt,We will leave.,goal,,,ben\nash/paper.txt,the port stays open,goal,,,ann\n"
    assert [s.quote for s in reader(text).read(paper).statements] == ["We will leave."]
    ann = reader(text, "ann")
    assert ann.name == "codings:ann"
    assert [s.quote for s in ann.read(paper).statements] == ["the port stays open"]
    with pytest.raises(UserError, match="Coders in it: ann, ben"):
        reader(text, "carl")


def test_a_document_that_nobody_coded_has_no_reading_and_an_unknown_one_is_told(paper, reader):
    codings = reader(HEAD + "elm/paper.txt,We ask.,goal,,,\n")
    assert codings.read(paper) is None
    (lost,) = codings.conclude([paper], []).rejections
    assert (lost.subject, lost.reason) == ("codings.csv line 2", "unknown_document")


def test_a_document_coded_as_holding_nothing_has_an_empty_reading(paper, reader):
    reading = reader("document,quote,kind\nash/paper.txt,,none\n").read(paper)
    assert reading.statements == reading.rejections == ()


def test_only_lines_about_a_paper_change_its_fingerprint(paper, reader, make):
    first = HEAD + "ash/paper.txt,We will leave.,goal,,,\n"
    assert reader(first).fingerprint(paper) == reader(first + "b/c.txt,We ask.,goal,,,\n").fingerprint(paper)
    assert reader(first).fingerprint(paper) != reader(first.replace("goal", "preference")).fingerprint(paper)


def test_no_spreadsheet_takes_a_quote_for_a_formula(tmp_path, make):
    position = make.position("p1", "ash", '=HYPERLINK("x")', issue_id=None, holder=Holder.REPORTED)
    path = tmp_path / "codings.csv"
    path.write_text(to_csv([position], [], [make.document("ash")], coder="ann"), encoding="utf-8")
    assert '" =HYPERLINK(""x"")"' in path.read_text(encoding="utf-8")
    (coding,) = read_codings(path)
    assert (coding.quote, coding.coder, coding.kind) == (position.quote, "ann", position.kind)
    assert (coding.holder, coding.stance, coding.firmness) == (Holder.REPORTED, None, 0.75)
