"""RTF files: paragraphs, headings, lists, tables and notes, with deleted and hidden words left out.

A reader of its own, since the library at hand gives plain text only: words that were deleted under tracked
changes or hidden then stand among the others, and notes in the middle of sentences.
"""

import codecs
from dataclasses import dataclass, field, replace

from corpus.blocks import BlockKind, Cell, Extracted, Piece
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._archive import too_deep
from corpus.formats._lines import is_bold_heading, list_marker
from corpus.formats._rtf_tokens import Token, tokens
from corpus.formats.html import hidden_warning
from corpus.formats.text import refuse_controls
from corpus.records import ReadStatus

_BODY, _BOX, _FOOTNOTE, _RUNNING, _MARKER, _FONTS, _STYLES, _INFO, _TITLE, _DATE, _SKIP, _SHAPE = (
    "body", "box", "footnote", "running", "marker", "fonts", "styles", "info", "title", "date", "skip", "shape",
)  # fmt: skip
_VISIBLE = (_BODY, _BOX, _FOOTNOTE, _RUNNING)
_DESTINATIONS = {
    "footnote": _FOOTNOTE,
    "fonttbl": _FONTS,
    "info": _INFO,
    "stylesheet": _STYLES,
    "title": _TITLE,
    "creatim": _DATE,
    "revtim": _DATE,
    "listtext": _MARKER,
    "pntext": _MARKER,
    "shpinst": _SHAPE,
} | dict.fromkeys(["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"], _RUNNING)
_SKIPPED = (
    "annotation", "author", "category", "colortbl", "comment", "company", "doccomm", "filetbl", "fldinst", "keywords",
    "listoverridetable", "listtable", "manager", "nonshppict", "objclass", "objdata", "operator", "pict", "printim",
    "private", "revtbl", "rsidtbl", "shprslt", "subject", "tc", "themedata", "upr", "xe",
)  # fmt: skip
_SIGNS = {
    "bullet": "•", "emdash": "—", "emspace": " ", "endash": "–", "enspace": " ", "ldblquote": "“",
    "line": "\n", "lquote": "‘", "rdblquote": "”", "rquote": "’", "tab": "\t",
}  # fmt: skip
_CELL_ENDS = ("cell", "nestcell")
_ENDS = ("par", "sect", "page", "row", "nestrow", *_CELL_ENDS)
_SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DATE_PARTS = ("yr", "mo", "dy")
_N_OUTLINE_LEVELS = 9
_BOLD_HEADING_LEVEL = 4
_UNICODE = 1 << 16


