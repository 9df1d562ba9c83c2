"""The encoder of issues in PyTorch: MiniLM with the mean over its tokens, and how it is trained."""

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
from transformers import AutoModel

PAD_TO = 16
# Texts of like length run together; a batch is cut into so many at most.
TOGETHER = 20
# Enough for a sentence and its surroundings; the exported model reads further.
MAX_TOKENS = 128


@dataclass(frozen=True)
class Recipe:
    """How the encoder is trained."""

    steps: int = 320
    rate: float = 5e-5
    warmup: float = 0.1
    decay: float = 0.01
    max_gradient: float = 1.0
    # Below 1 near strangers count more than far ones.
    temperature: float = 0.07
    # Sentences on anything in each step, and how much it counts that they lie to each other as they did.
    general: int = 20
    general_weight: float = 20.0
    save_every: int = 40
    seed: int = 7


class IssueNet(nn.Module):
    """MiniLM that gives one unit vector a text."""

    def __init__(self, source: Path, *, tokenizer: Tokenizer) -> None:
        """Start from the published encoder; the tokenizer must neither pad nor cut later than MAX_TOKENS."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(source), add_pooling_layer=False)
        self.tokenizer = tokenizer

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        """Return unit vectors in the order of the texts, shape (texts, width)."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        groups = [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]
        vectors = torch.cat([self._run([ids[row] for row in group]) for group in groups])
        places = torch.empty(len(order), dtype=torch.long)
        places[torch.tensor(order)] = torch.arange(len(order))
        return vectors[places]

    def _run(self, rows: list[list[int]]) -> torch.Tensor:
        length = -(-max(len(row) for row in rows) // PAD_TO) * PAD_TO
        ids = torch.zeros((len(rows), length), dtype=torch.long)
        present = torch.zeros((len(rows), length), dtype=torch.long)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = torch.tensor(row)
            present[number, : len(row)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(input_ids=ids, attention_mask=present).last_hidden_state
        share = present.unsqueeze(-1).to(torch.float32)
        mean = (hidden.to(torch.float32) * share).sum(1) / share.sum(1)
        return nn.functional.normalize(mean, dim=-1)

    @torch.no_grad()
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors as numbers, without learning from them."""
        self.eval()
        vectors: NDArray[np.float32] = self(texts).numpy()
        return vectors


def contrast(vectors: torch.Tensor, labels: Sequence[int], *, temperature: float) -> torch.Tensor:
    """Return the supervised contrastive loss (Khosla et al. 2020, L_out) of unit vectors."""
    numbers = torch.tensor(labels)
    itself = torch.eye(len(numbers), dtype=torch.bool)
    alike = (vectors @ vectors.T / temperature).masked_fill(itself, -torch.inf)
    shares = alike - torch.logsumexp(alike, dim=1, keepdim=True)
    same = (numbers[:, None] == numbers[None]) & ~itself
    counted = same.sum(1).clamp(min=1)
    by_row = shares.masked_fill(~same, 0.0).sum(1) / counted
    return -by_row[same.any(1)].mean()


def drift(vectors: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
    """Return how far the similarities among some texts have moved, as a mean square."""
    return (vectors @ vectors.T - before @ before.T).square().mean()


def train(
    net: IssueNet,
    *,
    draw: Callable[[random.Random], tuple[list[str], list[int]]],
    general: Sequence[str],
    recipe: Recipe,
    state: Path,
) -> None:
    """Train on what `draw` gives for each step; what `state` holds of an earlier call is not done again.

    Args:
        net: changed in place.
        draw: texts and the number of each text's question.
        general: sentences whose similarities to each other are to stay as they are.
        recipe: the figures of the training.
        state: file that is written every `save_every` steps.
    """
    before = torch.from_numpy(net.encode(general))
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    warmup = max(1, int(recipe.steps * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warmup, max(0.0, (recipe.steps - step) / (recipe.steps - warmup)))
    )
    done = _resume(net, optimiser, schedule, state)
    started, losses = time.monotonic(), []
    for step in range(done, recipe.steps):
        chance = random.Random(recipe.seed * 1_000_003 + step)
        torch.manual_seed(recipe.seed * 1_000_003 + step)
        net.train()
        texts, labels = draw(chance)
        kept = chance.sample(range(len(general)), recipe.general)
        vectors = net([*texts, *(general[place] for place in kept)])
        loss = contrast(vectors[: len(texts)], labels, temperature=recipe.temperature)
        losses.append(loss.item())
        loss = loss + recipe.general_weight * drift(vectors[len(texts) :], before[kept])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), recipe.max_gradient)
        optimiser.step()
        schedule.step()
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            _save(net, optimiser, schedule, state=state, done=step + 1)
            seconds = (time.monotonic() - started) / (step + 1 - done)
            print(
                f"step {step + 1}: loss {np.mean(losses[-recipe.save_every :]):.3f}, {seconds:.1f} s a step", flush=True
            )


def _resume(
    net: IssueNet,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    state: Path,
) -> int:
    if not state.is_file():
        return 0
    saved = torch.load(state, weights_only=True)
    net.load_state_dict(saved["net"])
    optimiser.load_state_dict(saved["optimiser"])
    schedule.load_state_dict(saved["schedule"])
    return int(saved["done"])


def _save(
    net: IssueNet,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    *,
    state: Path,
    done: int,
) -> None:
    saved = {
        "done": done,
        "net": net.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
    }
    partial = state.with_suffix(".part")
    torch.save(saved, partial)
    partial.replace(state)
