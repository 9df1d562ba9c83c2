"""Trains models/weights/stance on the position bank, the mini-papers and debates, and prints the figures of its card.

    python -m models.training.stances --data ../shared/data --source FOLDER [--work FOLDER] [--to FOLDER]

Needs the extra `training` and all-mpnet-base-v2 as published, unpacked into a folder (the card says how). An hour and
a half on one core; one core is best, PyTorch's threads wait for each other. A phase that is finished stays in the
work folder, and the command goes on from there. `--from FILE` exports and measures a network that was trained before.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from corpus.errors import UserError
from models.encoders import load_encoder
from models.onnx_session import MODEL, TOKENIZER
from models.sides import agreed_sides
from models.stance_model import CLASSES, WEIGHTS, Pair, StanceScorer, encode, load
from models.training._position_net import BASE_SHA256
from models.training._stance_data import (
    AGREE,
    ANCHORED,
    BROAD,
    N_ANCHORS,
    OPPOSE,
    POINTED,
    Mix,
    Question,
    Said,
    Sampler,
    anchors,
    read_questions,
)
from models.training._stance_export import build_model
from models.training._stance_net import LAYERS, Draw, Recipe, StanceNet, predict, train
from models.training.export_minilm import WEIGHTS_FILE, read_published
from models.training.positions import TOKENIZER_SHA256, plain_tokenizer

PHASES = (
    (BROAD, Recipe(steps=1200, rate=6e-5, head_rate=1e-3)),
    (ANCHORED, Recipe(steps=940, rate=5e-5, head_rate=5e-4, seed=6)),
    (POINTED, Recipe(steps=1972, rate=5e-5, head_rate=5e-4, seed=11)),
)
PARTS = {"held_out": "held-out issues", "left_out": "left-out fields", "papers": "papers of an unseen field"}


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return unit vectors of the published small encoder: what puts a question plainly is near to it."""
    return load_encoder("minilm").encode(texts)


def train_net(net: StanceNet, *, data: Path, tokenizer: Tokenizer, work: Path) -> None:
    """Train in phases, or take up a training that was begun."""
    sampler = Sampler(data, vectors=vectors)

    def drawing(mix: Mix) -> Draw:
        def draw(n: int, chance: random.Random) -> tuple[list[tuple[list[int], list[int]]], list[int]]:
            drawn = [sampler.draw(mix, chance) for _ in range(n)]
            return [encode(pair, tokenizer=tokenizer) for pair, _ in drawn], [label for _, label in drawn]

        return draw

    said = ""
    for mix, recipe in PHASES:
        said += json.dumps([asdict(mix), asdict(recipe)])
        name = hashlib.sha256((said + repr(sampler.questions)).encode()).hexdigest()[:16]
        train(net, draw=drawing(mix), recipe=recipe, state=work / f"{name}.pt")


def pairs_towards(put: Said, question: Question) -> list[tuple[Pair, bool]]:
    """Return everything else that is said on a question, with whether it is on the side of what is put."""
    return [(Pair(put.text, said.text), said.side == put.side) for said in question.said if said != put]


def statement_of(question: Question) -> Said:
    """Return the sentence nearest to the middle of all that is said, as a run chooses an issue's statement."""
    found = vectors([said.text for said in question.said])
    return question.said[int(np.argmax(found @ found.mean(axis=0)))]


