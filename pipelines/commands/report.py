"""`commonground report`: a run's report, written again from its tables."""

from pathlib import Path

from corpus.errors import UserError
from corpus.store import REPORT, RunStore, replace_report
from pipelines.console import print_json, say
from pipelines.settings import load_settings
from reports.page import load, render
from reports.settings import Layout


def report(folder: Path, *, as_json: bool) -> int:
    """Write the report of a run, or of an alliance's newest run.

    Raises:
        UserError: there is no such run, or its files cannot be read or written.
    """
    if not folder.is_dir():
        raise UserError(str(folder), "is no folder.", "Name a run's folder or an alliance's folder.")
    run = folder if (folder / "manifest.json").is_file() else RunStore(folder).latest()
    layout = load_settings(run.parent.parent).of("report", Layout)
    try:
        files = {name: content.encode() for name, content in render(load(run, layout=layout)).items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            str(run), f"is damaged or from another version ({error}).", "Run the alliance again."
        ) from error
    try:
        replace_report(run, files)
    except OSError as error:
        raise UserError(
            str(run), f"cannot be written to ({error.strerror}).", "Give yourself the right to write there."
        ) from error
    page = run / REPORT / "index.html"
    if as_json:
        print_json("report", {"report": str(page), "files": sorted(files)})
    else:
        say(f"Report: {page}")
    return 0
