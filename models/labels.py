"""Names for issues: the phrases that many of its members use and few other issues do."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from models.language import cue_groups, load

_LONGEST = 3  # words in a phrase
_SHORTEST = 3  # letters in a word
_N_KEYWORDS = 6
_LONGER_IS_CLEARER = 0.6  # how much each further word of a phrase adds to its weight


@cache
def _common_words() -> frozenset[str]:
    """Words that ask, refuse or connect: they say how a member speaks, not about what."""
    words = set(STOP_WORDS)
    for group in cue_groups().values():
        for phrase in group["phrases"]:
            words |= set(phrase.replace("(", " ").replace(")", " ").replace("|", " ").replace("?", " ").split())
    return frozenset(words - {"members", "council", "parliament", "court", "law", "budget", "data"})


def phrases_of(text: str) -> set[str]:
    """Return the phrases of one to three neighbouring content words of a text, lower case."""
    found: set[str] = set()
    run: list[str] = []
    for token in [*load().tokenizer(text), None]:
        if token is not None and token.is_alpha and len(token) >= _SHORTEST and token.lower_ not in _common_words():
            run.append(token.lower_)
            for length in range(1, min(_LONGEST, len(run)) + 1):
                found.add(" ".join(run[-length:]))
        elif token is None or not token.is_space:
            run = []
    return found


def name_issues(issues: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, tuple[str, ...]]]:
    """Return (label, keywords) for each issue, given as (member_id, text) pairs.

    A phrase weighs the members that use it in the issue, times log(1 + issues / issues that use it): class-based
    TF-IDF (Grootendorst 2022) with members in place of raw counts, so that nobody names an issue by repetition.
    """
    used = [_members_by_phrase(texts) for texts in issues]
    spread = Counter(phrase for phrases in used for phrase in phrases)
    return [_name(phrases, spread, len(issues)) for phrases in used]


def _members_by_phrase(texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for member_id, text in texts:
        for phrase in phrases_of(text):
            members[phrase].add(member_id)
    return members


def _name(phrases: dict[str, set[str]], spread: Counter[str], n_issues: int) -> tuple[str, tuple[str, ...]]:
    def weight(phrase: str) -> tuple[float, str]:
        length = 1 + _LONGER_IS_CLEARER * phrase.count(" ")
        return (-len(phrases[phrase]) * length * math.log(1 + n_issues / spread[phrase]), phrase)

    keywords: list[str] = []
    for phrase in sorted(phrases, key=weight):
        words = set(phrase.split())
        if not any(words & set(kept.split()) for kept in keywords):
            keywords.append(phrase)
        if len(keywords) == _N_KEYWORDS:
            break
    if not keywords:
        return "Unnamed issue", ()
    label = ", ".join(keywords[:2])
    return label[0].upper() + label[1:], tuple(keywords)
