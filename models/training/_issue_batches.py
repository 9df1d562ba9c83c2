"""Which statements are put beside each other in training, and how much of their surroundings is shown."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.analyses.embeddings import in_place
from models.training._issue_data import PLAIN_HEADINGS, Placed, Question

# Questions so alike are taken to be the same one, asked twice; they are no example of two questions.
TWINS = 0.8
SENTENCES_AROUND = (0, 0, 1, 1, 2, 3)


@dataclass(frozen=True)
class Mix:
    """What a batch is made of. Shares are between 0 and 1."""

    questions: int = 14
    statements: int = 4
    neighbours: int = 7
    reach: int = 14
    bare: float = 0.35
    alone_as_question: float = 0.1
    without_heading: float = 0.3
    plain_heading: float = 0.3
    foreign_sentence: float = 0.25
    debate: float = 0.3


@dataclass(frozen=True)
class Pool:
    """Questions with the cosine between any two, shape (questions, questions)."""

    questions: Sequence[Question]
    alike: NDArray[np.float32]


def draw_batch(pool: Pool, *, mix: Mix, chance: random.Random) -> tuple[list[str], list[int]]:
    """Return texts and, for each, the number of its question; questions come in groups of near ones."""
    texts: list[str] = []
    labels: list[int] = []
    chosen = _choose(pool, mix=mix, chance=chance)
    for number in chosen:
        others = [pool.questions[other] for other in chosen if other != number]
        drawn = _views(pool.questions[number], others, mix=mix, chance=chance)
        texts += drawn
        labels += [number] * len(drawn)
    return texts, labels


def _choose(pool: Pool, *, mix: Mix, chance: random.Random) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < mix.questions:
        seed = chance.randrange(len(pool.questions))
        order = [int(n) for n in np.argsort(-pool.alike[seed], kind="stable") if n != seed][: mix.reach]
        for number in [seed, *chance.sample(order, min(len(order), mix.neighbours - 1))]:
            apart = all(pool.alike[number, other] < TWINS for other in chosen)
            if number not in chosen and apart and len(chosen) < mix.questions:
                chosen.append(number)
    return chosen


def _views(question: Question, others: Sequence[Question], *, mix: Mix, chance: random.Random) -> list[str]:
    """Return some statements of a question as texts; none is shown in the surroundings of another."""
    taken = chance.sample(question.statements, min(mix.statements, len(question.statements)))
    rest = [said.text for said in question.statements if said not in taken] + list(question.beside)
    chance.shuffle(rest)
    foreign = [said.text for other in others for said in other.statements]
    texts = []
    for said in taken:
        if chance.random() < mix.alone_as_question:
            texts.append(question.question)
        elif chance.random() < mix.bare:
            texts.append(said.text)
        else:
            placed = said
            if not (said.heading or said.before or said.after):
                heading = draw_heading(question.names, mix=mix, chance=chance)
                placed = surround(said.text, heading=heading, rest=rest, foreign=foreign, mix=mix, chance=chance)
            texts.append(as_text(placed))
    return texts


def as_text(placed: Placed) -> str:
    """Return the statement as the runtime gives it to the encoder."""
    return in_place(placed.text, heading=placed.heading, around=f"{placed.before} {placed.after}")


def draw_heading(names: Sequence[str], *, mix: Mix, chance: random.Random) -> str:
    """Return a heading that may tell the subject, or tells nothing, or none."""
    if not names or chance.random() < mix.without_heading:
        return ""
    return chance.choice(PLAIN_HEADINGS if chance.random() < mix.plain_heading else names)


def surround(
    text: str, *, heading: str, rest: list[str], foreign: Sequence[str], mix: Mix, chance: random.Random
) -> Placed:
    """Put a lone sentence into a paragraph; what is taken from `rest` is not there any more."""
    around = []
    for _ in range(chance.choice(SENTENCES_AROUND)):
        stranger = not rest or chance.random() < mix.foreign_sentence
        around.append(chance.choice(foreign) if stranger else rest.pop())
    cut = chance.randint(0, len(around))
    return Placed(text, heading, before=" ".join(around[:cut]), after=" ".join(around[cut:]))
