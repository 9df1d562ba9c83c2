"""Names for issues: phrases that its members use, few other issues do, and that lie near its middle in meaning."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from spacy.lang.en.stop_words import STOP_WORDS

from models.embedding import Vector
from models.language import cue_groups, load

_LONGEST = 3  # content words in a phrase
_SHORTEST = 3  # letters in a word
_LINKS = frozenset({"of", "to", "for", "in", "on", "from", "at", "with"})  # may stand once inside a phrase
_N_CANDIDATES = 30  # phrases of an issue whose meaning is looked at
_N_KEYWORDS = 6
_LONGER_IS_CLEARER = 0.6  # how much each further word of a phrase adds to its weight
_NAMED_TWICE = 0.9  # how near the second phrase must be to the first to stand in the label too


@cache
def _common_words() -> frozenset[str]:
    """Words that ask, refuse or connect: they say how a member speaks, not about what."""
    words = set(STOP_WORDS)
    for group in cue_groups().values():
        for phrase in group["phrases"]:
            words |= set(phrase.replace("(", " ").replace(")", " ").replace("|", " ").replace("?", " ").split())
    return frozenset(words - {"members", "council", "parliament", "court", "law", "budget", "data"})


def content_words(text: str) -> list[str]:
    """Return the words of a text that name something, lower case, in order."""
    return [word.lower() for word, is_content in _words(text) if is_content]


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield words and marks with whether each is a content word."""
    for token in load().tokenizer(text):
        if not token.is_space:
            content = token.is_alpha and len(token) >= _SHORTEST and token.lower_ not in _common_words()
            yield token.text, content


def phrases_of(text: str) -> Counter[str]:
    """Return the phrases of one to three content words of a text as written, with at most one link inside."""
    found: Counter[str] = Counter()
    run: list[tuple[str, bool]] = []
    for word, content in [*_words(text), ("", False)]:
        linked = word.lower() in _LINKS and bool(run) and run[-1][1] and all(inside for _, inside in run)
        if content or linked:
            run.append((word, content))
            if content:
                found.update(_ending_here(run))
        else:
            run = []
    return found


def _ending_here(run: Sequence[tuple[str, bool]]) -> Iterator[str]:
    """Yield the phrases that end with the last word of a run of content words with a link in it."""
    n_content = 0
    for start in range(len(run) - 1, -1, -1):
        n_content += run[start][1]
        if n_content > _LONGEST:
            return
        if run[start][1]:
            yield " ".join(word for word, _ in run[start:])


def name_issues(
    issues: Sequence[Sequence[tuple[str, str]]], *, centres: Vector, encode: Callable[[Sequence[str]], Vector]
) -> list[tuple[str, tuple[str, ...]]]:
    """Return (label, keywords) for each issue, given as (member_id, text) pairs.

    A phrase first weighs the members that use it in the issue, times log(1 + issues / issues that use it):
    class-based TF-IDF (Grootendorst 2022) with members in place of raw counts, so that nobody names an issue by
    repetition. Of the heaviest, those nearest in meaning to the issue's centre name it.

    Args:
        issues: what is said in each issue.
        centres: the mean vector of each issue, shape (issues, dimensions).
        encode: gives unit vectors for phrases, shape (phrases, dimensions).
    """
    used = [_members_by_phrase(texts) for texts in issues]
    spread = Counter(phrase for phrases in used for phrase in phrases)
    shortlists = [_heaviest(phrases, spread, len(issues)) for phrases in used]
    distinct = sorted({phrase for phrases in shortlists for phrase in phrases})
    vectors = dict(zip(distinct, encode(distinct), strict=True)) if distinct else {}
    return [
        _name({phrase: _nearness(vectors[phrase], centre, len(members[phrase])) for phrase in shortlist})
        for shortlist, centre, members in zip(shortlists, centres, used, strict=True)
    ]


def _members_by_phrase(texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return who uses each phrase. Phrases that differ in capitals count as one, written as is most common."""
    members: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for member_id, text in texts:
        for phrase in phrases_of(text):
            members[phrase.lower()].add(member_id)
            written[phrase.lower()][phrase] += 1
    return {min(forms, key=lambda form: (-forms[form], form)): members[key] for key, forms in written.items()}


def _heaviest(phrases: dict[str, set[str]], spread: Counter[str], n_issues: int) -> list[str]:
    def weight(phrase: str) -> tuple[float, str]:
        length = 1 + _LONGER_IS_CLEARER * phrase.count(" ")
        return (-len(phrases[phrase]) * length * math.log(1 + n_issues / spread[phrase]), phrase)

    return sorted(phrases, key=weight)[:_N_CANDIDATES]


def _nearness(vector: Vector, centre: Vector, n_members: int) -> float:
    """Cosine to the issue's centre, a little more for each doubling of the members that use the phrase."""
    cosine = float(vector @ centre) / (float(np.linalg.norm(centre)) or 1.0)
    return round(cosine * (1 + 0.25 * math.log2(n_members)), 4)


def _repeats(phrase: str, kept: str) -> bool:
    """Tell phrases that share a content word, or one that begins another: tax and taxation, desk and desks."""
    words, others = (set(each.lower().split()) - _LINKS for each in (phrase, kept))
    return any(word.startswith(other) or other.startswith(word) for word in words for other in others)


def _name(nearness: dict[str, float]) -> tuple[str, tuple[str, ...]]:
    keywords: list[str] = []
    for phrase in sorted(nearness, key=lambda phrase: (-nearness[phrase], -phrase.count(" "), phrase)):
        if not any(_repeats(phrase, kept) for kept in keywords):
            keywords.append(phrase)
        if len(keywords) == _N_KEYWORDS:
            break
    if not keywords:
        return "Unnamed issue", ()
    near = len(keywords) > 1 and nearness[keywords[1]] >= _NAMED_TWICE * nearness[keywords[0]]
    label = ", ".join(keywords[: 2 if near or " " not in keywords[0] else 1])
    return label[0].upper() + label[1:], tuple(keywords)
