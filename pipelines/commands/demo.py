"""`commonground demo`: the shipped sample from start to report, through the flow as a scheduled run would go."""

import shutil
from importlib import resources
from pathlib import Path

from corpus.errors import UserError
from pipelines.commands.run import run

_MARK = "# Made by commonground demo.\n"
_ALLIANCE = _MARK + 'name = "Remote Work Policy Coalition (invented sample)"\nengine = "prefect"\n'


def demo(folder: Path, *, as_json: bool, quiet: bool) -> int:
    """Lay the sample out in `folder` and run it.

    Raises:
        UserError: the folder holds something else, or cannot be made.
    """
    settings = folder / "alliance.toml"
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not _is_demo(settings):
            raise UserError(
                str(folder), "is there already and is not a demo.", "Name another: commonground demo FOLDER"
            )
        with resources.as_file(resources.files("corpus") / "samples" / "remote_work") as sample:
            shutil.copytree(sample, folder / "documents", dirs_exist_ok=True)
        (folder / "documents" / "members.csv").replace(folder / "members.csv")
        settings.write_text(_ALLIANCE, encoding="utf-8")
    except OSError as error:
        raise UserError(
            str(folder), f"cannot be made ({error.strerror}).", "Name a place that you may write to."
        ) from error
    return run(folder, flow=True, fresh=False, as_json=as_json, quiet=quiet)


def _is_demo(settings: Path) -> bool:
    return settings.is_file() and settings.read_bytes().startswith(_MARK.encode())
