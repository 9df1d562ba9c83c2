"""Arguments and options that commands share."""

from pathlib import Path
from typing import Annotated

import typer


def on_this_machine(folder: Path) -> Path:
    """Return the folder if it is none on object storage; for commands that need one here."""
    from pipelines.published import refuse_address

    refuse_address(folder)
    return folder


Folder = Annotated[Path, typer.Argument(help="The alliance's folder.", show_default=False, callback=on_this_machine)]
Place = Annotated[Path, typer.Argument(help="The alliance's folder, or its address.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
