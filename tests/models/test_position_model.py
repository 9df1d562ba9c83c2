"""The position classifier: scores that depend on the sentence and its context alone, on the bundled weights."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UserError
from models.onnx_session import TOKENIZER
from models.position_model import (
    CLASSES,
    MAX_AUTHOR,
    MAX_HEADING,
    MAX_LEAD_IN,
    MAX_NEXT,
    MAX_PREVIOUS,
    MAX_TEXT,
    WEIGHTS,
    SentenceInContext,
    encode,
    load,
    load_from,
)

NOT, GOAL, CONSTRAINT, RED_LINE, PREFERENCE = range(len(CLASSES))
TEXTS = (
    "The reservoir holds nine million litres.",
    "A lock that opens only for yachts is one our delegates were told to vote down, and then to leave.",
    "Dogs should be let in!",
    "¿Cómo? 12 % – “no”",
    "",
    "word " * 300,
)
LIMITS = (MAX_AUTHOR, MAX_HEADING, MAX_LEAD_IN, MAX_PREVIOUS, MAX_TEXT, MAX_NEXT)
parts = st.sampled_from(TEXTS)
contexts = st.builds(
    SentenceInContext, text=parts, previous=parts, next=parts, heading=parts, lead_in=parts, author=parts
)


@pytest.fixture(scope="module")
def model():
    return load(workers=2)


def test_rows_are_probabilities_in_the_order_given(model):
    sentences = [SentenceInContext(text=text) for text in TEXTS]
    scores = model.score([*sentences, *reversed(sentences)])
    assert scores.shape == (12, len(CLASSES)) and scores.dtype == np.float32
    assert np.array_equal(scores[:6], scores[6:][::-1])
    assert (scores >= 0).all()
    assert np.allclose(scores.sum(axis=1), 1, atol=0.003)
    assert model.score([]).shape == (0, len(CLASSES))


@given(sentences=st.lists(contexts, min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_score_is_the_same_alone_in_any_batch_and_with_any_workers(model, sentences):
    alone = np.concatenate([model.score([sentence]) for sentence in sentences])
    assert np.array_equal(model.score(sentences), alone)
    assert np.array_equal(load(workers=1).score(sentences[::-1])[::-1], alone)


def test_plain_cases_are_told_apart(model):
    cases = {
        "We ask that every ferry carry a doctor from next spring on.": GOAL,
        "Without a doctor on board we will leave the alliance and not sign.": RED_LINE,
        "Whether the doctor wears white is all the same to us, though blue would be nice.": PREFERENCE,
        "Our statutes do not allow us to hire doctors before 2030, so we cannot promise any.": CONSTRAINT,
        "The ferry was built in 1974 and carries 300 passengers.": NOT,
        "The minister said that every ferry must carry a doctor.": NOT,
    }
    guesses = model.score([SentenceInContext(text=text) for text in cases]).argmax(axis=1)
    assert dict(zip(cases, guesses.tolist(), strict=True)) == cases


def test_context_decides_what_a_fragment_is(model):
    fragment = "A doctor on every ferry."
    asked, told = model.score(
        [
            SentenceInContext(text=fragment, heading="Our demands", lead_in="We ask the ministry for:"),
            SentenceInContext(text=fragment, previous="What do our opponents want?", heading="What the shipowners say"),
        ]
    )
    assert asked[NOT] < told[NOT]


def test_each_part_is_marked_and_cut_on_its_own(model):
    ids, inside = encode(
        SentenceInContext(
            text="a " * 300,
            previous="b " * 300 + "z",
            next="c " * 300,
            heading="d " * 300,
            lead_in="e " * 300 + "y",
            author="f " * 300,
        ),
        tokenizer=model._tokenizer,
    )
    assert len(ids) == len(inside) == 1 + 6 + sum(LIMITS)
    assert sum(inside) == MAX_TEXT + 1
    said = [model._tokenizer.id_to_token(token) for token in ids]
    assert {said[place] for place, mark in enumerate(inside) if mark} == {"a", "</s>"}
    assert "z" in said and "y" in said
    empty, marks = encode(SentenceInContext(text="dogs"), tokenizer=model._tokenizer)
    assert [model._tokenizer.id_to_token(token) for token in empty] == ["<s>", *["</s>"] * 4, "dogs", *["</s>"] * 2]
    assert marks == [0, 0, 0, 0, 0, 1, 1, 0]


def test_name_and_digest_are_those_of_the_files(model):
    assert model.name == "position"
    assert model.sha256 in (WEIGHTS / "card.md").read_text(encoding="utf-8")


def test_missing_or_broken_files_are_told(tmp_path):
    with pytest.raises(UserError, match=r"lacks model\.onnx and tokenizer\.json"):
        load_from(tmp_path)
    (tmp_path / TOKENIZER).write_bytes((WEIGHTS / TOKENIZER).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(UserError, match="no ONNX model"):
        load_from(tmp_path)
