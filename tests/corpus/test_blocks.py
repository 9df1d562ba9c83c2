from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import SEPARATOR, BlockKind, Piece, assemble

TEXTS = st.text(alphabet=st.sampled_from("ab  \n\t.:-\u00ad\u200b\ufb01é—"), max_size=40)


@st.composite
def pieces(draw):
    text = draw(TEXTS)
    page = draw(st.none() | st.integers(1, 9))
    page_breaks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3))) if page else []
    kind = draw(st.sampled_from(BlockKind))
    return Piece(kind=kind, text=text, page=page, page_breaks=tuple(page_breaks))


def tidied(text):
    visible = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufb01", "fi")
    return " ".join(visible.split())


@given(st.lists(pieces(), max_size=8))
def test_every_block_holds_its_pieces_text_and_nothing_is_lost(given_pieces):
    text, blocks = assemble(given_pieces)
    wanted = [tidied(piece.text) for piece in given_pieces if tidied(piece.text)]
    assert [text[block.start : block.end] for block in blocks] == wanted
    assert text == SEPARATOR.join(wanted)


@given(st.lists(pieces(), max_size=8))
def test_blocks_follow_one_another_without_overlap(given_pieces):
    _, blocks = assemble(given_pieces)
    ends = [0, *(block.end + len(SEPARATOR) for block in blocks)]
    assert [block.start for block in blocks] == ends[:-1]


@given(pieces())
def test_pages_only_grow_inside_a_block(piece):
    text, blocks = assemble([piece])
    for block in blocks:
        pages = [block.page_at(offset) for offset in range(block.start, block.end)]
        if piece.page is None:
            assert set(pages) == {None}
        else:
            assert pages == sorted(pages)
            assert piece.page <= pages[0]
            assert pages[-1] <= piece.page + len(piece.page_breaks)
    assert len(text) == sum(block.end - block.start for block in blocks)


def test_page_at_changes_exactly_at_the_first_word_of_the_next_page():
    first, second = "We ask for  ", "a fixed date."
    piece = Piece(kind=BlockKind.PARAGRAPH, text=first + second, page=4, page_breaks=(len(first),))
    text, (_, block) = assemble([Piece(kind=BlockKind.HEADING, text="Dates"), piece])
    start_of_second = text.index("a fixed")
    assert block.page_at(start_of_second - 1) == 4
    assert block.page_at(start_of_second) == 5


def test_list_items_point_at_the_paragraph_that_introduces_them():
    text, blocks = assemble(
        [
            Piece(kind=BlockKind.PARAGRAPH, text="We ask for:"),
            Piece(kind=BlockKind.LIST_ITEM, text="shorter terms;"),
            Piece(kind=BlockKind.HEADER_FOOTER, text="page 2"),
            Piece(kind=BlockKind.LIST_ITEM, text="longer notice."),
            Piece(kind=BlockKind.PARAGRAPH, text="That is all."),
            Piece(kind=BlockKind.LIST_ITEM, text="stray item"),
        ]
    )
    led = [text[block.lead_in_start : block.lead_in_end] if block.lead_in_end else None for block in blocks]
    assert led == [None, "We ask for:", None, "We ask for:", None, None]


def test_an_item_that_introduces_a_list_of_its_own_leads_in_its_items_only():
    texts = [
        (BlockKind.PARAGRAPH, 0, "Ports shall:"),
        (BlockKind.LIST_ITEM, 1, "1. keep a book of:"),
        (BlockKind.LIST_ITEM, 1, "(a) boats;"),
        (BlockKind.LIST_ITEM, 1, "(b) fees;"),
        (BlockKind.LIST_ITEM, 1, "2. close:"),
        (BlockKind.LIST_ITEM, 2, "at night;"),
        (BlockKind.LIST_ITEM, 1, "3. report."),
    ]
    text, blocks = assemble(Piece(kind=kind, level=level, text=said) for kind, level, said in texts)
    led = [text[block.lead_in_start : block.lead_in_end] if block.lead_in_end else None for block in blocks]
    assert led == [
        None,
        "Ports shall:",
        "1. keep a book of:",
        "1. keep a book of:",
        "Ports shall:",
        "2. close:",
        "Ports shall:",
    ]


def test_blocks_that_only_ask_are_questions():
    texts = [
        "Should ports close?",
        "4. Which ports? All of them, and why?",
        "We disagree. Why should they?",
        "They close.",
    ]
    _, blocks = assemble(Piece(kind=BlockKind.PARAGRAPH, text=text) for text in texts)
    assert [block.kind is BlockKind.QUESTION for block in blocks] == [True, True, False, False]


def test_a_numbered_statement_that_nothing_introduces_is_a_clause_and_keeps_its_number():
    items = [
        "1. Boats report to the lock.",
        "1.2 Boats without a lamp wait.",
        "(3) A boat that waits pays:",
        "a) one fee.",
        "5) Lamps",
        "30 boats wait each day.",
        "b) Lamps are lit.",
        "6. Who pays?",
    ]
    _, blocks = assemble(Piece(kind=BlockKind.LIST_ITEM, text=item, level=1) for item in items)
    clause, item = BlockKind.NUMBERED_CLAUSE, BlockKind.LIST_ITEM
    assert [block.kind for block in blocks] == [clause, clause, clause, item, item, item, item, BlockKind.QUESTION]
