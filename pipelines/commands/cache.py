"""`commonground cache`: what is kept of earlier runs."""

from dataclasses import asdict
from pathlib import Path

from corpus.errors import UserError
from corpus.kept import Kept
from pipelines.console import print_json, say
from pipelines.settings import load_settings
from pipelines.standing import kept_at

FINE = 0


def cache(folder: Path, *, prune: int | None, as_json: bool) -> int:
    """Say what is kept, by step; with `prune` first drop what no run has used for so many days.

    Raises:
        UserError: there is no such folder, or its settings have mistakes.
    """
    if not folder.is_dir():
        raise UserError(str(folder), "There is no such folder.", "Name the alliance's folder.")
    path = kept_at(folder, load_settings(folder))
    with Kept(path if path.exists() else None) as kept:
        dropped = None if prune is None else kept.prune(unused_days=prune)
        held = kept.holdings()
    if as_json:
        print_json("cache", {"file": str(path), "dropped": dropped, "kept": [asdict(each) for each in held]})
        return FINE
    if dropped is not None:
        say(f"{dropped} results dropped.")
    for each in held:
        say(f"{each.step}: {each.results:,} results, {each.megabytes:g} MB, the oldest last used {each.oldest}")
    say(f"Kept in {path}." if held else f"Nothing is kept in {path}.")
    return FINE
