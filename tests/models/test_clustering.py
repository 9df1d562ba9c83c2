import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from models.analyses.issues import IssueSettings
from models.clustering import Cuts, cluster
from models.embedding import unit

CUTS = IssueSettings().cuts()


def cuts(**changes):
    fields = {name: getattr(CUTS, name) for name in Cuts.__slots__}
    return Cuts(**fields | changes)


def partition(labels, order=None):
    """Groups as sets of rows, counted as in the unshuffled input."""
    order = range(len(labels)) if order is None else order
    groups = {}
    for row, label in zip(order, labels, strict=True):
        groups.setdefault(label, set()).add(int(row))
    return {frozenset(group) for group in groups.values()}


def clouds(n_rows, n_clouds=6, spread=0.25, seed=0, dimensions=24):
    """Rows around a few middles, and which middle each belongs to."""
    chance = np.random.default_rng(seed)
    middles = unit(chance.normal(size=(n_clouds, dimensions)))
    truth = chance.integers(n_clouds, size=n_rows)
    noise = chance.normal(size=(n_rows, dimensions)) / np.sqrt(dimensions)
    return unit(middles[truth] + spread * noise), truth


@given(st.integers(0, 60), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_leaves_no_trace(n_rows, seed):
    rows, _ = clouds(n_rows, spread=0.9, seed=seed)
    order = np.random.default_rng(seed + 1).permutation(n_rows)
    assert partition(cluster(rows, cuts=CUTS)) == partition(cluster(rows[order], cuts=CUTS), order)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_the_order_leaves_no_trace_beyond_the_limit_either(seed):
    rows, _ = clouds(300, spread=0.9, seed=seed)
    order = np.random.default_rng(seed + 1).permutation(300)
    few = cuts(exact_limit=100)
    assert partition(cluster(rows, cuts=few)) == partition(cluster(rows[order], cuts=few), order)


def test_rows_around_one_middle_are_one_group():
    rows, truth = clouds(120)
    assert adjusted_rand_score(truth, cluster(rows, cuts=CUTS)) == 1.0


def test_the_partition_is_exact_up_to_the_limit_and_nearly_beyond():
    rows, truth = clouds(600, spread=0.5, seed=3)
    exact = partition(cluster(rows, cuts=cuts(exact_limit=601)))
    assert partition(cluster(rows, cuts=cuts(exact_limit=600))) == exact
    beyond = cluster(rows, cuts=cuts(exact_limit=150))
    assert adjusted_rand_score(truth, beyond) > 0.95


def test_groups_that_the_first_leaders_miss_are_found_in_a_round_of_their_own():
    """A hundred copies of forty rows, and few rows elsewhere, whatever the order in which they come to lead."""
    many, _ = clouds(400, n_clouds=40, spread=0.1, seed=8, dimensions=60)
    beyond = cluster(many, cuts=cuts(exact_limit=20))
    assert adjusted_rand_score(cluster(many, cuts=CUTS), beyond) > 0.95
    assert -1 not in beyond


def test_seeds_keep_what_is_theirs_beyond_the_limit():
    rows, truth = clouds(400, n_clouds=10, spread=0.2, seed=9, dimensions=60)
    seeds = unit(np.stack([rows[truth == number].mean(axis=0) for number in (0, 1)]))
    labels = np.array(cluster(rows, cuts=cuts(exact_limit=100), seeds=seeds))
    assert set(labels[truth == 0]) == {0} and set(labels[truth == 1]) == {1}
    assert not set(labels[truth > 1]) & {0, 1}


def test_equal_rows_are_in_one_group():
    rows = unit(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]))
    labels = cluster(rows, cuts=CUTS)
    assert labels[0] == labels[2] == labels[3] != labels[1]


def test_no_row_and_one_row():
    assert cluster(np.zeros((0, 3)), cuts=CUTS) == []
    assert len(cluster(unit(np.ones((1, 3))), cuts=CUTS)) == 1


def arc(*degrees):
    """Rows on a circle."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_a_group_that_falls_apart_in_two_is_split():
    rows = arc(0, 1, 2, 60, 61, 62)
    wide = {"max_distance": 0.9, "twin_distance": 0.0}
    assert len(partition(cluster(rows, cuts=cuts(**wide, split_distance=1.0)))) == 1
    assert partition(cluster(rows, cuts=cuts(**wide, split_distance=0.3))) == {
        frozenset({0, 1, 2}),
        frozenset({3, 4, 5}),
    }


def test_nobody_is_split_off_alone():
    rows = arc(0, 1, 2, 3, 60)
    labels = cluster(rows, cuts=cuts(max_distance=0.9, twin_distance=0.0, split_distance=0.3))
    assert len(set(labels)) == 1


def test_twins_are_joined_however_their_members_are_spread():
    """Ten rows share one little thing, ten another; what all share is most of either group's middle."""
    rows = np.zeros((20, 23))
    rows[:, 0] = 3
    rows[:10, 1] = rows[10:, 2] = 1
    rows[range(20), range(3, 23)] = 3
    rows = unit(rows)
    assert partition(cluster(rows, cuts=cuts(twin_distance=0.0))) == {
        frozenset(range(10)),
        frozenset(range(10, 20)),
    }
    assert partition(cluster(rows, cuts=cuts(twin_distance=0.2))) == {frozenset(range(20))}


def test_a_group_that_holds_too_much_is_cut_finer_and_nothing_else_is():
    rows = np.concatenate([arc(*np.linspace(0, 80, 60)), arc(*np.linspace(170, 172, 40))])
    loose = {"split_distance": 2.0, "twin_distance": 0.0}
    whole = partition(cluster(rows, cuts=cuts(**loose, max_share=1.0)))
    assert whole == {frozenset(range(60)), frozenset(range(60, 100))}
    finer = partition(cluster(rows, cuts=cuts(**loose, max_share=0.4)))
    assert frozenset(range(60, 100)) in finer
    assert len(finer) > 2
    assert max(map(len, finer)) <= 40


def test_few_rows_are_never_too_much():
    assert len(set(cluster(arc(*range(20)), cuts=cuts(max_share=0.01)))) == 1


def test_seeds_take_what_is_near_and_never_merge():
    rows = arc(0, 1, 2, 20, 21, 22, 90, 91)
    seeds = arc(1, 21)
    labels = cluster(rows, cuts=cuts(max_distance=0.05, seed_distance=0.1), seeds=seeds)
    assert labels[:6] == [0, 0, 0, 1, 1, 1]
    assert labels[6] == labels[7] > 1
    assert len(set(cluster(rows, cuts=cuts(max_distance=0.2))[:6])) == 1  # without seeds they are one


def test_a_seed_that_nothing_answers_stays_empty():
    labels = cluster(arc(0, 1, 2), cuts=CUTS, seeds=arc(180))
    assert 0 not in labels


@pytest.mark.parametrize("n_seeds", [0, 1])
def test_every_row_may_be_taken_by_seeds(n_seeds):
    assert set(cluster(arc(0, 1, 2), cuts=CUTS, seeds=arc(*[1] * n_seeds))) == {0}
