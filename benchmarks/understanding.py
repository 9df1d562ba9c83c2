"""How well sentences are understood, on issues and papers that training never saw: `make bench-understanding`."""

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from models.language import cues_in, load
from models.position_model import CLASSES, SentenceInContext
from models.position_model import load as load_position_model
from models.stance_model import load as load_stance_model
from models.training._position_data import CUES, Example, read_examples
from models.training._position_measures import class_of, print_figures
from models.training._stance_data import read_questions
from models.training.positions import HIDDEN_WORD
from models.training.stances import print_figures as print_sides

# The hardest cue that occurs gives the kind; without one it is no position. What the first version did.
CUE_KINDS = (
    ("exit", "non_negotiable"),
    ("constraint", "constraint"),
    ("welcome", "preference"),
    ("demand", "goal"),
    ("should", "goal"),
)
FOREIGN_CUES = {"reported", "law", "history", "background"}


def by_cues(sentence: str) -> int:
    """Return the class that cue words alone give, an index into CLASSES."""
    doc = load()(sentence)
    found = cues_in(doc[:])
    if FOREIGN_CUES & found.keys() or sentence.endswith("?"):
        return 0
    return next((CLASSES.index(kind) for cue, kind in CUE_KINDS if cue in found), 0)


def print_cue_baseline(held_out: Sequence[Example]) -> None:
    """Print what cue words alone reach."""
    truth = np.array([class_of(example) for example in held_out])
    guess = np.array([by_cues(example.sentence.text) for example in held_out])
    alone = np.array([example.alone for example in held_out])
    for place, chosen in (("bank", alone), ("papers", ~alone)):
        macro = f1_score(truth[chosen], guess[chosen], labels=range(len(CLASSES)), average="macro", zero_division=0)
        own = f1_score(truth[chosen] > 0, guess[chosen] > 0)
        print(f"cue words, {place} ({chosen.sum()}): macro-F1 {macro:.3f}, own position F1 {own:.3f}")


def scores_of(sentences: Sequence[SentenceInContext]) -> NDArray[np.float32]:
    """Return the bundled model's probabilities."""
    return load_position_model().score(sentences)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/understanding.py", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training data")
    data = parser.parse_args().data
    examples = read_examples(data)
    held_out = [example for example in examples if example.held_out]
    print_cue_baseline(held_out)
    sentences = [example.sentence for example in held_out]
    started = time.monotonic()
    whole = scores_of(sentences)
    print(f"position model: {len(sentences) / (time.monotonic() - started):.0f} sentences per second")
    variants = {
        "whole": whole,
        "without context": scores_of([SentenceInContext(text=sentence.text) for sentence in sentences]),
        "without cue words": scores_of(
            [replace(sentence, text=CUES.sub(HIDDEN_WORD, sentence.text)) for sentence in sentences]
        ),
    }
    # The bundled calibration was fitted on these sentences; the card has the reliability fitted crosswise.
    print_figures(examples, scores=variants, crossed=whole.astype(np.float64))
    print_sides(read_questions(data), model=load_stance_model())


if __name__ == "__main__":
    main()
