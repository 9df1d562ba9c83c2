"""The printed lines of a PDF page, with their place, size and weight; hidden text is left out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import pypdfium2 as pdfium

from corpus.blocks import Cell
from corpus.formats._lines import list_marker
from corpus.formats._pdf_glyphs import Glyphs, pictured_share

# PDFium marks a hyphen at a line's end with one of these and gives no line break there.
_BREAK = re.compile("[\x02\ufffe]|[\r\n]+")
_SOFT_HYPHENS = ("\x02", "\ufffe")
_GAP = re.compile(r"\s+")
_RAISED = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[.,;:!?)\]\"'’”»]))\d{1,3}(?![\w.,]*\d)(?!\w)")
_DOUBLE_HYPHEN = re.compile("-\u00ad?\u2010|\u2010\u00ad?-")
# Square and cubic measures; their raised number belongs to them.
_UNIT = re.compile(r"(?<![^\W\d_])(?:[ckdm]?m|ft|mi)$")
_LONGEST_UNIT = 3
_SAMPLES = 5
_COLUMN_GAP = 1.65
# What looks like a hyphen at a line's end, but stands inside a line, is a letter that the font keeps to itself.
_UNKNOWN = "\ufffd"
_WIDEST_SPACE = 4.0
_WORD_GAP = 0.12
_SAME_BASE = 0.5
_HIGH_BASE = 0.7
_OVERLAP = 0.3
_MAX_LEADING = 2.6
_ALIGNED = 0.4
_RAISED_SIZE = 0.85
_RAISED_BY = 0.1
_TINY = 2.0
_FEW_LINES = 3


@dataclass(slots=True)
class Line:
    """A printed line, or one column's part of it. Coordinates and sizes are in points, y grows upwards.

    Lines of one table cell share its number; 0 is no cell. `place` is the cell's in its table.
    """

    text: str
    page: int
    row: int
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0
    is_bold: bool = False
    is_turned: bool = False
    is_hyphenated: bool = False
    cell: int = 0
    place: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The lines of a page in PDFium's order; `has_geometry` says whether places and sizes are known.

    `pictured` is the share of the page that something other than text covers. It is measured where there are few lines.
    """

    number: int
    width: float
    height: float
    lines: list[Line]
    n_hidden: int
    has_geometry: bool
    pictured: float = 0.0


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Return the lines of one page; `number` counts from 1."""
    textpage = page.get_textpage()
    try:
        n_characters = textpage.count_chars()
        # The bounded variant clips what stands outside the page's box; this one does not.
        text = textpage.get_text_range() if n_characters else ""
        if len(text) != n_characters:
            lines = [Line(part, number, row) for row, part in enumerate(re.split(r"[\r\n]+", text)) if part.strip()]
            return Page(number=number, width=0, height=0, lines=lines, n_hidden=0, has_geometry=False)
        lines, n_hidden = _visible_lines(text, Glyphs(textpage, page), number)
    finally:
        textpage.close()
    width, height = page.get_size()
    pictured = pictured_share(page, has_text=bool(lines)) if len(lines) <= _FEW_LINES else 0.0
    return Page(
        number=number,
        width=width,
        height=height,
        lines=lines,
        n_hidden=n_hidden,
        has_geometry=True,
        pictured=pictured,
    )


def _visible_lines(text: str, glyphs: Glyphs, number: int) -> tuple[list[Line], int]:
    """Return the lines that can be seen, and how many others there are.

    A page all of whose text is in the invisible mode is a scan with its recognised text, which is kept.
    """
    seen: list[Line] = []
    unseen: list[Line] = []
    n_hidden = 0
    for row, (start, end, is_hyphenated) in enumerate(_spans(text)):
        parts = list(_columns(text, start, end, glyphs))
        for part_start, part_end in parts:
            line = _line(text, part_start, part_end, glyphs, number, row)
            line.is_hyphenated = is_hyphenated and part_end == end
            if _is_hidden(part_start, line, glyphs):
                n_hidden += 1
            elif glyphs.style(part_start).is_invisible:
                unseen.append(line)
            else:
                seen.append(line)
    if sum(len(line.text) for line in unseen) > sum(len(line.text) for line in seen):
        return _unstretched(_mended(sorted(seen + unseen, key=lambda line: line.row))), n_hidden
    return _unstretched(_mended(seen)), n_hidden + len(unseen)


def _mended(lines: Sequence[Line]) -> list[Line]:
    """Put together again the parts of a line that PDFium, or a wide space in justified text, has divided."""
    lefts = sorted(line.left for line in lines)
    mended: list[Line] = []
    for line in lines:
        before = mended[-1] if mended else None
        if before is None or not _is_one_line(before, line, lefts):
            mended.append(line)
            continue
        size = max(before.size, line.size)
        is_reference = _is_raised(line, before) and not before.text[-1:].isdigit()
        if not is_reference or _UNIT.search(before.text[-_LONGEST_UNIT:]):
            is_apart = line.left - before.right > _WORD_GAP * size or _is_raised(before, line)
            before.text += (_UNKNOWN if before.is_hyphenated else " " if is_apart else "") + line.text
        if len(line.text) > len(before.text) / 2:
            before.size, before.base = line.size, line.base
        before.right = max(before.right, line.right)
        before.is_hyphenated = line.is_hyphenated
        before.row = line.row
    for line in mended:  # some fonts print a hyphen as two
        line.text = _DOUBLE_HYPHEN.sub("-", line.text)
    return mended


def _unstretched(lines: Sequence[Line]) -> list[Line]:
    """Put together the words of lines that were stretched to fill a narrow column, which look like columns themselves.

    They begin where the lines above and below do, and end where at least one of these ends; in a table, a cell
    would rarely begin with a small letter.
    """
    rows = [list(row) for _, row in groupby(lines, key=lambda line: line.row)]
    whole: list[Line] = []
    for above, row, below in zip([[], *rows], rows, [*rows[1:], []], strict=False):
        if len(row) > 1 and len(above) == len(below) == 1 and _fills_column(row, above[0], below[0]):
            first = row[0]
            first.text = " ".join(line.text for line in row)
            first.right, first.is_hyphenated = row[-1].right, row[-1].is_hyphenated
            row = [first]
        whole += row
    return whole


def _fills_column(row: Sequence[Line], above: Line, below: Line) -> bool:
    near = _ALIGNED * row[0].size
    goes_on = all(line.text[:1].islower() for line in row[1:])
    begins = all(abs(other.left - row[0].left) < near for other in (above, below))
    ends = any(abs(other.right - row[-1].right) < near for other in (above, below))
    is_near = max(above.base - row[0].base, row[0].base - below.base) < _MAX_LEADING * row[0].size
    return goes_on and begins and ends and is_near and not any(line.is_turned for line in row)


def _is_raised(mark: Line, line: Line) -> bool:
    """Say whether a line holds nothing but the small raised number of a note to another."""
    is_higher = line.base + _RAISED_BY * line.size < mark.base < line.base + _HIGH_BASE * line.size
    return is_higher and mark.size < _RAISED_SIZE * line.size and mark.text.isdigit()


def _is_one_line(before: Line, line: Line, lefts: Sequence[float]) -> bool:
    """Say whether a line goes on where another ends: on its height, and not as a column of its own."""
    size = max(before.size, line.size)
    gap = line.left - before.right
    # The number of a note may stand higher than other raised signs.
    reach = _SAME_BASE if not (_is_raised(before, line) or _is_raised(line, before)) else _HIGH_BASE
    if abs(line.base - before.base) > reach * size or not -_OVERLAP * size < gap < _WIDEST_SPACE * size:
        return False
    if before.is_turned or line.is_turned:
        return False
    if gap < _COLUMN_GAP * size:
        return True
    if before.is_hyphenated:
        return False
    tolerance = _ALIGNED * size
    return bisect_right(lefts, line.left + tolerance) - bisect_left(lefts, line.left - tolerance) == 1


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the trimmed span of each line, and whether it ends in a hyphen that may only divide a word."""
    start = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        is_hyphenated = bool(match and match[0] in _SOFT_HYPHENS)
        part = text[start:end]
        if part.strip():
            yield start + len(part) - len(part.lstrip()), start + len(part.rstrip()), is_hyphenated
        start = match.end() if match else end


