"""Varies a labelled sentence for training, so that neither its place, nor its voice, nor a cue word decides."""

import random
import re
from dataclasses import replace

from models.position_model import SentenceInContext
from models.training._position_data import CUES, KINDS, LABELS, Example

# How often each variation is made.
CONTEXT_ALONE, CONTEXT_PART = 0.4, 0.5
DROP_ALL, DROP_ONE = 0.1, 0.15
NAMED_AUTHOR = 0.7
SPEAK_AS_ONE, SPEAK_BY_NAME, SPOKEN_BY_ANOTHER = 0.08, 0.15, 0.25
SWAP_MODAL, HIDE_CUES = 0.15, 0.1

MODALS = ("should", "ought to", "must", "shall", "has to", "needs to", "is to")
# Each with the words by which it speaks of itself.
AUTHORS = (
    ("Association of Canal Pilots", "the Association"),
    ("Republic of Lunden", "Lunden"),
    ("Norwater Energy plc", "Norwater"),
    ("Harbour Workers' Union", "the Union"),
    ("Institute for Quiet Streets", "the Institute"),
    ("City of Aldermoor", "the city"),
    ("City of Aldermoor", "Aldermoor"),
    ("Federation of Lace Makers", "the Federation"),
    ("Open Ledger Foundation", "the Foundation"),
    ("Open Ledger Foundation", "OLF"),
    ("Chamber of Glaziers", "the Chamber"),
    ("Ministry of Rivers", "the Ministry"),
    ("Kestrel Logistics GmbH", "Kestrel Logistics"),
    ("Kestrel Logistics GmbH", "this company"),
    ("Network of Night Schools", "the Network"),
    ("Pan-Island Growers", "Pan-Island Growers"),
    ("Board of the Savings Houses", "the Board"),
    ("Conference of Village Mayors", "the Conference"),
    ("PADRA", "PADRA"),
    ("Diocese of Saint Orne", "the Diocese"),
    ("Kingdom of Vesper", "my delegation"),
    ("Kingdom of Vesper", "the Kingdom"),
    ("Grand Lodge Hospital Group", "the Group"),
    ("Lakeside Residents' Committee", "the Committee"),
    ("Lakeside Residents' Committee", "the undersigned"),
    ("Guild of Bell Founders", "the Guild"),
)
ONE = {"we": "I", "our": "my", "us": "me", "ours": "mine", "ourselves": "myself"}
OTHERS = (
    (r"\bourselves\b", "itself"),
    (r"\bours?\b", "its"),
    (r"\bwe (are|have|were|do)\b", r"it \1"),
    (r"\bwe\b", "it"),
    (r"\bus\b", "it"),
)
IRREGULAR = {"are": "is", "have": "has", "were": "was", "do": "does", "go": "goes"}
# Words after "we" that are no verbs, or verbs that do not change.
# fmt: off
UNCHANGED = frozenset((
    "all", "also", "always", "both", "can", "cannot", "could", "did", "each", "either", "gladly", "had",
    "hereby", "however", "in", "may", "might", "must", "never", "not", "now", "once", "only", "ought",
    "rather", "shall", "should", "simply", "still", "then", "therefore", "thus", "too", "will", "would",
))
# fmt: on


def vary(example: Example, *, chance: random.Random, hidden: str) -> tuple[SentenceInContext, int]:
    """Return the sentence in another context or other words, and the label that it then has.

    `hidden` is what the tokenizer reads as a word that cannot be seen.
    """
    label = example.label
    sentence = surround(example, chance=chance) if example.alone else thin(example.sentence, chance=chance)
    if LABELS[label] in KINDS and example.alone and chance.random() < SPEAK_BY_NAME:
        sentence, label = speak_by_name(sentence, label, chance=chance)
    elif chance.random() < SPEAK_AS_ONE:
        sentence = replace(sentence, text=speak_as_one(sentence.text))
    text = sentence.text
    if chance.random() < SWAP_MODAL:
        text = re.sub(r"\b(should|must|shall)\b", lambda _: chance.choice(MODALS), text)
    if chance.random() < HIDE_CUES:
        text = CUES.sub(hidden, text)
    return replace(sentence, text=text), label


def surround(example: Example, *, chance: random.Random) -> SentenceInContext:
    """Put a sentence of the bank alone, or between others of its issue, as any author's."""
    author = chance.choice(AUTHORS)[0] if chance.random() < NAMED_AUTHOR else ""
    sentence = replace(example.sentence, author=author)
    if chance.random() < CONTEXT_ALONE:
        return sentence
    heading, *others = example.around
    previous, following = chance.sample([text for text in others if text != sentence.text], 2)
    return replace(
        sentence,
        heading=heading if chance.random() < CONTEXT_PART else "",
        previous=previous if chance.random() < CONTEXT_PART else "",
        next=following if chance.random() < CONTEXT_PART else "",
    )


def thin(sentence: SentenceInContext, *, chance: random.Random) -> SentenceInContext:
    """Leave out parts of the context."""
    if chance.random() < DROP_ALL:
        return SentenceInContext(text=sentence.text)
    kept = {
        part: "" if chance.random() < DROP_ONE else getattr(sentence, part)
        for part in ("previous", "next", "heading", "lead_in", "author")
    }
    return SentenceInContext(text=sentence.text, **kept)


def speak_by_name(sentence: SentenceInContext, label: int, *, chance: random.Random) -> tuple[SentenceInContext, int]:
    """Let the author write of itself by name; by somebody else, the same words report what others hold."""
    author, called = chance.choice(AUTHORS)
    text = name_speaker(sentence.text, called)
    if text == sentence.text:
        return sentence, label
    others = [name for name, _ in AUTHORS if name != author]
    if not called.startswith(("this ", "my ", "the undersigned")) and chance.random() < SPOKEN_BY_ANOTHER:
        return replace(sentence, text=text, author=chance.choice(others)), LABELS.index("reported")
    return replace(sentence, text=text, author=author), label


def name_speaker(text: str, called: str) -> str:
    """Turn "we ask for our lock" into "the Guild asks for its lock"."""

    def first(match: re.Match[str]) -> str:
        return f"{called}'s" if match[1].lower() == "our" else f"{called} {third_person(match[3])}"

    named = re.sub(r"\b(our|(we) (\w+))\b(?!')", first, text, count=1, flags=re.IGNORECASE)
    if named == text:
        return text
    for said, instead in OTHERS:
        named = re.sub(said, instead, named, flags=re.IGNORECASE)
    return named[0].upper() + named[1:]


def third_person(verb: str) -> str:
    """Return the form a verb has after one name, as far as simple rules go."""
    if verb in UNCHANGED or verb.endswith(("ly", "ed")):
        return verb
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def speak_as_one(text: str) -> str:
    """Turn we into I."""

    def other(match: re.Match[str]) -> str:
        said = ONE[match.group().lower()]
        return said[0].upper() + said[1:] if match.start() == 0 else said

    spoken = re.sub(r"\bwe are\b", "I am", text, flags=re.IGNORECASE)
    return re.sub(rf"\b({'|'.join(ONE)})\b", other, spoken, flags=re.IGNORECASE)
