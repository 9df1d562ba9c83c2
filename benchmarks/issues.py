"""How well statements are grouped by question, beside simple methods, and what grouping costs as they grow.

    python -m benchmarks.issues [--data FOLDER]        questions that training never saw; part of bench-understanding
    python -m benchmarks.issues --growth               seconds and memory at 1,000, 4,000 and 16,000 statements

BERTopic is measured where the group `baselines` is installed; `make bench-understanding` installs it.
"""

import argparse
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.cluster import HDBSCAN, AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks import topic_model
from models.analyses.embeddings import EmbeddingSettings, place
from models.analyses.issues import IssueSettings
from models.clustering import cluster
from models.embedding import Vector, unit
from models.encoders import Encoder, load_encoder
from models.training._issue_data import Placed, Question, read_questions
from models.training._issue_measures import Grouping, compare

GROWTH = (1_000, 4_000, 16_000)
DIMENSIONS, STATEMENTS_PER_ISSUE = 384, 20
STEPS = 40  # distances tried for a method that is shown at its best


def placed_vectors(said: Sequence[Placed], encoder: Encoder) -> Vector:
    """Return the vectors that a run clusters."""
    return place(
        [placed.text for placed in said],
        headings=[placed.heading for placed in said],
        around=[f"{placed.before} {placed.after}".strip() for placed in said],
        encoder=encoder,
        settings=EmbeddingSettings(),
    )


def bare_vectors(said: Sequence[Placed], encoder: Encoder) -> Vector:
    """Return the vectors of the sentences alone."""
    return encoder.encode([placed.text for placed in said]).astype(np.float64)


def tfidf_vectors(said: Sequence[Placed]) -> Vector:
    """Return unit vectors of weighted words."""
    found: Vector = (
        TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(p.text for p in said).toarray()
    )
    return unit(found)


def at_best(gold: Sequence[str], vectors: Vector) -> Grouping:
    """Return average linkage at the distance that fits the truth best, which no user knows."""
    distances = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0)
    found = []
    for distance in np.linspace(0.3, 0.98, STEPS):
        model = AgglomerativeClustering(
            n_clusters=None, metric="precomputed", linkage="average", distance_threshold=distance
        )
        found.append(compare(gold, model.fit_predict(distances).tolist()))
    return max(found, key=lambda grouping: grouping.f1)


def by_density(gold: Sequence[str], vectors: Vector) -> Grouping:
    """Return HDBSCAN; what it calls noise stands alone."""
    labels = HDBSCAN(min_cluster_size=5, copy=True).fit_predict(vectors).tolist()
    return compare(gold, [label if label >= 0 else -2 - number for number, label in enumerate(labels)])


def print_methods(questions: Sequence[Question]) -> None:
    """Print all methods on the held-out questions of the bank and of the papers."""
    encoders = load_encoder("issues"), load_encoder("minilm")
    for part, name in (("held_out", "bank, bare statements"), ("papers", "papers, in their place")):
        pool = [question for question in questions if question.part == part]
        print(f"{name}: {sum(len(question.statements) for question in pool)} statements, {len(pool)} questions")
        for method, runs in _methods(pool, *encoders):
            print(f"  {method}: {in_words(runs)}")


def in_words(runs: Sequence[Grouping]) -> str:
    """Return the figures of a method: of its one run, or the mean of several and their range."""
    if not runs:
        return "not measured: run with --group baselines"
    means = {
        name: float(np.mean([getattr(found, name) for found in runs]))
        for name in ("f1", "precision", "recall", "groups", "single")
    }
    f1 = [found.f1 for found in runs]
    spread = f", {min(f1):.3f} to {max(f1):.3f} in {len(runs)} runs" if len(runs) > 1 else ""
    return (
        f"B3 F1 {means['f1']:.3f}{spread} (precision {means['precision']:.3f}, recall {means['recall']:.3f}), "
        f"{means['groups']:.0f} groups, {means['single']:.1%} alone"
    )


def _methods(pool: Sequence[Question], issues: Encoder, minilm: Encoder) -> Iterator[tuple[str, Sequence[Grouping]]]:
    """Yield each method with what its runs gave; one that is not random runs once, one that is not there never."""
    said = [placed for question in pool for placed in question.statements]
    gold = [question.name for question in pool for _ in question.statements]
    cuts = IssueSettings().cuts()
    ours, bare = placed_vectors(said, issues), bare_vectors(said, minilm)
    seeds = unit(issues.encode([question.question for question in pool]).astype(np.float64))
    half = replace(cuts, exact_limit=len(said) // 2)
    yield "as a run does it", [compare(gold, cluster(ours, cuts=cuts))]
    yield "the same with every question as a seed issue", [compare(gold, cluster(ours, cuts=cuts, seeds=seeds))]
    yield "the same beyond the limit (half lead)", [compare(gold, cluster(ours, cuts=half))]
    yield "average linkage at its best distance", [at_best(gold, ours)]
    yield "MiniLM, bare sentence, at its best distance", [at_best(gold, bare)]
    yield "MiniLM, bare sentence, HDBSCAN", [by_density(gold, bare)]
    topics = topic_model.by_topic(gold, [placed.text for placed in said], bare) if topic_model.is_installed() else []
    yield "BERTopic with its defaults", topics
    yield "TF-IDF, bare sentence, at its best distance", [at_best(gold, tfidf_vectors(said))]


def made_up(n_statements: int) -> Vector:
    """Return vectors of made-up statements, 20 an issue, as far from each other as real ones."""
    chance = np.random.default_rng(n_statements)
    field, issues = (
        chance.normal(size=DIMENSIONS),
        chance.normal(size=(n_statements // STATEMENTS_PER_ISSUE, DIMENSIONS)),
    )
    of = chance.integers(len(issues), size=n_statements)
    return unit(0.8 * field + 0.7 * issues[of] + chance.normal(size=(n_statements, DIMENSIONS)))


def print_growth() -> None:
    """Print what clustering costs, up to the limit and beyond it."""
    for n_statements in GROWTH:
        vectors = made_up(n_statements)
        started = time.process_time()
        labels = cluster(vectors, cuts=IssueSettings().cuts())
        seconds = time.process_time() - started
        tracemalloc.start()
        cluster(vectors, cuts=IssueSettings().cuts())
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(
            f"{n_statements} statements: {seconds:.1f} CPU seconds, {peak:.0f} MB beside the vectors, "
            f"{len(set(labels))} issues of {n_statements // STATEMENTS_PER_ISSUE}"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.issues", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training data")
    parser.add_argument("--growth", action="store_true", help="measure seconds and memory instead")
    arguments = parser.parse_args()
    if arguments.growth:
        print_growth()
    else:
        print_methods(read_questions(arguments.data))


if __name__ == "__main__":
    main()
