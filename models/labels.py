"""Names for issues: noun phrases that its members use, few other issues do, and that lie near its middle in meaning."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from models.embedding import Vector
from models.language import load
from models.member_names import MemberNames
from models.noun_phrases import Lexicon, common_words, members_by_phrase, repeats, repeats_itself, same_words

_SHORTEST = 3  # letters in a word
_N_CANDIDATES = 24  # phrases of an issue whose meaning is looked at
_N_KEYWORDS = 6
_LONGER_IS_CLEARER = 0.6  # how much each further word of a phrase adds to its weight
_ONE_WORD_IS_VAGUE = 0.85  # what a phrase of one word counts beside longer ones
_EVERYWHERE = 0.25  # what a phrase that all issues use loses
_TITLE = 0.1  # how much each doubling of the members that use a phrase in a heading adds to it
_SHARED = 0.15  # how much each doubling of the members that use a phrase adds to its nearness
UNNAMED = "Unnamed issue"


def content_words(text: str) -> list[str]:
    """Return the words of a text that name something, lower case, in order."""
    return [word.lower() for word, is_content in _words(text) if is_content]


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield words and marks with whether each is a content word."""
    for token in load().tokenizer(text):
        if not token.is_space:
            content = token.is_alpha and len(token) >= _SHORTEST and token.lower_ not in common_words()
            yield token.text, content


def name_issues(
    issues: Sequence[Sequence[tuple[str, str]]],
    *,
    centres: Vector,
    encode: Callable[[Sequence[str]], Vector],
    lexicon: Lexicon | None = None,
    members: Iterable[str] = (),
    headings: Sequence[Sequence[tuple[str, str]]] | None = None,
    taken: Iterable[str] = (),
) -> list[tuple[str, tuple[str, ...]]]:
    """Return (label, keywords) for each issue, given as (member_id, text) pairs; no two labels are alike.

    A phrase first weighs the members that use it in the issue, times log(1 + issues / issues that use it):
    class-based TF-IDF (Grootendorst 2022) with members in place of raw counts, so that nobody names an issue by
    repetition. Of the heaviest, the one nearest in meaning to the issue's centre names it.

    Args:
        issues: what is said in each issue.
        centres: the mean vector of each issue, shape (issues, dimensions).
        encode: gives unit vectors for phrases, shape (phrases, dimensions).
        lexicon: what words are; learned from the issues' texts if not given.
        members: names and ids of members, which name no issue.
        headings: the headings that stand over little but the issue, as (member_id, heading) pairs; they count with
            what is said.
        taken: labels that other issues have.
    """
    lexicon = lexicon or Lexicon.of(text for issue in issues for _, text in issue)
    people = MemberNames(members, is_ordinary=lexicon.is_ordinary)
    over = headings or [()] * len(issues)
    used = [
        _without_names(members_by_phrase([*issue, *above], lexicon), people)
        for issue, above in zip(issues, over, strict=True)
    ]
    titles = [members_by_phrase(above, lexicon) for above in over]
    spread = Counter(phrase.lower() for phrases in used for phrase in phrases)
    shortlists = [_heaviest(phrases, spread, len(issues)) for phrases in used]
    distinct = sorted({phrase for phrases in shortlists for phrase in phrases})
    vectors = dict(zip(distinct, encode(distinct), strict=True)) if distinct else {}
    names = []
    known = {same_words(label) for label in taken}
    for shortlist, centre, users, titled in zip(shortlists, centres, used, titles, strict=True):
        over_it = {phrase.lower(): len(by) for phrase, by in titled.items()}
        nearness = {
            phrase: _nearness(phrase, vectors[phrase], centre, n_members=len(users[phrase]), lexicon=lexicon)
            * (1 + _TITLE * math.log2(1 + over_it.get(phrase.lower(), 0)))
            * _distinct(spread[phrase.lower()], len(issues))
            for phrase in shortlist
        }
        label, keywords = _name(nearness)
        label = unlike(label, keywords, known)
        known.add(same_words(label))
        names.append((label, keywords))
    return names


def _without_names(phrases: dict[str, set[str]], people: MemberNames) -> dict[str, set[str]]:
    """Leave out phrases that name a member; what else is in them is a phrase of its own."""
    return {phrase: users for phrase, users in phrases.items() if not people.stand_in(phrase)}


def unlike(label: str, keywords: Sequence[str], known: set[str]) -> str:
    """Return a label, told apart from those that are known by a keyword, in the last resort by a number.

    `known` are labels as `same_words` gives them: fee and fees are one label to a reader.
    """
    options = [label, *(f"{label} ({word})" for word in keywords if not repeats(word, label))]
    numbered = (f"{label} ({number})" for number in range(2, len(known) + 3))
    return next(option for option in (*options, *numbered) if same_words(option) not in known)


def _heaviest(phrases: dict[str, set[str]], spread: Counter[str], n_issues: int) -> list[str]:
    def weight(phrase: str) -> tuple[float, str]:
        length = 1 + _LONGER_IS_CLEARER * phrase.count(" ")
        return (-len(phrases[phrase]) * length * math.log(1 + n_issues / spread[phrase.lower()]), phrase)

    return sorted((phrase for phrase in phrases if not repeats_itself(phrase)), key=weight)[:_N_CANDIDATES]


def _distinct(spread: int, n_issues: int) -> float:
    """1 for a phrase that no other issue uses, falling to 1 - _EVERYWHERE for one that all use."""
    return 1 - _EVERYWHERE * math.log(spread) / math.log(max(n_issues, 2))


def _nearness(phrase: str, vector: Vector, centre: Vector, *, n_members: int, lexicon: Lexicon) -> float:
    """Cosine to the issue's centre, a little more for each doubling of the members that use the phrase."""
    cosine = float(vector @ centre) / (float(np.linalg.norm(centre)) or 1.0)
    clarity = 1.0 if " " in phrase or lexicon.is_abbreviation(phrase) else _ONE_WORD_IS_VAGUE
    return cosine * clarity * (1 + _SHARED * math.log2(n_members))


def _name(nearness: dict[str, float]) -> tuple[str, tuple[str, ...]]:
    keywords: list[str] = []
    for phrase in sorted(nearness, key=lambda phrase: (-round(nearness[phrase], 4), -phrase.count(" "), phrase)):
        if not any(repeats(phrase, kept) for kept in keywords):
            keywords.append(phrase)
        if len(keywords) == _N_KEYWORDS:
            break
    if not keywords:
        return UNNAMED, ()
    return keywords[0][0].upper() + keywords[0][1:], tuple(keywords)
