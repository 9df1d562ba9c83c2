"""Which lines of a PDF page belong together: by distance, size, weight, indentation and length."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, groupby, pairwise
from statistics import median

from corpus.blocks import Cell
from corpus.formats._lines import ends_sentence, is_bullet, is_hanging, list_marker
from corpus.formats._pdf_lines import Line, Page
from corpus.formats._pdf_words import ends_in_hyphen

_SAME_SIZE = 0.08
_WIDE_GAP = 1.32
_DEFAULT_LEADING = 1.25
_MAX_LEADING = 2.6
_INDENT = 0.9
_SAME_LEFT = 6.0
_JUMP = 0.5
_FITS = 1.25
_WRAPPED_SHARE = 0.3
_COLUMN = 1.5
_MIN_LINES_AT_EDGE = 3
_SAME_EDGE = 1.5


class Layout:
    """What is usual in a document (size, weight, distance of lines), and what that means for two lines."""

    def __init__(self, pages: Sequence[Page]) -> None:
        lines = [line for page in pages for line in page.lines]
        sizes: Counter[float] = Counter()
        n_bold = 0
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
            n_bold += len(line.text) if line.is_bold else 0
        self.body_size = max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0
        self.is_bold = n_bold * 2 > sizes.total()
        self.tables = count()
        self._leading = self._usual_leading(pages)
        self._edges: dict[int, float] = {}
        for page in pages:
            self._measure_edges(page)

    def _usual_leading(self, pages: Sequence[Page]) -> float:
        """Return the usual distance of two lines, as a multiple of their size."""
        ratios = []
        for page in pages:
            for above, below in pairwise(page.lines):
                distance = above.base - below.base
                if below.size > 0 and self.is_same_size(above, below) and 0 < distance < _MAX_LEADING * below.size:
                    ratios.append(distance / below.size)
        return median(ratios) if ratios else _DEFAULT_LEADING

    def _measure_edges(self, page: Page) -> None:
        """Find for each line how far the lines of its column reach to the right."""
        known: dict[tuple[float, float], float] = {}
        by_left = sorted(page.lines, key=lambda line: line.left)
        lefts = [line.left for line in by_left]
        for line in page.lines:
            size = max(line.size, 1.0)
            place = (line.left, size)
            if place not in known:
                first = bisect_right(lefts, line.left - _SAME_LEFT * size)
                last = bisect_left(lefts, line.left + _SAME_LEFT * size)
                rights = sorted(other.right for other in by_left[first:last])
                known[place] = _common_edge(rights, tolerance=_SAME_EDGE * size)
            self._edges[id(line)] = known[place]

    def is_same_size(self, a: Line, b: Line) -> bool:
        """Say whether two lines are printed in about the same size."""
        return abs(a.size - b.size) <= _SAME_SIZE * max(a.size, b.size)

    def is_jump(self, above: Line, below: Line) -> bool:
        """Say whether a line does not stand below the other but in another column."""
        if above.size == 0:
            return False
        return below.base > above.base + _JUMP * below.size or not _overlap(above, below)

    def is_cut_short(self, above: Line, below: Line) -> bool:
        """Say whether the next line's first word would have had room in the line above: its end is meant."""
        words = below.text.split(maxsplit=1)
        if not words or above.size == 0 or ends_in_hyphen(above):
            return False
        width = (above.right - above.left) / max(1, len(above.text))
        return above.right + _FITS * width * (len(words[0]) + 1) < self._edges.get(id(above), above.right)

    def blocks(self, page: Page) -> Iterator[list[Line]]:
        """Yield the lines of a page in groups that belong together."""
        group: list[Line] = []
        for line in _in_reading_order(page.lines, self.tables):
            if group and self._begins(group, line):
                yield group
                group = []
            group.append(line)
        if group:
            yield group

    def _begins(self, group: Sequence[Line], line: Line) -> bool:
        """Say whether a line begins a block of its own below a group."""
        above = group[-1]
        starts = _starts_anew(line)
        if above.row == line.row or (above.cell != line.cell and not self._reaches_into_table(above, line)):
            return True
        if ends_in_hyphen(above):
            return self.is_jump(above, line)
        if list_marker(line.text) and self._is_marker_meant(above, line):
            return True
        if line.size == 0:
            return starts and ends_sentence(above.text)
        if self.is_jump(above, line) or not self.is_same_size(above, line):
            return True
        ended = ends_sentence(above.text)
        if self._is_apart(group, line, goes_on=not ended and line.text[:1].islower()):
            return True
        if self._changes_indent(group, line) and (ended or starts):
            return True
        if is_hanging(above.text) or not (ended or starts):
            return False
        return self.is_cut_short(above, line) or (ended and above.is_bold != line.is_bold)

    def _reaches_into_table(self, above: Line, line: Line) -> bool:
        """Say whether a sentence goes on straight below, though only one of its lines has a cell beside it."""
        if 0 not in (above.cell, line.cell) or ends_sentence(above.text) or not line.text[:1].islower():
            return False
        return 0 < above.base - line.base < _MAX_LEADING * line.size and abs(above.left - line.left) < line.size

    def _is_marker_meant(self, above: Line, line: Line) -> bool:
        """Tell a list marker from a number or dash that only happens to stand at a line's start."""
        if is_bullet(line.text) and line.text.lstrip()[:1] not in "-–—*+o":
            return True
        if ends_sentence(above.text) or list_marker(above.text) or self.is_cut_short(above, line):
            return True
        return line.size > 0 and abs(above.left - line.left) > _INDENT * line.size

    def _is_apart(self, group: Sequence[Line], line: Line, *, goes_on: bool) -> bool:
        """Say whether the space above a line is clearly wider than in the group, or than usual.

        Some parts of a paper are spaced more widely than the rest, so a sentence that goes on is no new block.
        """
        distance = group[-1].base - line.base
        if goes_on:
            return distance > _MAX_LEADING * line.size
        usual = self._leading * line.size
        if len(group) > 1:
            usual = max(group[-2].base - group[-1].base, line.size)
        return distance > _WIDE_GAP * usual

    def _changes_indent(self, group: Sequence[Line], line: Line) -> bool:
        step = _INDENT * line.size
        left = group[-1].left
        if len(group) == 1 and line.left < left:
            # The first line of a paragraph may be indented; a list item's is never.
            return bool(list_marker(group[0].text)) and line.left < left - step
        if len(group) == 1 and list_marker(group[0].text):
            return False
        return abs(line.left - left) > step


