"""`commonground corrections`: take in what people ruled, and say what became of it."""

from collections.abc import Sequence
from pathlib import Path

from corpus import tables
from corpus.corrections import FILE_NAME, add, read_file
from corpus.errors import UserError
from corpus.records import Correction, CorrectionEffect, Quality
from corpus.store import RunStore
from pipelines.console import print_json, say
from pipelines.published import readable

FINE, SOME_LEFT = 0, 3
_EFFECTS = {
    CorrectionEffect.CONFIRMED: "as the program had it",
    CorrectionEffect.CARRIED_OUT: "changed",
    CorrectionEffect.REPLACED: "replaced by a newer ruling on the same finding",
    CorrectionEffect.NOT_FOUND: "not found in this run, see the table rejections",
}


def corrections(folder: Path, *, answers: Sequence[Path], as_json: bool) -> int:
    """Add the answers to the folder's corrections.csv, or say what the newest run made of it.

    Returns 3 if rulings found nothing to act on in that run.

    Raises:
        UserError: the folder or a file cannot be used, or holds mistakes.
    """
    if not folder.is_dir():
        raise UserError(str(folder), "There is no such folder.", "Name the alliance's folder.")
    if answers:
        return _take_in(folder, answers, as_json=as_json)
    run = RunStore(folder).latest()
    with readable(run):
        rows = tables.read(Correction, run / "tables")
        measured = tables.read(Quality, run / "tables")
    code = SOME_LEFT if any(row.effect is CorrectionEffect.NOT_FOUND for row in rows) else FINE
    if as_json:
        print_json("corrections", {"exit_code": code, "run": str(run), **_as_values(rows, measured)})
        return code
    for row in rows:
        who = f" by {row.by}" if row.by else ""
        say(f"line {row.line}: {row.subject} {row.verdict}{who}: {_EFFECTS[row.effect]}. {row.quote}".rstrip())
    for figure in measured:
        kind = figure.finding_kind.replace("_", " ")
        say(f"{kind}: {figure.n_right} of {figure.n_judged} judged were right (95% interval {_interval(figure)}).")
    if not rows:
        say(f"The newest run knew no rulings. Put them into {folder / FILE_NAME}, then run the alliance.")
    return code


def _take_in(folder: Path, answers: Sequence[Path], *, as_json: bool) -> int:
    for path in answers:
        if not path.is_file():
            raise UserError(str(path), "There is no such file.", "Name a file that a confirmation sheet saved.")
    rulings = [ruling for path in answers for ruling in read_file(path)]
    added = add(folder, rulings)
    if as_json:
        print_json("corrections", {"exit_code": FINE, "read": len(rulings), "added": added})
    else:
        say(f"{added} of {len(rulings)} rulings were new and stand in {folder / FILE_NAME}.")
        say(f"Next: commonground run {folder}")
    return FINE


def _as_values(rows: Sequence[Correction], measured: Sequence[Quality]) -> dict[str, object]:
    shown = ("line", "subject", "verdict", "by", "date", "note", "effect", "right", "quote", "before", "after")
    return {
        "corrections": [{name: getattr(row, name) for name in shown} for row in rows],
        "quality": [
            {
                "kind": row.finding_kind,
                "n_judged": row.n_judged,
                "n_right": row.n_right,
                "low": row.low,
                "high": row.high,
            }
            for row in measured
        ],
    }


def _interval(figure: Quality) -> str:
    return f"{figure.low:.0%} to {figure.high:.0%}"
