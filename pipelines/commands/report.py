"""`commonground report`: a run's report, written again from its tables."""

from pathlib import Path

from corpus.errors import UserError
from corpus.store import REPORT, replace_report
from pipelines.console import print_json, say
from pipelines.published import readable, run_of
from pipelines.settings import load_settings
from reports.language import checked
from reports.page import load, written
from reports.printing import PACK, print_pack
from reports.settings import Layout


def report(folder: Path, *, pdf: bool = False, language: str | None = None, as_json: bool) -> int:
    """Write the report of a run, or of an alliance's newest run; with `pdf` also the meeting pack for paper.

    `language` goes before the one that the settings name.

    Raises:
        UserError: there is no such run, or its files cannot be read or written; or the pack was asked for and cannot
            be printed, after the rest was written.
    """
    run = run_of(folder)
    layout = load_settings(run.parent.parent).of("report", Layout)
    if language:
        layout = layout.model_copy(update={"language": checked(language)})
    with readable(run):
        files = written(load(run, layout=layout))
    fault = None
    if pdf or layout.pdf:
        try:
            files[PACK] = print_pack(files["index.html"].decode(), paper=layout.paper)
        except UserError as error:
            fault = error
    try:
        replace_report(run, files)
    except OSError as error:
        raise UserError(
            str(run), f"cannot be written to ({error.strerror}).", "Give yourself the right to write there."
        ) from error
    if fault and pdf:
        raise fault
    page = run / REPORT / "index.html"
    if as_json:
        print_json("report", {"report": str(page), "files": sorted(files)})
    else:
        if fault:
            say(str(fault))
        if PACK in files:
            say(f"Pack: {run / REPORT / PACK}")
        say(f"Report: {page}")
    return 0
