"""A layer that multiplies whole numbers gives what float32 gives, to a stated tolerance, and each token its own."""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

from models.training._mpnet_export import MpnetGraph
from models.training.export_minilm import INT8_MAX, IR_VERSION, OPSET

WIDTH, OUT = 48, 20


@pytest.fixture
def weights():
    chance = np.random.default_rng(3)
    return {
        "part.weight": chance.normal(size=(OUT, WIDTH)).astype(np.float32),
        "part.bias": chance.normal(size=OUT).astype(np.float32),
    }


def layer(weights, *, largest):
    graph = MpnetGraph(weights, max_tokens=4, largest=largest)
    output = graph.dense("value", "part")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "layer",
            [helper.make_tensor_value_info("value", TensorProto.FLOAT, [1, "tokens", WIDTH])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, "tokens", OUT])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return lambda value: session.run(None, {"value": value})[0]


@pytest.mark.parametrize(("largest", "tolerance"), [(INT8_MAX, 0.02), (63, 0.02)])
def test_it_is_the_layer(weights, largest, tolerance):
    value = np.random.default_rng(1).normal(size=(1, 9, WIDTH)).astype(np.float32)
    exact = value @ weights["part.weight"].T + weights["part.bias"]
    apart = np.abs(layer(weights, largest=largest)(value) - exact)
    assert apart.max() < tolerance * np.abs(exact).max()


def test_a_token_is_the_same_beside_a_large_one(weights):
    run = layer(weights, largest=63)
    value = np.random.default_rng(2).normal(size=(1, 5, WIDTH)).astype(np.float32)
    beside = np.concatenate([value, 1000 * value[:, :1]], axis=1)
    assert np.array_equal(run(beside)[:, :5], run(value))


@pytest.mark.parametrize("largest", [63, INT8_MAX])
def test_pairs_of_products_fit_into_sixteen_bits(weights, largest):
    """Older processors add two products at once and cut what is larger."""
    weights["part.weight"][:] = 1.0
    value = np.ones((1, 1, WIDTH), dtype=np.float32)
    value[0, 0, 0] = -1.0  # the scale is symmetric
    assert layer(weights, largest=largest)(value)[0, 0] == pytest.approx(
        weights["part.weight"] @ value[0, 0] + weights["part.bias"], rel=0.02
    )
    graph = MpnetGraph(weights, max_tokens=4, largest=largest)
    graph.dense("value", "part")
    middle = next(int(each.raw_data[0]) for each in graph.constants if each.data_type == TensorProto.UINT8)
    assert 2 * (2 * middle - 1) * largest < 2**15


def test_nothing_at_all_gives_the_bias(weights):
    assert layer(weights, largest=63)(np.zeros((1, 2, WIDTH), dtype=np.float32))[0, 0] == pytest.approx(
        weights["part.bias"]
    )
