"""The command that plays through who leaves or joins."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli_options import AsJson, Folder, Quiet


def simulate(
    folder: Folder,
    without: Annotated[
        list[str] | None, typer.Option(metavar="MEMBER", help="A member that leaves; can be given several times.")
    ] = None,
    newcomer: Annotated[
        Path | None, typer.Option("--with", metavar="FOLDER", help="A folder with the papers of one who joins.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say what would be different if members left or another joined, against the newest run. Publishes nothing.

    It compares who can start together, collisions, what would have to give, common ground and questions. If members
    only leave, nothing is read again and the issues stay as they are. The same models read a newcomer's papers.

    **Examples**

    `commonground simulate my-alliance --without anvil`

    `commonground simulate my-alliance --with applicants/harbour_union`

    `commonground simulate my-alliance --without anvil --with applicants/harbour_union --json`
    """
    from pipelines.commands.simulate import tell

    raise typer.Exit(tell(folder, without=without or (), newcomer=newcomer, as_json=as_json, quiet=quiet))
