"""How single characters of a PDF page are printed, and where, as PDFium tells it."""

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_WHITE = 250
_INVISIBLE_MODE = 3
_NAME_LENGTH = 128
_TRACE = 1e-6


def pictured_share(page: pdfium.PdfPage, *, has_text: bool) -> float:
    """Return the share (0..1) of a page that something other than text covers, more than 0 if there is anything.

    Beside text only pictures count, else also drawings, which may be words that were turned into strokes.
    """
    kinds = [raw.FPDF_PAGEOBJ_IMAGE]
    if not has_text:
        if raw.FPDFPage_GetAnnotCount(page.raw) > 0:
            return 1.0  # a form whose words stand in its fields
        kinds += [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM]
    boxes = [item.get_bounds() for item in page.get_objects(filter=kinds, max_depth=1)]
    width, height = page.get_size()
    covered = sum(abs(right - left) * abs(top - bottom) for left, bottom, right, top in boxes)
    return min(1.0, covered / max(1.0, width * height)) or (_TRACE if boxes else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the characters of one text object are printed."""

    size: float
    is_turned: bool
    is_bold: bool
    is_white: bool
    is_transparent: bool
    is_invisible: bool


class Glyphs:
    """Asks PDFium about single characters of a page."""

    def __init__(self, textpage: pdfium.PdfTextPage, page: pdfium.PdfPage) -> None:
        self._text = textpage.raw
        self._page = page
        self._matrix = raw.FS_MATRIX()
        self._rectangle = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._colours = [ctypes.c_uint() for _ in range(4)]
        self._name = ctypes.create_string_buffer(_NAME_LENGTH)
        self._flags = ctypes.c_int()
        self._painted: list[tuple[float, float, float, float]] | None = None
        self._styles: dict[int, Style] = {}
        self._width, self._height = page.get_size()
        self._shown = page.get_cropbox()
        self._rotation = page.get_rotation()
        # Most pages are shown as they are drawn; asking for each character whether this one is not would cost time.
        self._is_plain = self._rotation == 0 and tuple(self._shown[:2]) == (0, 0)

    def left(self, index: int) -> float:
        """Return where a character begins."""
        raw.FPDFText_GetLooseCharBox(self._text, index, self._rectangle)
        return float(self._rectangle.left) if self._is_plain else self._box()[0]

    def right(self, index: int) -> float:
        """Return where a character ends."""
        raw.FPDFText_GetLooseCharBox(self._text, index, self._rectangle)
        return float(self._rectangle.right) if self._is_plain else self._box()[2]

    def base(self, index: int) -> float:
        """Return the height on which a character stands."""
        raw.FPDFText_GetCharOrigin(self._text, index, self._x, self._y)
        return self._y.value if self._is_plain else self._as_shown(self._x.value, self._y.value)[1]

    def _box(self) -> tuple[float, float, float, float]:
        box = self._rectangle
        return self._box_as_shown(box.left, box.bottom, box.right, box.top)

    def _box_as_shown(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        corners = self._as_shown(left, bottom), self._as_shown(right, top)
        (x, other_x), (y, other_y) = zip(*corners, strict=True)
        return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)

    def _as_shown(self, x: float, y: float) -> tuple[float, float]:
        """Return a place on the page as it is turned and cropped for the reader."""
        left, bottom, right, top = self._shown
        match self._rotation:
            case 90:
                return y - bottom, right - x
            case 180:
                return right - x, top - y
            case 270:
                return top - y, x - left
        return x - left, y - bottom

    def style(self, index: int) -> Style:
        """Return how a character is printed; asking once a text object is enough, and much faster."""
        text_object = raw.FPDFText_GetTextObject(self._text, index)
        if not text_object:
            return self._style_of(index, text_object)
        address = ctypes.addressof(text_object.contents)
        style = self._styles.get(address)
        if style is None:
            style = self._styles[address] = self._style_of(index, text_object)
        return style

    def _style_of(self, index: int, text_object: object) -> Style:
        """The font's own size may be scaled."""
        size, is_turned = 0.0, False
        if raw.FPDFText_GetMatrix(self._text, index, self._matrix):
            matrix = self._matrix
            size = raw.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d)
            is_turned = (abs(matrix.b) > abs(matrix.a)) != (self._rotation in (90, 270))
        is_coloured = raw.FPDFText_GetFillColor(self._text, index, *self._colours)
        return Style(
            size=size,
            is_turned=is_turned,
            is_bold=self._is_bold(index),
            is_white=bool(is_coloured) and all(colour.value >= _WHITE for colour in self._colours[:3]),
            is_transparent=bool(is_coloured) and self._colours[3].value == 0,
            is_invisible=bool(text_object) and raw.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE_MODE,
        )

    def _is_bold(self, index: int) -> bool:
        if raw.FPDFText_GetFontWeight(self._text, index) >= _BOLD_WEIGHT:
            return True
        raw.FPDFText_GetFontInfo(self._text, index, self._name, _NAME_LENGTH, self._flags)
        return bool(_BOLD_NAME.search(self._name.value))

    def is_off_page(self, left: float, right: float, base: float, size: float) -> bool:
        """Say whether a line lies wholly outside the part of the page that is shown or printed."""
        return bool(right < 0 or left > self._width or base > self._height or base + size < 0)

    def is_on_paint(self, x: float, y: float) -> bool:
        """Say whether something that is not text is painted at a point: white text shows on it."""
        if self._painted is None:
            kinds = (
                raw.FPDF_PAGEOBJ_PATH,
                raw.FPDF_PAGEOBJ_IMAGE,
                raw.FPDF_PAGEOBJ_SHADING,
                raw.FPDF_PAGEOBJ_FORM,
            )
            painted = self._page.get_objects(filter=kinds, max_depth=1)
            self._painted = [self._box_as_shown(*item.get_bounds()) for item in painted]
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._painted)
