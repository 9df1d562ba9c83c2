"""How fast the rules are: everything between a document's blocks and its statements but the trained models.

`make bench-rules` measures the shipped sample: sentence boundaries, cues, clauses, markers, conditions, scope,
numbers and dates. The aim is 1,500 sentences per CPU second.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.intake import survey
from corpus.reading import Reading, read_files
from corpus.reading_settings import ReadingSettings
from models.classification import PositionSettings, find_statements
from models.language import load
from models.position_model import CLASSES, SentenceInContext
from models.segmentation import segment

SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "samples" / "remote_work"
ROUNDS = 3


class EverythingIsAGoal:
    """Stands in for the trained model, so that every sentence goes through every rule."""

    def score(self, sentences: Sequence[SentenceInContext]) -> NDArray[np.float32]:
        """Return certainty of a goal for each sentence."""
        scores = np.zeros((len(sentences), len(CLASSES)), dtype=np.float32)
        scores[:, CLASSES.index("goal")] = 1.0
        return scores


def apply_rules(readings: Sequence[Reading]) -> int:
    """Find the statements of all documents; return the number of sentences."""
    n_sentences = 0
    for reading in readings:
        sentences = segment(reading.document.text, reading.blocks)
        find_statements(reading.document, sentences, PositionSettings(), scorer=EverythingIsAGoal())
        n_sentences += len(sentences)
    return n_sentences


def print_rule_speed(readings: Sequence[Reading]) -> None:
    """Print sentences per CPU second, the best of some rounds after one that fills the caches."""
    load()
    n_sentences = apply_rules(readings)
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        apply_rules(readings)
        seconds.append(time.process_time() - started)
    print(f"rules: {n_sentences / min(seconds):.0f} sentences per CPU second ({n_sentences} sentences)")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/rule_speed.py", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE, help="an alliance's folder; the shipped sample")
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    arguments = parser.parse_args()
    readings = read_files(survey(arguments.folder).files, ReadingSettings()).readings
    print_rule_speed(readings)
    if arguments.profile:
        profile = cProfile.Profile()
        profile.runcall(apply_rules, readings)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
