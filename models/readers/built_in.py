"""The built-in reader: the bundled model tells positions and kinds, rules tell the rest. Works without a network."""

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UserError
from corpus.ids import content_id
from corpus.manifest import ModelUse
from models.classification import PositionSettings, find_statements
from models.language import rules_sha256
from models.position_model import PositionModel, load
from models.readers import BUILT_IN, Conclusions, DocumentReading, Paper, ReaderKind
from models.segmentation import segment


class BuiltInReader:
    """Finds statements sentence by sentence; issues and sides are left to the steps that see all documents."""

    name = BUILT_IN
    tells_holder = False
    at_once = 1  # the model uses all processors itself

    def __init__(self, settings: PositionSettings, model: PositionModel) -> None:
        """Keep the settings and the model."""
        self._settings = settings
        self._model = model
        self.version = content_id(model.sha256, rules_sha256())

    def fingerprint(self, paper: Paper) -> str:
        """Return what stands for model, rules and settings."""
        return content_id(self.name, self.version, self._settings.model_dump_json())

    def read(self, paper: Paper) -> DocumentReading:
        """Return the statements of one document."""
        document = paper.document
        sentences = segment(document.text, paper.blocks)
        return DocumentReading(
            document_id=document.document_id,
            reader=self.name,
            version=self.version,
            statements=find_statements(document, sentences, self._settings, scorer=self._model, author=paper.author),
        )

    def conclude(self, papers: Sequence[Paper], readings: Sequence[DocumentReading]) -> Conclusions:
        """Add nothing: clustering and the stance model follow."""
        return Conclusions(told=())

    def used(self) -> tuple[ModelUse, ...]:
        """Return the model and the rules."""
        return (
            ModelUse(
                name=self._model.name,
                sha256=self._model.sha256,
                licence="Apache-2.0",
                use="which sentences are positions, and of which kind",
            ),
            ModelUse(
                name="cue rules",
                sha256=rules_sha256(),
                licence="Apache-2.0",
                use="firmness, refusals, conditions, reported speech",
            ),
        )

    def forecast(self, papers: Sequence[Paper]) -> str:
        """Nothing is sent anywhere."""
        return ""

    def account(self) -> str:
        """Nothing was sent anywhere."""
        return ""


def open_built_in(folder: Path, settings: PositionSettings, source: str) -> BuiltInReader:
    """Load the bundled model.

    Raises:
        UserError: its files are missing or damaged, or something stands behind the reader's name.
    """
    if source:
        raise UserError(
            f"reader {BUILT_IN}:{source}", "This reader takes nothing behind a colon.", f"Write {BUILT_IN}."
        )
    return BuiltInReader(settings, load())


READER = ReaderKind(name=BUILT_IN, section="positions", settings=PositionSettings, open=open_built_in)
