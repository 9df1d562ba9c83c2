"""E-books: the pages of a book in reading order, each read as the HTML that it is."""

import posixpath
from urllib.parse import unquote

from lxml import etree

from corpus.blocks import BlockKind, Extracted, Piece
from corpus.formats import DocumentFormat, Limits
from corpus.formats._archive import damaged, encrypted, parse_xml, unpack
from corpus.formats.html import hidden_warning, parse_html, walk

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_NAMESPACES = {
    "container": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "enc": "http://www.w3.org/2001/04/xmlenc#",
    "opf": "http://www.idpf.org/2007/opf",
}
_PAGE_TYPES = ("application/xhtml+xml", "text/html")


def read_epub(content: bytes, limits: Limits) -> Extracted:
    """Read an e-book; its table of contents and cover stay out."""
    parts = unpack(content, limits, wanted=_is_text)
    if _CONTAINER not in parts:
        raise damaged()
    book = parse_xml(parts[_CONTAINER]).find("container:rootfiles/container:rootfile", _NAMESPACES)
    name = "" if book is None else book.get("full-path") or ""
    if name not in parts:
        raise damaged()
    package = parse_xml(parts[name])
    names = _pages(package, posixpath.dirname(name))
    if _ENCRYPTION in parts and _encrypted(parts[_ENCRYPTION]).intersection(names):
        raise encrypted()
    pieces: list[Piece] = []
    n_hidden = n_missing = 0
    for page in names:
        if page not in parts:
            n_missing += 1
            continue
        builder = walk(parse_html(parts[page]), max_depth=limits.max_depth)
        pieces += builder.pieces
        n_hidden += builder.hidden
    if not pieces and n_missing:
        raise damaged()
    heading = next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), None)
    missing = (f"{n_missing} chapters that this book names are not in it.",) if n_missing else ()
    return Extracted(
        pieces=tuple(pieces),
        title=(package.findtext(".//dc:title", namespaces=_NAMESPACES) or "").strip() or heading,
        dated=package.findtext(".//dc:date", namespaces=_NAMESPACES),
        warnings=hidden_warning(n_hidden) + missing,
    )


def _is_text(name: str) -> bool:
    return name.lower().endswith((".opf", ".xml", ".xhtml", ".html", ".htm"))


def _pages(package: "etree._Element", folder: str) -> list[str]:
    """Return the names of the book's pages in reading order, each once."""
    items = {item.get("id"): item for item in package.iterfind("opf:manifest/opf:item", _NAMESPACES)}
    pages: dict[str, None] = {}
    for reference in package.iterfind("opf:spine/opf:itemref", _NAMESPACES):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGE_TYPES or "nav" in (item.get("properties") or "").split():
            continue
        pages[_inside(folder, item.get("href") or "")] = None
    return list(pages)


def _inside(folder: str, reference: str) -> str:
    """Return the name in the zip file that a reference means; it is looked up there and opened nowhere else."""
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path))[1:]


def _encrypted(part: bytes) -> set[str]:
    references = parse_xml(part).iterfind(".//enc:CipherReference", _NAMESPACES)
    return {_inside("", reference.get("URI") or "") for reference in references}


FORMAT = DocumentFormat(name="epub", suffixes=(".epub",), read=read_epub)
