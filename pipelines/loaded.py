"""The readers and trained models that a run works with."""

from dataclasses import dataclass
from pathlib import Path

from corpus.code_version import code_digest
from corpus.kept import Kept
from corpus.manifest import ModelUse
from models.encoders import BUNDLED, load_encoder
from models.kept_models import KeptEncoder, KeptStances
from models.stance_model import load as load_stance_model
from pipelines.readers import Readers
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The readers and trained models of a run, and what is kept of their answers."""

    readers: Readers
    encoder: KeptEncoder
    stances: KeptStances
    kept: Kept
    encoder_licence: str

    @classmethod
    def load(cls, folder: Path, settings: Settings, kept: Kept) -> "Models":
        """Load what the settings name."""
        own = settings.encoder in BUNDLED
        code = code_digest("corpus", "models")
        return cls(
            readers=Readers.open(folder, settings),
            encoder=KeptEncoder(load_encoder(settings.encoder), kept, code=code),
            stances=KeptStances(load_stance_model(), kept, code=code),
            kept=kept,
            encoder_licence="Apache-2.0" if own else "as its authors state it",
        )

    def used(self) -> tuple[ModelUse, ...]:
        """Return what the manifest says about them."""
        return (
            *(use for reader in self.readers.all() for use in reader.used()),
            ModelUse(
                name=self.stances.name,
                sha256=self.stances.sha256,
                licence="Apache-2.0",
                use="which side of an issue a sentence is on",
            ),
            ModelUse(
                name=self.encoder.name,
                sha256=self.encoder.sha256,
                licence=self.encoder_licence,
                use="which sentences are close",
            ),
        )