def _columns(text: str, start: int, end: int, glyphs: Glyphs) -> Iterator[tuple[int, int]]:
    """Divide a line where the space between two words is as wide as between columns."""
    wide = _COLUMN_GAP * max(glyphs.style(start).size, 1.0)
    for gap in _GAP.finditer(text, start, end):
        before, after = gap.span()
        if glyphs.left(after) - glyphs.right(before - 1) <= wide:
            continue
        marker = list_marker(text[start:after] + "x")
        if marker and marker.end >= after - start:
            continue  # the space after a bullet or number is no border of columns
        yield start, before
        start = after
    yield start, end


def _line(text: str, start: int, end: int, glyphs: Glyphs, number: int, row: int) -> Line:
    step = max(1, (end - start) // _SAMPLES)
    sample = [index for index in range(start, end, step) if not text[index].isspace()]
    styles = [glyphs.style(index) for index in sample]
    size = median(style.size for style in styles)
    is_even = all(style is styles[0] for style in styles)
    return Line(
        text=_without_raised_numbers(text, start, end, size, glyphs),
        page=number,
        row=row,
        left=glyphs.left(start),
        right=glyphs.right(end - 1),
        base=glyphs.base(start) if is_even else median(glyphs.base(index) for index in sample),
        size=size,
        is_bold=sum(style.is_bold for style in styles) * 2 > len(styles),
        is_turned=all(style.is_turned for style in styles),
    )


def _without_raised_numbers(text: str, start: int, end: int, size: float, glyphs: Glyphs) -> str:
    """Drop the small raised numbers that point to footnotes: glued to a word they would spoil it."""
    kept = []
    position = start
    for match in _RAISED.finditer(text, start, end):
        index = match.start()
        is_small = glyphs.style(index).size < _RAISED_SIZE * size
        if is_small and glyphs.base(index) > glyphs.base(index - 1) + _RAISED_BY * size:
            if _UNIT.search(text[max(start, index - _LONGEST_UNIT) : index]):
                continue
            kept.append(text[position:index])
            position = match.end()
    return "".join([*kept, text[position:end]])


def _is_hidden(index: int, line: Line, glyphs: Glyphs) -> bool:
    style = glyphs.style(index)
    if line.size < _TINY or style.is_transparent or _is_off(line, glyphs):
        return True
    if not style.is_white:
        return False
    return not glyphs.is_on_paint((line.left + line.right) / 2, line.base)


def _is_off(line: Line, glyphs: Glyphs) -> bool:
    return not line.is_turned and glyphs.is_off_page(line.left, line.right, line.base, line.size)
