import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import BlockKind
from corpus.formats import Limits, UnreadableError
from corpus.formats.markdown import read_markdown
from corpus.formats.text import read_text
from corpus.records import ReadStatus

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)
SENTENCE = "La Commission soutient « pleinement » l’accord – 5 € – et la façade naïve. "


def kinds(extracted):
    return [(piece.kind.value, piece.text) for piece in extracted.pieces]


def test_wrapped_lines_are_joined_and_headings_lists_and_quotations_told_apart():
    text = """\
POSITION OF THE PORT

The port of Aa has looked at the second draft of the charter and has
found that most of it can be carried, though not the article on cranes
which nobody asked for.
We ask for:

  - a date by which the old cranes
    may stay in use;
  - two years of notice.

A smaller point
---------------

1. Harbour dues should
   be left alone.

> The charter must be signed
> by everybody.
"""
    assert kinds(read_text(text.encode(), LIMITS)) == [
        ("heading", "POSITION OF THE PORT"),
        (
            "paragraph",
            "The port of Aa has looked at the second draft of the charter and has found that most of it can be "
            "carried, though not the article on cranes which nobody asked for.",
        ),
        ("paragraph", "We ask for:"),
        ("list_item", "a date by which the old cranes may stay in use;"),
        ("list_item", "two years of notice."),
        ("heading", "A smaller point"),
        ("list_item", "1. Harbour dues should be left alone."),
        ("quotation", "The charter must be signed by everybody."),
    ]


def test_one_line_a_paragraph_is_left_as_it_is():
    lines = [f"Paragraph {number} says one thing, and says it on a single line." for number in range(5)]
    assert [text for _, text in kinds(read_text("\n".join(lines).encode(), LIMITS))] == lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_usual_encodings_are_recognised(encoding):
    content = (SENTENCE * 4).encode(encoding)
    assert kinds(read_text(content, LIMITS)) == [("paragraph", (SENTENCE * 4).strip())]


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 500, b"We agree\x01\x02\x03\x04"])
def test_binary_data_is_refused(content):
    with pytest.raises(UnreadableError) as caught:
        read_text(content, LIMITS)
    assert caught.value.status is ReadStatus.CORRUPT


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=200))
def test_no_letter_is_lost(text):
    extracted = read_text(text.encode(), LIMITS)
    letters = [character for character in text if character.isalpha()]
    read = [character for piece in extracted.pieces for character in piece.text if character.isalpha()]
    # Letters may serve as list bullets ("o ") and nothing else may go.
    assert len(letters) - len(read) <= sum(line.lstrip("> ").startswith("o") for line in text.splitlines())


def test_markdown_loses_its_markup_and_keeps_its_structure():
    text = """\
---
title: "On cranes"
date: 2021-05-04
---
# Position

We support **it**, see [the *draft*](http://x.example).[^1] <b>Raw</b>

1. first
   - inner
2. second

> They said no.

| a | b |
|---|---|
| 1 | 2 |

**What we ask for:**

```
code
```
<script>alert(1)</script>

[^1]: Except in
    ports.
"""
    extracted = read_markdown(text.encode(), LIMITS)
    assert (extracted.title, extracted.dated) == ("On cranes", "2021-05-04")
    assert [(piece.kind.value, piece.level, piece.text) for piece in extracted.pieces] == [
        ("heading", 1, "Position"),
        ("paragraph", 0, "We support it, see the draft. Raw"),
        ("list_item", 1, "1. first"),
        ("list_item", 2, "inner"),
        ("list_item", 1, "2. second"),
        ("quotation", 0, "They said no."),
        *[("table_cell", 0, cell) for cell in ("a", "b", "1", "2")],
        ("heading", 4, "What we ask for:"),
        ("footnote", 0, "Except in ports."),
    ]


def test_markdown_with_deep_quotations_is_no_crash():
    extracted = read_markdown(b">" * 20_000 + b" We support it.", LIMITS)
    assert all(piece.kind is BlockKind.QUOTATION for piece in extracted.pieces)


def test_the_number_of_an_article_at_the_start_of_a_line_begins_no_item():
    text = """\
The Commission has proposed in its draft, in line with Article
3(14) of the Act, that all members should report each year under
Sec. 5 of the charter, and we do not agree with that because of Art.
14. Nobody asked us before it was written down in the year of the
Second reading, which is why we ask the board to look at the
Third Annex again, and at the part of it which speaks about
cranes in ports.
"""
    (piece,) = read_text(text.encode(), LIMITS).pieces
    assert piece.kind is BlockKind.PARAGRAPH


def test_the_first_item_of_a_list_is_no_heading():
    assert kinds(read_text(b"We ask for\n\n- Notice of cranes\n- Dates\n", LIMITS))[1:] == [
        ("list_item", "Notice of cranes"),
        ("list_item", "Dates"),
    ]
