"""How well vectors group statements by the question they answer, on questions that training has not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.analyses.embeddings import EmbeddingSettings, place
from models.analyses.issues import IssueSettings
from models.clustering import cluster
from models.embedding import Vector
from models.encoders import Encoder
from models.training._issue_data import Placed, Question

DISTANCES = tuple(round(0.2 + 0.02 * step, 2) for step in range(41))


@dataclass(frozen=True)
class Grouping:
    """B-cubed figures of a partition, its number of groups, and the share of statements that are alone."""

    precision: float
    recall: float
    groups: int
    single: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def compare(gold: Sequence[str], found: Sequence[int]) -> Grouping:
    """Compare a partition with the true one (Bagga and Baldwin 1998)."""
    pairs = list(zip(gold, found, strict=True))
    true, made, both = Counter(gold), Counter(found), Counter(pairs)
    return Grouping(
        precision=sum(both[pair] / made[pair[1]] for pair in pairs) / len(pairs),
        recall=sum(both[pair] / true[pair[0]] for pair in pairs) / len(pairs),
        groups=len(made),
        single=sum(made[group] == 1 for group in found) / len(found),
    )


def sweep(questions: Sequence[Question], *, encoder: Encoder) -> dict[float, Grouping]:
    """Return the figures of a pool of questions at every distance."""
    said = [(question.name, placed) for question in questions for placed in question.statements]
    vectors = _vectors([placed for _, placed in said], encoder=encoder)
    gold = [name for name, _ in said]
    cuts = IssueSettings().cuts()
    return {
        distance: compare(gold, cluster(vectors, cuts=replace(cuts, max_distance=distance))) for distance in DISTANCES
    }


def _vectors(said: Sequence[Placed], *, encoder: Encoder) -> Vector:
    return place(
        [placed.text for placed in said],
        headings=[placed.heading for placed in said],
        around=[f"{placed.before} {placed.after}".strip() for placed in said],
        encoder=encoder,
        settings=EmbeddingSettings(),
    )


def print_figures(pools: dict[str, Sequence[Question]], *, encoder: Encoder) -> None:
    """Print the best distance over all pools, and the figures of each pool there and at its own best."""
    swept = {name: sweep(questions, encoder=encoder) for name, questions in pools.items()}
    chosen = max(DISTANCES, key=lambda distance: sum(figures[distance].f1 for figures in swept.values()))
    print(f"{encoder.name}: distance {chosen} is the best over all pools, {IssueSettings().max_distance} is set")
    for name, figures in swept.items():
        best = max(figures, key=lambda distance: figures[distance].f1)
        for at in (chosen, best):
            now = figures[at]
            print(
                f"  {name}: {sum(len(question.statements) for question in pools[name])} statements, "
                f"{len(pools[name])} questions; at {at} B3 F1 {now.f1:.3f} (precision {now.precision:.3f}, "
                f"recall {now.recall:.3f}), {now.groups} groups, {now.single:.1%} alone"
            )
