"""`commonground simulate`: what would be different if members left or another joined."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from corpus.errors import UserError
from models.what_if import Difference, Figure
from pipelines.console import print_json, say, shown_progress
from pipelines.settings import load_settings
from pipelines.simulate import Simulation, simulate

FINE = 0
_SHOWN = 5  # of each kind on the terminal; --json gives all


def tell(folder: Path, *, without: Sequence[str], newcomer: Path | None, as_json: bool, quiet: bool) -> int:
    """Say what would be different, and return the exit code.

    Raises:
        UserError: nobody is said to leave or join, or `simulate` has a reason.
    """
    if not without and newcomer is None:
        raise UserError(str(folder), "Nobody leaves or joins.", "Say who: --without MEMBER, --with FOLDER, or both.")
    with shown_progress(quiet=quiet) as progress:
        found = simulate(folder, load_settings(folder), without=without, newcomer=newcomer, progress=progress)
    (_print_json if as_json else _print)(found, without)
    return FINE


def _print_json(found: Simulation, without: Sequence[str]) -> None:
    print_json(
        "simulate",
        {
            "exit_code": FINE,
            "run": str(found.run),
            "without": sorted(without),
            "with": found.joining or None,
            "figures": [asdict(figure) for figure in found.figures],
            "differences": [asdict(difference) for difference in found.differences],
        },
    )


def _print(found: Simulation, without: Sequence[str]) -> None:
    parts = [f"without {', '.join(sorted(without))}"] if without else []
    parts += [f"with {found.joining}"] if found.joining else []
    say(f"Run {found.run.name}, and what would be {' and '.join(parts)}. Nothing is published.")
    width = max(len(figure.name) for figure in found.figures)
    say(f"{'':{width}}  {'now':>5}  {'then':>5}")
    for figure in found.figures:
        say(f"{figure.name:{width}}  {_number(figure.now):>5}  {_number(figure.then):>5}{_changed(figure)}")
    for kind in dict.fromkeys(each.kind for each in found.differences):
        for appears in (True, False):
            _list(kind, [each for each in found.differences if each.kind == kind and each.appears is appears], appears)
    if found.joining:
        say("Issues were found anew with the newcomer's papers; one that got another name counts as another issue.")
    else:
        say("Issues, sides and collisions of those who stay are as in the run; nothing was read again.")


def _list(kind: str, differences: Sequence[Difference], appears: bool) -> None:
    if not differences:
        return
    say(f"{len(differences)} {kind}{'' if len(differences) == 1 else 's'} {'more' if appears else 'fewer'}:")
    for each in differences[:_SHOWN]:
        say(f"  {'+' if appears else '-'} {each.text}")
    if len(differences) > _SHOWN:
        say(f"  and {len(differences) - _SHOWN} more; --json lists all")


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)


def _changed(figure: Figure) -> str:
    return "" if figure.now == figure.then else "  *"
