"""Pairs of a statement and a sentence with how they stand to each other, drawn for training the stance model."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.stance_model import Pair
from models.training._issue_data import DEBATES
from models.training._position_data import HELD_OUT_PAPERS, read_bank_issues, read_lines

AGREE, OPPOSE, NEITHER = range(3)
GENERAL_LABELS = {"entail": AGREE, "contradict": OPPOSE, "neutral": NEITHER}
RELATION_LABELS = {"agree": AGREE, "conflict": OPPOSE, "compatible": NEITHER}
SPEECHES = "ep_coal_subsidy.all"
LONGEST_DEBATE, LONGEST_GENERAL = 250, 260  # characters
FEWEST_ON_A_SIDE = 2
N_ANCHORS = 3
N_NEAR = 12
# Questions so alike are taken to be the same one, asked twice.
TWINS = 0.8

Drawn = tuple[Pair, int]
Draw = Callable[[], Drawn]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence on a question: for it (1) or against it (-1), with the sentence before it where it has one."""

    text: str
    side: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is said on it.

    `statements` are sentences that put it (with the side they take), `hard` and `compatible` are pairs of sentences
    that cannot, or can, both be honoured. `part` is what it may be used for: train, held_out, left_out or papers.
    """

    name: str
    field: str
    part: str
    question: str
    said: tuple[Said, ...]
    poles: tuple[Said, ...] = ()
    hard: tuple[Pair, ...] = ()
    compatible: tuple[Pair, ...] = ()


def read_questions(data: Path) -> list[Question]:
    """Return the questions of the bank and of the mini-papers; sentences that depend take no part."""
    found = [
        Question(
            name=issue["issue"],
            field=issue["domain"],
            part=part,
            question=issue["question"],
            said=tuple(Said(row["t"], side) for pole, side in (("plus", 1), ("minus", -1)) for row in issue[pole]),
            hard=tuple(Pair(row["a"], row["b"]) for row in issue["hard_conflict"]),
            compatible=tuple(Pair(row["a"], row["b"]) for row in issue["compatible"]),
        )
        for issue, part in read_bank_issues(data)
    ]
    for path in sorted((data / "mini_papers").glob("*.jsonl")):
        found += _read_papers(list(read_lines(path)), source=path.stem)
    return found


def read_relations(data: Path) -> list[Drawn]:
    """Return the pairs of sentences that the mini-papers for training say how they stand to each other."""
    found: list[Drawn] = []
    for path in sorted((data / "mini_papers").glob("*.jsonl")):
        lines = list(read_lines(path)) if path.stem != HELD_OUT_PAPERS else []
        blocks = {line["doc"]: line["blocks"] for line in lines if line["type"] == "paper"}
        for line in (line for line in lines if line["type"] == "relation"):
            pair = (blocks[doc][block]["sentences"][place]["t"] for doc, block, place in (line["a"], line["b"]))
            found.append((Pair(*pair), RELATION_LABELS[line["relation"]]))
    return found


def _read_papers(lines: Sequence[dict[str, Any]], *, source: str) -> Iterator[Question]:
    said: dict[str, list[Said]] = defaultdict(list)
    for paper in (line for line in lines if line["type"] == "paper"):
        for block in paper["blocks"]:
            before = ""
            for sentence in block["sentences"]:
                if sentence["role"] == "position" and sentence["stance"]:
                    said[sentence["issue"]].append(Said(sentence["t"], sentence["stance"], before))
                before = sentence["t"]
    for line in lines:
        if line["type"] == "issue":
            yield Question(
                name=line["issue"],
                field=source,
                part="papers" if source == HELD_OUT_PAPERS else "train",
                question=line["question"],
                said=tuple(said[line["issue"]]),
                poles=(Said(line["pole_plus"], 1), Said(line["pole_minus"], -1)),
            )


def read_debates(data: Path) -> list[tuple[str, list[str], list[str]]]:
    """Return topics, worded as claims, with what is said for and against each."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for name in (*DEBATES, SPEECHES):
        with gzip.open(data / "stance" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if len(row["text"]) < LONGEST_DEBATE:
                    said[row["topic"].strip()][row["text"].strip()] = row["stance"]
    topics = []
    for topic, texts in sorted(said.items()):
        pro, con = ([text for text, stance in texts.items() if stance == side] for side in ("support", "oppose"))
        if min(len(pro), len(con)) >= FEWEST_ON_A_SIDE:
            topics.append((topic, pro, con))
    return topics


def read_general(data: Path) -> list[Drawn]:
    """Return pairs of general inference with their labels."""
    with gzip.open(data / "pairs" / "nli_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        (Pair(row["a"], row["b"]), GENERAL_LABELS[row["label"]])
        for row in rows
        if len(row["a"]) + len(row["b"]) < LONGEST_GENERAL
    ]


@dataclass(frozen=True)
class Mix:
    """What training pairs are made of; shares between 0 and 1, the rest are sentences of one question."""

    general: float = 0.0
    debate: float = 0.0
    question: float = 0.0
    anchored: float = 0.0
    hard: float = 0.0
    foreign: float = 0.0
    heading: float = 0.25
    before: float = 0.5
    relation: float = 0.0  # of the hard pairs
    near: float = 0.0  # of the foreign pairs


# First what opposition is at all, then what it is towards one explicit statement, then what is beside the point.
BROAD = Mix(general=0.12, debate=0.18, question=0.11, hard=0.12, foreign=0.11)
ANCHORED = Mix(general=0.02, debate=0.23, question=0.32, anchored=0.35, hard=0.02, foreign=0.02)
POINTED = Mix(
    general=0.02, debate=0.12, question=0.2, anchored=0.28, hard=0.08, foreign=0.18,
    heading=0.15, relation=0.15, near=0.6,
)  # fmt: skip


class Sampler:
    """Draws pairs from what may be trained on."""

    def __init__(self, data: Path, *, vectors: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        """Read everything; `vectors` are unit vectors of texts, which tell what puts a question most plainly."""
        self.questions = [question for question in read_questions(data) if question.part == "train"]
        self._by_field: dict[str, list[Question]] = defaultdict(list)
        for question in self.questions:
            self._by_field[question.field].append(question)
        self._debates, self._general = read_debates(data), read_general(data)
        self._relations = read_relations(data)
        self._anchors = {question.name: anchors(question, vectors=vectors) for question in self.questions}
        found = vectors([question.question for question in self.questions])
        self._near = {
            question.name: [
                self.questions[int(place)] for place in np.argsort(-alike, kind="stable") if alike[place] < TWINS
            ][:N_NEAR]
            for question, alike in zip(self.questions, found @ found.T, strict=True)
        }

    def draw(self, mix: Mix, chance: random.Random) -> Drawn:
        """Return one pair and its label."""
        kinds = ("general", "debate", "question", "anchored", "hard", "foreign")
        shares = [getattr(mix, kind) for kind in kinds]
        (kind,) = chance.choices((*kinds, "same"), weights=(*shares, 1 - sum(shares)))
        drawn: Drawn | None = None
        while drawn is None:  # a question may lack what the draw needs
            drawn = getattr(self, f"_{kind}_pair")(mix, chance)
        return drawn

    def _general_pair(self, _mix: Mix, chance: random.Random) -> Drawn:
        return chance.choice(self._general)

    def _debate_pair(self, _mix: Mix, chance: random.Random) -> Drawn:
        topic, pro, con = chance.choice(self._debates)
        label = chance.choice((AGREE, OPPOSE))
        return Pair(topic, chance.choice(pro if label == AGREE else con)), label

    def _question_pair(self, mix: Mix, chance: random.Random) -> Drawn:
        question = chance.choice(self.questions)
        put = chance.choice((Said(question.question, 1), *question.poles))
        return self._towards(put, chance.choice(question.said), mix, chance)

    def _anchored_pair(self, mix: Mix, chance: random.Random) -> Drawn | None:
        question = chance.choice(self.questions)
        said, put = chance.choice(question.said), chance.choice(self._anchors[question.name])
        return None if said == put else self._towards(put, said, mix, chance)

    def _hard_pair(self, mix: Mix, chance: random.Random) -> Drawn | None:
        if chance.random() < mix.relation:
            return _either_way(*chance.choice(self._relations), chance)
        question = chance.choice(self.questions)
        pairs = [(pair, OPPOSE) for pair in question.hard] + [(pair, NEITHER) for pair in question.compatible]
        return _either_way(*chance.choice(pairs), chance) if pairs else None

    def _foreign_pair(self, mix: Mix, chance: random.Random) -> Drawn | None:
        question = chance.choice(self.questions)
        is_near = chance.random() < mix.near
        other = chance.choice(self._near[question.name] if is_near else self._by_field[question.field])
        if other is question:
            return None
        puts = ((Said(question.question, 1),), self._anchors[question.name], question.said)
        (group,) = chance.choices(puts, weights=(0.25, 0.35, 0.4))
        return Pair(chance.choice(group).text, _placed(chance.choice(other.said), other, mix, chance)), NEITHER

    def _same_pair(self, mix: Mix, chance: random.Random) -> Drawn:
        question = chance.choice(self.questions)
        one, two = chance.sample(question.said, 2)
        label = AGREE if one.side == two.side else OPPOSE
        return Pair(*(_placed(each, question, mix, chance) for each in (one, two))), label

    def _towards(self, put: Said, said: Said, mix: Mix, chance: random.Random) -> Drawn:
        text = f"{said.before} {said.text}" if said.before and chance.random() < mix.before else said.text
        return Pair(put.text, text), AGREE if put.side == said.side else OPPOSE


def anchors(question: Question, *, vectors: Callable[[Sequence[str]], NDArray[np.float32]]) -> tuple[Said, ...]:
    """Return the sentences of either side that are nearest to the question in meaning: they put it most plainly."""
    nearness = vectors([said.text for said in question.said]) @ vectors([question.question])[0]
    order = [question.said[int(place)] for place in np.argsort(-nearness, kind="stable")]
    return tuple(said for side in (1, -1) for said in [each for each in order if each.side == side][:N_ANCHORS])


def _placed(said: Said, question: Question, mix: Mix, chance: random.Random) -> str:
    """Return the sentence, at times behind a heading."""
    heading = chance.choice((question.name.replace("-", " ").capitalize(), question.question))
    return f"{heading} {said.text}" if chance.random() < mix.heading else said.text


def _either_way(pair: Pair, label: int, chance: random.Random) -> Drawn:
    return Pair(*chance.sample(pair, 2)), label
