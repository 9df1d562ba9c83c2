"""Which statements are put beside each other in training, and how much of their surroundings is shown."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    texts = []
    for said in taken:
        if chance.random() < mix.alone_as_question:
            texts.append(question.question)
        elif chance.random() < mix.bare:
            texts.append(said.text)
        else:
            placed = (
                said
                if said.heading or said.before or said.after
                else _surround(said, question, rest, others, mix, chance)
            )
            texts.append(in_place(placed.text, heading=placed.heading, around=f"{placed.before} {placed.after}"))
    return texts


def _surround(
    said: Placed, question: Question, rest: list[str], others: Sequence[Question], mix: Mix, chance: random.Random
) -> Placed:
    around = []
    for _ in range(chance.choice(SENTENCES_AROUND)):
        if chance.random() < mix.foreign_sentence or not rest:
            around.append(chance.choice(chance.choice(others).statements).text)
        else:
            around.append(rest.pop())
    heading = ""
    if question.names and chance.random() >= mix.without_heading:
        heading = chance.choice(PLAIN_HEADINGS if chance.random() < mix.plain_heading else question.names)
    cut = chance.randint(0, len(around))
    return replace(said, heading=heading, before=" ".join(around[:cut]), after=" ".join(around[cut:]))
