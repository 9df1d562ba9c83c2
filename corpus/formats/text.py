"""Plain text: its characters, whatever they are encoded as, and its paragraphs, lists and headings."""

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import quantiles

from charset_normalizer import from_bytes

from corpus.blocks import BlockKind, Extracted, Piece
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._lines import ends_sentence, is_bullet, is_hanging, is_heading_like, list_marker
from corpus.records import ReadStatus

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 100_000
_UNDERLINE = re.compile(r"\s*([=\-~_*#])\1{2,}\s*")
_QUOTED = re.compile(r"\s*>+ ?")
# After such a word and before its number no paragraph ends.
_REFERENCE_END = re.compile(
    r"[\s(](?:annex|arts?\.|articles?|chapters?|nos?\.|paras?\.|paragraphs?|pp?\.|recitals?|secs?\.|sections?)$",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.02
_MAX_STRANGE_SHARE = 0.05
_FIRST_NOT_ASCII = 0x80
_MAX_ACCENT_SHARE = 0.15
_MIN_ZERO_SHARE = 0.4
_SHORT_LINE = 0.72
_MIN_WRAPPED = 3
_MIN_WIDTH = 40
_TAB = 4


def decode(content: bytes) -> str:
    """Return the characters of a text file, with line ends as newlines.

    Raises:
        UnreadableError: the bytes are no text.
    """
    text = _decode(content)
    refuse_controls(text)
    return re.sub("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c", "\n", text)


def refuse_controls(text: str) -> None:
    """Refuse what has more control characters than any text.

    Raises:
        UnreadableError: it does.
    """
    if len(_CONTROLS.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise UnreadableError(
            ReadStatus.CORRUPT,
            "This file holds no text but binary data. Save it again as PDF, DOCX or plain text.",
        )


def _decode(content: bytes) -> str:
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content.decode(name, errors="replace").removeprefix("\ufeff")
    if wide := _wide_encoding(content[:_SAMPLE]):
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        western = _western(content)
    if western is not None:
        return western
    best = from_bytes(content[:_SAMPLE]).best()
    if best is None:
        # Mostly UTF-8 with a few strange bytes is read, with marks for those; everything else is no text.
        text = content.decode("utf-8", errors="replace")
        if text.count("\ufffd") <= _MAX_STRANGE_SHARE * len(text):
            return text
        raise UnreadableError(
            ReadStatus.CORRUPT,
            "The characters of this file cannot be made out. Save it again as UTF-8 text, PDF or DOCX.",
        )
    return content.decode(best.encoding, errors="replace")


def _western(content: bytes) -> str | None:
    """Return the text as Windows encodes western languages, where few bytes are not plain ASCII.

    Guessing cannot tell that encoding from its eastern sisters by a few accents and dashes in an English text.
    """
    n_other = sum(byte >= _FIRST_NOT_ASCII for byte in content[:_SAMPLE])
    if n_other > _MAX_ACCENT_SHARE * len(content[:_SAMPLE]) or b"\x00" in content:
        return None
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _wide_encoding(sample: bytes) -> str | None:
    """Return the name of a two-byte encoding that lacks its mark: every other byte is mostly zero."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half and max(even, odd) > _MIN_ZERO_SHARE * half and min(even, odd) < _MAX_CONTROL_SHARE * half:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def read_text(content: bytes, limits: Limits) -> Extracted:
    """Read plain text; paragraphs stand between blank lines, or one a line where nothing is wrapped."""
    del limits  # the worker already bounds the bytes, and lines have no depth
    pieces = pieces_of(decode(content))
    title = next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), None)
    return Extracted(pieces=tuple(pieces), title=title)


def pieces_of(text: str) -> list[Piece]:
    """Return the typed blocks of plain text."""
    lines = [line.rstrip().expandtabs(_TAB) for line in text.split("\n")]
    width = _wrap_width(lines)
    pieces: list[Piece] = []
    for group in _groups(lines):
        for is_quoted, run in itertools.groupby(group, key=lambda line: bool(_QUOTED.match(line))):
            part = list(run)
            pieces += _quotations(part, width) if is_quoted else _pieces_of(part, width)
    return pieces


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            yield group
            group = []


def _wrap_width(lines: Sequence[str]) -> int | None:
    """Return the width at which lines are wrapped by hand, or None where a line is a whole paragraph.

    Lines are wrapped where full ones are about equally long and many of them end in the middle of a sentence. In a
    text of a few lines it takes one whose last word cannot end anything.
    """
    following = [line for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    broken = [line for line in following if not ends_sentence(line)]
    if len(broken) < len(following) / 4:
        return None
    if len(broken) < _MIN_WRAPPED and not any(map(_is_broken, broken)):
        return None
    widths = [len(line) for line in broken]
    return round(quantiles(widths, n=10, method="inclusive")[-1]) if len(widths) > 1 else widths[0]


def _quotations(group: Iterable[str], width: int | None) -> Iterator[Piece]:
    """Yield what stands behind the marks of quoted mail."""
    for part in _groups([_QUOTED.sub("", line) for line in group]):
        yield from (replace(piece, kind=BlockKind.QUOTATION, level=0) for piece in _pieces_of(part, width))


def _pieces_of(group: Sequence[str], width: int | None) -> list[Piece]:
    """Type the lines between two blank lines."""
    blocks: list[list[str]] = []
    underlined: set[int] = set()
    for line in group:
        if _UNDERLINE.fullmatch(line):
            if blocks and len(blocks[-1]) == 1:
                underlined.add(len(blocks) - 1)
            continue
        if blocks and len(blocks) - 1 not in underlined and _continues(blocks[-1], line, width):
            blocks[-1].append(line.strip())
        else:
            blocks.append([line])
    pieces = []
    for number, block in enumerate(blocks):
        alone = number == 0 and len(block) == 1 and not is_bullet(block[0])
        pieces.append(_piece(block, is_heading=number in underlined or (alone and is_heading_like(block[0].strip()))))
    return pieces


def _continues(block: Sequence[str], line: str, width: int | None) -> bool:
    """Say whether a line goes on with the block above it."""
    if _REFERENCE_END.search(block[-1]):
        return True  # "Article" and "Sec." want their number, which is no list item's
    if list_marker(line):
        return False
    if width is None:
        # One line a paragraph; a line that starts in the middle of a sentence is still the rest of one.
        return _is_broken(block[-1]) or (line.strip()[:1].islower() and not ends_sentence(block[-1]))
    if len(block[-1]) < _SHORT_LINE * width and line.strip()[:1].isupper():
        return _is_broken(block[-1])
    return True


def _is_broken(line: str) -> bool:
    """Say whether a line was broken in a sentence; a short one, like a letter's greeting, ends where it should."""
    return is_hanging(line) and len(line) > _MIN_WIDTH


def _piece(block: Sequence[str], *, is_heading: bool) -> Piece:
    first = block[0]
    indent = len(first) - len(first.lstrip())
    marker = list_marker(first)
    if marker and not is_heading:
        text = " ".join([marker.kept + first[marker.end :].strip(), *block[1:]])
        return Piece(kind=BlockKind.LIST_ITEM, text=text, level=1 + indent // _TAB)
    text = " ".join([first.strip(), *block[1:]])
    return Piece(kind=BlockKind.HEADING if is_heading else BlockKind.PARAGRAPH, text=text, level=int(is_heading))


FORMAT = DocumentFormat(name="text", suffixes=(".txt", ".text"), read=read_text)
