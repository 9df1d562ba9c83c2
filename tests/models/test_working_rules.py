"""Positions about working together, written for this project in several fields, and sentences that only look so."""

import pytest

from corpus.records import Holder, Position, WorkingRule
from corpus.records import WorkingRuleKind as Kind
from models.analyses.working_rules import ANALYSIS
from models.working_rules import working_rules_in

RULES = [
    ("The alliance should decide by consensus.", Kind.PROCESS),
    ("Our coalition must publish its minutes within a week.", Kind.PROCESS),
    ("Decisions of the board need a two-thirds majority.", Kind.PROCESS),
    ("We ask for a rotating chair.", Kind.PROCESS),
    ("Every partner must reply within five working days.", Kind.PROCESS),
    ("No member should have a veto right.", Kind.PROCESS),
    ("One member, one vote: we will not join otherwise.", Kind.PROCESS),
    ("We would rather meet in person twice a year.", Kind.MEETING_IN_PERSON),
    ("Sessions of the assembly must take place face to face.", Kind.MEETING_IN_PERSON),
    ("The talks should be held around one table.", Kind.MEETING_IN_PERSON),
    ("Meetings should be held online wherever possible.", Kind.MEETING_ONLINE),
    ("We cannot travel and need online voting.", Kind.MEETING_ONLINE),
    ("Workshops should be virtual so that the islands can take part.", Kind.MEETING_ONLINE),
    ("Documents must only be exchanged over encrypted channels.", Kind.SECURITY),
    ("The platform has to be certified by our own auditors.", Kind.SECURITY),
    ("Our law demands that files lie on our own servers.", Kind.SECURITY),
    ("All tools must work with screen readers.", Kind.ACCESSIBILITY),
    ("Meetings need sign language interpretation.", Kind.ACCESSIBILITY),
    ("Papers should be translated into all languages of the members.", Kind.ACCESSIBILITY),
    ("The tool must run on low bandwidth.", Kind.ACCESSIBILITY),
]
OTHERS = [
    "This wide interpretation cannot be the aim of the article.",
    "We want to strengthen the access rights of patients to their data.",
    "If the data lost is encrypted, no notice should be due.",
    "That a website can be reached from here should not be enough.",
    "The mere accessibility of the seller's website is no offer.",
    "The ferry must run every hour.",
    "Patients should be seen in person by a doctor.",
    "Online shops have to state their prices with tax.",
    "The harbour board opposes the new dues.",
    "Doors of buses must open without a step of more than ten centimetres.",
    "Personal data should be erased after a year.",
    "We ask for a fund that pays for lifts.",
    "A majority of farmers live upstream.",
    "The law should be written in a way that people understand.",
    "Members welcome the draft.",
    "Meetings of the parliament are public.",
    "Banks must report thefts.",
]


@pytest.mark.parametrize(("sentence", "kind"), RULES)
def test_a_sentence_about_working_together_is_told_with_its_words(sentence, kind):
    found = dict(working_rules_in(sentence))
    assert kind in found
    assert found[kind].casefold() in sentence.casefold()


@pytest.mark.parametrize("sentence", OTHERS)
def test_a_sentence_about_the_matter_is_none(sentence):
    assert list(working_rules_in(sentence)) == []


def test_only_own_and_current_positions_count(make, run):
    said = "We would rather meet in person."
    positions = [
        make.position("a", "ash", said),
        make.position("b", "birch", said, holder=Holder.REPORTED),
        make.position("c", "cedar", said, superseded_by="a"),
        make.position("d", "dogwood", "The ferry must run."),
    ]
    assert run(ANALYSIS, {Position: positions}) == [
        WorkingRule(position_id="a", member_id="ash", kind=Kind.MEETING_IN_PERSON, words="meet in person")
    ]
