import pytest
import spacy

from models.phrases import compile_phrase, find, matcher_of


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def found(nlp, phrase, text):
    doc = nlp(text)
    return [doc[start:end].text for start, end in find(matcher_of({"cue": [phrase]}, nlp), doc).get("cue", [])]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("will not sign", "We will not sign.", ["will not sign"]),
        ("will not sign", "We won't sign, we won’t SIGN.", ["won't sign", "won’t SIGN"]),
        ("will not sign", "We will never sign.", []),
        ("(sign|join) it", "Sign it or join it.", ["Sign it", "join it"]),
        ("will (sign|take part) now", "We will take part now.", ["will take part now"]),
        ("will (sign|take part) now", "We will take now.", []),
        ("we strongly? oppose", "We oppose and we strongly oppose.", ["We oppose", "we strongly oppose"]),
        ("we (strongly|most firmly)? oppose", "We oppose.", ["We oppose"]),
        ("we (strongly|most firmly)? oppose", "We most firmly oppose.", ["We most firmly oppose"]),
        ("we (in part|as a body)? oppose", "We oppose. We in part oppose.", ["We oppose", "We in part oppose"]),
        ("not ? sign", "We do not sign, not yet sign, not now or ever sign.", ["not sign", "not yet sign"]),
        ("can ? accept", "We can gladly accept, but can not accept, can never accept.", ["can gladly accept"]),
        ("# members", "12 members, twelve members, many members", ["12 members", "twelve members"]),
        ("in ####", "in 2014 and in 14 and in May", ["in 2014"]),
        ("non - negotiable", "This is non-negotiable.", ["non-negotiable"]),
    ],
)
def test_the_notation_finds_what_it_says(nlp, phrase, text, expected):
    assert found(nlp, phrase, text) == expected


@pytest.mark.parametrize("phrase", ["", "  ", "?", "? ?", "word?", "(a|b)?", "(a b|c d)?"])
def test_a_phrase_that_could_match_nothing_is_refused(phrase):
    with pytest.raises(ValueError, match="no word that must be there"):
        compile_phrase(phrase)


@pytest.mark.parametrize("phrase", ["(a|b", "a)", ")a(", "((a|b) c)", "x (a (b) c) y"])
def test_a_bracket_without_its_partner_is_refused(phrase):
    with pytest.raises(ValueError, match="bracket"):
        compile_phrase(phrase)


@pytest.mark.parametrize("phrase", ["(a|)", "()", "x (|a)", "(a||b)", "(a| )"])
def test_an_empty_option_is_refused(phrase):
    with pytest.raises(ValueError, match="empty option"):
        compile_phrase(phrase)


def test_the_longest_reading_of_a_label_counts_once_and_labels_do_not_hide_each_other(nlp):
    matcher = matcher_of({"short": ["sign"], "long": ["not sign", "will not sign"]}, nlp)
    assert find(matcher, nlp("We will not sign.")) == {"short": [(3, 4)], "long": [(1, 4)]}
    overlapping = matcher_of({"cue": ["we will", "will not sign"]}, nlp)
    assert find(overlapping, nlp("We will not sign.")) == {"cue": [(1, 4)]}


def test_cues_come_in_the_order_of_the_text(nlp):
    matcher = matcher_of({"cue": ["fee", "toll"]}, nlp)
    assert find(matcher, nlp("A toll, a fee, a toll.")) == {"cue": [(1, 2), (4, 5), (7, 8)]}
