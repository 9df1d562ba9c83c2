"""What a single printed line tells about itself: list marker, end of a sentence, likeness to a heading."""

import re
from typing import NamedTuple

_BULLET = "[•●○◦▪■□▸►‣⁃∙·➢➤✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf02d]"
_DASH = "[-–—*+o]"
_NUMBER = (
    r"(?:\d{1,3}(?:\.\d{1,3}){1,4}\.?|\d{1,3}[.)]|\(\d{1,3}\)|\[\d{1,3}\]|\([a-zA-Z]{1,2}\)|\([ivxIVX]{1,5}\)|[a-zA-Z]\)"
    r"|[ivxIVX]{2,5}[.)])"
)
_MARKER = re.compile(
    rf"\s*(?:(?P<bullet>{_BULLET}\s*|{_DASH}\s+)(?:(?P<inner>{_NUMBER})\s+)?|(?P<number>{_NUMBER})\s+)(?=\S)"
)
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’»)\]]*\s*(?:\[?\d{1,2}\]?)?$")
_HANGING = re.compile(
    r"\b(?:a|an|and|as|at|by|for|from|in|into|is|its|of|on|or|our|that|the|their|this|to|under|which|with)$|[,(–-]$",
    re.IGNORECASE,
)
# Names and numbers follow these, so a line that ends in one goes on.
_ABBREVIATION = re.compile(
    r"\b(?:(?-i:Nos?)|arts?|secs?|paras?|subparas?|regs?|cf|e\.g|i\.e|viz|figs?|dr|mr|mrs|ms|prof|pp|vs)\.$",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"[A-Z][A-Z .]+(?:\([^)]*\))?:\s")
MAX_HEADING_WORDS = 14
# Longer than any ending that is looked for; searching whole lines for it takes much of the time of reading.
_TAIL = 24


class Marker(NamedTuple):
    """A list marker at the start of a line: where it ends, and the part of it that is kept (the number)."""

    end: int
    kept: str


def list_marker(line: str) -> Marker | None:
    """Return the list marker a line starts with. Bullets go, since the block's kind says it; numbers stay."""
    match = _MARKER.match(line)
    if not match:
        return None
    number = match["number"] or match["inner"]
    return Marker(match.end(), f"{number} " if number else "")


def is_bullet(line: str) -> bool:
    """Say whether a line starts with a bullet or dash, not with a number."""
    match = _MARKER.match(line)
    return bool(match and match["bullet"])


def ends_sentence(line: str) -> bool:
    """Say whether a line ends like a sentence, a list item or the introduction of a list."""
    end = line.rstrip()[-_TAIL:]
    return bool(_SENTENCE_END.search(end)) and not _ABBREVIATION.search(end)


def is_hanging(line: str) -> bool:
    """Say whether a line ends in a word or sign that cannot end a heading or a sentence."""
    end = line.rstrip()[-_TAIL:]
    return bool(_HANGING.search(end) or _ABBREVIATION.search(end))


def is_bold_heading(text: str) -> bool:
    """Say whether a paragraph printed wholly in bold is a heading and not a sentence with emphasis."""
    is_short = len(text.split()) <= MAX_HEADING_WORDS and any(map(str.isalpha, text))
    return is_short and not text.endswith((".", "!", ";", ","))


def is_heading_like(line: str) -> bool:
    """Say whether a line that stands alone reads like a heading."""
    words = line.split()
    if not 0 < len(words) <= MAX_HEADING_WORDS or not any(character.isalpha() for character in line):
        return False
    if line.isupper() and not line.endswith(":"):
        return True
    starts = next(character for character in line if character.isalpha())
    if not starts.isupper() or is_hanging(line) or _SPEAKER.match(line):
        return False
    return not re.search(r"[.!;:,][\"'”’)\]]*$", line)
