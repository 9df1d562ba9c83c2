"""Contract of every encoder: a text's vector depends on the text and the model alone."""

import hashlib
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UserError
from models.encoders import BUNDLED, WEIGHTS, Encoder, load_encoder
from models.encoders._vectors import GRID, distinct, settle

PADDING = "Employers must reimburse the full cost of home working equipment within thirty days of the claim. " * 6
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["", " ", "We will not sign.", "No member may opt out.", "ÅÆØ ß 日本", PADDING]),
        st.text(max_size=60),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def one_worker() -> Encoder:
    return load_encoder("minilm", workers=1)


@pytest.fixture(scope="module")
def two_workers() -> Encoder:
    return load_encoder("minilm", workers=2)


def check_independence(encoder: Encoder, *, other: Encoder, texts: list[str], order: list[int]) -> None:
    together = encoder.encode(texts)
    assert np.array_equal(together, np.concatenate([encoder.encode([text]) for text in texts]))
    shuffled = [texts[place] for place in order]
    assert np.array_equal(together[order], other.encode(shuffled))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=TEXTS, choice=st.randoms())
def test_vector_is_the_same_alone_in_any_batch_in_any_order_and_with_any_workers(
    one_worker, two_workers, texts, choice
):
    order = choice.sample(range(len(texts)), len(texts))
    check_independence(one_worker, other=two_workers, texts=texts, order=order)


def test_many_texts_on_many_threads_equal_one_thread(one_worker):
    texts = [f"Demand {number}: at least {number} days of notice{', please' * (number % 7)}." for number in range(60)]
    assert np.array_equal(load_encoder("minilm", workers=8).encode(texts), one_worker.encode(texts))


def test_rows_are_unit_length_and_float32(two_workers):
    vectors = two_workers.encode(["We demand a phase-out by 2035.", "", "\n\t", "x" * 5000, PADDING * 9])
    assert vectors.dtype == np.float32
    assert vectors.shape == (5, two_workers.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_no_text_gives_no_row(one_worker):
    vectors = one_worker.encode([])
    assert vectors.shape == (0, 384)
    assert vectors.dtype == np.float32


def test_text_beyond_256_tokens_does_not_count(one_worker):
    # Two of the 256 are the marks of start and end.
    start = "quota " * 254
    vectors = one_worker.encode([start, start + "and nobody reads this", "quota " * 253 + "ends otherwise"])
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (
            "Employers must pay for the equipment people need at home.",
            "The cost of desks and screens used for home working falls on the company.",
            "Cross-border workers should be taxed where they live.",
        ),
        (
            "We call for a ban on monitoring software on private devices.",
            "Employees must not be watched through their own computers.",
            "Offices in city centres should be turned into flats.",
        ),
        (
            "Staff shall have the right to disconnect after working hours.",
            "Nobody may be expected to answer messages in the evening.",
            "Public broadband funding should go to rural areas first.",
        ),
    ],
)
def test_same_subject_is_nearer_than_another(one_worker, text, near, far):
    vectors = one_worker.encode([text, near, far])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_cosines_are_exact_in_float32(one_worker):
    vectors = one_worker.encode([f"Position {number} on working time." for number in range(12)])
    exact = vectors.astype(np.float64) @ vectors.astype(np.float64).T
    apart = ~np.eye(12, dtype=bool)
    assert np.array_equal((vectors @ vectors.T)[apart], exact.astype(np.float32)[apart])
    backwards = vectors[:, ::-1] @ vectors[:, ::-1].T
    assert np.array_equal((vectors @ vectors.T)[apart], backwards[apart])


def test_settle_keeps_direction_and_leaves_zeros():
    rows = settle(np.array([[3.0, 4.0], [0.0, 0.0], [-1e-8, 0.0]]))
    assert np.allclose(rows, [[0.6, 0.8], [0, 0], [-1, 0]], atol=1 / GRID)
    assert np.array_equal(rows * GRID, np.rint(rows * GRID))


def test_distinct_computes_a_repeated_text_once():
    unique, rows = distinct(["b", "a", "b", "b"])
    assert unique == ["b", "a"]
    assert rows.tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("name", BUNDLED)