def calibrate(net: StanceNet, questions: Sequence[Question], *, tokenizer: Tokenizer) -> float:
    """Return the temperature that fits held-out issues, each sentence towards its issue's plainest ones."""
    rows, truth = [], []
    for question in (each for each in questions if each.part == "held_out"):
        for put in anchors(question, vectors=vectors)[::3]:
            for pair, same in pairs_towards(put, question):
                rows.append(encode(pair, tokenizer=tokenizer))
                truth.append(AGREE if same else OPPOSE)
    logits = predict(net, rows)

    def loss(log_temperature: float) -> float:
        shares = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(shares[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def export(net: StanceNet, *, temperature: float, tokenizer: bytes, folder: Path) -> None:
    """Write the model, with the temperature in its last layer, and its tokenizer; print their digests."""
    state = {name: tensor.detach().numpy() for name, tensor in net.state_dict().items()}
    head, bias = ((state.pop(f"head.{part}") / temperature).astype(np.float32) for part in ("weight", "bias"))
    model = build_model(state, head=head, bias=bias, layers=LAYERS, source_sha256=BASE_SHA256)
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in ((MODEL, model.SerializeToString(deterministic=True)), (TOKENIZER, tokenizer)):
        (folder / name).write_bytes(file)
        print(f"{hashlib.sha256(file).hexdigest()}  {name}  {len(file):,} bytes")
    print(f"{load(folder).sha256}  both together, as in the manifest")


def print_figures(questions: Sequence[Question], *, model: StanceScorer) -> None:
    """Print how well sides are told on each part that was not trained on, by what a sentence is held against."""
    for part, name in PARTS.items():
        chosen = [question for question in questions if question.part == part and len(question.said) > 1]
        for form, put in (
            ("the question", [Said(question.question, 1) for question in chosen]),
            ("a sentence from its middle", [statement_of(question) for question in chosen]),
        ):
            pairs = [pair for each, question in zip(put, chosen, strict=True) for pair in pairs_towards(each, question)]
            scores = model.score([pair for pair, _ in pairs])
            lean = scores[:, AGREE] - scores[:, OPPOSE]
            same = np.array([same for _, same in pairs])
            right = float(np.mean((lean > 0) == same))
            print(
                f"{name}, towards {form}: AUC {roc_auc_score(same, lean):.3f}, right side {right:.3f} "
                f"(n {len(pairs)}, same side {same.mean():.2f})"
            )
        lean, same = (np.concatenate(each) for each in zip(*(agreed(q, model=model) for q in chosen), strict=True))
        print(
            f"{name}, towards three sentences from its middle: AUC {roc_auc_score(same, lean):.3f}, "
            f"right side {np.mean((lean > 0) == same):.3f} (n {len(same)}, same side {same.mean():.2f})"
        )
        print_hard_pairs(chosen, model=model)


def agreed(question: Question, *, model: StanceScorer) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the sides that the three sentences nearest to the middle agree on, as a run does, and the true ones."""
    found = vectors([said.text for said in question.said])
    places = [int(place) for place in np.argsort(-(found @ found.mean(axis=0)), kind="stable")][:N_ANCHORS]
    said = question.said
    scores = model.score([Pair(said[place].text, other.text) for place in places for other in said]).astype(np.float64)
    leans = (scores[:, AGREE] - scores[:, OPPOSE]).reshape(len(places), len(said))
    leans[range(len(places)), places] = 1.0
    rest = [place for place in range(len(said)) if place != places[0]]
    same = np.array([said[place].side == said[places[0]].side for place in rest])
    return agreed_sides(leans, places)[rest], same


def print_hard_pairs(questions: Sequence[Question], *, model: StanceScorer) -> None:
    """Print how well pairs that cannot both be honoured are told from those that only sound opposed."""
    hard = [pair for question in questions for pair in question.hard]
    compatible = [pair for question in questions for pair in question.compatible]
    if hard and compatible:
        found = model.score([*hard, *compatible]).argmax(axis=1) == CLASSES.index("oppose")
        share = (found[: len(hard)].mean() + (~found[len(hard) :]).mean()) / 2
        print(f"hard against compatible pairs: balanced accuracy {share:.3f} (n {len(found)})")


def run(*, data: Path, source: Path, work: Path, folder: Path, trained: Path | None) -> None:
    """Read, train, calibrate, export, measure."""
    torch.set_num_threads(1)
    work.mkdir(parents=True, exist_ok=True)
    read_published(source / WEIGHTS_FILE, sha256=BASE_SHA256)
    tokenizer_file = plain_tokenizer(read_published(source / TOKENIZER, sha256=TOKENIZER_SHA256))
    tokenizer = Tokenizer.from_str(tokenizer_file.decode())
    questions = read_questions(data)
    net = StanceNet(source)
    if trained:
        net.load_state_dict(torch.load(trained, weights_only=True))
    else:
        train_net(net, data=data, tokenizer=tokenizer, work=work)
    temperature = calibrate(net, questions, tokenizer=tokenizer)
    print(f"temperature {temperature:.3f}")
    export(net, temperature=temperature, tokenizer=tokenizer_file, folder=folder)
    print_figures(questions, model=load(folder))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.stances",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training data")
    parser.add_argument("--source", type=Path, required=True, help="folder of the published base model")
    parser.add_argument("--work", type=Path, default=Path("build/stance"), help="folder for what is half done")
    parser.add_argument("--to", type=Path, default=WEIGHTS, help="folder that is written")
    parser.add_argument("--from", dest="trained", type=Path, help="a network that was trained before")
    chosen = parser.parse_args()
    try:
        run(data=chosen.data, source=chosen.source, work=chosen.work, folder=chosen.to, trained=chosen.trained)
    except UserError as error:
        parser.exit(error.exit_code, f"{error}\n")


if __name__ == "__main__":
    main()
