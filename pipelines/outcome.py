"""What a run leaves: its folder, its manifest and its rows."""

from dataclasses import dataclass
from pathlib import Path

from corpus.manifest import Manifest
from corpus.records import Document, ReadStatus
from models.analyses import RowsByType


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A published run: its folder, manifest and the rows of its tables.

    One that `is_standing` was there already, and nothing had changed since.
    """

    folder: Path
    manifest: Manifest
    rows: RowsByType
    is_standing: bool = False

    @property
    def report(self) -> Path:
        """The report's first page."""
        return self.folder / "report" / "index.html"

    @property
    def unread(self) -> list[Document]:
        """Documents that could not be used; a duplicate is not missing, its twin was read."""
        used = (ReadStatus.READ, ReadStatus.DUPLICATE)
        return [document for document in self.rows[Document] if document.status not in used]
