"""Writes the trained position network as an ONNX model that multiplies whole numbers."""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from models.position_model import MAX_TOKENS
from models.training._mpnet_export import OUTPUT, MpnetGraph, add_first, add_mean, add_trunk, finish
from models.training._position_net import LAYERS
from models.training.export_minilm import Array


def add_pooling(graph: MpnetGraph, hidden: str) -> str:
    """Add the mean over the sentence's own tokens, beside the first token."""
    mean = add_mean(graph, hidden, chosen=graph.add("Cast", "token_type_ids", to=TensorProto.FLOAT))
    return graph.add("Concat", mean, add_first(graph, hidden), axis=-1)


def build_model(
    weights: dict[str, Array], *, head: Array, bias: Array, sums: NDArray[np.float32], source_sha256: str
) -> onnx.ModelProto:
    """Build the whole classifier.

    Args:
        weights: the network's, by the names PyTorch gives them.
        head: shape (labels, 2 * width); stays float32, as `bias` does.
        bias: shape (labels,).
        sums: shape (labels, classes), 1 where a label counts towards a class.
        source_sha256: digest of the base model's weights, noted in the file.
    """
    graph = MpnetGraph(weights, max_tokens=MAX_TOKENS)
    hidden = add_trunk(graph, layers=LAYERS)
    product = graph.add("MatMul", add_pooling(graph, hidden), graph.constant(head.T))
    shares = graph.add("Softmax", graph.add("Add", product, graph.constant(bias)), axis=-1)
    graph.nodes.append(helper.make_node("MatMul", [shares, graph.constant(sums)], [OUTPUT]))
    return finish(graph, name="position", classes=sums.shape[1], source_sha256=source_sha256)
