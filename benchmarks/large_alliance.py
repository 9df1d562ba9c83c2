"""How long the analyses take in a large alliance, and what they could not prove there.

`make bench-analyses` makes up 200 members, 300 issues and 2,000 incompatibilities (half of them verified, a few of
three members), runs every analysis that follows from positions and incompatibilities, and prints seconds, memory and
what was cut. The aim is 60 seconds and 2 GB on two cores. What reads papers or asks a model is measured elsewhere.
The varied runs of the stability look for incompatibilities again, among vectors that are made up too.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import models.analyses as analyses_package
from benchmarks.made_up import red_line
from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    Correction,
    Definition,
    Document,
    FindingStatus,
    Incompatibility,
    IncompatibilityType,
    Judgement,
    Kind,
    Lineage,
    Position,
    ReadStatus,
    Record,
    Rejection,
    Told,
    WeightRuling,
)
from corpus.tables import info_of
from models.analyses import Analysis, Rows, RowsByType, find_analyses
from models.embedding import Embedding
from models.leaning import Opposition
from models.stability import StabilitySettings, recurrence
from models.stance_model import CLASSES, Pair

GIVEN = (
    MemberEntry,
    Document,
    Cluster,
    Position,
    Definition,
    Incompatibility,
    Lineage,
    Told,
    Judgement,
    Correction,
    WeightRuling,
    Embedding,
    Opposition,
)
TYPES = ("company", "union", "city", "charity", None)
VOCABULARY = 2000
_JOINT_SHARE = 0.02
_FIRM = 0.75
_DIMENSIONS = 32


class NoOpinion:
    """Stands in for the stance model, whose time is measured elsewhere: nothing supports or opposes anything."""

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return certainty of neither for each pair."""
        scores = np.zeros((len(pairs), len(CLASSES)), dtype=np.float32)
        scores[:, CLASSES.index("neither")] = 1.0
        return scores


def make_alliance(
    n_members: int, n_issues: int, n_clashes: int, *, spoken: float = 0.15, verified: float = 0.5, seed: int = 7
) -> dict[type, list[Any]]:
    """Return rows as they are once incompatibilities are known; `spoken` is the share of cells with a position."""
    pick = random.Random(seed)
    members = [
        MemberEntry(
            member_id=f"m{number:03}",
            name=f"Member {number}",
            type=pick.choice(TYPES),
            weight=pick.choice([1.0, 1.0, 1.0, 2.0, 0.5]),
        )
        for number in range(n_members)
    ]
    issues = [f"i{number:03}" for number in range(n_issues)]
    approved = {issue: pick.choice([0.5, 0.7, 0.9, 1.0]) for issue in issues}  # some issues nobody turns down
    positions = [
        _position(f"{entry.member_id}-{issue}-{number}", entry.member_id, issue, pick, approved=approved[issue])
        for entry in members
        for issue in issues
        if pick.random() < spoken
        for number in range(pick.choice([1, 1, 2, 5]))
    ]
    first = {str(position.issue_id): position.position_id for position in reversed(positions)}
    clusters = [
        Cluster(issue_id=issue, label=f"Issue {issue}", statement_position_id=key, keywords=(), n_members=0)
        for issue, key in sorted(first.items())
    ]
    return {kind: [] for kind in GIVEN} | {
        MemberEntry: members,
        Document: [_document(entry.member_id) for entry in members],
        Cluster: clusters,
        Position: positions,
        Incompatibility: list(_clashes(positions, n_clashes, verified, pick)),
        Embedding: list(_embeddings(positions, seed)),
    }


def _embeddings(positions: Sequence[Position], seed: int) -> Iterable[Embedding]:
    """Yield vectors that lie around a middle of their issue's own."""
    chance = np.random.default_rng(seed)
    middles = {issue: chance.normal(size=_DIMENSIONS) for issue in sorted({str(each.issue_id) for each in positions})}
    for position in positions:
        vector = middles[str(position.issue_id)] + 0.8 * chance.normal(size=_DIMENSIONS)
        vector /= np.linalg.norm(vector)
        yield Embedding(position_id=position.position_id, sentence=vector, placed=vector)


def _position(position_id: str, member_id: str, issue_id: str, pick: random.Random, *, approved: float) -> Position:
    quote = f"We ask for {' '.join(f'word{pick.randrange(VOCABULARY)}' for _ in range(12))}."
    kind = pick.choice(list(Kind))
    numbered = pick.random() < 0.1
    return red_line(
        position_id,
        member_id,
        issue_id,
        quote,
        kind=kind,
        firmness=1.0 if kind is Kind.NON_NEGOTIABLE else pick.choice([0.25, 0.5, _FIRM]),
        condition="only if it is paid for" if pick.random() < 0.05 else None,
        low=float(pick.choice([10, 20, 30])) if numbered else None,
        unit="day" if numbered else None,
        stance=pick.choice([0.4, 0.6, 0.8]) if pick.random() < approved else pick.choice([-0.8, -0.6, 0.0]),
    )


def _document(member_id: str) -> Document:
    return Document(
        document_id=f"d-{member_id}",
        member_id=member_id,
        path=f"{member_id}/paper.txt",
        format="text",
        title=None,
        dated=None,
        date_source=None,
        language="en",
        pages=None,
        words=1000,
        status=ReadStatus.READ,
        duplicate_of=None,
        superseded_by=None,
        sha256="",
        text="",
    )


