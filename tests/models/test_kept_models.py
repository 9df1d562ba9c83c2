import numpy as np
import pytest

from corpus.kept import Kept, Reuse
from models.kept_models import KeptEncoder, KeptStances
from models.stance_model import Pair
from tests.models.conftest import HashEncoder, WordStances


class Counting:
    """A model that says how many rows it ran."""

    def __init__(self, model):
        self._model, self.rows = model, 0
        self.name, self.sha256 = getattr(model, "name", "stances"), "0" * 64
        self.dimensions = getattr(model, "dimensions", 3)

    def encode(self, texts):
        self.rows += len(texts)
        return self._model.encode(texts)

    def score(self, pairs):
        self.rows += len(pairs)
        return self._model.score(pairs)


TEXTS = ["We ask for it.", "", "We oppose it.", "We ask for it."]
PAIRS = [Pair(statement, sentence) for statement in TEXTS for sentence in TEXTS]


@pytest.mark.parametrize(
    ("wrap", "call", "items", "model"),
    [(KeptEncoder, "encode", TEXTS, HashEncoder), (KeptStances, "score", PAIRS, WordStances)],
)
def test_the_answers_are_the_models_own_and_each_is_asked_once(tmp_path, wrap, call, items, model):
    expected = getattr(model(), call)(items)
    for turn in range(2):
        counted = Counting(model())
        with Kept(tmp_path / "kept") as kept:
            rows = getattr(wrap(counted, kept, code="c"), call)(items)
            assert getattr(wrap(counted, kept, code="c"), call)([]).shape == (0, expected.shape[1])
        assert rows.dtype == np.float32
        assert np.array_equal(rows, expected)
        assert counted.rows == (len(set(items)) if turn == 0 else 0)


def test_another_model_or_program_is_asked_again(tmp_path):
    counted = Counting(HashEncoder())
    with Kept(tmp_path / "kept") as kept:
        KeptEncoder(counted, kept, code="one").encode(TEXTS)
        KeptEncoder(counted, kept, code="two").encode(TEXTS)
        counted.sha256 = "1" * 64
        KeptEncoder(counted, kept, code="two").encode(TEXTS)
        assert kept.reuse() == (Reuse("vectors", 9, 3),)


def test_rows_of_another_length_are_computed_again(tmp_path):
    with Kept(tmp_path / "kept") as kept:
        short = Counting(HashEncoder())
        KeptEncoder(short, kept, code="c").encode(TEXTS)
        short.dimensions = 3
        model = KeptEncoder(short, kept, code="c")
        short._model = type("Three", (), {"encode": lambda self, texts: np.ones((len(texts), 3), dtype=np.float32)})()
        assert model.encode(TEXTS).shape == (4, 3)