def _common_edge(rights: Sequence[float], *, tolerance: float) -> float:
    """Return the rightmost place at which several lines end; titles across columns are too few to count."""
    needed = max(_MIN_LINES_AT_EDGE, len(rights) // 10)
    for last in range(len(rights) - 1, needed - 2, -1):
        if rights[last] - rights[last - needed + 1] <= tolerance:
            return rights[last]
    return rights[-1]


def _starts_anew(line: Line) -> bool:
    first = line.text.lstrip("\"'“‘«([ ")[:1]
    return first.isupper() or first.isdigit() or not first.isalnum()


def _overlap(a: Line, b: Line) -> bool:
    return a.left < b.right and b.left < a.right


def _in_reading_order(lines: Sequence[Line], tables: "count[int]") -> Iterator[Line]:
    """Yield lines as PDFium orders them, but columns one by one where text runs on inside them."""
    rows = [list(row) for _, row in groupby(lines, key=lambda line: line.row)]
    run: list[list[Line]] = []
    for row in rows:
        if run and not _is_in_table(run, row):
            yield from _table(run, tables)
            run = []
        if len(row) > 1 or run:
            run.append(row)
        else:
            yield from row
    yield from _table(run, tables)


def _is_in_table(run: Sequence[Sequence[Line]], row: Sequence[Line]) -> bool:
    """Say whether a row goes on with the columns of the rows above it."""
    first = row[0]
    step = run[-1][-1].base - first.base
    if not -_JUMP * first.size < step <= _MAX_LEADING * max(first.size, 1.0):
        return False
    lefts = [line.left for above in run for line in above]
    if not all(any(abs(line.left - left) < _COLUMN * line.size for left in lefts) for line in row):
        return False
    # A lone line is a cell if it keeps to its column; one that reaches into the next is text below the table.
    return len(row) > 1 or first.right < max(lefts) or first.left > min(lefts) + first.size


def _table(run: Sequence[Sequence[Line]], tables: "count[int]") -> Iterator[Line]:
    if not run:
        return
    cells = [line for row in run for line in row]
    columns = _columns_of(cells)
    table = next(tables)
    rows = {id(line): number for number, row in enumerate(run) for line in row}
    for number, column in enumerate(columns):
        for line in column:
            line.place = Cell(table=table, row=rows[id(line)], column=number)
    if _runs_on(columns):
        for number, column in enumerate(columns, start=1):
            for line in column:
                line.cell = number
            yield from column
    else:
        for number, line in enumerate(cells, start=1):
            line.cell = number
            yield line


def _columns_of(cells: Sequence[Line]) -> list[list[Line]]:
    """Return the columns from left to right, each from top to bottom."""
    columns: list[list[Line]] = []
    for line in sorted(cells, key=lambda line: line.left):
        if columns and line.left - columns[-1][-1].left < _COLUMN * line.size:
            columns[-1].append(line)
        else:
            columns.append([line])
    for column in columns:
        column.sort(key=lambda line: -line.base)
    return columns


def _runs_on(columns: Sequence[Sequence[Line]]) -> bool:
    """Say whether sentences go on from line to line inside the columns."""
    pairs = [(a, b) for column in columns for a, b in pairwise(column)]
    wrapped = sum(b.text[:1].islower() and not ends_sentence(a.text) for a, b in pairs)
    return bool(pairs) and wrapped >= _WRAPPED_SHARE * len(pairs)
