"""Zip files that hold XML (office files, e-books): unpacked within bounds, in memory, and parsed without DTDs."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

from corpus.formats import Limits, UnreadableError
from corpus.records import ReadStatus

# An office file unpacks to about ten times its size; text alone to rarely more than a hundred.
_UNPACKED_PER_LIMIT = 4
_CHUNK = 1 << 20
_DECLARATIONS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


def is_xml(name: str) -> bool:
    """Say whether a part of an office file is XML, by its name."""
    return name.endswith((".xml", ".rels"))


def unpack(content: bytes, limits: Limits, *, wanted: Callable[[str], bool] = is_xml) -> dict[str, bytes]:
    """Return the wanted parts of a zip file by name; bytes are counted as they come out, nothing is written.

    A name serves only to look a part up, so it does not matter where on a disk it would point to.

    Raises:
        UnreadableError: the file is no zip, is encrypted, or unpacks to more than allowed.
    """
    allowed = limits.max_bytes * _UNPACKED_PER_LIMIT
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if wanted(member.filename)]
            if sum(member.file_size for member in members) > allowed:
                raise _too_large()
            for member in members:
                parts[member.filename] = _unpack_one(archive, member, allowed)
                allowed -= len(parts[member.filename])
    except (
        zipfile.BadZipFile,
        zlib.error,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise damaged() from error
    except RuntimeError as error:
        raise encrypted() from error
    return parts


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowed: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > allowed:
                raise _too_large()
            chunks.append(chunk)
    return b"".join(chunks)


def _too_large() -> UnreadableError:
    return UnreadableError(
        ReadStatus.TOO_LARGE,
        "This file unpacks to far more than a paper needs. Remove pictures and embedded files, or raise max_megabytes.",
    )


def damaged() -> UnreadableError:
    """Return the error for a file that is not what it should be inside."""
    return UnreadableError(
        ReadStatus.CORRUPT, "This file is damaged. Open it in the program that made it and save it again."
    )


def encrypted() -> UnreadableError:
    """Return the error for a file that asks for a password."""
    return UnreadableError(ReadStatus.ENCRYPTED, "This file is protected by a password. Save a copy without one.")


def refuse_declarations(part: bytes) -> None:
    """Refuse XML that declares a document type or entities: these can read other files and grow without end.

    Raises:
        UnreadableError: it does.
    """
    if any(mark in part for mark in _DECLARATIONS) or part.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise UnreadableError(
            ReadStatus.CORRUPT,
            "This file declares entities, as no office program does. If you trust it, save it again.",
        )


def parse_xml(part: bytes) -> "etree._Element":
    """Return the root element of an XML part.

    Raises:
        UnreadableError: it is no XML, declares entities, or is nested deeper than libxml2 allows (256 elements).
    """
    refuse_declarations(part)
    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise too_deep() if "depth" in str(error) else damaged() from error


def too_deep() -> UnreadableError:
    """Return the error for a file whose elements are nested without end."""
    return UnreadableError(
        ReadStatus.TOO_LARGE, "This file is nested too deeply to be a paper. Save it again as PDF or text."
    )


def lookup(part: bytes | None, path: str, namespaces: dict[str, str]) -> str | None:
    """Return the text of the first element at `path` in an XML part; None if there is no such thing."""
    if part is None:
        return None
    try:
        found = parse_xml(part).findtext(path, namespaces=namespaces)
    except UnreadableError:
        return None
    return (found or "").strip() or None
