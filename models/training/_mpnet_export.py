"""Writes MPNet as ONNX with whole-number weights that are computed in float32: what all classifiers share."""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from models.training.export_minilm import INT8_MAX, IR_VERSION, OPSET, Array, Graph, quantise

INPUTS = ("input_ids", "token_type_ids")
OUTPUT = "probabilities"
WIDTH, HEADS = 768, 12
# Positions are counted from behind the padding token's.
FIRST_POSITION = 2
LAYER_NORM_EPSILON = 1e-5
# Older processors add products in pairs, in 16 bits: a token's numbers and a weight's have fifteen bits together.
PAIR_MAX = 2**15 - 1
SMALLEST = 1e-12


class MpnetGraph(Graph):
    """The parts of the architecture, each added under the names that PyTorch gives its weights."""

    def __init__(self, weights: dict[str, Array], *, max_tokens: int, largest: int = INT8_MAX) -> None:
        """Take the weights by name, the length of the longest row, and how finely weights are stored."""
        super().__init__(largest=largest)
        self.weights = weights
        self.max_tokens = max_tokens
        self._rounded: dict[str, tuple[str, str]] = {}
        largest_token = min(INT8_MAX, (PAIR_MAX // (2 * largest) - 1) // 2)
        self._zero = self.constant(np.array(largest_token + 1, dtype=np.uint8))
        self._middle, self._step, self._smallest = (
            self.constant(np.array(number, dtype=np.float32))
            for number in (largest_token + 1, 1 / largest_token, SMALLEST)
        )

    def dense(self, value: str, part: str) -> str:
        """Add a layer of the published model."""
        rounded, scale = self._round(value)
        weights, scales = quantise(self.weights[f"{part}.weight"].T, axis=1, largest=self.largest)
        product = self.add("MatMulInteger", rounded, self.constant(weights), self._zero)
        # One scale after the other: onnxruntime takes a product of two for a single number for the whole matrix.
        by_token = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), scale)
        restored = self.add("Mul", by_token, self.constant(scales))
        return self.add("Add", restored, self.constant(self.weights[f"{part}.bias"]))

    def _round(self, value: str) -> tuple[str, str]:
        """Return each token as whole numbers around the middle, and its scale; once for each value."""
        if value not in self._rounded:
            largest = self.add("ReduceMax", self.add("Abs", value), self.ints(-1), keepdims=1)
            scale = self.add("Max", self.add("Mul", largest, self._step), self._smallest)
            whole = self.add("Round", self.add("Div", value, scale))
            rounded = self.add("Cast", self.add("Add", whole, self._middle), to=TensorProto.UINT8)
            self._rounded[value] = rounded, scale
        return self._rounded[value]

    def normalise(self, value: str, part: str) -> str:
        """Add a layer normalisation."""
        scale, bias = (self.constant(self.weights[f"{part}.LayerNorm.{name}"]) for name in ("weight", "bias"))
        return self.add("LayerNormalization", value, scale, bias, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def ints(self, *values: int) -> str:
        """Store a shape, axes or indices."""
        return self.constant(np.array(values))


def add_embeddings(graph: MpnetGraph, length: str) -> str:
    """Add words, positions and, where the network has it, a mark. Only the rows a text needs become float32."""
    words, scales = quantise(graph.weights["encoder.embeddings.word_embeddings.weight"], axis=0, largest=graph.largest)
    rows = graph.add("Cast", graph.add("Gather", graph.constant(words), "input_ids"), to=TensorProto.FLOAT)
    word = graph.add("Mul", rows, graph.add("Gather", graph.constant(scales[:, np.newaxis]), "input_ids"))
    if "mark.weight" in graph.weights:
        mark = graph.add("Gather", graph.constant(graph.weights["mark.weight"]), "token_type_ids")
        word = graph.add("Add", word, mark)
    places = graph.weights["encoder.embeddings.position_embeddings.weight"][FIRST_POSITION:][: graph.max_tokens]
    place = graph.add("Slice", graph.constant(places), graph.ints(0), length, graph.ints(0))
    return graph.normalise(graph.add("Add", word, place), "encoder.embeddings")


def distance_biases(graph: MpnetGraph) -> Array:
    """Return what attention adds for each distance from -(max_tokens - 1) on, shape (distances, heads)."""
    distances = torch.arange(1 - graph.max_tokens, graph.max_tokens)
    buckets = MPNetEncoder.relative_position_bucket(distances).numpy()
    biases: Array = graph.weights["encoder.encoder.relative_attention_bias.weight"][buckets]
    return biases


def add_distances(graph: MpnetGraph, length: str) -> str:
    """Add the attention biases of a text, shape (1, heads, tokens, tokens)."""
    # A stored number has one axis; Range wants none.
    bounds = (graph.add("Squeeze", value) for value in (graph.ints(0), length, graph.ints(1)))
    tokens = graph.add("Range", *bounds)
    asked = graph.add("Unsqueeze", tokens, graph.ints(1))
    distance = graph.add("Sub", graph.add("Unsqueeze", tokens, graph.ints(0)), asked)
    row = graph.add("Add", distance, graph.ints(graph.max_tokens - 1))
    biases = graph.add("Gather", graph.constant(distance_biases(graph)), row)
    by_head = graph.add("Transpose", biases, perm=[2, 0, 1])
    return graph.add("Unsqueeze", by_head, graph.ints(0))


def add_attention(graph: MpnetGraph, hidden: str, *, part: str, distances: str) -> str:
    """Add one layer's self-attention, without what follows it."""
    by_head = graph.ints(0, 0, HEADS, WIDTH // HEADS)
    query, key, value = (
        graph.add("Reshape", graph.dense(hidden, f"{part}.{name}"), by_head) for name in ("q", "k", "v")
    )
    scores = graph.add(
        "MatMul",
        graph.add("Transpose", query, perm=[0, 2, 1, 3]),
        graph.add("Transpose", key, perm=[0, 2, 3, 1]),
    )
    scale = graph.constant(np.array(1 / np.sqrt(WIDTH // HEADS), dtype=np.float32))
    shares = graph.add("Softmax", graph.add("Add", graph.add("Mul", scores, scale), distances), axis=-1)
    mixed = graph.add("MatMul", shares, graph.add("Transpose", value, perm=[0, 2, 1, 3]))
    back = graph.add("Reshape", graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), graph.ints(0, 0, WIDTH))
    return graph.dense(back, f"{part}.o")


def add_layer(graph: MpnetGraph, hidden: str, *, part: str, distances: str) -> str:
    """Add one transformer layer."""
    attended = add_attention(graph, hidden, part=f"{part}.attention.attn", distances=distances)
    hidden = graph.normalise(graph.add("Add", attended, hidden), f"{part}.attention")
    widened = graph.add("Gelu", graph.dense(hidden, f"{part}.intermediate.dense"))
    narrowed = graph.dense(widened, f"{part}.output.dense")
    return graph.normalise(graph.add("Add", narrowed, hidden), f"{part}.output")


def add_trunk(graph: MpnetGraph, *, layers: int) -> str:
    """Add everything from the row to its tokens in their context, shape (1, tokens, width)."""
    length = graph.add("Slice", graph.add("Shape", "input_ids"), graph.ints(1), graph.ints(2))
    hidden, distances = add_embeddings(graph, length), add_distances(graph, length)
    for layer in range(layers):
        hidden = add_layer(graph, hidden, part=f"encoder.encoder.layer.{layer}", distances=distances)
    return hidden


def add_mean(graph: MpnetGraph, hidden: str, *, chosen: str) -> str:
    """Add the mean over the tokens that `chosen` (1, tokens) marks with 1."""
    inside = graph.add("Unsqueeze", chosen, graph.ints(2))
    total = graph.add("ReduceSum", graph.add("Mul", hidden, inside), graph.ints(1), keepdims=0)
    return graph.add("Div", total, graph.add("ReduceSum", inside, graph.ints(1), keepdims=0))


def add_first(graph: MpnetGraph, hidden: str) -> str:
    """Add the first token."""
    return graph.add("Squeeze", graph.add("Gather", hidden, graph.ints(0), axis=1), graph.ints(1))


def finish(graph: MpnetGraph, *, name: str, classes: int, source_sha256: str) -> onnx.ModelProto:
    """Return the model whose last node gives the probabilities of `classes`, checked."""
    shape = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info(each, TensorProto.INT64, shape) for each in INPUTS],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", classes])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="commonground",
    )
    helper.set_model_props(model, {"base_sha256": source_sha256, "licence": "Apache-2.0"})
    onnx.checker.check_model(model)
    return model
