"""Calibration of the position classifier on held-out issues, and the figures of its card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score
from sklearn.pipeline import make_pipeline

from models.position_model import CLASSES
from models.training._position_data import KINDS, LABELS, Example

Scores = NDArray[np.float32]

# Share of the sentences of a paper that are no position, which calibration assumes.
NOT_SHARE_IN_PAPERS = 0.6
# Keeps the shift of rare labels small.
SHIFT_PENALTY = 0.01
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Calibration:
    """What makes the network's logits into probabilities: divide by the temperature, then add the shift.

    `crossed` holds the probabilities of the held-out sentences, each calibrated on the other half of the groups.
    """

    temperature: float
    shift: NDArray[np.float64]
    crossed: NDArray[np.float64]


def class_of(example: Example) -> int:
    """Return the index into CLASSES."""
    label = LABELS[example.label]
    return CLASSES.index(label) if label in KINDS else 0


def calibrate(logits: Scores, examples: Sequence[Example], *, sums: Scores) -> Calibration:
    """Fit on held-out sentences, weighted so that as many are no positions as in a paper."""
    truth = np.array([class_of(example) for example in examples])
    weights = np.where(truth == 0, NOT_SHARE_IN_PAPERS / np.sum(truth == 0), 0.0)
    weights[truth > 0] = (1 - NOT_SHARE_IN_PAPERS) / np.sum(truth > 0)
    names = sorted({example.group for example in examples})
    half = np.array([names.index(example.group) % 2 for example in examples])
    crossed = np.zeros((len(examples), len(CLASSES)))
    for part in (0, 1):
        temperature, shift = _fit(logits[half != part], truth[half != part], weights[half != part], sums=sums)
        crossed[half == part] = softmax(logits[half == part] / temperature + shift, axis=1) @ sums
    temperature, shift = _fit(logits, truth, weights, sums=sums)
    return Calibration(temperature=temperature, shift=shift, crossed=crossed)


def _fit(
    logits: Scores, truth: NDArray[np.int64], weights: NDArray[np.float64], *, sums: Scores
) -> tuple[float, NDArray[np.float64]]:
    """Return the temperature and shift with the least log loss over the classes."""
    # The labels of the true class count, the others do not.
    allowed = np.log(sums.T[truth] + 1e-12)
    shares = weights / weights.sum()

    def loss(values: NDArray[np.float64]) -> float:
        logs = log_softmax(logits * np.exp(-values[0]) + values[1:], axis=1) + allowed
        peak = logs.max(axis=1, keepdims=True)
        right = peak[:, 0] + np.log(np.exp(logs - peak).sum(axis=1))
        return float(-(shares * right).sum() + SHIFT_PENALTY * np.square(values[1:]).sum())

    fitted = minimize(loss, np.zeros(1 + logits.shape[1]), method="L-BFGS-B").x
    return float(np.exp(fitted[0])), fitted[1:]


def print_figures(examples: Sequence[Example], *, scores: Mapping[str, Scores], crossed: NDArray[np.float64]) -> None:
    """Print quality on the held-out sentences, beside two baselines, and how far the probabilities can be trusted."""
    held_out = [example for example in examples if example.held_out]
    taken = [example for example in examples if not example.held_out]
    truth = np.array([class_of(example) for example in held_out])
    alone = np.array([example.alone for example in held_out])
    words = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(max_iter=1000, class_weight="balanced", C=10.0),
    )
    words.fit([example.sentence.text for example in taken], [class_of(example) for example in taken])
    guesses = {
        "majority": np.full(len(truth), CLASSES.index("goal")),
        "words and word pairs": words.predict([example.sentence.text for example in held_out]),
        **{name: rows.argmax(axis=1) for name, rows in scores.items()},
    }
    print(f"{len(taken)} sentences trained on, {len(held_out)} held out")
    for name, guess in guesses.items():
        for place, chosen in (("bank", alone), ("papers", ~alone)):
            print(f"{name}, {place} ({chosen.sum()}): {_macro_f1(truth[chosen], guess[chosen])}")
    for place, chosen in (("bank", alone), ("papers", ~alone)):
        area = roc_auc_score(truth[chosen] > 0, 1 - scores["whole"][chosen, 0])
        print(f"own position or not, {place}: area under the curve {area:.3f}")
    _print_by_class(truth, guesses["whole"])
    _print_reliability(truth > 0, 1 - crossed[:, 0])


def _macro_f1(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> str:
    each = f1_score(truth, guess, labels=range(len(CLASSES)), average=None, zero_division=0)
    own = f1_score(truth > 0, guess > 0)
    return f"macro-F1 {each.mean():.3f}, own position F1 {own:.3f}"


def _print_by_class(truth: NDArray[np.int64], guess: NDArray[np.int64]) -> None:
    figures = precision_recall_fscore_support(truth, guess, labels=range(len(CLASSES)), zero_division=0)
    for name, precision, recall, f1, count in zip(CLASSES, *figures, strict=True):
        print(f"{name} ({count}): precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}")


def _print_reliability(truth: NDArray[np.bool_], own: NDArray[np.float64]) -> None:
    """Print, for each band of the probability of an own position, how many really are; a paper's mix is assumed."""
    weights = np.where(truth, (1 - NOT_SHARE_IN_PAPERS) / truth.sum(), NOT_SHARE_IN_PAPERS / (~truth).sum())
    bands = np.clip(np.digitize(own, BINS) - 1, 0, len(BINS) - 2)
    error = 0.0
    for band in range(len(BINS) - 1):
        inside = bands == band
        if not inside.any():
            continue
        share = weights[inside].sum()
        said, real = (np.average(values[inside], weights=weights[inside]) for values in (own, truth))
        error += share * abs(said - real)
        print(f"{BINS[band]:.1f}-{BINS[band + 1]:.1f} ({inside.sum()}): said {said:.2f}, real {real:.2f}")
    print(f"expected calibration error {error:.3f}")
