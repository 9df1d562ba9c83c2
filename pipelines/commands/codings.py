"""`commonground reader codings`: a run's positions as codings, to be corrected by people and read again."""

from pathlib import Path

from corpus import tables
from corpus.codings import to_csv
from corpus.errors import UserError
from corpus.records import Document, Issue, Position
from pipelines.console import print_json, say
from pipelines.published import readable, run_of


def codings(folder: Path, *, output: Path | None, coder: str, as_json: bool) -> int:
    """Write the positions of a run, or of an alliance's newest run, to a file or to standard output.

    Raises:
        UserError: there is no such run, its tables cannot be read, or the file cannot be written.
    """
    run = run_of(folder)
    with readable(run):
        positions = tables.read(Position, run / "tables")
        issues = tables.read(Issue, run / "tables")
        documents = tables.read(Document, run / "tables")
    text = to_csv(positions, issues, documents, coder=coder)
    if output is not None:
        _write(output, text)
    if as_json:
        print_json("codings", {"run": str(run), "positions": len(positions), "file": str(output) if output else None})
    elif output is not None:
        say(f"{len(positions)} positions: {output}")
    else:
        say(text.rstrip("\n"))
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UserError(str(path), f"cannot be written ({error.strerror}).", "Name another file.") from error
