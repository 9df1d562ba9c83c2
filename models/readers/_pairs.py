"""Pairs of firm demands on opposite sides of an issue, shown side by side to a language model."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from corpus.issue_rulings import same_name
from corpus.locating import Locator
from corpus.records import Holder, Judgement, Rejection, Statement, Told
from models.chat.answers import PAIRS, JudgedPair
from models.chat.desk import Desk
from models.chat.replies import FaultError
from models.quantities import interval_of, overlap
from models.readers._questions import STEP, AskFor

Pair = tuple[Statement, Statement]


def candidates(
    statements: Sequence[Statement], told: Sequence[Told], *, min_firmness: float, most: int
) -> tuple[dict[str, list[Pair]], int]:
    """Return the pairs to judge by issue, the hardest first, and how many the cap left out.

    They are firm demands of two members on one issue that stand on opposite sides or name numbers that exclude each
    other. Pairs grow with the square of the firm demands of one issue, which `most` bounds over all.
    """
    sides = {row.position_id: row for row in told}
    held: dict[str, list[Statement]] = defaultdict(list)
    names: dict[str, str] = {}
    for statement in sorted(statements, key=lambda each: each.position_id):
        row = sides.get(statement.position_id)
        if row and statement.holder is Holder.OWN and statement.firmness >= min_firmness:
            held[same_name(row.issue)].append(statement)
            names.setdefault(same_name(row.issue), row.issue)
    found = [
        (issue, (a, b))
        for issue, firm in held.items()
        for a, b in combinations(firm, 2)
        if a.member_id != b.member_id and _may_collide(a, b, sides)
    ]
    found.sort(key=lambda each: (-_hardness(each[1]), each[0], each[1][0].position_id, each[1][1].position_id))
    kept: dict[str, list[Pair]] = defaultdict(list)
    for issue, pair in found[:most]:
        kept[names[issue]].append(pair)
    return dict(sorted(kept.items())), max(0, len(found) - most)


def _may_collide(a: Statement, b: Statement, sides: Mapping[str, Told]) -> bool:
    one, other = sides[a.position_id].stance, sides[b.position_id].stance
    if one is not None and other is not None and one * other < 0:
        return True
    mine, theirs = interval_of(a), interval_of(b)
    return mine is not None and theirs is not None and overlap(mine, theirs) is False


def _hardness(pair: Pair) -> float:
    return min(statement.firmness for statement in pair)


def judge_pairs(
    pairs: Mapping[str, Sequence[Pair]], *, desk: Desk, request: AskFor, at_once: int, reader: str
) -> tuple[list[Judgement], list[Rejection]]:
    """Return the judgements on pairs by issue, and a row for each that was dropped; `at_once` in one request."""
    judgements: list[Judgement] = []
    rejections: list[Rejection] = []
    for issue, held in pairs.items():
        for start in range(0, len(held), at_once):
            asked = held[start : start + at_once]
            about = f"pairs {start + 1} to {start + len(asked)} of {issue}"
            made = request("pairs", material(issue, asked), about)
            try:
                found = desk.ask(made, PAIRS)
            except FaultError as fault:
                rejections.append(Rejection(step=STEP, subject=about, reason=fault.reason, detail=fault.detail))
                continue
            judged, dropped = _checked(asked, found, reader)
            judgements += judged
            rejections += dropped
    return judgements, rejections


def material(issue: str, pairs: Sequence[Pair], texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what is sent of pairs; with the documents' `texts` also the paragraph around each sentence."""
    return {
        "issue": issue,
        "pairs": [
            {"number": number, "a": _shown(a, texts), "b": _shown(b, texts)}
            for number, (a, b) in enumerate(pairs, start=1)
        ],
    }


def _shown(statement: Statement, texts: Mapping[str, str] | None) -> dict[str, str]:
    shown = {"heading": statement.heading or "", "sentence": statement.quote}
    if texts is not None:
        shown["paragraph"] = texts[statement.document_id][statement.context_start : statement.context_end]
    return shown


def _checked(
    asked: Sequence[Pair], found: Sequence[JudgedPair], reader: str
) -> tuple[list[Judgement], list[Rejection]]:
    """Keep each pair's first answer whose deciding words stand in its two sentences."""
    judgements: dict[int, Judgement] = {}
    rejections: list[Rejection] = []
    for answer, (a, b) in answered(asked, found):
        subject = f"pair {a.position_id} {b.position_id}"
        words = deciding_words(answer, a, b)
        if words is None:
            detail = "The words that it calls deciding do not stand in the two sentences; its verdict does not count."
            rejections.append(Rejection(step=STEP, subject=subject, reason="invented_words", detail=detail))
            continue
        judgements[answer.number] = Judgement(
            position_a=a.position_id,
            position_b=b.position_id,
            verdict=answer.verdict,
            reason=f"“{words[0]}” and “{words[1]}”: {in_one_line(answer.why)}",
            doubt=in_one_line(answer.why_not),
            reader=reader,
        )
    return list(judgements.values()), rejections


def answered(asked: Sequence[Pair], found: Sequence[Any]) -> Iterator[tuple[Any, Pair]]:
    """Yield the first answer to each pair that was asked; numbers that were not asked are passed over."""
    taken: set[int] = set()
    for answer in found:
        if 1 <= answer.number <= len(asked) and answer.number not in taken:
            taken.add(answer.number)
            yield answer, asked[answer.number - 1]


def deciding_words(answer: Any, a: Statement, b: Statement) -> tuple[str, str] | None:  # noqa: ANN401
    """Return the deciding words as the two sentences have them, or None if one does not."""
    said = []
    for words, statement in ((answer.deciding_a, a), (answer.deciding_b, b)):
        places = Locator(statement.quote).find(words)
        if not places:
            return None
        start, end = places[0]
        said.append(statement.quote[start:end])
    return said[0], said[1]


def in_one_line(text: str) -> str:
    """Return a model's own words without line breaks and signs that cannot be seen."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
