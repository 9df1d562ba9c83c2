import pytest

from corpus.blocks import assemble
from corpus.formats import Limits
from corpus.formats.text import FORMAT
from corpus.records import Holder, Kind
from models.classification import PositionSettings, find_statements
from models.position_model import load
from models.segmentation import segment

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=10)
PAPER = """Fees

We ask every port to publish its fee each year. The ministry said that nobody must pay twice. Should boats pay at all?

The notice must be at least 30 days. We will not sign a charter with a fee for boats. Without it we leave.

The ports of this coast:
- must keep a public register of fees;
- should report to all members once a year.
"""


@pytest.fixture(scope="module")
def read():
    """A function that gives the text of a paper and the statements found in it."""

    scorer = load()

    def find(paper, make):
        text, blocks = assemble(FORMAT.read(paper.encode(), LIMITS).pieces)
        document = make.document("ash", text=text)
        sentences = segment(text, blocks)
        return text, find_statements(document, sentences, PositionSettings(), scorer=scorer, author="Ash Harbour")

    return find


def only(found):
    (statement,) = found
    return statement


def test_quotes_are_the_text_to_the_letter(read, make):
    text, found = read(PAPER, make)
    assert len(found) >= 4
    for statement in found:
        assert text[statement.start : statement.end] == statement.quote
        assert statement.context_start <= statement.start < statement.end <= statement.context_end
        assert statement.heading == "Fees"
        assert statement.member_id == "ash"
        if statement.marker_start is not None:
            assert 0 <= statement.marker_start < statement.marker_end <= len(text)
    assert [statement.start for statement in found] == sorted(statement.start for statement in found)
    assert len({statement.position_id for statement in found}) == len(found)


def test_ids_come_from_the_document_and_the_place(read, make):
    _, once = read(PAPER, make)
    _, again = read(PAPER, make)
    assert once == again
    _, moved = read("Boats wait here.\n\n" + PAPER, make)
    assert not {statement.position_id for statement in once} & {statement.position_id for statement in moved}


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("We ask every port to publish its fee.", Holder.OWN),
        ("We ask the minister to make every port publish its fee.", Holder.OWN),
        ("Critics argue that every port must publish its fee.", Holder.REPORTED),
        ("According to the ministry, every port must publish its fee.", Holder.REPORTED),
    ],
)
def test_whose_position_it_is(read, make, sentence, holder):
    _, found = read(sentence, make)
    assert only(found).holder is holder


def test_a_reported_position_names_its_holder(read, make):
    _, found = read("Critics argue that every port must publish its fee.", make)
    assert only(found).holder_name == "Critics"


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("We ask every port to publish its fee.", 1),
        ("We oppose any fee for small boats.", -1),
        ("Ports should not charge a fee for boats.", -1),
        ("We cannot accept a fee for small boats.", -1),
        ("We have no objection to a fee for small boats.", 1),
        ("We do not oppose a fee for small boats.", 1),
        ("We ask that the fee must not exceed ten euros a day.", 1),
        ("We ask that the fee be paid no later than in May.", 1),
    ],
)
def test_what_is_asked_for_and_what_is_turned_down(read, make, sentence, polarity):
    _, found = read(sentence, make)
    assert only(found).polarity == polarity


@pytest.mark.parametrize(
    "sentence", ["Should every port publish its fee?", "Must we not pay the fee?”", "Why should every port publish it?"]
)
def test_a_question_is_no_position(read, make, sentence):
    _, found = read(sentence, make)
    assert found == ()


def test_an_exit_beside_a_demand_hardens_it_and_is_its_marker(read, make):
    text, found = read("Every port must publish its fee each year. Without it we leave.", make)
    statement = only(found)
    assert statement.quote == "Every port must publish its fee each year."
    assert statement.kind is Kind.NON_NEGOTIABLE
    assert statement.firmness == 1
    assert statement.marker_start >= statement.end
    assert "leave" in text[statement.marker_start : statement.marker_end]


def test_an_exit_hardens_nothing_in_another_paragraph(read, make):
    _, found = read("Every port must publish its fee each year.\n\nWithout it we leave.", make)
    by_quote = {statement.quote: statement.kind for statement in found}
    assert by_quote["Every port must publish its fee each year."] is not Kind.NON_NEGOTIABLE


def test_the_marker_of_an_exit_in_the_sentence_is_its_own_words(read, make):
    text, found = read("We will not sign a charter with a fee for boats.", make)
    statement = only(found)
    assert statement.kind is Kind.NON_NEGOTIABLE
    assert text[statement.marker_start : statement.marker_end] == "will not sign"


def test_a_number_and_a_condition_are_kept(read, make):
    _, found = read("We insist on a notice of at least 30 days, except in a storm.", make)
    statement = only(found)
    assert (statement.low, statement.high, statement.unit) == (30, None, "day")
    assert statement.condition == "except in a storm"


def test_a_list_item_keeps_what_introduces_it(read, make):
    text, found = read(PAPER, make)
    items = [statement for statement in found if statement.quote.startswith(("must keep", "should report"))]
    assert len(items) == 2
    for item in items:
        assert text[item.lead_in_start : item.lead_in_end] == "The ports of this coast:"


def test_a_paper_without_positions_gives_none(read, make):
    _, found = read("The harbour was founded in 1952 by twelve families.", make)
    assert found == ()
    assert read("", make)[1] == ()
