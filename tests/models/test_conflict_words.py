"""The words that decide are found in a long sentence."""

from models.conflict_words import deciding_words


def test_of_a_long_sentence_the_clause_is_quoted_that_the_other_side_speaks_of_and_not_the_threat(make):
    said = (
        "Our members met twice in the autumn, and a pilot fee that every ferry pays at each landing is what they will "
        "not have, so we would leave the table with courtesy and would not come back to it in this century."
    )
    at = said.index("leave the table")
    position = make.position("p1", "ash", said, marker_start=at, marker_end=at + len("leave the table"))
    shown = deciding_words(position, about="every ferry must pay a fee")
    assert "a pilot fee that every ferry pays" in shown
    assert "leave the table" not in shown
    assert shown.endswith(" …")
    assert len(shown.split()) <= 26
