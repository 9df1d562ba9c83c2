"""Statements by the question they answer, with what surrounds them, for training the encoder of issues."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from models.training._position_data import HELD_OUT_PAPERS, read_bank_issues, read_lines

DEBATES = (
    "argkp_args.train",
    "argkp_keypoints.train",
    "ibm_argq_6k.all",
    "ibm_claim_stance.train",
    "perspectrum.train",
)
GENERAL = "nli_train"
N_GENERAL = 1_200
LONGEST_GENERAL = 300
FEWEST_IN_DEBATE = 5
MOST_IN_DEBATE = 120
# Headings that say nothing about the question; members use them much.
PLAIN_HEADINGS = (
    "Our position",
    "What we ask",
    "What we would need",
    "Recommendations",
    "Comments on the draft",
    "Summary",
    "Conclusion",
    "Specific points",
    "Response to the consultation",
    "Annex",
    "Part II",
    "Other business",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement and what surrounds it, as the runtime sees it; an empty string where there is nothing.

    `before` and `after` are the rest of its paragraph, with the words that introduce a list item in front.
    """

    text: str
    heading: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the statements that answer it.

    `beside` are sentences on the subject that answer nothing; `names` are ways to say the subject in a heading.
    `part` is what it may be used for: train, held_out, left_out or papers.
    """

    name: str
    field: str
    part: str
    statements: tuple[Placed, ...]
    beside: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    question: str = ""


def read_questions(data: Path) -> list[Question]:
    """Return the questions of the bank and of the mini-papers, each marked with its part."""
    bank, papers = data / "position_bank", data / "mini_papers"
    for folder in (bank, papers):
        if not folder.is_dir():
            raise UserError(str(folder), "There is no such folder.", "Name the folder that holds the training data.")
    found = [_from_bank(issue, part) for issue, part in read_bank_issues(data)]
    for path in sorted(papers.glob("*.jsonl")):
        found += _read_papers(list(read_lines(path)), source=path.stem)
    return found


def _from_bank(issue: dict[str, Any], part: str) -> Question:
    return Question(
        name=issue["issue"],
        field=issue["domain"],
        part=part,
        statements=tuple(Placed(said["t"]) for pole in ("plus", "minus", "conditional") for said in issue[pole]),
        beside=tuple(said["t"] for said in issue["not_position"]),
        names=(issue["issue"].replace("-", " ").capitalize(), issue["question"], issue["domain"].capitalize()),
        question=issue["question"],
    )


def _read_papers(lines: Sequence[dict[str, Any]], *, source: str) -> Iterator[Question]:
    said: dict[str, list[Placed]] = defaultdict(list)
    for paper in lines:
        if paper["type"] == "paper":
            for block in paper["blocks"]:
                for issue, placed in _in_block(block):
                    said[issue].append(placed)
    for line in lines:
        if line["type"] == "issue":
            yield Question(
                name=line["issue"],
                field=source,
                part="papers" if source == HELD_OUT_PAPERS else "train",
                statements=tuple(said[line["issue"]]),
                question=line["question"],
            )


def _in_block(block: dict[str, Any]) -> Iterator[tuple[str, Placed]]:
    texts = [sentence["t"] for sentence in block["sentences"]]
    for place, sentence in enumerate(block["sentences"]):
        if sentence["role"] == "position":
            before, after = " ".join(texts[:place]), " ".join(texts[place + 1 :])
            yield sentence["issue"], Placed(sentence["t"], block["heading"] or "", before, after)


def read_debates(data: Path) -> list[Question]:
    """Return the topics of the debate collections with the claims and arguments on either side."""
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for name in DEBATES:
        with gzip.open(data / "stance" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                said[row["topic"].strip()][row["text"].strip()] = None
    return [
        Question(
            name=topic,
            field="debate",
            part="train",
            statements=tuple(Placed(text) for text in list(texts)[:MOST_IN_DEBATE]),
            question=topic,
        )
        for topic, texts in sorted(said.items())
        if len(texts) >= FEWEST_IN_DEBATE
    ]


def read_general(data: Path, *, seed: int) -> list[str]:
    """Return sentences on anything, on which the encoder is to stay as it was."""
    with gzip.open(data / "pairs" / f"{GENERAL}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {json.loads(line)[side] for line in lines for side in ("a", "b")}
    usable = sorted(text for text in texts if len(text) <= LONGEST_GENERAL)
    return random.Random(seed).sample(usable, N_GENERAL)
