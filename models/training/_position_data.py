"""Labelled sentences in context for the position classifier: read, and split by issue."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from models.position_model import SentenceInContext

KINDS = ("goal", "constraint", "non_negotiable", "preference")
REASONS = ("reported", "background", "law", "history", "question", "self_description", "rhetoric")
# The network tells the reasons apart, which teaches it what a trap is; the product adds them up.
LABELS = (*KINDS, *REASONS)
LETTERS = {kind[0]: {"role": "position", "k": kind} for kind in KINDS} | {
    ("x" if reason == "rhetoric" else reason[0]): {"role": "not_position", "why": reason} for reason in REASONS
}
OWN_PAPERS = Path(__file__).with_name("position_papers.txt")
# Issues in the form of the position bank, written for this project; all of them are for training.
OWN_ISSUES = Path(__file__).with_name("data")
# Kept for measuring on the sample corpus, which is about these fields.
LEFT_OUT_DOMAINS = (
    "labour law and worker protection",
    "remote and hybrid work",
    "taxation of cross-border work",
)
HELD_OUT_EVERY, HELD_OUT_PHASE = 7, 3
# The mini-papers of one file share their issues, so a whole file is kept aside.
HELD_OUT_PAPERS = "papers3"
CUES = re.compile(r"\b(should|would|our|we|us|must|never|shall)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Example:
    """A sentence in context with its label (an index into LABELS) and the issue or paper it belongs to.

    `alone` marks a sentence of the bank, which has no context of its own; `around` are other sentences of its issue.
    """

    sentence: SentenceInContext
    label: int
    source: str
    group: str
    held_out: bool
    alone: bool = False
    around: tuple[str, ...] = ()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_bank_issues(data: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the issues of the position bank and of our own files with what each may be used for."""
    issues = [issue for path in sorted((data / "position_bank").glob("*.jsonl")) for issue in read_lines(path)]
    part = bank_part(issues)
    yield from ((issue, part[issue["issue"]]) for issue in issues)
    yield from ((issue, "train") for path in sorted(OWN_ISSUES.glob("*.jsonl")) for issue in read_lines(path))


def read_own_papers(path: Path) -> Iterator[dict[str, Any]]:
    """Read the papers written for training, as blocks of sentences; the head of their file explains the form."""
    paper: dict[str, Any] = {}
    block: dict[str, Any] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "@":
            if paper:
                yield paper
            name, member, _genre = text.split(" | ")
            paper, block = {"doc": name, "member": member, "blocks": []}, {}
        elif paper and not line:
            block = {}
        elif paper:
            if mark == "=" or not block:
                block = {"heading": text if mark == "=" else None, "sentences": []}
                paper["blocks"].append(block)
            if mark != "=":
                block["sentences"].append({"t": text, **LETTERS[mark]})
    yield paper


def read_examples(data: Path) -> list[Example]:
    """Return every labelled sentence of the bank and the mini-papers, without the left-out domains."""
    bank, papers = data / "position_bank", data / "mini_papers"
    for folder in (bank, papers):
        if not folder.is_dir():
            raise UserError(str(folder), "There is no such folder.", "Name the folder that holds the training data.")
    issues = [issue for path in sorted(bank.glob("*.jsonl")) for issue in read_lines(path)]
    examples = list(read_bank([issue for issue in issues if issue["domain"] not in LEFT_OUT_DOMAINS]))
    for path in sorted(papers.glob("*.jsonl")):
        for paper in read_lines(path):
            if paper["type"] == "paper":
                examples += read_paper(paper, source=path.stem)
    for paper in read_own_papers(OWN_PAPERS):
        examples += read_paper(paper, source="own_papers")
    return examples


def bank_part(issues: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return what each issue of the bank may be used for: train, held_out (every seventh, by domain) or left_out."""

    def order(issue: dict[str, Any]) -> tuple[str, str]:
        return issue["domain"], hashlib.sha256(issue["issue"].encode()).hexdigest()

    kept = sorted((issue for issue in issues if issue["domain"] not in LEFT_OUT_DOMAINS), key=order)
    held_out = {issue["issue"] for issue in kept[HELD_OUT_PHASE::HELD_OUT_EVERY]}
    left_out = {issue["issue"] for issue in issues if issue["domain"] in LEFT_OUT_DOMAINS}
    return {
        issue["issue"]: "left_out"
        if issue["issue"] in left_out
        else "held_out"
        if issue["issue"] in held_out
        else "train"
        for issue in sorted(issues, key=order)
    }


def read_bank(issues: Sequence[dict[str, Any]]) -> Iterator[Example]:
    """Return the sentences of the bank's issues; every seventh issue, by domain, is held out."""
    ordered = sorted(issues, key=lambda issue: (issue["domain"], hashlib.sha256(issue["issue"].encode()).hexdigest()))
    for number, issue in enumerate(ordered):
        own = [said for pole in ("plus", "minus", "conditional") for said in issue[pole]]
        labelled = [(said["t"], said["k"]) for said in own]
        labelled += [(said["t"], said["why"]) for said in issue["not_position"]]
        foreign = tuple(said["t"] for said in issue["not_position"])
        heading = issue["issue"].replace("-", " ").capitalize()
        for text, label in labelled:
            around = (heading, *foreign) if label in KINDS else (heading, *foreign, *(said["t"] for said in own))
            yield Example(
                sentence=SentenceInContext(text=text),
                label=LABELS.index(label),
                source="bank",
                group=issue["issue"],
                held_out=number % HELD_OUT_EVERY == HELD_OUT_PHASE,
                alone=True,
                around=around,
            )


def read_paper(paper: dict[str, Any], *, source: str) -> Iterator[Example]:
    """Return the sentences of one mini-paper, each in its place."""
    for block in paper["blocks"]:
        texts = [said["t"] for said in block["sentences"]]
        introduced = len(texts) > 1 and texts[0].rstrip().endswith(":")
        for place, said in enumerate(block["sentences"]):
            label = said["k"] if said["role"] == "position" else said["why"]
            yield Example(
                sentence=SentenceInContext(
                    text=said["t"],
                    previous=texts[place - 1] if place else "",
                    next=texts[place + 1] if place + 1 < len(texts) else "",
                    heading=block["heading"] or "",
                    lead_in=texts[0] if introduced and place else "",
                    author=paper["member"],
                ),
                label=LABELS.index(label),
                source=source,
                group=paper["doc"],
                held_out=source == HELD_OUT_PAPERS,
            )
