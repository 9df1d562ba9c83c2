"""By which means a sentence wants its end reached: "by way of a common fund", "by raising the fee".

Only wordings that name a means and nothing else are read. "Through" is none: one sits through talks and comes through a
winter.
"""

import re

_MOST_WORDS = 10
_MEANS = re.compile(
    r"\b(?:by means of|by way of|with the help of|in the form of|via|(?<!begin )(?<!start )(?<!end )"
    r"by(?= (?:not )?(?:\w+ly )?\w{2,}ing\b))\s+(?P<what>[^,;:.()–—]{3,120}?)"
    r"(?=[,;:.()–—]|\s+(?:and|or|but|so that|if|unless|when|because|which|that|who)\b|$)",
    re.IGNORECASE,
)
# Times of the day and the like, and nouns that end as what one does.
_NO_MEANS = re.compile(
    r"(?:morning|evening|nothing|anything|everything|something|king|ring|spring|ceiling|meeting|beginning|being)\b",
    re.IGNORECASE,
)


def find_means(sentence: str) -> tuple[str, ...]:
    """Return the means that a sentence names, as it names them, without what opens them; none in most sentences."""
    found = (match["what"].strip() for match in _MEANS.finditer(" ".join(sentence.split())))
    return tuple(what for what in found if not _NO_MEANS.match(what) and len(what.split()) <= _MOST_WORDS)
