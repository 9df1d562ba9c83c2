import itertools

import numpy as np

from models.labels import content_words, name_issues, phrases_of


def named(issues):
    """Names where all phrases lie equally near: the members that use them decide."""
    return name_issues(issues, centres=np.ones((len(issues), 1)), encode=lambda phrases: np.ones((len(phrases), 1)))


def test_phrases_are_runs_of_up_to_three_content_words():
    assert set(phrases_of("The harbour fee rises, and boats wait.")) == {
        "harbour",
        "fee",
        "rises",
        "harbour fee",
        "fee rises",
        "harbour fee rises",
        "boats",
        "wait",
        "boats wait",
    }


def test_words_that_only_ask_or_refuse_are_no_subject():
    assert phrases_of("We must not oppose it, we strongly support and welcome it.") == {}
    assert "dredging" in phrases_of("We strongly oppose dredging.")


def test_words_across_a_comma_or_a_cue_make_no_phrase():
    found = phrases_of("harbours, dredging must lighthouses")
    assert {"harbours", "dredging", "lighthouses"} == set(found)


def test_an_issue_is_named_by_what_sets_it_apart():
    issues = [
        [("ash", "harbour fee for boats"), ("birch", "the harbour fee"), ("cedar", "a harbour fee")],
        [("ash", "fishing nets for cod"), ("birch", "fishing nets"), ("cedar", "fishing nets")],
    ]
    (fee, fee_words), (nets, nets_words) = named(issues)
    assert fee.startswith("Harbour fee")
    assert nets.startswith("Fishing nets")
    assert not set(fee_words) & set(nets_words)


def test_repeating_a_word_gives_it_no_more_weight():
    issues = [
        [*[("ash", "lighthouse " * 50)] * 9, ("birch", "harbour fee"), ("cedar", "harbour fee")],
        [("ash", "nets")],
    ]
    ((label, _), _) = named(issues)
    assert label.startswith("Harbour fee")


def test_the_order_of_texts_does_not_change_a_name():
    texts = [("ash", "harbour fee"), ("birch", "boats and nets"), ("cedar", "harbour nets"), ("dogwood", "fee")]
    names = {named([list(order)])[0] for order in itertools.permutations(texts)}
    assert len(names) == 1


def test_no_keyword_repeats_a_word_of_another():
    ((_, keywords),) = named([[("ash", "harbour fee harbour dues port fee quay rent mole toll pier tax berth levy")]])
    words = [word for keyword in keywords for word in keyword.split()]
    assert len(words) == len(set(words))
    assert len(keywords) > 1


def test_an_issue_without_content_words_still_has_a_name():
    assert named([[("ash", "We must, we must.")]]) == [("Unnamed issue", ())]


def test_a_link_may_stand_once_inside_a_phrase_and_never_at_its_edge():
    found = phrases_of("of access to the harbour and access to boats at night")
    assert "access to boats" in found
    assert not {phrase for phrase in found if {"of", "to", "at"} & {phrase.split()[0], phrase.split()[-1]}}
    assert "access to boats at night" not in found


def test_content_words_come_in_order_with_repeats():
    assert content_words("Boats must wait; boats of wood.") == ["boats", "wait", "boats", "wood"]


def test_of_equal_phrases_the_one_near_the_middle_names_the_issue():
    near = {"harbour": 1.0}
    ((label, _),) = name_issues(
        [[("ash", "lighthouse harbour"), ("birch", "lighthouse harbour")]],
        centres=np.ones((1, 1)),
        encode=lambda phrases: np.array([[near.get(phrase, 0.1)] for phrase in phrases]),
    )
    assert label.startswith("Harbour")


def test_a_name_keeps_the_capitals_of_its_phrase():
    ((label, _),) = named([[("ash", "the GDPR"), ("birch", "the GDPR")]])
    assert label == "GDPR"
