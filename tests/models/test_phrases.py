import random
import re

import pytest
import spacy
from spacy.matcher import Matcher

from models.language import cue_groups
from models.phrases import PhraseFinder, compile_phrase


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def found(nlp, phrase, text):
    doc = nlp(text)
    return [doc[start:end].text for start, end in PhraseFinder({"cue": [phrase]}).find(doc).get("cue", [])]


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
    finder = PhraseFinder({"short": ["sign"], "long": ["not sign", "will not sign"]})
    assert finder.find(nlp("We will not sign.")) == {"short": [(3, 4)], "long": [(1, 4)]}
    overlapping = PhraseFinder({"cue": ["we will", "will not sign"]})
    assert overlapping.find(nlp("We will not sign.")) == {"cue": [(1, 4)]}


def test_cues_come_in_the_order_of_the_text(nlp):
    finder = PhraseFinder({"cue": ["fee", "toll"]})
    assert finder.find(nlp("A toll, a fee, a toll.")) == {"cue": [(1, 2), (4, 5), (7, 8)]}


def spacy_matcher(nlp, groups):
    """The same notation for spaCy's matcher, which is slow and right."""
    wild = {"any": {"NORM": {"NOT_IN": ["not", "never"]}}, "number": {"LIKE_NUM": True}, "year": {"SHAPE": "dddd"}}
    matcher = Matcher(nlp.vocab)
    for name, phrases in groups.items():
        patterns = [
            [wild.get(place.sort) or {"NORM": {"IN": sorted(place.words)}} for place in pattern]
            for phrase in phrases
            for pattern in compile_phrase(phrase)
        ]
        matcher.add(name, patterns, greedy="LONGEST")
    return matcher


def by_spacy(matcher, doc):
    found = {}
    for label, start, end in sorted(matcher(doc), key=lambda match: (match[1], match[2])):
        found.setdefault(doc.vocab.strings[label], []).append((start, end))
    return found


def test_the_finder_finds_what_spacys_matcher_finds(nlp):
    """In every example of every group, and in texts of shuffled cue words, where ranges overlap most."""
    groups = {name: group["phrases"] for name, group in cue_groups().items()}
    finder, matcher = PhraseFinder(groups), spacy_matcher(nlp, groups)
    words = sorted(
        {word for phrases in groups.values() for phrase in phrases for word in re.findall(r"[\w'-]+", phrase)}
    )
    shuffled = random.Random(7)
    texts = [sentence for group in cue_groups().values() for sentence in (*group["example"], *group["unlike"])]
    texts += [" ".join(shuffled.choices([*words, "12", "2031"], k=60)) for _ in range(150)]
    n_found = 0
    for text in texts:
        doc = nlp(text)
        expected = by_spacy(matcher, doc)
        assert finder.find(doc) == expected, text
        n_found += sum(map(len, expected.values()))
    assert n_found > 900
