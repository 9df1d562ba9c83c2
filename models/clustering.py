"""Vectors to groups without knowing how many there are, the same for any order of the input."""

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from models.embedding import Vector, unit

_DECIMALS = 6  # distances are compared after rounding, so that the last bit of a sum decides nothing


def cluster(vectors: Vector, *, max_distance: float, exact_limit: int) -> list[int]:
    """Return a group number for each row; rows must be unit vectors in a canonical order.

    Average linkage on cosine distance, cut at `max_distance`. Beyond `exact_limit` rows, the first `exact_limit`
    are clustered so and every other row joins the nearest group mean within `max_distance`, or stays alone: memory
    is quadratic in `exact_limit` only. With ids that are hashes, the first rows are a fair sample.
    """
    head = vectors[:exact_limit]
    if len(head) <= 1:
        return list(range(len(vectors)))
    distances = np.round(np.clip(1.0 - head @ head.T, 0.0, 2.0), _DECIMALS)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=max_distance
    )
    labels = [int(label) for label in model.fit_predict(distances)]
    return labels + _assign(vectors[exact_limit:], head, labels, max_distance)


def _assign(rest: Vector, head: Vector, labels: list[int], max_distance: float) -> list[int]:
    if len(rest) == 0:
        return []
    numbers = np.array(labels)
    means = unit(np.stack([head[numbers == label].mean(axis=0) for label in range(numbers.max() + 1)]))
    similarity = np.round(rest @ means.T, _DECIMALS)
    nearest = similarity.argmax(axis=1)
    alone = len(means)
    assigned = []
    for row, label in enumerate(nearest):
        near = 1.0 - similarity[row, label] < max_distance
        assigned.append(int(label) if near else alone)
        alone += 0 if near else 1
    return assigned
