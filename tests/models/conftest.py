"""Small rows for the analyses, made by hand: only what a test is about needs to be said."""

import hashlib
import math
from itertools import combinations

import numpy as np
import pytest

from benchmarks.made_up import UNSAID
from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    Document,
    FindingStatus,
    Incompatibility,
    IncompatibilityType,
    Judgement,
    Kind,
    Position,
    ReadStatus,
    Stance,
    StanceSide,
    Statement,
    Term,
    Told,
)
from models.analyses import Rows, incompatibilities
from models.embedding import Embedding
from models.leaning import Opposition

LEANS = {
    StanceSide.FOR: 0.8,
    StanceSide.AGAINST: -0.8,
    StanceSide.DEPENDS: 0.8,
    StanceSide.MIXED: 0.0,
    StanceSide.NOT_STATED: None,
}


class HashEncoder:
    """A deterministic stand-in for a model: a bag of hashed words, each row of unit length."""

    name = "hashed words"
    sha256 = "0" * 64
    dimensions = 64

    def encode(self, texts):
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


class WordStances:
    """A deterministic stand-in for the stance model: who opposes is against whoever does not."""

    def score(self, pairs):
        same = [("oppose" in pair.statement) == ("oppose" in pair.sentence) for pair in pairs]
        return np.array([[0.9, 0.1, 0.0] if each else [0.1, 0.9, 0.0] for each in same], dtype=np.float32).reshape(
            -1, 3
        )


class Make:
    """Builds rows; every argument but the first few has a plain value of its own."""

    def members(self, *ids):
        return [MemberEntry(member_id=member_id, name=member_id.title()) for member_id in ids]

    def statement(self, position_id, member_id, quote="We ask for it.", **fields):
        return Statement(**self._statement(position_id, member_id, quote) | fields)

    def position(self, position_id, member_id, quote="We ask for it.", *, issue_id="i1", stance=0.8, **fields):
        placed = {"issue_id": issue_id, "stance": stance, "superseded_by": None}
        return Position(**self._statement(position_id, member_id, quote) | placed | fields)

    def _statement(self, position_id, member_id, quote):
        return UNSAID | {
            "position_id": position_id,
            "member_id": member_id,
            "document_id": f"d-{member_id}",
            "start": 0,
            "end": len(quote),
            "context_end": len(quote),
            "quote": quote,
            "kind": Kind.GOAL,
            "kind_score": 0.8,
            "firmness": 0.75,
        }

    def document(self, member_id, *, document_id=None, dated=None, text="", **fields):
        given = {
            "document_id": document_id or f"d-{member_id}",
            "member_id": member_id,
            "path": f"{member_id}/paper.txt",
            "format": "text",
            "title": None,
            "dated": dated,
            "date_source": None,
            "language": "en",
            "pages": None,
            "words": len(text.split()),
            "status": ReadStatus.READ,
            "duplicate_of": None,
            "superseded_by": None,
            "sha256": "",
            "text": text,
        }
        return Document(**given | fields)

    def stance(self, member_id, issue_id="i1", side=StanceSide.FOR, *, score=None, firmness=0.75, positions=()):
        stated = side is not StanceSide.NOT_STATED
        return Stance(
            member_id=member_id,
            issue_id=issue_id,
            stance=side,
            score=LEANS[side] if score is None else score,
            firmness=firmness if stated else None,
            n_positions=max(1, len(positions)) if stated else 0,
            positions=positions,
        )

    def cluster(self, issue_id="i1", *, pole="p1", label="Harbour fee"):
        return Cluster(issue_id=issue_id, label=label, statement_position_id=pole, keywords=(), n_members=2)

    def clash(self, *members, issue_id="i1", status=FindingStatus.VERIFIED, incompatibility_id=None):
        return Incompatibility(
            incompatibility_id=incompatibility_id or "-".join((issue_id, status, *members)),
            issue_id=issue_id,
            members=members,
            positions=tuple(f"p-{member}" for member in members),
            type=IncompatibilityType.DEONTIC,
            status=status,
            score=0.8,
            severity=1.0,
            reason="They exclude each other.",
            doubt="They may not.",
            question="Which part must stand?",
            stability=None,
        )

    def embedding(self, position_id, *vector):
        row = np.array(vector, dtype=np.float64)
        return Embedding(position_id=position_id, sentence=row, placed=row)

    def rows(self, given):
        """Rows by type, with the stand-in for a model; no reader told more than sentences."""
        return Rows({Told: [], Judgement: [], Opposition: [], Term: []} | given, HashEncoder(), WordStances())


@pytest.fixture(scope="session")
def make():
    return Make()


@pytest.fixture(scope="session")
def run(make):
    """Runs an analysis with its default settings, or others, on rows by type, and gives what it yields."""

    def run_analysis(analysis, given, **changes):
        return list(analysis.run(make.rows(given), analysis.settings(**changes)))

    return run_analysis


@pytest.fixture
def judge(make, run):
    """The incompatibilities among positions; `near` is the cosine of each two different sentences.

    `held` is what each two were found to be when held against each other: probability that they oppose each other,
    and that they speak of different points; None if they were not held against each other.
    """

    def found(*positions, near=0.9, judgements=(), held=(0.5, 0.1), told=(), terms=(), **settings):
        shared, own = math.sqrt(near), math.sqrt(1 - near)
        vectors = [
            make.embedding(position.position_id, shared, *[own if n == at else 0.0 for n in range(len(positions))])
            for at, position in enumerate(positions)
        ]
        issues = sorted({position.issue_id for position in positions if position.issue_id})
        given = {
            Position: list(positions),
            Cluster: [make.cluster(issue, label="Harbour fee") for issue in issues],
            Embedding: vectors,
            Judgement: list(judgements),
            Term: list(terms),
            Told: [Told(position_id=position_id, issue="Fee", stance=1.0) for position_id in told],
            Opposition: [
                Opposition(position_a=a, position_b=b, oppose=held[0], neither=held[1])
                for a, b in combinations(sorted(position.position_id for position in positions), 2)
                if held
            ],
        }
        return run(incompatibilities.ANALYSIS, given, **settings)

    return found


@pytest.fixture
def only(judge):
    def judged(*positions, **settings):
        (row,) = judge(*positions, **settings)
        return row

    return judged


@pytest.fixture
def at_least(make):
    def position(low=30.0, **fields):
        return make.position("p1", "ash", **{"low": low, "unit": "day"} | fields)

    return position


@pytest.fixture
def at_most(make):
    def position(high=10.0, **fields):
        return make.position("p2", "birch", **{"high": high, "unit": "day"} | fields)

    return position
