"""Words that stand for a member: its name, its id, and what it is called for short. They say who, never about what."""

import re
from collections.abc import Callable, Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_INITIALS = 2
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "de", "der", "des", "di", "du", "for", "in", "la", "le", "of", "on"}
    | {"the", "und", "van", "von"}
)


class MemberNames:
    """Tells whether a phrase, as it is written, names a member.

    A member is named by its whole name or id with capitals, by its initials or an abbreviation in its name, or by
    words with capitals of its name, one of which is nothing but a name: nobody writes it in small letters.
    """

    def __init__(self, names: Iterable[str], *, is_ordinary: Callable[[str], bool]) -> None:
        """Take names and ids.

        Args:
            names: those of all members.
            is_ordinary: tells whether a word (in small letters) is also written so.
        """
        self._is_ordinary = is_ordinary
        spelt = [_WORD.findall(name) for name in names]
        self._names = [tuple(word.casefold() for word in words) for words in spelt if words]
        self._short = {short for words in spelt for short in _short_forms(words)}

    def stand_in(self, phrase: str) -> bool:
        """Tell whether a member's name is a part of the phrase, or the phrase a part of a name."""
        words = _WORD.findall(phrase)
        if any(word in self._short for word in words):
            return True
        return any(self._is_in(words, name) for name in self._names)

    def _is_in(self, words: Sequence[str], name: tuple[str, ...]) -> bool:
        """Look for the whole name, or for words of it with capitals, one of them no ordinary word."""
        folded = [word.casefold() for word in words]
        parts = [n for n, word in enumerate(folded) if word in name and words[n][0].isupper()]
        if len(parts) == len(words) or any(not self._is_ordinary(folded[n]) for n in parts):
            return True
        starts = [n for n in range(len(words) - len(name) + 1) if tuple(folded[n : n + len(name)]) == name]
        return any(words[n][0].isupper() for n in starts)


def _short_forms(words: Sequence[str]) -> Iterable[str]:
    """Return the abbreviations in a name or id, and its initials with and without small words, in capitals."""
    initials = "".join(word[0] for word in words)
    chief = "".join(word[0] for word in words if word.casefold() not in _SMALL_WORDS)
    short = {word for word in words if word.isupper()} | {initials.upper(), chief.upper()}
    if len(words) == 1:
        short.add(words[0].upper())
    return {form for form in short if len(form) >= _SHORTEST_INITIALS}
