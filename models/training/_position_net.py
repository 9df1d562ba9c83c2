"""The network behind the position classifier, in PyTorch: an encoder that marks the sentence, and a linear head."""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel

from models.position_model import SentenceInContext, encode

Rows = list[tuple[list[int], list[int]]]
BASE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
# The upper layers of the base serve sentence similarity; without them the model is a third smaller and faster.
LAYERS = 8
# Words and the lowest layers are general enough as they are, and a short training would only forget some of them.
FROZEN_LAYERS = 2

Shares = NDArray[np.float32]
# Rows, target shares of the labels, weights of the rows.
Drawn = tuple[Rows, Shares, Shares]
Draw = Callable[[random.Random], Drawn]
# Few different lengths: PyTorch prepares its kernels anew for each.
PAD_TO = 16
# Tokens by which lengths may seem to differ, so that batches are mixed anew each time.
JITTER = 8


class PositionNet(nn.Module):
    """The lower layers of MPNet over a row in which the sentence is marked, and a linear head.

    The head reads the mean of the sentence's own tokens beside the first token, both in their context.
    """

    def __init__(self, source: Path, *, n_labels: int) -> None:
        """Start from the published encoder."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(source), add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:LAYERS]
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN_LAYERS]):
            part.requires_grad_(requires_grad=False)
        width = self.encoder.config.hidden_size
        self.mark = nn.Embedding(2, width)
        nn.init.zeros_(self.mark.weight)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(2 * width, n_labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, inside: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        """Return logits, shape (batch, labels)."""
        words = self.encoder.embeddings.word_embeddings(ids) + self.mark(inside)
        hidden = self.encoder(inputs_embeds=words, attention_mask=present).last_hidden_state
        share = inside.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * share).sum(1) / share.sum(1)
        logits: torch.Tensor = self.head(self.dropout(torch.cat([mean, hidden[:, 0]], dim=-1)))
        return logits


def pad(rows: Rows) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return ids, marks and attention mask of a batch as tensors."""
    longest = max(len(ids) for ids, _ in rows)
    length = -(-longest // PAD_TO) * PAD_TO
    tensors = [torch.zeros((len(rows), length), dtype=torch.long) for _ in range(3)]
    for row, (ids, inside) in enumerate(rows):
        for tensor, values in zip(tensors, (ids, inside, [1] * len(ids)), strict=True):
            tensor[row, : len(ids)] = torch.tensor(values)
    return tensors[0], tensors[1], tensors[2]


def batches(rows: Rows, *, size: int, chance: random.Random | None) -> list[list[int]]:
    """Return places of rows of similar length together, in random order if `chance` is given."""
    lengths = [len(ids) + (chance.random() * JITTER if chance else 0) for ids, _ in rows]
    order = sorted(range(len(rows)), key=lengths.__getitem__)
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    if chance:
        chance.shuffle(groups)
    return groups


@dataclass(frozen=True)
class Recipe:
    """How a network is trained."""

    epochs: int = 3
    batch: int = 16
    rate: float = 4e-5
    head_rate: float = 1e-3
    warmup: float = 0.1
    smoothing: float = 0.05
    decay: float = 0.01
    max_gradient: float = 1.0
    # How much of the running mean of the weights stays at each step; the mean is what is kept in the end.
    averaging: float = 0.998
    seed: int = 17


@dataclass(frozen=True)
class _Step:
    optimiser: torch.optim.Optimizer
    mean: AveragedModel
    schedule: torch.optim.lr_scheduler.LambdaLR


def _ignore(_epoch: int) -> None:
    """Do nothing between epochs."""


def train(net: PositionNet, *, draw: Draw, recipe: Recipe, state: Path, after: Callable[[int], None] = _ignore) -> None:
    """Train on what `draw` gives for each epoch; what `state` holds of an earlier call is not done again."""
    chance = random.Random(recipe.seed)
    optimiser = _optimiser(net, recipe)
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(recipe.averaging))
    n_rows = len(draw(random.Random(recipe.seed))[0])
    total = recipe.epochs * math.ceil(n_rows / recipe.batch)
    warmup = max(1, int(total * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warmup, max(0.0, (total - step) / (total - warmup)))
    )
    done = 0
    if state.is_file():
        saved = torch.load(state, weights_only=True)
        done = saved["done"]
        net.load_state_dict(saved["net"])
        mean.load_state_dict(saved["mean"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        torch.set_rng_state(saved["noise"])
    for epoch in range(done, recipe.epochs):
        started = time.monotonic()
        chance.seed(recipe.seed + epoch)
        loss = _train_epoch(net, draw(chance), recipe=recipe, step=_Step(optimiser, mean, schedule), chance=chance)
        print(f"epoch {epoch + 1}: loss {loss:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        saved = {
            "done": epoch + 1,
            "net": net.state_dict(),
            "mean": mean.state_dict(),
            "optimiser": optimiser.state_dict(),
            "schedule": schedule.state_dict(),
            "noise": torch.get_rng_state(),
        }
        torch.save(saved, state.with_suffix(".part"))
        state.with_suffix(".part").replace(state)
        after(epoch)
    net.load_state_dict(mean.module.state_dict())


def _optimiser(net: PositionNet, recipe: Recipe) -> torch.optim.Optimizer:
    head = [parameter for name, parameter in net.named_parameters() if not name.startswith("encoder.")]
    body = [parameter for name, parameter in net.named_parameters() if name.startswith("encoder.")]
    groups = [{"params": body, "lr": recipe.rate}, {"params": head, "lr": recipe.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=recipe.decay)


def _train_epoch(net: PositionNet, drawn: Drawn, *, recipe: Recipe, step: _Step, chance: random.Random) -> float:
    rows, targets, weights = drawn
    net.train()
    losses = []
    for places in batches(rows, size=recipe.batch, chance=chance):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(*pad([rows[place] for place in places]))
        shares = nn.functional.log_softmax(logits.float(), dim=-1)
        wanted = torch.from_numpy(targets[places])
        wanted = wanted * (1 - recipe.smoothing) + recipe.smoothing / wanted.shape[1]
        loss = (torch.from_numpy(weights[places]) * -(wanted * shares).sum(-1)).mean()
        step.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), recipe.max_gradient)
        step.optimiser.step()
        step.schedule.step()
        step.mean.update_parameters(net)
        losses.append(loss.item())
    return float(np.mean(losses))


@torch.no_grad()
def predict(net: PositionNet, rows: Rows) -> NDArray[np.float32]:
    """Return logits in the order of the rows."""
    net.eval()
    result = np.zeros((len(rows), net.head.out_features), dtype=np.float32)
    for places in batches(rows, size=32, chance=None):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = net(*pad([rows[place] for place in places]))
        result[places] = logits.float().numpy()
    return result


def encode_all(sentences: Sequence[SentenceInContext], *, tokenizer: Tokenizer) -> Rows:
    """Return the token rows of sentences."""
    return [encode(sentence, tokenizer=tokenizer) for sentence in sentences]
