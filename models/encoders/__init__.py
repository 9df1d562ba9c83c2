"""How a text becomes a vector. One module a kind of model; each offers ENCODER, and `load_encoder` picks one.

Vectors are a function of the text and the model alone: a text has the same vector alone, in any batch, in any
order and with any number of workers.
"""

import importlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.discovery import discover
from corpus.errors import UserError

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
BUNDLED = ("issues", "minilm")


class Encoder(Protocol):
    """A loaded model that turns texts into vectors."""

    @property
    def name(self) -> str:
        """How the manifest calls the model."""
        ...

    @property
    def sha256(self) -> str:
        """Digest of everything in the model that decides its vectors: weights and tokenizer."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, shape (len(texts), dimensions), in the order given."""
        ...


class LoadEncoder(Protocol):
    """Loads the model that `source` names: what stands behind the kind's name and a colon."""

    def __call__(self, source: str, /, *, workers: int) -> Encoder:
        """Raise UserError where the source is missing or not of this kind."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderKind:
    """A kind of model: the word before the colon, what may follow it (for messages), and the loader."""

    name: str
    usage: str
    load: LoadEncoder


def load_encoder(spec: str = "issues", *, workers: int | None = None) -> Encoder:
    """Load an encoder by name.

    Args:
        spec: a bundled model ("minilm"), a folder with an ONNX export of the same layout, or "kind:source",
            such as "st:" and a sentence-transformers model. A bundled name wins over a folder of that name.
        workers: threads that encode side by side, as many as there are processors if not given. Changes the
            speed, never a vector.

    Raises:
        UserError: nothing is known by that name, or it cannot be loaded; the message lists what is known.
    """
    kinds = {kind.name: kind for kind in discover(importlib.import_module(__name__), "ENCODER", EncoderKind)}
    name, colon, source = spec.partition(":")
    workers = workers or os.cpu_count() or 1
    if colon and name in kinds:
        return kinds[name].load(source, workers=workers)
    if spec in BUNDLED:
        return kinds["onnx"].load(str(WEIGHTS / spec), workers=workers)
    if spec and Path(spec).is_dir():
        return kinds["onnx"].load(spec, workers=workers)
    known = [*BUNDLED, "the path of a folder", *(kind.usage for kind in kinds.values())]
    raise UserError(f"encoder {spec!r}", "There is no such encoder.", f"Known are: {'; '.join(known)}.")
