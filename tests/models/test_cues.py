import hashlib
import re
from pathlib import Path

import pytest

import models.language
from models.language import cue_groups, cues_in, load, rules_sha256
from models.phrases import compile_phrase

GROUPS = cue_groups()
PHRASES = [(name, phrase) for name, group in GROUPS.items() for phrase in group["phrases"]]


def groups_in(text):
    doc = load()(text)
    return {name for sentence in doc.sents for name in cues_in(sentence)}


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, sentence) for name, group in GROUPS.items() for sentence in group["example"]]
)
def test_a_group_finds_its_examples(name, sentence):
    assert name in groups_in(sentence)


@pytest.mark.parametrize(
    ("name", "sentence"), [(name, sentence) for name, group in GROUPS.items() for sentence in group["unlike"]]
)
def test_a_group_leaves_what_is_unlike_it(name, sentence):
    assert name not in groups_in(sentence)


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_has_phrases_and_both_kinds_of_sentences(name):
    assert set(GROUPS[name]) == {"phrases", "example", "unlike"}
    assert all(GROUPS[name].values())
    assert len(GROUPS[name]["phrases"]) == len(set(GROUPS[name]["phrases"]))


@pytest.mark.parametrize(("name", "phrase"), PHRASES)
def test_every_word_of_a_phrase_can_occur(name, phrase):
    """A word that the tokeniser takes apart ("cannot" is two tokens) or a capital would never be found."""
    words = re.sub(r"\?|[()|]|(?<!\S)#+(?!\S)", " ", phrase).split()
    assert words
    for word in words:
        assert [token.norm_ for token in load().tokenizer(word)] == [word]


@pytest.mark.parametrize(("name", "phrase"), PHRASES)
def test_every_phrase_compiles_and_names_no_option_twice(name, phrase):
    assert compile_phrase(phrase)
    for choice in re.findall(r"\(([^()]*)\)", phrase):
        options = choice.split("|")
        assert len(options) == len(set(options))


@pytest.mark.parametrize(
    ("sentence", "present", "absent"),
    [
        ("We cannot accept a levy.", {"demand", "rejection"}, {"welcome"}),
        ("We can't accept a levy.", {"demand", "rejection"}, {"welcome"}),
        ("We can accept a levy.", {"welcome"}, {"demand", "rejection"}),
        ("We do not support the levy.", {"demand", "rejection"}, {"should"}),
        ("The levy must not exceed ten euros.", {"demand", "rejection", "softener"}, set()),
        ("We cannot sign under such terms.", {"exit"}, set()),
        ("Our statutes cannot allow it.", {"constraint"}, set()),
        ("We cannot lawfully hold shares.", {"constraint"}, set()),
    ],
)
def test_cannot_is_heard_in_all_its_spellings(sentence, present, absent):
    heard = groups_in(sentence)
    assert present <= heard
    assert not absent & heard


def test_cues_are_ranges_within_their_own_sentence():
    doc = load()("The fee is due. We will not sign the charter.")
    first, second = doc.sents
    assert "exit" not in cues_in(first)
    ((start, end),) = cues_in(second)["exit"]
    assert second.text[start:end] == "will not sign"


def test_a_cue_does_not_reach_over_the_end_of_a_sentence():
    doc = load()("Nobody is bound by the deal. We will not. Sign it or leave.")
    assert "exit" not in {name for sentence in doc.sents for name in cues_in(sentence)}


def test_the_digest_of_the_rules_is_that_of_the_file():
    rules = Path(models.language.__file__).with_name("cues.toml")
    assert rules_sha256() == hashlib.sha256(rules.read_bytes()).hexdigest()
