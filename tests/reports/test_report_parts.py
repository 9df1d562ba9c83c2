"""The small parts of the report: words, sides of a collision, quotes, geometry, and rules for its source."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from corpus.records import ConcessionMerit, IncompatibilityType, IssueState, Kind, ReadStatus, StanceSide
from reports import charts, ordering, quotes, words
from reports.language import listed
from reports.page import TEMPLATES, all_sections
from reports.sides import components, neighbours_of, opposed, sides

SOURCES = sorted(Path(reports.__file__).parent.rglob("*.py"))
TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>")

members = st.sampled_from("abcdefgh")
pairs = st.lists(st.tuples(members, members).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=20)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_markup_stands_in_templates_only(path):
    source = re.sub(r"(?:templates/sections|evidence)/<\w+>", "", path.read_text(encoding="utf-8"))
    assert TAG.findall(source) == []


def test_every_section_has_a_template_and_no_template_is_left_over():
    names = {section.id for section in all_sections()}
    assert {path.stem for path in (TEMPLATES / "sections").iterdir()} == names
    assert all(section.question.endswith("?") for section in all_sections())


def test_every_value_has_words():
    assert set(words.STANCE_WORDS) == set(words.STANCE_SYMBOLS) == set(StanceSide)
    assert len(set(words.STANCE_SYMBOLS.values())) == len(StanceSide)
    assert set(words.STATE_WORDS) == set(IssueState)
    assert set(words.TYPE_WORDS) == set(IncompatibilityType)
    assert set(words.READ_WORDS) == set(ReadStatus)
    assert set(words.MERIT_WORDS) == set(ConcessionMerit)
    assert set(words.READ_ADVICE) == set(ReadStatus) - {ReadStatus.READ}


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 members"), (1, "1 member"), (2, "2 members"), (12000, "12,000 members")]
)
def test_counts_agree_with_their_noun(number, shown):
    assert words.count(number, "member") == shown


def test_irregular_nouns_give_their_own_plural():
    assert words.count(1, "file was", "files were") == "1 file was"
    assert words.count(3, "file was", "files were") == "3 files were"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 9, "0%"), (1, 3, "33%"), (1, 1000, "less than 1%"), (999, 1000, "99%"), (5, 5, "100%")],
)
def test_no_share_is_rounded_to_nothing_or_to_everything(part, whole, shown):
    assert words.percent(part, whole) == shown


def test_names_are_listed_as_people_list_them():
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


@pytest.mark.parametrize(
    ("label", "shown"),
    [("open ledger", "Open ledger"), ("AI review", "AI review"), ("eIDAS wallets", "eIDAS wallets")],
)
def test_labels_keep_their_own_capitals(label, shown):
    assert words.capitalised(label) == shown


def test_quotes_in_quotes_get_single_marks():
    assert words.quote_marks("plain") == ("“", "”")
    assert words.quote_marks('a "word"') == ("‘", "’")


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_of_elements_are_safe_and_tell_ids_apart(one, other):
    name = words.anchor("q-", one)
    assert re.fullmatch(r"q-[a-z0-9][a-z0-9_-]*", name)
    assert (name == words.anchor("q-", other)) == (one == other)


@given(pairs)
def test_no_pair_stands_on_one_side_and_nobody_is_lost(made):
    neighbours = neighbours_of(made)
    found = components(neighbours)
    assert sorted(member for component in found for member in component) == sorted(neighbours)
    for component in found:
        grouped = sides(component, neighbours)
        assert sorted(member for side in grouped for member in side) == sorted(component)
        assert len(grouped) > 1
        for side in grouped:
            assert not [pair for pair in made if set(pair) <= set(side)]


def test_a_chain_has_two_sides_and_a_triangle_three():
    chain = neighbours_of([("a", "b"), ("b", "c")])
    assert sides(("a", "b", "c"), chain) == (("a", "c"), ("b",))
    triangle = neighbours_of([("a", "b"), ("b", "c"), ("a", "c"), ("a", "d"), ("b", "d")])
    assert sides(("a", "b", "c", "d"), triangle) == (("c", "d"), ("a",), ("b",))
    assert len(sides(("a", "b", "c"), neighbours_of([("a", "b"), ("b", "c"), ("a", "c")]))) == 3


@given(pairs)
def test_few_sides_hold_no_pair_within_and_nobody_outside_belongs_to_one_of_two(made):
    neighbours = neighbours_of(made)
    for component in components(neighbours):
        strongest = next(pair for pair in made if pair[0] in component)
        grouped, outside = opposed(component, neighbours, strongest)
        assert sorted([*(member for side in grouped for member in side), *outside]) == sorted(component)
        assert 2 <= len(grouped) <= 3
        assert not [pair for pair in made for side in grouped if set(pair) <= set(side)]
        for member in outside:
            assert len({bool(neighbours[member] & set(side)) for side in grouped}) == 1


def test_three_sides_stand_only_where_each_is_against_all_of_the_others():
    three = neighbours_of([("a", "b"), ("b", "c"), ("a", "c"), ("a", "d"), ("b", "d")])
    assert opposed(("a", "b", "c", "d"), three, ("a", "b")) == ((("c", "d"), ("a",), ("b",)), ())
    tangled = neighbours_of([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])
    assert opposed(("a", "b", "c", "d"), tangled, ("a", "b")) == ((("a",), ("b",)), ("c", "d"))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_a_stacked_bar_fills_its_width_and_parts_do_not_overlap(counts):
    bar = charts.stacked_bar([("n", "label", count) for count in counts], width=700, gap=3)
    drawn = [part for part in bar if part.count]
    assert [part.count for part in bar] == counts
    if drawn:
        assert drawn[-1].x + drawn[-1].width == pytest.approx(700, abs=0.2)
    for before, after in pairwise(drawn):
        assert after.x == pytest.approx(before.x + before.width + 3, abs=0.05)


def test_the_order_of_members_begins_with_the_closest_pair_and_ends_with_the_unknown(alliance):
    assert ordering.by_closeness(alliance.data()) == ("ash", "birch", "cedar", "dogwood")


@pytest.mark.parametrize(
    ("words_inside", "sentence"),
    [
        ("walk out", "We will walk out."),
        ("Then", "Then we talk."),
        ("First", "First this!"),
        ("out.", "We will walk out."),
        ("last", "And last"),
    ],
)
def test_the_sentence_around_some_words_is_found(words_inside, sentence):
    text = "First this! We will walk out. Then we talk.\n\nAnd last"
    start = text.index(words_inside)
    assert quotes.sentence_around(text, start, start + len(words_inside)) == sentence


def test_a_lead_in_stands_before_the_item_and_is_not_repeated_as_what_makes_it_firm(empty_alliance):
    text = "We will not join if it allows:\n\nnight flights."
    empty_alliance.member("ash", "Ash")
    empty_alliance.document("ash", text)
    lead_in = {"lead_in_start": 0, "lead_in_end": 30}
    empty_alliance.position("p1", "ash", "night flights.", marker="will not join", kind=Kind.NON_NEGOTIABLE, **lead_in)
    quote = quotes.quote_of(empty_alliance.data(), "p1")
    assert quote.lead_in == "We will not join if it allows:"
    assert quote.before + quote.marked + quote.after == "night flights."
    assert quote.firm_sentence == ""
