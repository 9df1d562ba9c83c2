"""Encodes with any sentence-transformers model: a hub id, or the folder of a saved or tuned one."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from models.encoders import EncoderKind
from models.encoders._vectors import distinct, settle

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceTransformerEncoder:
    """Gives the library one text at a time: padding to a longer neighbour would change the last digits."""

    def __init__(self, model: "SentenceTransformer", *, name: str) -> None:
        """Take a loaded model."""
        self.name = name
        self._model = model
        self.sha256 = _hash_model(model)
        self.dimensions = len(model.encode(""))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text; a text that comes again is computed once."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        unique, rows = distinct(texts)
        return settle(self._model.encode(unique, batch_size=1, show_progress_bar=False))[rows]


def _hash_model(model: "SentenceTransformer") -> str:
    """Hash the tensors, the modules' settings and the vocabulary, wherever the model was loaded from."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.cpu().contiguous().flatten().view(dtype=torch.uint8).numpy().tobytes())
    settings = [repr(model), model.max_seq_length, sorted(model.tokenizer.get_vocab().items())]
    digest.update(json.dumps(settings).encode())
    return digest.hexdigest()


def load(source: str, /, *, workers: int) -> SentenceTransformerEncoder:
    """Load a model by hub id or folder; the library downloads a hub id that is not on this machine yet.

    PyTorch spreads the work by itself, on a graphics card where there is one; `workers` is not used.
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise UserError(
            f"encoder st:{source}",
            "sentence-transformers is not installed.",
            'Run: pip install "commonground[encoders]" (about 6 GB on Linux), or use the encoder minilm.',
        ) from error
    if not source:
        raise UserError("encoder st:", "The model's name is missing.", "Write st:HUB_ID or st:FOLDER.")
    try:
        model = SentenceTransformer(source)
    except (OSError, ValueError) as error:
        raise UserError(
            f"encoder st:{source}",
            f"The model cannot be loaded: {str(error).splitlines()[0]}",
            "Check the hub id or the folder; without a network, name a folder.",
        ) from error
    return SentenceTransformerEncoder(model, name=Path(source).name if Path(source).is_dir() else source)


ENCODER = EncoderKind(name="st", usage="st:HUB_ID or st:FOLDER (sentence-transformers)", load=load)
