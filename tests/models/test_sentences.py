from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.language import load


def sentences(text):
    return [sentence.text for sentence in load()(text).sents]


@pytest.mark.parametrize(
    "text",
    [
        "We thank Mr. Okafor and Prof. Dr. Lindqvist for their work.",
        "J. R. Adeyemi wrote to the board.",
        "We cite Art. 12 and Sec. 4, para. 2 of the code.",
        "Under No. 5 of the annex it is due.",
        "It was found by Tanaka et al. (2014) in the harbour.",
        "The U.S. Government and the E.U. Council agree.",
        "It is dated 3 Nov. 2024 and holds.",
        "A quay (e.g. Pier Nine) stays open, i.e. All boats may land.",
        "The fee of 1.5 % and the share of 2.75 % stand in v3.2.1 of the code.",
        "It met in St. Ives under Gov. Reyes.",
        "We wait … and wait ... for an answer.",
        "“Is that all?” they asked.",
        "(They were told so by the port.) and that was it.",
        "The Harbour Ltd. has no licence.",
        "approx. 30 boats, vs. 12 Boats before",
        "2. Members keep a register.",
        "iv. Members keep a register.",
        "5.1.7 Members keep a register.",
        "(a) Members keep a register.",
    ],
)
def test_a_sentence_is_not_cut(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["We agree.", "Members pay."],
        ["Do we agree?", "No.", "We do not."],
        ["Stop!", "5 boats wait.", "Why?!", "Nobody knows."],
        ["He said “we sign.”", "Then he left."],
        ['He said "we sign."', '"Then go," they said.'],
        ["(See the annex.)", "Members pay."],
        ["They balance all entities.”2", "This approach holds.[3]", "It ends."],
        ["They balance the fee.3", "This approach holds."],
        ["We wait…", "The tide turns...", "Then we sail."],
        ["Boats, nets, ropes, etc.", "Because of it we pay."],
        ["We saw Harbour Ltd.", "It pays."],
        ["It moved to the U.S.", "The fee fell."],
        ["That is Annex B.", "The rest is open."],
        ["It opens at 5 p.m.", "We go."],
        ["1. Members pay.", "2. Guests do not."],
        ["The year was 2014.", "Nets were cheap."],
        ["Wir zahlen.", "Über uns.", "«Nous aussi.»"],
    ],
)
def test_sentences_are_cut_where_they_end(parts):
    assert sentences(" ".join(parts)) == parts


WORDS = ["we", "must", "the", "Members", "boats", "No.", "Art.", "5", "3.2", "e.g.", "U.S.", "J.", "etc.", "(see)"]
WORDS += ["“quoted”", "end.", "end.”2", "wait…", "why?", "Ltd.", ")", "”", "12", "–", "é", "Über"]
words = st.sampled_from(WORDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(words, min_size=1, max_size=25).map(" ".join) | st.text(max_size=60))
def test_sentences_tile_the_text(text):
    spans = list(load()(text).sents)
    assert "".join(span.text_with_ws for span in spans) == text
    assert all(one.end_char <= other.start_char for one, other in pairwise(spans))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["We agree.", "Do we pay?", "Members, not guests, pay.", "Stop!"]), max_size=8))
def test_plain_sentences_are_counted_right(parts):
    assert sentences(" ".join(parts)) == parts