def test_card_names_the_digests_of_the_shipped_files(name):
    folder = WEIGHTS / name
    card = (folder / "card.md").read_text(encoding="utf-8")
    listed = {file: digest for digest, file in re.findall(r"^([0-9a-f]{64})  (\S+)$", card, re.MULTILINE)}
    for file in ("model.onnx", "tokenizer.json"):
        assert listed[file] == hashlib.sha256((folder / file).read_bytes()).hexdigest()
    assert load_encoder(name).sha256 in card


def test_digest_is_what_sha256sum_prints(one_worker):
    lines = "".join(
        f"{hashlib.sha256((WEIGHTS / 'minilm' / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("model.onnx", "tokenizer.json")
    )
    assert one_worker.sha256 == hashlib.sha256(lines.encode()).hexdigest()


def test_padding_in_a_batch_is_masked_out(one_worker):
    """Other programs may run the shipped model on padded batches."""
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(WEIGHTS / "minilm" / "model.onnx")
    ids = one_worker._tokenizer.encode("We will not accept any quota.").ids
    padded = np.array([[*ids, *[7] * 20]])
    mask = np.array([[1] * len(ids) + [0] * 20])
    alone = session.run(None, {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), dtype=int)})
    together = session.run(None, {"input_ids": padded, "attention_mask": mask})
    assert np.allclose(alone[0], together[0], atol=1e-5)


# --- Names and folders


def copy_bundled(folder: Path) -> Path:
    folder.mkdir()
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(WEIGHTS / "minilm" / name, folder)
    return folder


@pytest.mark.parametrize("prefix", ["", "onnx:"])
def test_folder_of_the_same_layout(tmp_path, one_worker, prefix):
    folder = copy_bundled(tmp_path / "tuned")
    encoder = load_encoder(f"{prefix}{folder}", workers=1)
    assert (encoder.name, encoder.sha256) == ("tuned", one_worker.sha256)
    assert np.array_equal(encoder.encode(["No opt-out."]), one_worker.encode(["No opt-out."]))


def test_digest_tells_another_tokenizer(tmp_path, one_worker):
    folder = copy_bundled(tmp_path / "tuned")
    tokenizer = folder / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text(encoding="utf-8").replace('"max_length":256', '"max_length":8'))
    shorter = load_encoder(str(folder))
    assert shorter.sha256 != one_worker.sha256
    assert not np.array_equal(shorter.encode([PADDING]), one_worker.encode([PADDING]))


@pytest.mark.parametrize("spec", ["minilm-xl", "", "hub/minilm", "glove:50d"])
def test_unknown_name_lists_the_known(spec):
    with pytest.raises(UserError, match=r"minilm; .*folder.*onnx:.*st:") as caught:
        load_encoder(spec)
    assert repr(spec) in caught.value.where


def test_folder_without_model(tmp_path):
    with pytest.raises(UserError, match=r"model\.onnx is missing.*st:FOLDER"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs.github.com/spec/v1\n", b"\x08\x09\x12"])
def test_broken_model(tmp_path, content):
    folder = copy_bundled(tmp_path / "broken")
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(UserError, match=r"model\.onnx.*no ONNX model"):
        load_encoder(str(folder))


def test_broken_tokenizer(tmp_path):
    folder = copy_bundled(tmp_path / "broken")
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=r"tokenizer\.json.*not valid JSON"):
        load_encoder(str(folder))


# --- Exports made elsewhere


def write_lookup_model(folder: Path, *, inputs: tuple[str, ...], rank: int) -> None:
    """Write an export that gives each token the vector (id, 1), per token or as an (odd) higher rank."""
    onnx = pytest.importorskip("onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    table = np.array([[number, 1] for number in range(4)], dtype=np.float32)
    nodes = [helper.make_node("Gather", ["table", inputs[0]], ["tokens"])]
    nodes.append(helper.make_node("Identity" if rank == 3 else "Shape", ["tokens"], ["out"]))
    shape = ["batch", "length"]
    graph = helper.make_graph(
        nodes,
        "lookup",
        [helper.make_tensor_value_info(name, kinds.INT64, shape) for name in inputs],
        [
            helper.make_tensor_value_info("out", kinds.FLOAT, [*shape, 2])
            if rank == 3
            else helper.make_tensor_value_info("out", kinds.INT64, [3])
        ],
        [onnx.numpy_helper.from_array(table, "table")],
    )
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
        folder / "model.onnx",
    )
    word_level_tokenizer().save(str(folder / "tokenizer.json"))


