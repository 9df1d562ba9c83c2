"""Opens an ONNX model so that each text runs alone, on one thread: no neighbour can touch its result."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf
from tokenizers import Tokenizer

from corpus.errors import UserError
from models.encoders._vectors import Row, distinct

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"


def open_session(path: Path, *, advice: str) -> onnxruntime.InferenceSession:
    """Load a model for runs of one text on one thread, many of them side by side.

    Raises:
        UserError: the file is no model; `advice` says what to do about that.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    # A plan of memory per text length would be kept for ever.
    options.enable_mem_pattern = False
    # Stored int8 weights become float32 when the model is loaded; otherwise that happens for every text.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as error:
        raise UserError(str(path), "The file is no ONNX model that can be run here.", advice) from error


def open_bundled(folder: Path, *, name: str) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
    """Load a model of the program's own and its tokenizer, which neither cuts nor pads.

    Raises:
        UserError: the model's files are missing or damaged.
    """
    advice = "Install the program again."
    missing = [file for file in (MODEL, TOKENIZER) if not (folder / file).is_file()]
    if missing:
        raise UserError(str(folder), f"The {name} model lacks {' and '.join(missing)}.", advice)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return open_session(folder / MODEL, advice=advice), tokenizer


def run_each(
    rows: Sequence[Row], run: Callable[[Row], NDArray[np.float32]], *, width: int, workers: int
) -> NDArray[np.float32]:
    """Return what `run` gives for each row, shape (len(rows), width); a row that comes again is computed once.

    Args:
        rows: what is run, each alone.
        run: gives one row of the result, shape (width,).
        width: how many numbers that are.
        workers: threads that work side by side; they change the speed, never a number.
    """
    if not rows:
        return np.zeros((0, width), dtype=np.float32)
    unique, order = distinct(rows)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return np.stack(list(pool.map(run, unique)))[order]
