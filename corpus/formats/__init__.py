"""How a file becomes blocks. One module a format; each offers FORMAT.

A reader gets the file's bytes and the limits, and returns `Extracted`. It runs in a worker process with
bounded memory and time, never opens another file and never asks the network.
"""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.blocks import Extracted
from corpus.records import ReadStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that a reader must keep. Sizes are in bytes, decompression is counted as it happens."""

    max_bytes: int
    max_pages: int
    max_depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that hangs on another; its name is only shown, never a place."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFormat:
    """A document format: the file name endings it takes, and the function that reads it.

    `attachments` returns the documents of their own that such a file carries; none for most formats.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, Limits], Extracted]
    attachments: Callable[[bytes, Limits], tuple[Attachment, ...]] | None = None


class UnreadableError(Exception):
    """A file cannot be read, for a reason that its owner can mend."""

    def __init__(self, status: ReadStatus, detail: str) -> None:
        """`detail` says what is wrong and what to do, in one or two plain sentences."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