@dataclass(slots=True)
class _Group:
    """What holds inside a pair of braces."""

    destination: str = _BODY
    is_hidden: bool = False
    is_deleted: bool = False
    is_bold: bool = False
    font: int | None = None
    n_to_skip: int = 1  # characters that stand for one given by its number


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as it is collected."""

    text: str = ""
    plain: int = 0
    marker: str = ""
    level: int = 0
    is_cell: bool = False
    is_item: bool = False
    list_level: int = 1


@dataclass(slots=True)
class _Reader:
    """Follows the tokens and collects pieces."""

    max_depth: int
    code_page: str = "cp1252"
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    pieces: list[Piece] = field(default_factory=list)
    aside: list[Piece] = field(default_factory=list)  # notes, which follow the paragraph that they hang on
    running: list[Piece] = field(default_factory=list)
    paragraphs: dict[str, _Paragraph] = field(default_factory=lambda: {kind: _Paragraph() for kind in _VISIBLE})
    pending: bytes = b""
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, int] = field(default_factory=dict)
    style: int | None = None
    style_name: str = ""
    title: str = ""
    dated: dict[str, int] = field(default_factory=dict)
    n_hidden: int = 0
    was_hidden: bool = False
    is_starred: bool = False
    to_skip: int = 0
    place: Cell = field(default_factory=lambda: Cell(table=0, row=0, column=0))  # of the next cell

    def follow(self, token: Token) -> None:
        """Take in one token."""
        if token.kind == "text":
            self._bytes(token.text)
            return
        self._decode()
        self.to_skip = 0
        if token.kind == "brace":
            self._brace(token.word)
        elif token.kind == "symbol":
            if token.word == "*":
                self.is_starred = True
            elif token.word in _SYMBOLS:
                self._text(_SYMBOLS[token.word])
            elif token.word in "\r\n":
                self._end()
        else:
            self._word(token.word, token.number)
            self.is_starred = False

    def finish(self) -> None:
        """End what is still open."""
        self._decode()
        for destination in reversed(_VISIBLE):
            self._end(destination)

    def _brace(self, brace: str) -> None:
        self.is_starred = False
        if brace == "{":
            if len(self.groups) > self.max_depth:
                raise too_deep()
            self.groups.append(replace(self.groups[-1]))
        elif len(self.groups) > 1:
            left = self.groups.pop()
            if left.destination in _VISIBLE and left.destination != self.groups[-1].destination:
                self._end(left.destination)

    def _word(self, word: str, number: int | None) -> None:
        group = self.groups[-1]
        if word in _DESTINATIONS and group.destination != _SKIP:
            group.destination = _DESTINATIONS[word]
        elif word == "shptxt" and group.destination == _SHAPE:
            group.destination = _BOX
        elif word in _SKIPPED or self.is_starred:
            group.destination = _SKIP
        elif word == "u" and number is not None:
            self._text(chr(number % _UNICODE))
            self.to_skip = group.n_to_skip
        elif word == "uc":
            group.n_to_skip = max(0, number or 0)
        elif word in _ENDS:
            self._end(is_cell=word in _CELL_ENDS)
            self._go_on(word, group)
        elif word in _SIGNS:
            self._text(_SIGNS[word])
        else:
            self._format(word, number, group)

    def _go_on(self, word: str, group: _Group) -> None:
        """Keep account of where in a table the next text stands; a paragraph outside ends the table."""
        place = self.place
        if word in _CELL_ENDS:
            self.place = replace(place, column=place.column + 1)
        elif word in ("row", "nestrow"):
            self.place = replace(place, row=place.row + 1, column=0)
        elif group.destination == _BODY and not self.paragraphs[_BODY].is_cell and (place.row or place.column):
            self.place = Cell(table=place.table + 1, row=0, column=0)

    def _format(self, word: str, number: int | None, group: _Group) -> None:
        """Take in a word that says how the text after it looks."""
        is_on = number != 0
        if word == "v":
            group.is_hidden = is_on
        elif word == "deleted":
            group.is_deleted = is_on
        elif word == "b":
            group.is_bold = is_on
        elif word == "plain":
            group.is_hidden = group.is_deleted = group.is_bold = False
        elif word == "f":
            group.font = number
        elif group.destination in _VISIBLE:
            self._lay_out(word, number, self.paragraphs[group.destination])
            self._choose_code_page(word, number)
        else:
            self._describe(word, number, group)

    def _choose_code_page(self, word: str, number: int | None) -> None:
        if word == "ansicpg":
            self.code_page = _known(f"cp{number}") or self.code_page
        elif word == "mac":
            self.code_page = "mac_roman"

    def _describe(self, word: str, number: int | None, group: _Group) -> None:
        """Take in a word of the tables at the head of the file."""
        if word == "fcharset" and group.destination == _FONTS and group.font is not None:
            self.fonts[group.font] = _CHARSETS.get(number or 0, self.code_page)
        elif word == "s" and group.destination == _STYLES:
            self.style, self.style_name = number, ""
        elif word in _DATE_PARTS and group.destination == _DATE:
            self.dated[word] = number or 0

    def _lay_out(self, word: str, number: int | None, paragraph: _Paragraph) -> None:
        """Take in a word that says what the paragraph is."""
        match word:
            case "pard":
                paragraph.level, paragraph.is_cell, paragraph.is_item, paragraph.list_level = 0, False, False, 1
            case "intbl":
                paragraph.is_cell = True
            case "s":
                paragraph.level = self.styles.get(number or 0, paragraph.level)
            case "outlinelevel" if number is not None and 0 <= number < _N_OUTLINE_LEVELS:
                paragraph.level = number + 1
            case "ls":
                paragraph.is_item = bool(number)
            case "ilvl":
                paragraph.list_level = 1 + min(max(0, number or 0), _N_OUTLINE_LEVELS)

    def _bytes(self, text: bytes) -> None:
        skipped = min(self.to_skip, len(text))
        self.to_skip -= skipped
        self.pending += text[skipped:] if self.groups[-1].destination != _SKIP else b""

    def _decode(self) -> None:
        if self.pending:
            pending, self.pending = self.pending, b""
            font = self.groups[-1].font
            self._text(pending.decode(self.fonts.get(-1 if font is None else font, self.code_page), errors="replace"))

    def _text(self, text: str) -> None:
        group = self.groups[-1]
        if group.destination == _MARKER:
            self.paragraphs[_BODY].marker += text
        elif group.destination == _TITLE:
            self.title += text
        elif group.destination == _STYLES:
            self._name_style(text)
        elif group.destination in _VISIBLE and not group.is_deleted:
            if group.is_hidden:
                self.n_hidden += bool(text.strip()) and not self.was_hidden
                self.was_hidden = self.was_hidden or bool(text.strip())
                return
            self.was_hidden = False
            paragraph = self.paragraphs[group.destination]
            paragraph.text += text
            paragraph.plain += 0 if group.is_bold else len(text.strip())

    def _name_style(self, text: str) -> None:
        """Keep which styles are headings, by the names that the usual programs give them."""
        self.style_name += text
        kind, _, level = self.style_name.strip(" ;").lower().rpartition(" ")
        if kind == "heading" and level.isdigit() and self.style is not None:
            self.styles[self.style] = int(level)

    def _end(self, destination: str | None = None, *, is_cell: bool = False) -> None:
        """End a paragraph."""
        destination = destination or self.groups[-1].destination
        if destination not in _VISIBLE:
            return
        paragraph = self.paragraphs[destination]
        # Characters beyond the first 65,536 are given as two halves.
        text = paragraph.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = " ".join(text.split())
        if text and destination in (_BODY, _BOX):
            cell = self.place if is_cell or paragraph.is_cell else None
            (self.pieces if destination == _BODY else self.aside).append(_piece(paragraph, text, cell))
        elif text and destination == _FOOTNOTE:
            self.aside.append(Piece(kind=BlockKind.FOOTNOTE, text=text))
        elif text and text not in [piece.text for piece in self.running]:
            self.running.append(Piece(kind=BlockKind.HEADER_FOOTER, text=text))
        if destination == _BODY:
            self.pieces += self.aside
            self.aside = []
        self.paragraphs[destination] = replace(paragraph, text="", plain=0, marker="")


def _piece(paragraph: _Paragraph, text: str, cell: Cell | None) -> Piece:
    if cell:
        return Piece(kind=BlockKind.TABLE_CELL, text=text, cell=cell)
    if paragraph.level:
        return Piece(kind=BlockKind.HEADING, text=text, level=paragraph.level)
    if paragraph.marker.strip() or paragraph.is_item:
        number = paragraph.marker.strip() if any(map(str.isalnum, paragraph.marker)) else ""
        return Piece(kind=BlockKind.LIST_ITEM, text=f"{number} {text}".strip(), level=paragraph.list_level)
    if paragraph.plain == 0 and is_bold_heading(text):
        return Piece(kind=BlockKind.HEADING, text=text, level=_BOLD_HEADING_LEVEL)
    if marker := list_marker(text):
        return Piece(kind=BlockKind.LIST_ITEM, text=marker.kept + text[marker.end :], level=1)
    return Piece(kind=BlockKind.PARAGRAPH, text=text)


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def read_rtf(content: bytes, limits: Limits) -> Extracted:
    """Read an RTF file."""
    if not content.lstrip()[:5].startswith(b"{\\rtf"):
        raise UnreadableError(ReadStatus.CORRUPT, "This file is no RTF, whatever its name says. Save it as PDF.")
    reader = _Reader(max_depth=limits.max_depth)
    for token in tokens(content):
        reader.follow(token)
    reader.finish()
    refuse_controls("".join(piece.text for piece in reader.pieces))
    heading = next((piece.text for piece in reader.pieces if piece.kind is BlockKind.HEADING), None)
    dated = "-".join(f"{reader.dated[part]:02}" for part in _DATE_PARTS if reader.dated.get(part))
    return Extracted(
        pieces=(*reader.pieces, *reader.running),
        title=" ".join(reader.title.split()) or heading,
        dated=dated or None,
        warnings=hidden_warning(reader.n_hidden),
    )


FORMAT = DocumentFormat(name="rtf", suffixes=(".rtf",), read=read_rtf)
