"""Writes the trained stance network as an ONNX model that multiplies whole numbers."""

import numpy as np
import onnx
from onnx import TensorProto, helper

from models.stance_model import MAX_TOKENS
from models.training._mpnet_export import OUTPUT, MpnetGraph, add_first, add_mean, add_trunk, finish
from models.training.export_minilm import Array

# Weights of seven bits pack smaller than those of eight; the figures of the card are measured with them.
SEVEN_BITS = 63


def build_model(
    weights: dict[str, Array], *, head: Array, bias: Array, layers: int, source_sha256: str
) -> onnx.ModelProto:
    """Build the whole classifier.

    Args:
        weights: the network's, by the names PyTorch gives them.
        head: shape (classes, 3 * width); stays float32, as `bias` does.
        bias: shape (classes,).
        layers: how many the network has.
        source_sha256: digest of the base model's weights, noted in the file.
    """
    graph = MpnetGraph(weights, max_tokens=MAX_TOKENS, largest=SEVEN_BITS)
    hidden = add_trunk(graph, layers=layers)
    statement, sentence = (
        add_mean(
            graph,
            hidden,
            chosen=graph.add("Cast", graph.add("Equal", "token_type_ids", graph.ints(part)), to=TensorProto.FLOAT),
        )
        for part in (1, 2)
    )
    apart = graph.add("Abs", graph.add("Sub", statement, sentence))
    both = graph.add("Concat", graph.add("Mul", statement, sentence), apart, add_first(graph, hidden), axis=-1)
    product = graph.add("MatMul", both, graph.constant(np.ascontiguousarray(head.T)))
    graph.nodes.append(
        helper.make_node("Softmax", [graph.add("Add", product, graph.constant(bias))], [OUTPUT], axis=-1)
    )
    return finish(graph, name="stance", classes=head.shape[0], source_sha256=source_sha256)
