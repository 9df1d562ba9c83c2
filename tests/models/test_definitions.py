import pytest

from benchmarks.definition_cases import DEFINES, IN_GLOSSARY, LOOKS_SO, NO_GLOSSARY
from corpus.blocks import BlockKind, Piece, assemble
from models.definitions import definition_in, find_definitions, same_term


@pytest.mark.parametrize(("sentence", "term"), DEFINES)
def test_a_definition_is_found_with_its_term_and_meaning(sentence, term):
    found = definition_in(sentence)
    assert found is not None
    assert found.term == term
    assert len(sentence[found.start : found.end].split()) >= 3


@pytest.mark.parametrize(("sentence", "term"), IN_GLOSSARY)
def test_below_a_heading_of_definitions_a_colon_defines(sentence, term):
    assert definition_in(sentence) is None
    assert definition_in(sentence, in_glossary=True).term == term


@pytest.mark.parametrize("sentence", [*LOOKS_SO, *NO_GLOSSARY])
def test_what_only_looks_like_a_definition_is_none(sentence):
    assert definition_in(sentence) is None


def test_quotes_and_meanings_are_the_texts_own_to_the_letter(make):
    pieces = [
        Piece(kind=BlockKind.HEADING, text="Glossary"),
        Piece(kind=BlockKind.LIST_ITEM, text="Berth: a place where one boat lies."),
        Piece(kind=BlockKind.PARAGRAPH, text="We ask for more. By \u201cnight\u201d we mean the hours after ten."),
        Piece(kind=BlockKind.QUOTATION, text="By \u201cday\u201d they mean the hours before ten."),
    ]
    text, blocks = assemble(pieces)
    document = make.document("anvil", text=text)
    found = list(find_definitions(document, blocks))
    assert [row.term for row in found] == ["Berth", "night"]
    for row in found:
        assert text[row.start : row.end] == row.quote
    assert [text[row.meaning_start : row.meaning_end] for row in found] == [
        "a place where one boat lies.",
        "the hours after ten.",
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("Core Hours", "the core hour"), ("Remote-worker", "remote workers"), ("Bodies", "a body")]
)
def test_spellings_of_a_term_are_one(one, other):
    assert same_term(one) == same_term(other)
    assert same_term("bus") == "bus"
