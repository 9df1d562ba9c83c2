"""Noun phrases without a tagger: what a word is shows in the words around it, over all texts of an alliance.

A word after an article or a preposition and before a preposition, an auxiliary or a stop names something; one after
"to", "we" or "should", or before "the", does something; one after "is" describes. Counts of these, with its ending as
a first guess, tell the words that may end a phrase.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from models.language import cue_groups

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\d[\d.,]*|[^\w\s]|\n")
_BREAK = "."  # stands for every mark and number, and for the ends of a text
_LONGEST = 3  # content words in a phrase
_SHORTEST = 3  # letters in a word that is no abbreviation
_MOSTLY_CAPITAL = 4  # times as often in capitals as in small letters: addresses and code write "tls" and "dns"
_ABBREVIATION = 6  # letters in a line of capitals that may be one


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LINKS = _set("of to for in on from at with between")  # may stand once inside a phrase
_TO = 0.5  # what "to" tells: the word behind it may also name something, as in "access to boats"
_SURE = 2  # how much more often than not a word must name something
_DETERMINERS = _set(
    "a an the this these those our your my its their his her any no every each some all both such another either "
    "neither whose"
)
_PREPOSITIONS = _set(
    "of for on with by from in at between against under over about without within into through across after before "
    "among toward towards per via as than during regarding concerning"
)
_BEFORE_VERBS = _set(
    "to we they i you he she it who not never will would shall should can could may might must do does did let please "
    "also be"
)
_BE = _set("is are was were been being am become becomes remain remains seem seems very more most too so")
_OBJECTS = (_DETERMINERS - _set("no such all both")) | _set("us them him it me itself themselves")
# Verbs without an object and their past: the words around them do not give them away.
_VERBS = _set(
    "appear apply arise arrive arose become became begin began belong come came differ disappear emerge exist expire "
    "fail fall fell flow go gone grow grew happen lie live occur originate persist prevail proceed rely rise rose sit "
    "stand stood stem suffice survive vary wait went"
)
_WITHOUT_OBJECT = 3.0  # sightings that such a verb is worth
_NAMING = re.compile(r"(tions?|sions?|ments?|ity|ities|ness|ances?|ences?|ships?|isms?|ists?|ures?|ages?|acy|acies)$")
_OTHER = re.compile(r"(ly|ful|ous|able|ible|i[sz]e[sd]?|ed|less|ward|wards)$")


@cache
def common_words() -> frozenset[str]:
    """Words that ask, refuse or connect: they say how a member speaks, not about what."""
    words = set(STOP_WORDS)
    for name, group in cue_groups().items():
        if name == "no_condition":  # its adjectives name things too: "content", "natural"
            continue
        for phrase in group["phrases"]:
            words |= set(phrase.replace("(", " ").replace(")", " ").replace("|", " ").replace("?", " ").split())
    return frozenset(words - {"members", "council", "parliament", "court", "law", "budget", "data"})


@dataclass(frozen=True, slots=True)
class _Run:
    """Content words in a row, with the word before, the word after, and whether a phrase may begin and end here."""

    words: tuple[str, ...]
    before: str
    after: str


@dataclass(slots=True)
class Lexicon:
    """How often each word of an alliance's texts was seen to name something, and to do or describe something.

    `written` counts the words as they stand there, in capitals or not.
    """

    naming: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    other: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    written: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        """Learn from texts."""
        lexicon = cls()
        for text in texts:
            for run in _runs(text):
                lexicon._see(run)
        return lexicon

    def _see(self, run: _Run) -> None:
        words = [word.lower() for word in run.words]
        self.written.update(run.words)
        framed = run.before in _DETERMINERS or run.before in _PREPOSITIONS
        if run.before in _BEFORE_VERBS or run.before in _BE:
            self.other[words[0]] += _TO if run.before == "to" else 1.0
        if run.after in _OBJECTS:
            self.other[words[-1]] += 1.0
        elif framed:
            self.naming[words[-1]] += 1.0

    def names(self, word: str) -> bool:
        """Tell whether a word most likely names something."""
        lower = word.lower()
        if self.is_abbreviation(word):
            return True
        guess = 1.0 if _NAMING.search(lower) else 0.0
        against = 1.0 if _OTHER.search(lower) else 0.0
        naming, other = self._seen(lower)
        return naming + guess > _SURE * (other + against)

    def is_abbreviation(self, word: str) -> bool:
        """Tell whether a word is in capitals, and hardly anybody writes it in small letters."""
        is_capital = word.isupper() and len(word) > 1
        return is_capital and self.written[word] >= _MOSTLY_CAPITAL * self.written[word.lower()]

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word, given in small letters, was seen so."""
        return word.islower() and self.written[word] > 0

    def acts(self, word: str) -> bool:
        """Tell whether a word was mostly seen to do or describe something; such a word begins and ends no phrase."""
        naming, other = self._seen(word.lower())
        return word.lower().endswith("ly") or other > naming

    def _seen(self, word: str) -> tuple[float, float]:
        """Return how often a word, with or without its s, was seen to name something, and not to."""
        forms = {word, _other_number(word)}
        other = _WITHOUT_OBJECT if forms & _VERBS else 0.0
        return (
            sum(self.naming.get(form, 0.0) for form in forms),
            other + sum(self.other.get(form, 0.0) for form in forms),
        )


