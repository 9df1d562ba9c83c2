"""BERTopic with its defaults, for comparison: MiniLM on bare sentences, UMAP, HDBSCAN with topics of at least ten.

UMAP is random, so it runs with several seeds. What it calls noise (topic -1) stands alone.
"""

import importlib.util
from collections.abc import Sequence

from models.embedding import Vector
from models.training._issue_measures import Grouping, compare

SEEDS = (1, 2, 3, 4, 5)
NOISE = -1


def is_installed() -> bool:
    """Tell whether the group `baselines` is there."""
    return all(importlib.util.find_spec(name) for name in ("bertopic", "umap"))


def by_topic(gold: Sequence[str], texts: Sequence[str], vectors: Vector) -> list[Grouping]:
    """Return how well topics group texts by question, once for each seed; `vectors` has a row for each text."""
    return [compare(gold, _alone(_topics(texts, vectors, seed=seed))) for seed in SEEDS]


def _topics(texts: Sequence[str], vectors: Vector, *, seed: int) -> list[int]:
    from bertopic import BERTopic
    from umap import UMAP

    # As BERTopic makes it where none is given, but for the seed.
    reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1)
    topics, _ = BERTopic(umap_model=reduction).fit_transform(list(texts), embeddings=vectors)
    return [int(topic) for topic in topics]


def _alone(topics: Sequence[int]) -> list[int]:
    """Return the topics with a number of its own for each text that is noise."""
    return [topic if topic != NOISE else -2 - number for number, topic in enumerate(topics)]
