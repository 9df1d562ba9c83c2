"""The non-conflict test on pairs of sentences that can, and that cannot, both be honoured: `make bench-conflicts`.

For each check, and for all together, the share of pairs it rejects. On pairs that can both be honoured that is right;
on pairs that exclude each other, and on pairs of opposite sides of one question, it is wrong. No figure here knows the
relation model: this is what the wording alone tells, and so is
how many pairs fill one place with two values. With --growth: what finding candidates costs.
"""

import argparse
import gzip
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.made_up import red_line
from corpus.records import Cluster, Incompatibility, Judgement, Position, Term, Told
from models.analyses import Rows
from models.analyses.incompatibilities import IncompatibilitySettings, find_incompatibilities
from models.compatibility import CHECKS, Check, Demand, read_demand, why_compatible
from models.compatibility._parallel import differing_place
from models.embedding import Embedding
from models.firm_positions import by_issue, firmest_in_turn, pairs
from models.leaning import Opposition
from models.stance_model import CLASSES, Pair
from models.stance_model import load as load_stance_model
from models.training._position_data import HELD_OUT_PAPERS, bank_part, read_lines

RED_LINES = Path(__file__).with_name("red_lines.jsonl")
"""Red lines written for this project, most of them threats to leave, on questions that nothing was trained on."""
GROWTH = (1_000, 4_000, 16_000)
PER_ISSUE = 20
# What a pair is about by its wording, to see where false alarms and misses cluster; a pair may be in several.
BUCKETS = {
    "exception": re.compile(r"\b(?:except|excluding|unless|save for|apart from|other than|as a rule|in general)\b"),
    "modality": re.compile(r"\b(?:may|need not|free to|obliged|allowed|permitted|required)\b"),
    "time": re.compile(r"\b(?:until|before|after|once|from 2\d{3}|by 2\d{3}|during|first|year|years|months?|days?)\b"),
    "scope": re.compile(r"\b(?:only|within|inside|outside|for those|whoever|anyone who|existing|new)\b"),
    "reported": re.compile(r"\b(?:according to|argue|argues|claim|claims|said|says|so-called)\b"),
    "double negation": re.compile(r"\b(?:no|not|never|nobody|nothing)\b.*\b(?:no|not|never|without|un\w+|refus\w+)\b"),
    "numbers": re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|half|third)\b"),
}


class Judged(NamedTuple):
    """Two sentences, and what kind of pair they are."""

    a: Demand
    b: Demand
    why: str