def phrases_of(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the noun phrases of a text as written: up to three content words, with at most one link inside."""
    waiting: _Run | None = None
    for run in _runs(text):
        heads = list(_ends_of(run, lexicon))
        yield from heads
        whole = " ".join(run.words)
        if waiting is not None and run.before == waiting.after and whole in heads:  # "access" + "to" + "boats"
            linked = (f"{first} {run.before} {whole}" for first in _ends_of(waiting, lexicon))
            yield from (phrase for phrase in linked if len(phrase.split()) <= _LONGEST + 1)
        waiting = run if run.after in _LINKS else None


def _ends_of(run: _Run, lexicon: Lexicon) -> Iterator[str]:
    """Yield the ends of a run that are noun phrases, if it ends with a noun."""
    words = run.words[:-1] if run.after in _OBJECTS else run.words
    if run.before in _BEFORE_VERBS and not (run.before == "to" and words and lexicon.names(words[0])):
        words = words[1:]
    while words and lexicon.acts(words[-1]):
        words = words[:-1]
    if not words or not lexicon.names(words[-1]):
        return
    for start in range(max(0, len(words) - _LONGEST), len(words)):
        if start == len(words) - 1 or not lexicon.acts(words[start]):
            yield " ".join(words[start:])


def _runs(text: str) -> Iterator[_Run]:
    """Yield the longest runs of content words of a text with the words around them, lower case."""
    words: list[str] = []
    before = _BREAK
    for token in [*_TOKEN.findall(_without_shouting(text.replace("’", "'"))), _BREAK]:
        word = token.removesuffix("'s")
        if _is_content(word):
            words.append(word)
            if word == token:
                continue
        lower = token.lower() if token[0].isalpha() else _BREAK
        if words:
            yield _Run(tuple(words), before, "'s" if word != token else lower)
            words = []
        before = "the" if word != token else lower


def _without_shouting(text: str) -> str:
    """Return a text whose lines in capitals, as headings often are, are like others."""
    lines = text.split("\n")
    return "\n".join(line.title() if line.isupper() and len(line) > _ABBREVIATION else line for line in lines)


def _is_content(word: str) -> bool:
    if not word[:1].isalpha() or "'" in word:
        return False
    return (len(word) >= _SHORTEST or (word.isupper() and len(word) > 1)) and word.lower() not in common_words()


def _other_number(word: str) -> str:
    """Return a word without its s, or with it, as far as its ending tells: fee and fees, carry and carries."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("oes", "xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word + "s"


def members_by_phrase(texts: Iterable[tuple[str, str]], lexicon: Lexicon) -> dict[str, set[str]]:
    """Return who uses each phrase, from (member_id, text) pairs.

    Phrases that differ in capitals count as one, written as is most common.
    """
    members: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for member_id, text in texts:
        for phrase in phrases_of(text, lexicon):
            members[phrase.lower()].add(member_id)
            written[phrase.lower()][" ".join(_unshouted(word, lexicon) for word in phrase.split())] += 1
    return {min(forms, key=lambda form: (-forms[form], form)): members[key] for key, forms in written.items()}


def _unshouted(word: str, lexicon: Lexicon) -> str:
    """Return a word as written, in small letters if it is in capitals and no abbreviation."""
    return word.lower() if word.isupper() and len(word) > 1 and not lexicon.is_abbreviation(word) else word


def repeats(phrase: str, kept: str) -> bool:
    """Tell phrases that share a content word, or one that begins another: tax and taxation, desk and desks."""
    words, others = (_stems(each) for each in (phrase, kept))
    return any(word.startswith(other) or other.startswith(word) for word in words for other in others)


def repeats_itself(phrase: str) -> bool:
    """Tell a phrase in which one word begins another: salary of salaried staff."""
    stems = [_stem(word) for word in phrase.lower().split() if word not in _LINKS]
    return any(a.startswith(b) or b.startswith(a) for n, a in enumerate(stems) for b in stems[:n])


def same_words(phrase: str) -> str:
    """Return what two phrases share that differ only in capitals, spaces, or one and many."""
    return " ".join(_stem(word) for word in phrase.casefold().split())


def _stems(phrase: str) -> set[str]:
    return {_stem(word) for word in phrase.lower().split()} - _LINKS


def _stem(word: str) -> str:
    """Return what a word shares with its plural: salary and salaries, tax and taxes."""
    for ending in ("ies", "ied", "es", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