def word_level_tokenizer():
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(WordLevel({"[PAD]": 0, "[UNK]": 1, "we": 2, "object": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[UNK] $A", special_tokens=[("[UNK]", 1)])
    return tokenizer


def test_vectors_per_token_are_averaged(tmp_path):
    write_lookup_model(tmp_path, inputs=("input_ids", "token_type_ids"), rank=3)
    encoder = load_encoder(str(tmp_path))
    assert encoder.dimensions == 2
    # Ids 1, 2 and 3: the mean is (2, 1).
    assert np.allclose(encoder.encode(["we object"]), [[2 / 5**0.5, 1 / 5**0.5]], atol=1 / GRID)


@pytest.mark.parametrize(
    ("inputs", "rank", "problem"),
    [(("pixel_values",), 3, "asks for pixel_values"), (("input_ids",), 1, "output out holds no vectors")],
)
def test_models_that_encode_no_text(tmp_path, inputs, rank, problem):
    write_lookup_model(tmp_path, inputs=inputs, rank=rank)
    with pytest.raises(UserError, match=problem):
        load_encoder(str(tmp_path))


# --- sentence-transformers


def test_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UserError, match=r"commonground\[encoders\]"):
        load_encoder("st:some/model")


@pytest.fixture(scope="module")
def transformer_folder(tmp_path_factory) -> Path:
    """A two-layer transformer with random weights, saved as sentence-transformers saves one."""
    pytest.importorskip("sentence_transformers")
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    base, folder = (tmp_path_factory.mktemp(name) for name in ("base", "tiny"))
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=4, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config).save_pretrained(base)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=word_level_tokenizer(), unk_token="[UNK]", pad_token="[PAD]", model_max_length=64
    ).save_pretrained(base)
    transformer = Transformer(str(base))
    SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu").save(str(folder))
    return folder


def test_sentence_transformers_model_keeps_the_contract(transformer_folder):
    encoder = load_encoder(f"st:{transformer_folder}")
    texts = ["we object", "", "we", "object object we we we we we we we", "we object"]
    check_independence(encoder, other=encoder, texts=texts, order=[3, 1, 0, 4, 2])
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (5, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert encoder.encode([]).shape == (0, 16)
    assert not np.array_equal(vectors[0], vectors[2])


def test_sentence_transformers_texts_never_share_a_batch(transformer_folder):
    """With a model whose vectors show openly what padding and rounding hide: how many texts ran together."""
    import torch
    from sentence_transformers import SentenceTransformer

    from models.encoders.sentence_transformer import SentenceTransformerEncoder

    class CountNeighbours(torch.nn.Module):
        def forward(self, features):
            vectors = features["sentence_embedding"]
            first = torch.eye(1, vectors.shape[1])
            return {**features, "sentence_embedding": vectors + first * len(vectors)}

    saved = SentenceTransformer(str(transformer_folder), device="cpu")
    model = SentenceTransformer(modules=[*saved, CountNeighbours()], device="cpu")
    encoder = SentenceTransformerEncoder(model, name="counting")
    check_independence(encoder, other=encoder, texts=["we", "object", "we object"], order=[2, 0, 1])


def test_sentence_transformers_digest_follows_the_weights(transformer_folder, tmp_path):
    import torch
    from sentence_transformers import SentenceTransformer

    first = load_encoder(f"st:{transformer_folder}")
    shutil.copytree(transformer_folder, tmp_path / "copy")
    assert load_encoder(f"st:{tmp_path / 'copy'}").sha256 == first.sha256
    model = SentenceTransformer(str(transformer_folder), device="cpu")
    with torch.no_grad():
        next(model.parameters())[0, 0] += 1
    model.save(str(tmp_path / "tuned"))
    tuned = load_encoder(f"st:{tmp_path / 'tuned'}")
    assert tuned.name == "tuned"
    assert tuned.sha256 != first.sha256


def test_sentence_transformers_source_that_is_not_there(tmp_path):
    pytest.importorskip("sentence_transformers")
    with pytest.raises(UserError, match="name is missing"):
        load_encoder("st:")
    with pytest.raises(UserError, match="cannot be loaded"):
        load_encoder(f"st:{tmp_path / 'nowhere' / 'at' / 'all'}")
