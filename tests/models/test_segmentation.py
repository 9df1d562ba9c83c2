import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.blocks import BlockKind, Piece, assemble
from corpus.formats import Limits
from corpus.formats.text import FORMAT
from models.segmentation import segment

WORDS = ["We agree.", "Members", "must", "pay", "No.", "5", "3.2", "“why?”", "etc.", "\n", "(b)", "–"]
PROSE = {
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.NUMBERED_CLAUSE,
    BlockKind.TABLE_CELL,
    BlockKind.QUOTATION,
    BlockKind.QUESTION,
}
LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=10)


def read(text):
    return assemble(FORMAT.read(text.encode(), LIMITS).pieces)


def said(text):
    return [sentence.text for sentence in segment(*read(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We agree. Members pay.", ["We agree.", "Members pay."]),
        (
            "Ports shall:\n1. Keep a register: it is public.\n2. Pay the fee.",
            ["Ports shall:", "1. Keep a register: it is public.", "2. Pay the fee."],
        ),
        (
            "The ports:\n- pay a fee;\n- keep a register; and\n- report.",
            ["The ports:", "pay a fee;", "keep a register; and", "report."],
        ),
        (
            "Members shall:\n(a) cut the fee by 40 % by 2030;\n(b) open no new pier. This holds from 1 Jan. 2027; and\n"
            "(c) report.",
            [
                "Members shall:",
                "(a) cut the fee by 40 % by 2030;",
                "(b) open no new pier.",
                "This holds from 1 Jan. 2027; and",
                "(c) report.",
            ],
        ),
        (
            "3. What should the ports of this coast do about the dredging that the sea asks for every year?\n\n"
            "They should dredge less.",
            [
                "3. What should the ports of this coast do about the dredging that the sea asks for every year?",
                "They should dredge less.",
            ],
        ),
        (
            "A line that goes\non over the break. And\nthe next.",
            ["A line that goes on over the break.", "And the next."],
        ),
        (
            "They “name the steps and all the persons who are responsible.”7 This keeps the books in order.",
            [
                "They “name the steps and all the persons who are responsible.”7",
                "This keeps the books in order.",
            ],
        ),
        (
            "We object to “(b) the port shall not open the lock.” We oppose this.",
            ["We object to “(b) the port shall not open the lock.”", "We oppose this."],
        ),
        ("Nets, ropes, sails, etc.\nBecause of it we pay.", ["Nets, ropes, sails, etc.", "Because of it we pay."]),
        ("Yes. No. 5 stays, e.g. for boats.", ["Yes.", "No. 5 stays, e.g. for boats."]),
    ],
)
def test_text_becomes_the_sentences_a_reader_sees(text, expected):
    assert said(text) == expected


pieces = st.lists(
    st.builds(
        Piece,
        kind=st.sampled_from(list(BlockKind)),
        text=st.lists(
            st.sampled_from(
                ["We agree.", "Members", "must", "pay", "No.", "5", "3.2", "“why?”", "etc.", "\n", "(b)", "–"]
            ),
            max_size=12,
        ).map(" ".join),
        page=st.none() | st.integers(1, 3),
    ),
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(pieces)
def test_sentences_lie_in_order_in_their_blocks_and_leave_nothing_out(given_pieces):
    text, blocks = assemble(given_pieces)
    sentences = segment(text, blocks)
    covered = set()
    last = 0
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert sentence.text
        assert last <= sentence.start < sentence.end
        assert sentence.block.start <= sentence.start
        assert sentence.end <= sentence.block.end
        last = sentence.end
        covered |= set(range(sentence.start, sentence.end))
    for block in blocks:
        for place in range(block.start, block.end):
            if not text[place].isspace():
                assert (place in covered) == (block.kind in PROSE)


def test_a_sentence_knows_its_heading_its_page_and_its_cues():
    text, blocks = assemble(
        [
            Piece(kind=BlockKind.PARAGRAPH, text="We begin.", page=1),
            Piece(kind=BlockKind.HEADING, text="Fees", page=1),
            Piece(kind=BlockKind.PARAGRAPH, text="The fee is due. We will not sign it.", page=1, page_breaks=(16,)),
            Piece(kind=BlockKind.HEADING, text="Nets", page=2),
            Piece(kind=BlockKind.LIST_ITEM, text="Nets must go.", page=None),
        ]
    )
    begin, due, sign, nets = segment(text, blocks)
    assert [sentence.heading for sentence in (begin, due, sign, nets)] == [None, "Fees", "Fees", "Nets"]
    assert [sentence.page for sentence in (begin, due, sign, nets)] == [1, 1, 2, None]
    assert "exit" in sign.cues
    assert "exit" not in due.cues
    ((start, end),) = sign.cues["exit"]
    assert text[sign.start + start : sign.start + end] == "will not sign"
    assert sign.words == 5


def test_no_blocks_give_no_sentences():
    assert segment("", ()) == ()
