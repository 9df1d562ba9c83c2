"""A quote is found where it stands, whatever the line breaks and signs, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.locating import Locator, fold

TEXT = "We shall not “sign” any co-\noperation pact.  The pact's end — in 2027 — is ours.\n\nWe shall not sign."


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("We shall not sign.", "We shall not sign."),
        ('We shall not "sign" any cooperation pact.', "We shall not “sign” any co-\noperation pact."),
        ("any co-operation\tpact", "any co-\noperation pact"),
        ("The pact’s end - in 2027 - is ours", "The pact's end — in 2027 — is ours"),
        ("  is ours.  ", "is ours."),
    ],
)
def test_a_quote_is_found_whatever_spaces_and_hyphens(quote, said):
    ((start, end),) = Locator(TEXT).find(quote)
    assert TEXT[start:end] == said


@pytest.mark.parametrize("quote", ["", " - ", "We shall sign", "peration pact", "in 202", "ours. We shall", "WE SHALL"])
def test_what_the_text_does_not_say_is_not_found(quote):
    found = [TEXT[start:end] for start, end in Locator(TEXT).find(quote)]
    assert found == (["ours.\n\nWe shall"] if quote.startswith("ours") else [])


def test_all_places_are_told_and_bounds_are_kept():
    text = "Fees fall. Fees fall. Fees fall."
    assert Locator(text).find("Fees fall.") == [(0, 10), (11, 21), (22, 32)]
    assert Locator(text).find("Fees fall.", start=1, end=31) == [(11, 21)]
    assert Locator(text).find("Fees  fall.", start=1, end=31) == [(11, 21)]


@given(st.text(alphabet="aB -\n'’\u00ad.\ufb01", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_every_part_of_a_text_that_ends_at_words_is_found_where_it_stands(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    said = text[start:end]
    found = Locator(text).find(said)
    whole = said == said.strip() and any(c.isalnum() for c in said)
    inside = (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) if whole else True
    inside = inside or (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())
    if not inside:
        assert (start, end) in found
    assert all(fold(text[at:until])[0] == fold(said)[0] for at, until in found)
