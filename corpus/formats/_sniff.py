"""Which format a file really has: by its first bytes, and by its name only where those say nothing."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from corpus.formats import DocumentFormat, UnreadableError
from corpus.records import ReadStatus

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM")
_IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".heic")
_TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown")
_HEAD = 1024
_OFFICE_PARTS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "META-INF/container.xml": "epub"}
_ODT = b"application/vnd.oasis.opendocument.text"
_OLD_OFFICE = {
    ".msg": "This is a mail in the form of Outlook. Save it as EML, or as PDF with its attachments beside it."
}


def format_of(content: bytes, path: str, formats: Sequence[DocumentFormat]) -> DocumentFormat:
    """Return the format that reads a file.

    Raises:
        UnreadableError: none does; the detail says how to turn the file into one that can be read.
    """
    suffix = PurePosixPath(path.lower()).suffix
    named = next((offered for offered in formats if suffix in offered.suffixes), None)
    refuse_binary(content, suffix)
    told = _told_by_content(content, suffix)
    by_content = next((offered for offered in formats if offered.name == told), None)
    if by_content is not None:
        return by_content
    if named is None:
        readable = ", ".join(sorted(ending for offered in formats for ending in offered.suffixes))
        raise UnreadableError(
            ReadStatus.UNSUPPORTED,
            f"Files of this kind cannot be read. Put it here as one of these instead: {readable}.",
        )
    return named


def refuse_binary(content: bytes, suffix: str) -> None:
    """Refuse pictures and old or encrypted office files.

    Raises:
        UnreadableError: with the status and the advice that fit.
    """
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content or suffix in (".docx", ".docm", ".pptx"):
            raise UnreadableError(
                ReadStatus.ENCRYPTED, "This office file is protected by a password. Save a copy without one."
            )
        raise UnreadableError(
            ReadStatus.UNSUPPORTED,
            _OLD_OFFICE.get(suffix, "This is a file of an old office program. Save it as DOCX or PDF."),
        )
    if content.startswith(_IMAGES[:6]) or suffix in _IMAGE_SUFFIXES:
        raise UnreadableError(
            ReadStatus.NEEDS_OCR,
            "This is a picture. Turn it into a PDF with text (ocrmypdf does that) and put the PDF here.",
        )


def _told_by_content(content: bytes, suffix: str) -> str | None:
    head = content[:_HEAD]
    if b"%PDF-" in head and (suffix not in _TEXT_SUFFIXES or head.startswith(b"%PDF-")):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _told_by_parts(content)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return None


def _told_by_parts(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and "content.xml" in names:
                with archive.open("mimetype") as stream:
                    return "odt" if stream.read(_HEAD).startswith(_ODT) else None
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, EOFError):
        return None
    return next((name for part, name in _OFFICE_PARTS.items() if part in names), None)
