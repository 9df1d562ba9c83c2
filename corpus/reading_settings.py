"""Limits within which members' files are read."""

import os

from pydantic import BaseModel, Field

from corpus._tesseract import is_installed
from corpus._workers import WorkerLimits

_MEGABYTE = 1 << 20


class ReadingSettings(BaseModel, frozen=True, extra="forbid"):
    """Limits within which members' files are read."""

    max_megabytes: float = Field(
        50,
        gt=0,
        le=2000,
        description="Largest file that is read. Raising it lets longer papers in and costs memory.",
    )
    max_pages: int = Field(
        1000,
        ge=1,
        le=100_000,
        description="Most pages of a PDF. Raising it lets longer papers in and costs time.",
    )
    max_depth: int = Field(
        500,
        ge=20,
        le=5000,
        description="Deepest nesting of a page's elements. Raising it lets stranger pages in.",
    )
    max_seconds: float = Field(
        60, gt=0, le=3600, description="Longest time for one file. Raising it gives slow files a chance."
    )
    max_memory_megabytes: int = Field(
        1500,
        ge=128,
        le=64_000,
        description="Most memory of one worker. Raising it lets heavier files be read.",
    )
    max_attachments: int = Field(
        50,
        ge=0,
        le=10_000,
        description="Most attachments of a mail that are read. Raising it lets fuller mails in and costs time.",
    )
    max_attachment_depth: int = Field(
        3,
        ge=0,
        le=20,
        description="How deep mails within mails are opened. Raising it reads what was passed on more often.",
    )
    ocr: bool = Field(
        False,
        description="Whether scans are read by OCR. It needs the program Tesseract: `apt install tesseract-ocr` or "
        "`brew install tesseract`.",
    )
    ocr_language: str = Field(
        "eng",
        pattern=r"^[a-z]{3}(_[a-z]+)?(\+[a-z]{3}(_[a-z]+)?)*$",
        description="Language of the scans as Tesseract names it, as in `eng` or `eng+fra`.",
    )
    min_ocr_confidence: float = Field(
        60,
        ge=0,
        le=100,
        description="Least mean confidence of a scanned page's words. Raising it leaves more poor pages out.",
    )
    max_ocr_seconds: float = Field(
        600, gt=0, le=36_000, description="Longest time for one scan. Raising it lets longer scans be read."
    )
    workers: int = Field(
        0,
        ge=0,
        le=256,
        description="Files read at once; 0 is one a core. Raising it costs memory, never results.",
    )
    min_words: int = Field(
        5,
        ge=1,
        le=1000,
        description="Fewest words of a document. Raising it sets more short files aside as empty.",
    )
    min_words_for_language: int = Field(
        20,
        ge=1,
        le=1000,
        description="Fewest words whose language is judged. Raising it leaves more texts unjudged.",
    )
    min_share_of_other_language: float = Field(
        0.6,
        ge=0.5,
        le=1,
        description="Share of words in another language that sets a paper aside. Raising it keeps more mixed papers.",
    )
    min_version_overlap: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Share of wording from which two papers of a member are versions of one. Raising it takes fewer "
        "papers for older versions.",
    )
    min_copy_overlap: float = Field(
        0.7,
        gt=0,
        le=1,
        description="Share of wording from which a file of the same name in another format is a copy. Raising it reads "
        "more copies twice.",
    )
    language: str = Field("en", description="The language that positions are looked for in, as ISO 639-1 code.")

    @property
    def worker_limits(self) -> WorkerLimits:
        """The limits in the units that workers use."""
        return WorkerLimits(
            max_bytes=int(self.max_megabytes * _MEGABYTE),
            max_pages=self.max_pages,
            max_depth=self.max_depth,
            max_seconds=self.max_seconds,
            max_memory_bytes=self.max_memory_megabytes * _MEGABYTE,
            ocr=self.ocr and is_installed(),
            ocr_language=self.ocr_language,
            min_ocr_confidence=self.min_ocr_confidence,
            max_ocr_seconds=self.max_ocr_seconds,
        )

    @property
    def n_workers(self) -> int:
        """The number of files read at the same time."""
        return self.workers or os.cpu_count() or 1
