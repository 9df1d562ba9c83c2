"""The bundled stance model: sides of plain sentences, and scores that depend on nothing but the pair."""

import numpy as np
import pytest

from corpus.errors import UserError
from models.stance_model import CLASSES, MAX_EACH, Pair, encode, load

STATEMENT = "Ports should charge ships for the waste they bring in."
PAIRS = [
    Pair(STATEMENT, "We ask that every harbour levies a fee on ships for their waste."),
    Pair(STATEMENT, "We oppose any charge on ships for waste; ports should take it for free."),
    Pair("Should libraries open on Sundays?", "Keep the reading rooms shut on Sundays, as they are now."),
    Pair("Should libraries open on Sundays?", "We want the reading rooms open every Sunday."),
    Pair(STATEMENT, ""),
    Pair("fee " * 300, "waste " * 300),
]


@pytest.fixture(scope="module")
def model():
    return load(workers=1)


@pytest.fixture(scope="module")
def scores(model):
    return model.score(PAIRS)


def test_plain_sentences_are_put_on_their_sides(scores):
    leans = scores[:, CLASSES.index("agree")] - scores[:, CLASSES.index("oppose")]
    assert [bool(lean > 0) for lean in leans[:4]] == [True, False, False, True]


def test_scores_are_probabilities_on_a_grid(scores):
    assert np.isfinite(scores).all()
    assert np.allclose(scores.sum(axis=1), 1, atol=0.01)
    assert np.array_equal(scores * 1024, np.rint(scores * 1024))


def test_a_score_is_the_same_alone_in_any_order_and_with_any_number_of_workers(model, scores):
    for pair, row in zip(PAIRS, scores, strict=True):
        assert np.array_equal(model.score([pair])[0], row)
    assert np.array_equal(model.score(PAIRS[::-1])[::-1], scores)
    assert np.array_equal(load(workers=5).score(PAIRS * 2), np.concatenate([scores, scores]))
    assert model.score([]).shape == (0, len(CLASSES))


def test_rows_are_cut_and_marked(model):
    ids, parts = encode(PAIRS[-1], tokenizer=model._tokenizer)
    assert len(ids) == len(parts) == 2 * MAX_EACH + 4
    assert [parts.count(part) for part in (0, 1, 2)] == [4, MAX_EACH, MAX_EACH]


def test_missing_files_are_named(tmp_path):
    with pytest.raises(UserError, match=r"lacks model\.onnx and tokenizer\.json"):
        load(tmp_path)
