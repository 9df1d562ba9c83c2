import pytest

from models.noun_phrases import Lexicon, members_by_phrase, phrases_of, repeats, repeats_itself


def phrases(text, *more):
    return set(phrases_of(text, Lexicon.of([text, *more])))


def test_a_phrase_ends_with_a_word_that_names_something():
    found = phrases(
        "The harbour fee rises, and boats wait.", "It rises and they wait.", "They rise.", "a fee for boats"
    )
    assert {"harbour fee", "fee", "boats"} <= found
    assert not [phrase for phrase in found if phrase.endswith(("rises", "wait"))]


@pytest.mark.parametrize(
    ("text", "not_named"),
    [
        ("The union monitors the harbour.", "monitors"),
        ("We dredge the harbour.", "dredge"),
        ("Members should dredge the harbour.", "dredge"),
        ("The harbour is dangerous.", "dangerous"),
        ("The boats quickly left the harbour.", "quickly"),
        ("They want to dredge the harbour.", "dredge"),
    ],
)
def test_what_does_or_describes_something_names_nothing(text, not_named):
    found = phrases(text)
    assert "harbour" in found
    assert not [phrase for phrase in found if not_named in phrase.split()]


def test_other_texts_tell_what_a_word_is():
    text = "Gadgets sounds right."
    assert (
        phrases(text, "a list of gadgets", "the gadgets of a spy", "it sounds a horn", "that sounds the same") == set()
    )
    assert phrases(text, "the sounds of gadgets", "of sounds in the night") == set()  # "right" ends no noun phrase


def test_a_link_may_stand_once_inside_a_phrase_and_never_at_its_edge():
    found = phrases("The access to boats at night is free.", "a boats register", "the boats", "of boats")
    assert "access to boats" in found
    assert not {phrase for phrase in found if {"of", "to", "at"} & {phrase.split()[0], phrase.split()[-1]}}
    assert "access to boats at night" not in found


def test_words_that_only_ask_or_refuse_are_no_subject():
    assert phrases("We must not oppose it, we strongly support and welcome it.") == set()


def test_words_across_a_comma_a_line_or_a_cue_make_no_phrase():
    found = phrases("the harbours, the dredging must the lighthouses", "of dredging", "the lighthouses\nthe nets")
    assert not [phrase for phrase in found if " " in phrase]
    assert {"harbours", "lighthouses"} <= found


def test_a_heading_in_capitals_reads_like_others_and_an_abbreviation_stays():
    found = phrases("THE HARBOUR FEE\nthe GDPR of the Union", "the harbour fee", "a fee")
    assert "GDPR" in found
    assert "harbour fee" in {phrase.lower() for phrase in found}
    assert "HARBOUR FEE" not in found


def test_one_address_makes_no_word_of_an_abbreviation_and_one_cry_no_abbreviation_of_a_word():
    lexicon = Lexicon.of(["the AIS of a boat, an AIS, the AIS, of AIS", "ais at harbour", "the FEE", "a fee, the fee"])
    assert members_by_phrase([("ash", "the AIS")], lexicon) == {"AIS": {"ash"}}
    assert members_by_phrase([("ash", "the FEE")], lexicon) == {"fee": {"ash"}}


def test_a_hyphen_or_an_apostrophe_splits_no_word():
    found = phrases("the opt-out register of the city's harbour", "the registers")
    assert "opt-out register" in found
    assert "harbour" in found


def test_who_uses_a_phrase_is_told_once_however_it_is_written():
    lexicon = Lexicon.of(["the harbour fee", "a harbour fee"])
    said = [("ash", "the Harbour fee"), ("birch", "the harbour fee"), ("birch", "a harbour fee of old")]
    assert members_by_phrase(said, lexicon)["harbour fee"] == {"ash", "birch"}


def test_words_of_one_stem_repeat_each_other():
    assert repeats("salaries", "salary bands")
    assert repeats("tax", "taxation of boats")
    assert not repeats("access to boats", "access for nets".replace("access", "entry"))
    assert repeats_itself("salary of salaried crews")
    assert not repeats_itself("harbour fee")