def _clashes(
    positions: Sequence[Position], n_clashes: int, verified: float, pick: random.Random
) -> Iterable[Incompatibility]:
    """Yield incompatibilities between firm positions on one issue, no two of the same positions."""
    firm: dict[str, list[Position]] = {}
    for position in positions:
        if position.firmness >= _FIRM and position.position_id.endswith("-0"):
            firm.setdefault(str(position.issue_id), []).append(position)
    crowded = sorted(issue for issue, held in firm.items() if len(held) > 2)
    seen: set[tuple[str, ...]] = set()
    while len(seen) < n_clashes:
        issue = pick.choice(crowded)
        joint = pick.random() < _JOINT_SHARE
        held = sorted(pick.sample(firm[issue], 3 if joint else 2), key=lambda each: each.member_id)
        keys = tuple(each.position_id for each in held)
        if keys in seen:
            continue
        seen.add(keys)
        yield Incompatibility(
            incompatibility_id=f"c{len(seen):05}",
            issue_id=issue,
            members=tuple(each.member_id for each in held),
            positions=keys,
            type=IncompatibilityType.JOINT if joint else IncompatibilityType.DEONTIC,
            status=FindingStatus.VERIFIED if pick.random() < verified else FindingStatus.POSSIBLE,
            score=round(pick.random(), 4),
            severity=min(each.firmness for each in held),
            reason="They exclude each other.",
            doubt="They may not.",
            question="Which part must stand?",
            stability=None,
        )


def run_all(given: dict[type, list[Any]], *, only: str = "") -> None:
    """Run what follows from the given rows, and print what each step took and left out."""
    rows: dict[type, list[Any]] = dict(given)
    waiting = [each for each in find_analyses(analyses_package) if not set(each.produces) & set(GIVEN)]
    started, skipped, cut = (time.perf_counter(), time.process_time()), [], []
    for analysis in waiting:
        if not set(analysis.needs) <= rows.keys():
            skipped.append(analysis.name)
            continue
        if only and analysis.name != only and not _is_needed(analysis, waiting, only):
            continue
        before = time.process_time()
        made = list(analysis.run(_served(rows), analysis.settings()))
        seconds = time.process_time() - before
        for kind in analysis.produces:
            if kind is not Rejection:
                rows[kind] = [row for row in made if type(row) is kind]
        cut += [row for row in made if isinstance(row, Rejection)]
        print(f"{analysis.name:20} {seconds:7.2f} s   {_counted(made)}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if not only:
        cut += _vary(rows)
    whole, used = time.perf_counter() - started[0], time.process_time() - started[1]
    print(f"{'all':20} {used:7.2f} s   of processor, {whole:.0f} s on the clock, {memory:.0f} MB at most")
    print(f"Not run, for they need papers or models: {', '.join(skipped)}")
    by_step: dict[str, list[Rejection]] = {}
    for row in cut:
        by_step.setdefault(row.step, []).append(row)
    for step, held in by_step.items():
        print(f"{step}: {len(held)} notes. {held[0].detail}")


def _served(rows: RowsByType) -> Rows:
    return Rows(rows, None, NoOpinion())  # type: ignore[arg-type]  # no encoder is asked


def _vary(rows: RowsByType) -> Sequence[Rejection]:
    analyses = find_analyses(analyses_package)
    before = time.process_time()
    found = recurrence(
        rows,
        analyses,
        {analysis.name: analysis.settings() for analysis in analyses},
        StabilitySettings(),
        served=_served,
    )
    print(f"{'stability':20} {time.process_time() - before:7.2f} s   {len(found.rows)} stability", flush=True)
    return found.rejections


def _is_needed(analysis: Analysis[Any], analyses: Sequence[Analysis[Any]], only: str) -> bool:
    wanted = {kind for each in analyses if each.name == only for kind in each.needs}
    for each in reversed(analyses):
        if wanted & set(each.produces):
            wanted |= set(each.needs)
    return bool(wanted & set(analysis.produces))


def _counted(made: Sequence[Record]) -> str:
    kinds = sorted({type(row) for row in made} - {Rejection}, key=lambda kind: kind.__name__)
    names = ((info_of(kind).name if kind.TABLE else kind.__name__, kind) for kind in kinds)
    return ", ".join(f"{sum(type(row) is kind for row in made)} {name}" for name, kind in names)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.large_alliance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--issues", type=int, default=300)
    parser.add_argument("--clashes", type=int, default=2000, help="incompatibilities")
    parser.add_argument("--verified", type=float, default=0.5, help="share of them that is verified")
    parser.add_argument("--only", default="", help="one analysis, and what it needs")
    arguments = parser.parse_args()
    given = make_alliance(arguments.members, arguments.issues, arguments.clashes, verified=arguments.verified)
    print(
        f"{len(given[MemberEntry])} members, {len(given[Cluster])} issues, {len(given[Position])} positions, "
        f"{len(given[Incompatibility])} incompatibilities"
    )
    run_all(given, only=arguments.only)


if __name__ == "__main__":
    main()
