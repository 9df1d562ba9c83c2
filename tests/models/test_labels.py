import itertools

import numpy as np

from models.labels import UNNAMED, content_words, name_issues, unlike


def named(issues, members=()):
    """Names where all phrases lie equally near: the members that use them decide."""
    return name_issues(
        issues,
        centres=np.ones((len(issues), 1)),
        encode=lambda phrases: np.ones((len(phrases), 1)),
        members=members,
    )


def test_an_issue_is_named_by_what_sets_it_apart():
    issues = [
        [("ash", "the harbour fee for boats"), ("birch", "the harbour fee"), ("cedar", "a harbour fee")],
        [("ash", "the fishing nets for cod"), ("birch", "of fishing nets"), ("cedar", "their fishing nets")],
    ]
    (fee, fee_words), (nets, nets_words) = named(issues)
    assert fee.startswith("Harbour fee")
    assert nets.startswith("Fishing nets")
    assert not set(fee_words) & set(nets_words)


def test_repeating_a_word_gives_it_no_more_weight():
    issues = [
        [*[("ash", "the lighthouse. " * 50)] * 9, ("birch", "the harbour fee"), ("cedar", "a harbour fee")],
        [("ash", "the nets")],
    ]
    ((label, _), _) = named(issues)
    assert label.startswith("Harbour fee")


def test_the_order_of_texts_does_not_change_a_name():
    texts = [
        ("ash", "the harbour fee"),
        ("birch", "of boats and nets"),
        ("cedar", "harbour nets"),
        ("dogwood", "a fee"),
    ]
    names = {named([list(order)])[0] for order in itertools.permutations(texts)}
    assert len(names) == 1


def test_no_keyword_repeats_a_word_of_another():
    ((_, keywords),) = named(
        [
            [
                (
                    "ash",
                    "the harbour fee, the harbour dues, a port fee, the quay rent, the mole toll, a pier tax",
                )
            ]
        ]
    )
    words = [word for keyword in keywords for word in keyword.split()]
    assert len(words) == len(set(words))
    assert len(keywords) > 1


def test_an_issue_without_content_words_still_has_a_name():
    assert named([[("ash", "We must, we must.")]]) == [(UNNAMED, ())]


def test_no_two_issues_have_one_name():
    texts = [("ash", "the harbour fee for the boats"), ("birch", "the harbour fee")]
    labels = [label for label, _ in named([texts, texts, [("ash", "We must.")], [("ash", "We must.")]])]
    assert len({label.casefold() for label in labels}) == 4
    assert labels[0] == "Harbour fee"


def test_a_label_is_told_apart_by_a_keyword_and_else_by_a_number():
    assert unlike("Harbour fee", ("harbour fees", "boats"), {"harbour fee"}) == "Harbour fee (boats)"
    assert unlike("Harbour fee", (), {"harbour fee", "harbour fee (2)"}) == "Harbour fee (3)"


def test_a_members_name_names_no_issue_but_its_words_in_running_text_may():
    said = [("ash", "the Harbour Union and the quay"), ("birch", "the Harbour Union")]
    ((label, _),) = named([said], members=["Old Harbour Union"])
    assert label == "Quay"
    ((label, _),) = named([[("ash", "the data protection of the boats")]], members=["Data Protection Authority"])
    assert label == "Data protection"


def test_content_words_come_in_order_with_repeats():
    assert content_words("Boats must wait; boats of wood.") == ["boats", "wait", "boats", "wood"]


def test_of_equal_phrases_the_one_near_the_middle_names_the_issue():
    near = {"harbour": 1.0}
    ((label, _),) = name_issues(
        [[("ash", "the lighthouse, the harbour"), ("birch", "the lighthouse, the harbour")]],
        centres=np.ones((1, 1)),
        encode=lambda phrases: np.array([[near.get(phrase, 0.1)] for phrase in phrases]),
    )
    assert label.startswith("Harbour")


def test_a_name_keeps_the_capitals_of_its_phrase():
    ((label, _),) = named([[("ash", "the GDPR"), ("birch", "the GDPR")]])
    assert label == "GDPR"
