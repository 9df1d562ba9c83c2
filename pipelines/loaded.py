"""The readers and trained models that a run works with."""

from dataclasses import dataclass, replace
from pathlib import Path

from corpus._workers import ask_workers
from corpus.code_version import code_digest
from corpus.kept import Kept
from corpus.manifest import ModelUse
from corpus.reading import Ask
from models.encoders import BUNDLED, load_encoder
from models.kept_models import KeptEncoder, KeptStances
from models.readers import BUILT_IN
from models.readers.built_in import READER
from models.stance_model import load as load_stance_model
from pipelines.cluster import Cluster, FarEncoder, FarReader, FarStances
from pipelines.readers import Readers
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The readers and trained models of a run, and what is kept of their answers."""

    readers: Readers
    encoder: KeptEncoder
    stances: KeptStances
    kept: Kept
    ask: Ask
    encoder_licence: str

    @classmethod
    def load(cls, folder: Path, settings: Settings, kept: Kept, cluster: Cluster | None = None) -> "Models":
        """Load what the settings name; on a cluster the models of the program's own run there."""
        own = settings.encoder in BUNDLED
        code = code_digest("corpus", "models")
        encoder, stances = load_encoder(settings.encoder), load_stance_model()
        readers = Readers.open(folder, settings)
        if cluster is not None:
            far = FarReader(settings.of(READER.section, READER.settings), cluster)
            readers = replace(readers, used=tuple(far if each.name == BUILT_IN else each for each in readers.used))
        return cls(
            readers=readers,
            encoder=KeptEncoder(
                FarEncoder(encoder, settings.encoder, cluster) if cluster and own else encoder, kept, code=code
            ),
            stances=KeptStances(FarStances(stances, cluster) if cluster else stances, kept, code=code),
            kept=kept,
            ask=cluster.ask if cluster else ask_workers,
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