def read_pairs(data: Path) -> dict[str, list[Judged]]:
    """Return the pairs by source and kind: compatible, exclusive, opposite sides, or as their source labels them."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for name, a, b, why in (*_bank(data), *_papers(data), *_clauses(data), *_red_lines()):
        one = read_demand(a, position_id="1", member_id="a")
        found[name].append(Judged(one, read_demand(b, position_id="2", member_id="b"), why))
    return dict(found)


def _bank(data: Path) -> Iterator[tuple[str, str, str, str]]:
    issues = [issue for path in sorted((data / "position_bank").glob("*.jsonl")) for issue in read_lines(path)]
    part = {
        issue: "bank, developed on" if use == "train" else "bank, held out" for issue, use in bank_part(issues).items()
    }
    for issue in issues:
        name = part[issue["issue"]]
        for kind in ("compatible", "hard_conflict"):
            yield from ((f"{name}: {kind}", pair["a"], pair["b"], pair["why"]) for pair in issue[kind])
        plus, minus = issue["plus"], issue["minus"]
        for number, said in enumerate(plus):  # each with two of the other side
            for other in (minus[number % len(minus)], minus[(number + 3) % len(minus)]):
                yield f"{name}: opposite sides", said["t"], other["t"], ""


def _papers(data: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted((data / "mini_papers").glob("*.jsonl")):
        lines = list(read_lines(path))
        papers = {line["doc"]: line["blocks"] for line in lines if line["type"] == "paper"}
        name = "papers, held out" if path.stem == HELD_OUT_PAPERS else "papers, developed on"
        for line in (line for line in lines if line["type"] == "relation"):
            a, b = (papers[doc][block]["sentences"][number]["t"] for doc, block, number in (line["a"], line["b"]))
            yield f"{name}: {line['relation']}", a, b, ""


def _clauses(data: Path) -> Iterator[tuple[str, str, str, str]]:
    for name in ("norm_conflict.typed", "contract_nli.dev"):
        with gzip.open(data / "pairs" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield f"{name}: {row['label']}", row["a"], row["b"], ""


def _red_lines() -> Iterator[tuple[str, str, str, str]]:
    for row in read_lines(RED_LINES):
        for kind in ("exclude", "compatible"):
            yield from ((f"red lines worded as threats: {kind}", a, b, "") for a, b in row[kind])


def print_sides() -> None:
    """Print on which side the stance model puts red lines, towards the question that they answer."""
    rows = list(read_lines(RED_LINES))
    asked = [(Pair(row["question"], said), side) for row in rows for side in ("plus", "minus") for said in row[side]]
    shares = load_stance_model().score([pair for pair, _ in asked]).astype(np.float64)
    lean = shares[:, CLASSES.index("agree")] - shares[:, CLASSES.index("oppose")]
    is_for = np.array([side == "plus" for _, side in asked])
    right = float(np.mean((lean > 0) == is_for))
    print(
        f"side of {len(asked)} red lines worded as threats, towards {len(rows)} questions: AUC "
        f"{roc_auc_score(is_for, lean):.3f}, right {right:.3f}"
    )


def print_checks(judged: dict[str, list[Judged]], checks: Sequence[Check] = CHECKS) -> None:
    """Print what each check rejects of each source, and all together."""
    for name, held in judged.items():
        hits = {check.name: {n for n, pair in enumerate(held) if check.reject(pair.a, pair.b)} for check in checks}
        rejected = set().union(*hits.values())
        alone = ", ".join(f"{check} {len(found)}" for check, found in hits.items() if found)
        print(f"{name}: {len(rejected)} of {len(held)} rejected ({len(rejected) / len(held):.1%}); {alone or 'none'}")
        print(f"    one place, two values: {sum(differing_place(pair.a, pair.b) is not None for pair in held)}")
        for bucket, words in BUCKETS.items():
            inside = {n for n, pair in enumerate(held) if words.search(pair.a.whole) or words.search(pair.b.whole)}
            if inside:
                print(f"    {bucket}: {len(rejected & inside)} of {len(inside)}")


def print_calls(judged: dict[str, list[Judged]], *, opposed: float) -> None:
    """Print how many pairs the stance model, reading both ways, and the test together call a conflict."""
    scorer = load_stance_model()
    oppose = CLASSES.index("oppose")
    for name, held in judged.items():
        if name.endswith("opposite sides") or "developed on" in name:
            continue
        asked = [Pair(*both) for pair in held for both in ((pair.a.whole, pair.b.whole), (pair.b.whole, pair.a.whole))]
        shares = scorer.score(asked).astype(np.float64)[:, oppose].reshape(-1, 2).mean(axis=1)
        called = {
            number
            for number, (pair, share) in enumerate(zip(held, shares, strict=True))
            if share >= opposed and why_compatible(pair.a, pair.b) is None
        }
        print(f"{name}: {len(called)} of {len(held)} called a conflict ({len(called) / len(held):.1%})")
        for bucket, words in BUCKETS.items():
            inside = {n for n, pair in enumerate(held) if words.search(pair.a.whole) or words.search(pair.b.whole)}
            if inside:
                print(f"    {bucket}: {len(called & inside)} of {len(inside)}")


def print_growth() -> None:
    """Print how many pairs are looked at and how long that takes, for issues of one size and with one huge issue."""
    settings = IncompatibilitySettings()
    for huge in (0.0, 0.3):
        for n_positions in GROWTH:
            rows = made_up(n_positions, huge=huge)
            firm = by_issue(rows.of(Position), min_firmness=settings.min_firmness).values()
            kept = [firmest_in_turn(held, most=settings.max_firm_per_issue) for held in firm]
            looked_at = sum(1 for held in kept for _ in pairs(held))
            started = time.process_time()
            found = [row for row in find_incompatibilities(rows, settings) if isinstance(row, Incompatibility)]
            seconds = time.process_time() - started
            print(
                f"{n_positions} positions, {huge:.0%} of them in one issue: {looked_at} pairs looked at "
                f"({1000 * looked_at / n_positions:.0f} per 1,000 positions), {len(found)} rows, {seconds:.2f} CPU "
                "seconds"
            )


def made_up(n_positions: int, *, huge: float) -> Rows:
    """Return made-up firm positions of 25 members on issues of 20, and the share `huge` of them on one issue."""
    chance = np.random.default_rng(n_positions)
    n_issues = max(1, n_positions // PER_ISSUE)
    positions = []
    for number in range(n_positions):
        issue = "huge" if number < huge * n_positions else f"i{chance.integers(n_issues)}"
        side = 1 if chance.random() < 0.5 else -1
        quote = f"Harbour {chance.integers(50)} must {'' if side > 0 else 'not '}admit boats above {number} tonnes."
        member = f"m{chance.integers(25):02}"
        positions.append(red_line(f"p{number}", member, issue, quote, stance=side * 0.8))
    issues = sorted({str(position.issue_id) for position in positions})
    vectors = chance.normal(size=(n_positions, 8)) + 2.0
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    given = {
        Position: positions,
        Cluster: [
            Cluster(issue_id=issue, label=issue, statement_position_id="p0", keywords=(), n_members=2)
            for issue in issues
        ],
        Embedding: [
            Embedding(position_id=position.position_id, sentence=vector, placed=vector)
            for position, vector in zip(positions, vectors, strict=True)
        ],
        Told: [],
        Judgement: [],
        Opposition: [],
        Term: [],
    }
    return Rows(given, None, None)  # type: ignore[arg-type]  # this analysis asks no model


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.conflicts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the training data")
    parser.add_argument("--growth", action="store_true", help="measure pairs and seconds instead")
    parser.add_argument("--calls", action="store_true", help="measure what model and test together call a conflict")
    arguments = parser.parse_args()
    if arguments.growth:
        print_growth()
    elif arguments.calls:
        print_calls(read_pairs(arguments.data), opposed=IncompatibilitySettings().verified_opposition)
        print_sides()
    else:
        print_checks(read_pairs(arguments.data))


if __name__ == "__main__":
    main()
