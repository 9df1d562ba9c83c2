"""The command line: what can be asked. Each command's work is in pipelines/commands, imported when asked."""

import atexit
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import UserError
from pipelines.cli_options import AsJson, Folder, Place, Quiet, on_this_machine
from pipelines.cli_reader import reader
from pipelines.cli_what_if import simulate
from pipelines.logs import LogFormat

app = typer.Typer(
    name="commonground",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


@app.callback()
def main_help() -> None:
    """Read the position papers of would-be partners: what is shared, what cannot both be met, who can start.

    **Examples**

    `commonground demo` runs the shipped sample and prints where its report is

    `commonground new my-alliance` makes an empty folder to fill

    `commonground check my-alliance` shows what would be read, what not and why, and how long it takes

    `commonground explain paper.pdf` shows a document's blocks and sentences as the program sees them

    `commonground run my-alliance` reads, analyses, and writes tables and report

    Exit codes: 0 fine, 1 fault of the program, 2 wrong use, 3 partly unreadable (the report is made),
    4 nothing to report, 5 verify found a run's files changed, or run or compare something that
    --fail-on names, 130 interrupted.
    """


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the sample and its report.")] = Path("commonground-demo"),
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run the shipped sample (23 invented members, 30 documents) from start to report.

    **Examples**

    `commonground demo`

    `commonground demo /tmp/look`
    """
    from pipelines.commands.demo import demo as work

    raise typer.Exit(work(folder, as_json=as_json, quiet=quiet))


@app.command()
def new(folder: Folder, as_json: AsJson = False) -> None:
    """Make a folder with everything an alliance needs, ready to be filled.

    **Examples**

    `commonground new my-alliance`
    """
    from pipelines.commands.new import new as work

    raise typer.Exit(work(folder, as_json=as_json))


@app.command()
def check(folder: Folder, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Say what would be read, what not and why, and how long a run takes. Reads everything, writes nothing.

    **Examples**

    `commonground check my-alliance`
    """
    from pipelines.commands.check import check as work

    raise typer.Exit(work(folder, as_json=as_json, quiet=quiet))


@app.command()
def explain(
    document: Annotated[
        Path, typer.Argument(help="A document in an alliance's folder, or any file.", show_default=False)
    ],
    positions: Annotated[
        bool, typer.Option("--positions", help="Also say which sentences are taken for positions, and why not.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a document's blocks and sentences as the program sees them, so that a wrong reading can be seen.

    Numbers in brackets are offsets into the stored text. Within an alliance's folder its settings hold.

    **Examples**

    `commonground explain my-alliance/documents/city_of_x/position.pdf`

    `commonground explain letter.docx --positions`

    `commonground explain mail.eml` with its attachments; `commonground explain mail.eml/1/annex.pdf` for one of them

    `commonground explain letter.docx --json` for a report of what was read wrongly
    """
    from pipelines.commands.explain import explain as work

    raise typer.Exit(work(document, positions=positions, as_json=as_json))


@app.command()
def run(
    folder: Place,
    flow: Annotated[bool, typer.Option("--flow", help="Run as a Prefect flow; the tables are the same.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Compute everything again, whatever was kept of earlier runs.")
    ] = False,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(help="End with 5 on `unread` documents or a kind of change; can be given several times."),
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option(help="Progress and log lines: for people, or as JSON. `auto`: people on a terminal.")
    ] = LogFormat.AUTO,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what a language model would be sent; send and write nothing.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Read the documents, analyse them, and publish tables and report under runs/.

    What has not changed since an earlier run is not computed again; where nothing has, the newest run stands.

    **Examples**

    `commonground run my-alliance`

    `commonground run my-alliance --flow` shows every step in Prefect's records

    `commonground run my-alliance --json` for scripts

    `commonground run my-alliance --fail-on conflict_new --fail-on unread` for schedulers
    """
    if dry_run:
        from pipelines.commands.reader import export

        raise typer.Exit(export(on_this_machine(folder), output=None, dry_run=True, as_json=as_json, quiet=quiet))
    from pipelines.commands.run import run as work

    code = work(
        folder, flow=flow, fresh=fresh, as_json=as_json, quiet=quiet, fail_on=fail_on or (), log_format=log_format
    )
    raise typer.Exit(code)


@app.command()
def schedule(
    folder: Folder,
    cron: Annotated[str, typer.Option(help="When to run, as crontab has it.")] = "0 5 * * 1",
    timezone: Annotated[str, typer.Option(help="Where these times hold.")] = "UTC",
    port: Annotated[int | None, typer.Option(help="Port on this machine for the records; a free one if empty.")] = None,
) -> None:
    """Run the alliance again and again at set times, for as long as this command runs. Needs no server of yours.

    **Examples**

    `commonground schedule my-alliance --cron "0 5 * * 1" --timezone Europe/Paris` runs on Mondays at five
    """
    from pipelines.commands.schedule import schedule as work

    raise typer.Exit(work(folder, cron=cron, timezone=timezone, port=port))


@app.command()
def report(
    folder: Annotated[
        Path,
        typer.Argument(help="A run's folder, or an alliance's (then its newest run).", show_default=False),
    ],
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Also print the meeting pack, with a Chromium on PATH or the extra `pdf`.")
    ] = False,
    language: Annotated[str | None, typer.Option(help="The language of its own sentences: de, en, es or fr.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a run's report again from its tables. A meeting pack as PDF stays only where it is printed again.

    **Examples**

    `commonground report my-alliance`

    `commonground report my-alliance --pdf` for a meeting pack to send or print

    `commonground report my-alliance/runs/20260302T081500Z`
    """
    from pipelines.commands.report import report as work

    raise typer.Exit(work(folder, pdf=pdf, language=language, as_json=as_json))


@app.command()
def verify(
    folder: Annotated[
        Path,
        typer.Argument(help="A run's folder, or an alliance's (then its newest run).", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """Say whether a run's files are those that were published, byte for byte.

    **Examples**

    `commonground verify my-alliance`

    `commonground verify my-alliance/runs/20260302T081500Z`
    """
    from pipelines.commands.verify import verify as work

    raise typer.Exit(work(folder, as_json=as_json))


@app.command()
def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="[OLD] NEW", help="Two runs' folders; or one, or an alliance's.", show_default=False),
    ],
    fail_on: Annotated[
        list[str] | None,
        typer.Option(help="End with 5 if there is a change of this kind; can be given several times."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what changed from one run to a later one, and because of what. With one run: since the run before it.

    Kinds of change: see the table `changes`.

    **Examples**

    `commonground compare my-alliance`

    `commonground compare my-alliance --fail-on conflict_new --fail-on fracture_signal` for a health check

    `commonground compare my-alliance/runs/20260302T081500Z my-alliance/runs/20260601T081500Z`
    """
    from pipelines.commands.compare import compare_runs as work

    *old, new = runs
    if len(old) > 1:
        raise typer.BadParameter("Name one run or two.")
    raise typer.Exit(work(old[0] if old else None, new, fail_on=fail_on or (), as_json=as_json))


@app.command()
def corrections(
    folder: Folder,
    answers: Annotated[
        list[Path] | None,
        typer.Option("--add", help="A file that a confirmation sheet saved; can be given several times."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in what members answered, or say what the newest run made of corrections.csv and how often it was right.

    **Examples**

    `commonground corrections my-alliance --add corrections-anvil.csv --add corrections-corrib.csv`

    `commonground corrections my-alliance`
    """
    from pipelines.commands.corrections import corrections as work

    raise typer.Exit(work(folder, answers=answers or (), as_json=as_json))


@app.command()
def review(
    folder: Folder,
    by: Annotated[str, typer.Option(help="Who judges; stands in corrections.csv.")] = "",
    positions: Annotated[int, typer.Option(min=0, help="How many positions to sample for judging.")] = 20,
) -> None:
    """Judge what the newest run found, one by one: conflicts first, then a sample of positions.

    Each answer stands in corrections.csv at once, so you can stop at any time and go on later.

    **Examples**

    `commonground review my-alliance --by Ada`
    """
    from pipelines.commands.review import review as work

    raise typer.Exit(work(folder, by=by, positions=positions))


app.command()(simulate)
app.add_typer(reader)


@app.command()
def cache(
    folder: Folder,
    prune: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=0, help="Drop results that no run has used for so many days."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is kept of earlier runs so that it is not computed again, or drop what is old.

    It is one file, which can be deleted, copied or moved when no run is going on.

    **Examples**

    `commonground cache my-alliance`

    `commonground cache my-alliance --prune 90`
    """
    from pipelines.commands.cache import cache as work

    raise typer.Exit(work(folder, prune=prune, as_json=as_json))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say whether this installation can do its work, and what to mend if not.

    **Examples**

    `commonground doctor`
    """
    from pipelines.commands.doctor import doctor as work

    raise typer.Exit(work(as_json=as_json))


def main() -> None:
    """Run the command line; ends the process with the design's exit codes."""
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal that lacks a character shows its escape instead
        sys.stdout.reconfigure(errors="backslashreplace")
    ended = {"code": 1}
    atexit.register(_leave, ended)  # first in, so last out: after what everybody else has to put in order
    try:
        app()
        ended["code"] = 0
    except UserError as error:
        _tell(error, as_json="--json" in sys.argv)
        ended["code"] = error.exit_code
    except SystemExit as stop:
        if isinstance(stop.code, str):
            sys.stderr.write(f"{stop.code}\n")
        ended["code"] = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    sys.exit(ended["code"])


def _leave(ended: dict[str, int]) -> None:
    """End the process at once.

    Else the threads of native libraries now and then abort it after all is done ("terminate called without an active
    exception"), and a run that was published would end with a wrong exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read them may be gone
            stream.flush()
    os._exit(ended["code"])


def _tell(error: UserError, *, as_json: bool) -> None:
    """Say what the user can mend, without a traceback."""
    if as_json:
        from pipelines.console import print_json

        parts = {"where": error.where, "problem": error.problem, "advice": error.advice}
        print_json("error", {"exit_code": error.exit_code, **parts})
    else:
        sys.stderr.write(f"{error}\n")


if __name__ == "__main__":
    main()
