"""The network behind the stance model, in PyTorch: the lower layers of MPNet over both sentences, and a linear head."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel

from models.stance_model import CLASSES
from models.training._position_net import pad

LAYERS = 8
# Words and the lowest layers are general enough as they are; without a way back through them a step costs a third less.
FROZEN_LAYERS = 3
MASKED = -1e4

Rows = list[tuple[list[int], list[int]]]
# The rows of a step and their classes; the number says how many pairs.
Draw = Callable[[int, random.Random], tuple[Rows, list[int]]]


class StanceNet(nn.Module):
    """The head reads the product and the difference of both sentences' means, beside the first token.

    Each mean is over the sentence's own tokens, which have seen the other sentence's.
    """

    def __init__(self, source: Path) -> None:
        """Start from the published encoder."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(source), add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:LAYERS]
        self.encoder.requires_grad_(requires_grad=False)
        self.encoder.encoder.layer[FROZEN_LAYERS:].requires_grad_(requires_grad=True)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(3 * self.encoder.config.hidden_size, len(CLASSES))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, parts: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        """Return logits, shape (batch, classes)."""
        layers = self.encoder.encoder
        with torch.no_grad():
            hidden = self.encoder.embeddings(input_ids=ids)
            distances = layers.compute_position_bias(hidden)
            mask = (1 - present[:, None, None].to(hidden.dtype)) * MASKED
            for layer in layers.layer[:FROZEN_LAYERS]:
                hidden = layer(hidden, mask, position_bias=distances)[0]
        for layer in layers.layer[FROZEN_LAYERS:]:
            hidden = layer(hidden, mask, position_bias=distances)[0]
        statement, sentence = (_mean(hidden, parts == part) for part in (1, 2))
        both = torch.cat([statement * sentence, (statement - sentence).abs(), hidden[:, 0]], dim=-1)
        logits: torch.Tensor = self.head(self.dropout(both))
        return logits


def _mean(hidden: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
    share = inside.unsqueeze(-1).to(hidden.dtype)
    return (hidden * share).sum(1) / share.sum(1)


@dataclass(frozen=True)
class Recipe:
    """How a phase of the training goes."""

    steps: int
    rate: float
    head_rate: float
    batch: int = 16
    # Batches that are drawn together and sorted by length, so that rows of one batch are about as long.
    pool: int = 4
    warmup: int = 40
    smoothing: float = 0.03
    decay: float = 0.01
    max_gradient: float = 1.0
    seed: int = 5
    report_every: int = 100


def train(net: StanceNet, *, draw: Draw, recipe: Recipe, state: Path) -> None:
    """Train for one phase; if `state` holds a finished phase, take that."""
    if state.is_file():
        net.load_state_dict(torch.load(state, weights_only=True))
        return
    body = [parameter for parameter in net.encoder.parameters() if parameter.requires_grad]
    groups = [{"params": body, "lr": recipe.rate}, {"params": net.head.parameters(), "lr": recipe.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / recipe.warmup, 1) * max(0.02, 1 - step / recipe.steps)
    )
    chance, started, losses = random.Random(recipe.seed), time.monotonic(), []
    torch.manual_seed(recipe.seed)
    for step in range(0, recipe.steps, recipe.pool):
        for rows, classes in _batches(*draw(recipe.batch * recipe.pool, chance), recipe=recipe, chance=chance):
            net.train()
            loss = nn.functional.cross_entropy(net(*pad(rows)), torch.tensor(classes), label_smoothing=recipe.smoothing)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body, recipe.max_gradient)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        if (step + recipe.pool) % recipe.report_every < recipe.pool:
            mean = float(np.mean(losses[-recipe.report_every :]))
            print(f"step {step + recipe.pool}: loss {mean:.3f}, {time.monotonic() - started:.0f} s", flush=True)
    torch.save(net.state_dict(), state.with_suffix(".part"))
    state.with_suffix(".part").replace(state)


def _batches(rows: Rows, classes: list[int], *, recipe: Recipe, chance: random.Random) -> list[tuple[Rows, list[int]]]:
    order = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
    groups = [order[start : start + recipe.batch] for start in range(0, len(order), recipe.batch)]
    chance.shuffle(groups)
    return [([rows[place] for place in group], [classes[place] for place in group]) for group in groups]


@torch.no_grad()
def predict(net: StanceNet, rows: Rows) -> NDArray[np.float32]:
    """Return logits in the order of the rows."""
    net.eval()
    result = np.zeros((len(rows), len(CLASSES)), dtype=np.float32)
    order = sorted(range(len(rows)), key=lambda place: len(rows[place][0]))
    for start in range(0, len(order), 32):
        places = order[start : start + 32]
        result[places] = net(*pad([rows[place] for place in places])).numpy()
    return result
