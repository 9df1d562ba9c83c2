"""Trains models/weights/position on the position bank and the papers, and prints the figures of its card.

    python -m models.training.positions --data ../shared/data --source FOLDER [--work FOLDER] [--to FOLDER]

Needs the extra `training` and all-mpnet-base-v2 as published, unpacked into a folder (the card says how). On two
cores it takes half an hour, nearly all of it for training; an epoch that is finished stays in the work folder, and
the command goes on from there.
"""

import argparse
import hashlib
import json
import os
import random
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.errors import UserError
from models.onnx_session import MODEL, TOKENIZER
from models.position_model import CLASSES, WEIGHTS, SentenceInContext, load_from
from models.training._position_data import CUES, KINDS, LABELS, Example, read_examples
from models.training._position_export import build_model
from models.training._position_measures import Calibration, calibrate, print_figures
from models.training._position_net import BASE_SHA256, PositionNet, Recipe, Rows, encode_all, predict, train
from models.training._position_variants import vary
from models.training.export_minilm import WEIGHTS_FILE, read_published

Shares = NDArray[np.float32]

TOKENIZER_SHA256 = "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"
HIDDEN_WORD = "<mask>"
RECIPE = Recipe()
# A sentence of a paper teaches what its context does to it; the bank's sentences are many and stand alone.
PAPER_WEIGHT = 2.5
# Weight of what is no position. Two sentences in three of a real paper are none, a fifth of the bank's.
NOT_SHARE = 0.5


def class_sums() -> Shares:
    """Return which label counts towards which class, shape (labels, classes)."""
    places = [CLASSES.index(label) if label in KINDS else 0 for label in LABELS]
    return np.eye(len(CLASSES), dtype=np.float32)[places]


def weigh(examples: list[Example]) -> Shares:
    """Return one weight per example, with a mean of 1."""
    weights = np.array([1.0 if example.alone else PAPER_WEIGHT for example in examples])
    foreign = np.array([LABELS[example.label] not in KINDS for example in examples])
    weights[foreign] *= NOT_SHARE / weights[foreign].sum()
    weights[~foreign] *= (1 - NOT_SHARE) / weights[~foreign].sum()
    return (weights * len(weights)).astype(np.float32)


def train_net(examples: list[Example], *, source: Path, tokenizer: Tokenizer, work: Path) -> PositionNet:
    """Train on the examples that are not held out, or take up a training that was begun."""
    taken = [example for example in examples if not example.held_out]
    shares = np.eye(len(LABELS), dtype=np.float32)
    weights = weigh(taken)

    def draw(chance: random.Random) -> tuple[Rows, Shares, Shares]:
        varied = [vary(example, chance=chance, hidden=HIDDEN_WORD) for example in taken]
        rows = encode_all([sentence for sentence, _ in varied], tokenizer=tokenizer)
        return rows, shares[[label for _, label in varied]], weights

    said = json.dumps([asdict(RECIPE), *(asdict(example) for example in taken)], sort_keys=True)
    state = work / f"{hashlib.sha256(said.encode()).hexdigest()[:16]}.pt"
    torch.manual_seed(RECIPE.seed)
    net = PositionNet(source, n_labels=len(LABELS))
    train(net, draw=draw, recipe=RECIPE, state=state)
    return net


def export(net: PositionNet, *, calibration: Calibration, tokenizer: bytes, folder: Path) -> None:
    """Write the model, with the calibration in its last layer, and its tokenizer; print their digests."""
    state = {name: tensor.detach().numpy() for name, tensor in net.state_dict().items()}
    model = build_model(
        state,
        head=(state["head.weight"] / calibration.temperature).astype(np.float32),
        bias=(state["head.bias"] / calibration.temperature + calibration.shift).astype(np.float32),
        sums=class_sums(),
        source_sha256=BASE_SHA256,
    )
    folder.mkdir(parents=True, exist_ok=True)
    content = model.SerializeToString(deterministic=True)
    for name, file in ((MODEL, content), (TOKENIZER, tokenizer)):
        (folder / name).write_bytes(file)
        print(f"{hashlib.sha256(file).hexdigest()}  {name}  {len(file):,} bytes")
    print(f"{load_from(folder).sha256}  both together, as in the manifest")


def measure(examples: list[Example], *, folder: Path, calibration: Calibration) -> None:
    """Print the card's figures, from the exported model run as the product runs it."""
    model = load_from(folder)
    held_out = [example for example in examples if example.held_out]
    sentences = [example.sentence for example in held_out]
    bare = [SentenceInContext(text=sentence.text) for sentence in sentences]
    masked = [replace(sentence, text=CUES.sub(HIDDEN_WORD, sentence.text)) for sentence in sentences]
    started = time.monotonic()
    scores = model.score(sentences)
    seconds = time.monotonic() - started
    print(f"{len(sentences) / seconds:.0f} sentences/s on {os.cpu_count()} cores")
    print_figures(
        examples,
        scores={
            "whole": scores,
            "without context": model.score(bare),
            "without cue words": model.score(masked),
        },
        crossed=calibration.crossed,
    )


def plain_tokenizer(content: bytes) -> bytes:
    """Return the published tokenizer without cutting and padding."""
    tokenizer = json.loads(content)
    tokenizer["truncation"], tokenizer["padding"] = None, None
    return (json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def run(*, data: Path, source: Path, work: Path, folder: Path) -> None:
    """Read, train, calibrate, export, measure."""
    torch.use_deterministic_algorithms(mode=True)
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    read_published(source / WEIGHTS_FILE, sha256=BASE_SHA256)
    tokenizer_file = plain_tokenizer(read_published(source / TOKENIZER, sha256=TOKENIZER_SHA256))
    tokenizer = Tokenizer.from_str(tokenizer_file.decode())
    examples = read_examples(data)
    net = train_net(examples, source=source, tokenizer=tokenizer, work=work)
    held_out = [example for example in examples if example.held_out]
    logits = predict(net, encode_all([example.sentence for example in held_out], tokenizer=tokenizer))
    calibration = calibrate(logits, held_out, sums=class_sums())
    export(net, calibration=calibration, tokenizer=tokenizer_file, folder=folder)
    measure(examples, folder=folder, calibration=calibration)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.positions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training data")
    parser.add_argument("--source", type=Path, required=True, help="folder of the published base model")
    parser.add_argument("--work", type=Path, default=Path("build/position"), help="folder for what is half done")
    parser.add_argument("--to", type=Path, default=WEIGHTS, help="folder that is written")
    arguments = parser.parse_args()
    try:
        run(data=arguments.data, source=arguments.source, work=arguments.work, folder=arguments.to)
    except UserError as error:
        parser.exit(error.exit_code, f"{error}\n")


if __name__ == "__main__":
    main()
