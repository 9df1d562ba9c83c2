"""The process that opens members' files: contained, killed from outside, speaking JSON lines.

Reads requests on standard input and answers each with one line on standard output, so that nothing a hostile
file does to a parser can reach the program. Started by `corpus.reading`, never imported by it.
"""

import hashlib
import json
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from typing import Any

import corpus.formats
from corpus._containment import contain
from corpus._tesseract import PROGRAM
from corpus.blocks import Extracted
from corpus.discovery import discover
from corpus.formats import Attachment, DocumentFormat, Limits, UnreadableError
from corpus.formats._ocr import OcrSettings, add_scanned_pages, read_scan
from corpus.formats._sniff import format_of
from corpus.records import ReadStatus

READY = "ready\n"
_MAX_DETAIL = 200


def main(arguments: Sequence[str]) -> None:
    """Serve requests until standard input ends; the one argument holds the limits as JSON."""
    settings = json.loads(arguments[0])
    # Whatever a library prints must not get between the answers, so they keep standard output to themselves.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    reader = _Reader(
        formats=discover(corpus.formats, "FORMAT", DocumentFormat),
        limits=Limits(**settings["limits"]),
        ocr=OcrSettings(**settings["ocr"]),
    )
    contain(settings["max_memory_bytes"], programs=[PROGRAM])
    answers.write(READY)
    answers.flush()
    for request in sys.stdin:
        answers.write(json.dumps(_serve(json.loads(request), reader)) + "\n")
        answers.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """What a worker reads files with."""

    formats: tuple[DocumentFormat, ...]
    limits: Limits
    ocr: OcrSettings

    def read(self, request: dict[str, Any]) -> dict[str, Any]:
        """Read the file that is asked for, or an attachment inside it."""
        path = request["location"]
        content = _content(path, self.limits.max_bytes)
        for number in request["inside"]:
            hanging = self._attachments(format_of(content, path, self.formats), content)
            content, path = hanging[number - 1].content, hanging[number - 1].name
        if not content:
            raise UnreadableError(ReadStatus.EMPTY, "The file is empty. Ask its owner to send it again.")
        try:
            document_format = format_of(content, path, self.formats)
            extracted = document_format.read(content, self.limits)
        except UnreadableError as error:
            if not request["ocr"] or error.status is not ReadStatus.NEEDS_OCR:
                raise
            return {"format": "ocr", "extracted": _plain(read_scan(content, self.limits, self.ocr)), "attachments": []}
        name = document_format.name
        if request["ocr"] and extracted.unread_pages:
            read, extracted = extracted, add_scanned_pages(extracted, content, self.limits, self.ocr)
            name = name if extracted.pieces == read.pieces else f"{name}+ocr"
        hanging = self._attachments(document_format, content)
        return {
            "format": name,
            "extracted": _plain(extracted),
            "attachments": [_label(each) for each in hanging],
        }

    def _attachments(self, document_format: DocumentFormat, content: bytes) -> tuple[Attachment, ...]:
        find = document_format.attachments
        return find(content, self.limits) if find else ()


def _label(attachment: Attachment) -> dict[str, Any]:
    sha256 = hashlib.sha256(attachment.content).hexdigest()
    return {"name": attachment.name, "size": len(attachment.content), "sha256": sha256}


def _serve(request: dict[str, Any], reader: _Reader) -> dict[str, Any]:
    """Read one file; whatever goes wrong costs that file only."""
    try:
        return reader.read(request)
    except UnreadableError as error:
        return {"status": error.status, "detail": error.detail}
    except MemoryError:
        return {
            "status": ReadStatus.TOO_LARGE,
            "detail": "Reading it needs more memory than allowed. Split it, or raise max_memory_megabytes.",
        }
    except RecursionError:
        return {
            "status": ReadStatus.TOO_LARGE,
            "detail": "It is nested too deeply to be a paper. Save it again as PDF or text.",
        }
    except PermissionError:
        return {
            "status": ReadStatus.CORRUPT,
            "detail": "It may not be opened. Give yourself the right to read it.",
        }
    except Exception as error:  # noqa: BLE001  (the one broad net: a parser may raise anything on a broken file)
        said = " ".join(f"{type(error).__name__}: {error}".split())[:_MAX_DETAIL]
        return {
            "status": ReadStatus.CORRUPT,
            "detail": f"It could not be read ({said}). Open it where it was made and save it again.",
        }


def _content(location: str, max_bytes: int) -> bytes:
    """Return a regular file's bytes, never following a link and never waiting for a pipe."""
    handle = os.open(location, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise UnreadableError(ReadStatus.CORRUPT, "It is no regular file. Put a copy of the paper itself here.")
        content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise UnreadableError(
            ReadStatus.TOO_LARGE,
            "It is larger than allowed. Leave out pictures, split it, or raise max_megabytes.",
        )
    return content


def _plain(extracted: Extracted) -> dict[str, Any]:
    """Return what was read as plain values; halves of characters, which no file can hold, are replaced."""

    def whole(value: Any) -> Any:  # noqa: ANN401  (JSON values)
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode("utf-8")
        if isinstance(value, dict):
            return {key: whole(inner) for key, inner in value.items()}
        return [whole(inner) for inner in value] if isinstance(value, list | tuple) else value

    plain: dict[str, Any] = whole(asdict(extracted))
    return plain


if __name__ == "__main__":
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="ascii")
    main(sys.argv[1:])
