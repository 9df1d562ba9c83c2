"""Encodes with an ONNX export and its tokenizer: the bundled models, and any folder of the same layout.

The folder holds `model.onnx` and `tokenizer.json`. The model takes `input_ids`, `attention_mask` and, if it
asks for them, `token_type_ids`; it gives one vector per text, or one per token, which are then averaged. The
truncation that is set in the tokenizer says where a long text is cut.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.errors import UserError
from models.encoders import EncoderKind
from models.encoders._vectors import hash_files, settle
from models.onnx_session import MODEL, TOKENIZER, open_session, run_each

# For a tokenizer that does not say where to cut; sentence models are rarely trained on more.
MAX_TOKENS = 256
INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
# sentence-transformers gives this name to the pooled output of its exports, beside the one per token.
POOLED_OUTPUT = "sentence_embedding"
ONE_VECTOR_PER_TEXT, ONE_VECTOR_PER_TOKEN = 2, 3


class OnnxEncoder:
    """Runs each text on its own, unpadded and on one thread, so that no neighbour can touch its vector."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        *,
        tokenizer: Tokenizer,
        name: str,
        sha256: str,
        workers: int,
    ) -> None:
        """Take a session and a tokenizer as `load` prepares them."""
        self.name = name
        self.sha256 = sha256
        self._session = session
        self._tokenizer = tokenizer
        self._workers = workers
        self._inputs = [node.name for node in session.get_inputs()]
        self._output = _choose_output(session)
        self.dimensions = len(self._run(""))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text; a text that comes again is computed once."""
        return settle(run_each(texts, self._run, width=self.dimensions, workers=self._workers))

    def _run(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one text as the model gives it, shape (dimensions,)."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        output: NDArray[np.float32]
        (output,) = self._session.run([self._output], {name: feeds[name] for name in self._inputs})
        vector: NDArray[np.float32] = output[0] if output.ndim == ONE_VECTOR_PER_TEXT else output[0].mean(axis=0)
        return vector


def load(source: str, /, *, workers: int) -> OnnxEncoder:
    """Load the export in the folder `source`."""
    folder = Path(source)
    for path in (folder / MODEL, folder / TOKENIZER):
        if not path.is_file():
            raise UserError(
                str(folder),
                f"The folder of an ONNX encoder holds {MODEL} and {TOKENIZER}; {path.name} is missing.",
                "Name another folder, or write st:FOLDER for a sentence-transformers model.",
            )
    return OnnxEncoder(
        _load_session(folder / MODEL),
        tokenizer=_load_tokenizer(folder / TOKENIZER),
        name=folder.resolve().name,
        sha256=hash_files([folder / MODEL, folder / TOKENIZER]),
        workers=workers,
    )


def _load_session(path: Path) -> onnxruntime.InferenceSession:
    """Load the model, which must ask for nothing that a text encoder does not have."""
    session = open_session(path, advice="Export it again.")
    unknown = sorted({node.name for node in session.get_inputs()} - INPUTS)
    if unknown:
        problem = f"The model asks for {', '.join(unknown)}, which a text encoder does not have."
        raise UserError(str(path), problem, f"Export one that takes {', '.join(sorted(INPUTS))} or fewer.")
    return session


def _load_tokenizer(path: Path) -> Tokenizer:
    """Load the tokenizer; it keeps its truncation and loses its padding."""
    try:
        json.loads(path.read_bytes())
    except ValueError as error:
        raise UserError(str(path), "The tokenizer is not valid JSON.", "Copy it again from its source.") from error
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    if tokenizer.truncation is None:
        tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _choose_output(session: onnxruntime.InferenceSession) -> str:
    """Return the output that holds the vectors: the pooled one if it is named so, else the first."""
    outputs = {node.name: len(node.shape) for node in session.get_outputs()}
    name: str = POOLED_OUTPUT if POOLED_OUTPUT in outputs else next(iter(outputs))
    if outputs[name] not in (ONE_VECTOR_PER_TEXT, ONE_VECTOR_PER_TOKEN):
        problem = f"The model's output {name} holds no vectors per text or per token."
        raise UserError("ONNX encoder", problem, "Export the model with its embeddings as the first output.")
    return name


ENCODER = EncoderKind(name="onnx", usage="onnx:FOLDER with model.onnx and tokenizer.json", load=load)
