"""The commands of `commonground reader`: who reads the documents."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli_options import AsJson, Folder, Quiet

reader = typer.Typer(name="reader", no_args_is_help=True, rich_markup_mode="markdown")


@reader.callback()
def reader_help() -> None:
    """Work with who reads the documents: the built-in models, people's codings, or a language model.

    `readers` in alliance.toml says who reads; docs/readers.md says how to choose.
    """


@reader.command()
def codings(
    folder: Annotated[
        Path,
        typer.Argument(help="A run's folder, or an alliance's (then its newest run).", show_default=False),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, not to standard output.")
    ] = None,
    coder: Annotated[str, typer.Option(help="Name in the column coder.")] = "commonground",
    as_json: AsJson = False,
) -> None:
    """Write a run's positions as codings.csv, to be corrected by people and read again.

    **Examples**

    `commonground reader codings my-alliance -o my-alliance/codings.csv`
    """
    from pipelines.commands.codings import codings as work

    raise typer.Exit(work(folder, output=output, coder=coder, as_json=as_json))


@reader.command(name="export")
def reader_export(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the requests to this file.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be asked, and how much.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the requests that wait for a language model's answers as JSONL, the form that batch services take.

    Sends nothing. Once the answers are imported, export again: what follows from them is asked next, until nothing is
    left. Then run.

    **Examples**

    `commonground reader export my-alliance -o requests.jsonl`

    `commonground reader export my-alliance --dry-run`
    """
    from pipelines.commands.reader import export as work

    raise typer.Exit(work(folder, output=output, dry_run=dry_run, as_json=as_json, quiet=quiet))


@reader.command(name="import")
def reader_import(
    folder: Folder,
    answers: Annotated[Path, typer.Argument(help="The answers, as the batch service gave them.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Keep a batch service's answers in the alliance's folder, where the next run finds them.

    **Examples**

    `commonground reader import my-alliance answers.jsonl`
    """
    from pipelines.commands.reader import take_in as work

    raise typer.Exit(work(folder, answers, as_json=as_json))
