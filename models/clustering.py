"""Vectors to groups without knowing how many there are; the order of the rows leaves no trace.

Average linkage on cosine distance, then a second look: groups that fall apart in two are split, twins are joined,
and a group that holds too much of everything is cut finer.
Up to a limit every row counts for itself. Beyond it, as many rows as the limit lead: rows very near to one of them
follow it, the leaders are grouped, and every other row joins the nearest group or waits for a round of its own. So
memory is quadratic in the limit only, and time linear in the rows.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering

from models.embedding import Vector, unit

_DECIMALS = 6  # distances are compared after rounding, so that the last bit of a sum decides nothing
_FINE = 0.8  # seeds take groups that are cut finer than issues: their share of `max_distance`
_SMALLEST_SPLIT = 4  # rows in a group that may be split in two and two
_FOLLOWING = 0.05  # distance up to which a row follows another one
_BLOCK = 512
_NEVER_TOO_MUCH = 30  # rows that a group may hold, whatever their share
_FINER, _FINEST = 0.92, 0.2  # how a group that is too large is cut: each time at this share of the distance, down to

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """The distances that decide, and the rows up to which every row counts for itself."""

    max_distance: float
    split_distance: float
    twin_distance: float
    seed_distance: float
    max_share: float
    exact_limit: int


def cluster(vectors: Vector, *, cuts: Cuts, seeds: Vector | None = None) -> list[int]:
    """Return a group number for each row, shape of `vectors` (rows, dimensions), of unit length.

    Groups 0 to n-1 are those of the n seeds (unit vectors, shape (n, dimensions)), which may be empty. A seed takes
    every small, dense group whose mean distance to it is below `seed_distance`; the rest is clustered.
    """
    if len(vectors) == 0:
        return []
    labels = np.full(len(vectors), -1, dtype=np.int64)
    most = max(_NEVER_TOO_MUCH, cuts.max_share * len(vectors))
    n_seeds = 0 if seeds is None else len(seeds)
    following = n_seeds
    waiting = _canonical(vectors)
    while len(waiting):
        rows = vectors[waiting]
        owner = _leaders_of(rows, limit=cuts.exact_limit)
        sizes = np.bincount(owner[owner >= 0])
        means = _means_of(rows[owner >= 0], np.ones(int(sizes.sum()), dtype=np.int64), owner[owner >= 0])
        groups = _group(means, sizes, cuts=cuts, seeds=seeds, most=most)
        found = np.where(owner >= 0, groups[owner], -1)
        if (owner < 0).any():
            found[owner < 0] = _nearest(rows[owner < 0], means, sizes, groups, max_distance=cuts.max_distance)
        labels[waiting] = np.where(found >= n_seeds, found + following - n_seeds, found)
        following += max(int(groups.max()) - n_seeds + 1, 0)
        waiting = waiting[found < 0]
    return [int(label) for label in labels]


def _canonical(vectors: Vector) -> NDArray[np.int64]:
    """Return an order of the rows that depends on what they are alone, and is as good as random."""
    rounded = np.round(vectors, _DECIMALS) + 0.0  # no negative zero
    digests = [hashlib.sha256(row.tobytes()).digest() for row in rounded]
    return np.array(sorted(range(len(digests)), key=digests.__getitem__), dtype=np.int64)


def _leaders_of(rows: Vector, *, limit: int) -> Labels:
    """Return for each row the number of the row that it follows or that it is, or -1: all are taken, none is near."""
    if len(rows) <= limit:
        return np.arange(len(rows))
    leaders = np.empty((limit, rows.shape[1]))
    owner = np.full(len(rows), -1, dtype=np.int64)
    n_leaders = 0
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        before = n_leaders
        known = np.round(block @ leaders[:before].T, _DECIMALS)
        for number, row in enumerate(block):
            likeness = np.concatenate([known[number], np.round(leaders[before:n_leaders] @ row, _DECIMALS)])
            if n_leaders and 1.0 - likeness.max() <= _FOLLOWING:
                owner[start + number] = int(likeness.argmax())
            elif n_leaders < limit:
                leaders[n_leaders], owner[start + number] = row, n_leaders
                n_leaders += 1
    return owner


def _nearest(rows: Vector, means: Vector, sizes: Labels, groups: Labels, *, max_distance: float) -> Labels:
    """Return for each row the group whose members are nearest on average, or -1 if none is near enough."""
    numbers, inverse = np.unique(groups, return_inverse=True)
    likeness = np.round(rows @ _means_of(means, sizes, inverse).T, _DECIMALS)
    found: Labels = np.where(1.0 - likeness.max(axis=1) < max_distance, numbers[likeness.argmax(axis=1)], -1)
    return found


def _group(means: Vector, sizes: Labels, *, cuts: Cuts, seeds: Vector | None, most: float) -> Labels:
    """Return a group number for each leader, seeds first."""
    n_seeds = 0 if seeds is None else len(seeds)
    labels = np.full(len(means), -1, dtype=np.int64)
    if seeds is not None and n_seeds:
        labels = _given_to_seeds(means, seeds=seeds, cuts=cuts)
    rest = np.flatnonzero(labels < 0)
    found = _link(means[rest], max_distance=cuts.max_distance)
    found = _split(means[rest], sizes[rest], found, min_distance=cuts.split_distance)
    found = _join_twins(means[rest], sizes[rest], found, max_distance=cuts.twin_distance)
    labels[rest] = n_seeds + _cut_finer(means[rest], sizes[rest], found, most=most, distance=cuts.max_distance)
    return labels


def _link(means: Vector, *, max_distance: float) -> Labels:
    """Average linkage: the mean distance of two means is the mean distance of all pairs behind them."""
    if len(means) <= 1:
        return np.zeros(len(means), dtype=np.int64)
    distances = means @ means.T
    np.subtract(1.0, distances, out=distances)
    np.clip(distances, 0.0, 2.0, out=distances)
    np.round(distances, _DECIMALS, out=distances)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=max_distance
    )
    labels: Labels = model.fit_predict(distances).astype(np.int64)
    return labels


def _given_to_seeds(means: Vector, *, seeds: Vector, cuts: Cuts) -> Labels:
    """Return for each row the seed that its group is near to, or -1."""
    fine = _link(means, max_distance=_FINE * cuts.max_distance)
    centres = _means_of(means, np.ones(len(means), dtype=np.int64), fine)
    distances = np.round(1.0 - centres @ seeds.T, _DECIMALS)
    nearest = distances.argmin(axis=1)
    taken: Labels = np.where(distances.min(axis=1) < cuts.seed_distance, nearest, -1)[fine]
    return taken


def _means_of(means: Vector, sizes: Labels, labels: Labels) -> Vector:
    """Return the mean of each group, every row counted as often as rows stand behind it."""
    sums = np.zeros((int(labels.max()) + 1, means.shape[1]))
    np.add.at(sums, labels, means * sizes[:, None])
    centres: Vector = sums / np.bincount(labels, weights=sizes)[:, None]
    return centres


def _split(means: Vector, sizes: Labels, labels: Labels, *, min_distance: float) -> Labels:
    """Split groups that mix two questions: cut in two by Ward's method, the halves' middles are far apart."""
    found = labels.copy()
    waiting = sorted(set(labels.tolist()))
    following = max(waiting, default=-1) + 1
    while waiting:
        label = waiting.pop()
        rows = np.flatnonzero(found == label)
        if len(rows) < _SMALLEST_SPLIT:
            continue
        halves = AgglomerativeClustering(n_clusters=2, linkage="ward").fit_predict(np.round(means[rows], _DECIMALS))
        weights = np.bincount(halves, weights=sizes[rows])
        first, second = unit(_means_of(means[rows], sizes[rows], halves))
        if weights.min() > 1 and round(1.0 - float(first @ second), _DECIMALS) > min_distance:
            found[rows[halves == 1]] = following
            waiting += [label, following]
            following += 1
    return found


def _join_twins(means: Vector, sizes: Labels, labels: Labels, *, max_distance: float) -> Labels:
    """Join groups whose middles are near, however far their members are spread."""
    if len(labels) == 0:
        return labels
    return _link(unit(_means_of(means, sizes, labels)), max_distance=max_distance)[labels]


def _cut_finer(means: Vector, sizes: Labels, labels: Labels, *, most: float, distance: float) -> Labels:
    """Cut groups of more than `most` rows at smaller and smaller distances.

    Where all papers are about one field, groups chain into one that holds half of everything.
    """
    found = labels.copy()
    weights = np.bincount(labels, weights=sizes)
    waiting = [(int(label), distance) for label in np.flatnonzero(weights > most)]
    following = len(weights)
    while waiting:
        label, cut = waiting.pop()
        cut *= _FINER
        if cut < _FINEST:
            continue
        rows = np.flatnonzero(found == label)
        parts = _link(means[rows], max_distance=cut)
        found[rows] = following + parts
        weights = np.bincount(parts, weights=sizes[rows])
        waiting += [(following + int(part), cut) for part in np.flatnonzero(weights > most)]
        following += len(weights)
    return found
