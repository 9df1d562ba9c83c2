import itertools

from models.labels import name_issues, phrases_of


def test_phrases_are_runs_of_up_to_three_content_words():
    assert phrases_of("The harbour fee rises, and boats wait.") == {
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
    assert phrases_of("We must not oppose it, we strongly support and welcome it.") == set()
    assert "dredging" in phrases_of("We strongly oppose dredging.")


def test_words_across_a_comma_or_a_cue_make_no_phrase():
    found = phrases_of("harbours, dredging must lighthouses")
    assert {"harbours", "dredging", "lighthouses"} == found


def test_an_issue_is_named_by_what_sets_it_apart():
    issues = [
        [("ash", "harbour fee for boats"), ("birch", "the harbour fee"), ("cedar", "a harbour fee")],
        [("ash", "fishing nets for cod"), ("birch", "fishing nets"), ("cedar", "nets")],
    ]
    (fee, fee_words), (nets, nets_words) = name_issues(issues)
    assert fee.startswith("Harbour fee")
    assert nets.startswith("Fishing nets")
    assert not set(fee_words) & set(nets_words)


def test_repeating_a_word_gives_it_no_more_weight():
    issues = [
        [*[("ash", "lighthouse " * 50)] * 9, ("birch", "harbour fee"), ("cedar", "harbour fee")],
        [("ash", "nets")],
    ]
    ((label, _), _) = name_issues(issues)
    assert label.startswith("Harbour fee")


def test_the_order_of_texts_does_not_change_a_name():
    texts = [("ash", "harbour fee"), ("birch", "boats and nets"), ("cedar", "harbour nets"), ("dogwood", "fee")]
    names = {name_issues([list(order)])[0] for order in itertools.permutations(texts)}
    assert len(names) == 1


def test_no_keyword_repeats_a_word_of_another():
    ((_, keywords),) = name_issues(
        [[("ash", "harbour fee harbour dues port fee quay rent mole toll pier tax berth levy")]]
    )
    words = [word for keyword in keywords for word in keyword.split()]
    assert len(words) == len(set(words))
    assert len(keywords) > 1


def test_an_issue_without_content_words_still_has_a_name():
    assert name_issues([[("ash", "We must, we must.")]]) == [("Unnamed issue", ())]
