"""`commonground new`: an empty alliance, ready to be filled."""

from pathlib import Path

from pydantic.fields import FieldInfo

from corpus import corrections, issue_rulings
from corpus.errors import UserError
from corpus.intake import printable
from pipelines.console import print_json, say
from pipelines.settings import UserSettings, step_settings, toml_value

_HEAD = "# Settings of this alliance. Every line is optional; what stands behind # is the default.\n"
_SHOWN_APART = ("name", "seed_issues")
_MEMBERS = "member_id,name,type,weight\n"
_SEEDS = """
# Issues that you know beforehand, each a [[seed_issues]]. It takes the positions that answer it and keeps its name.
# Take the ## away to use it.
## [[seed_issues]]
## name = "Harbour fees"
## question = "Should the harbour fee rise?"
## statement = "The harbour fee should rise."
## examples = ["We cannot pay a higher fee.", "Fees must cover the cost of dredging."]
"""
_README = """Put each member's papers into a folder of its own here:

  documents/city_of_x/position.pdf
  documents/union_y/letter.docx

The folder's name is the member_id in members.csv.
"""


def new(folder: Path, *, as_json: bool) -> int:
    """Make the folder with alliance.toml, members.csv, corrections.csv, issues.csv and documents/.

    Raises:
        UserError: the folder holds something already, or cannot be made.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(str(folder), "is there already and is not empty.", "Name a folder that does not exist yet.")
        (folder / "documents").mkdir(parents=True, exist_ok=True)
        (folder / "alliance.toml").write_text(_settings(printable(folder.resolve().name)), encoding="utf-8")
        (folder / "members.csv").write_text(_MEMBERS, encoding="utf-8")
        (folder / corrections.FILE_NAME).write_text(corrections.HEADER, encoding="utf-8")
        (folder / issue_rulings.FILE_NAME).write_text(issue_rulings.HEADER, encoding="utf-8")
        (folder / "documents" / "README.txt").write_text(_README, encoding="utf-8")
    except OSError as error:
        raise UserError(
            str(folder), f"cannot be made ({error.strerror}).", "Choose a place that you may write to."
        ) from error
    if as_json:
        print_json("new", {"folder": str(folder)})
    else:
        say(f"Made {folder}. Put papers into {folder / 'documents'}/<member>/, then: commonground check {folder}")
    return 0


def _settings(name: str) -> str:
    """Return alliance.toml with every setting there is, commented out, behind what it does."""
    lines = [_HEAD, f"name = {toml_value(name)}\n"]
    lines += [_line(field, info) for field, info in UserSettings.model_fields.items() if field not in _SHOWN_APART]
    for step, kind in sorted(step_settings().items()):
        if kind.model_fields:
            lines.append(f"\n# [{step}]\n")
        lines += [_line(field, info) for field, info in kind.model_fields.items()]
    return "".join([*lines, _SEEDS])


def _line(field: str, info: FieldInfo) -> str:
    return f"# {field} = {toml_value(info.default)}  # {info.description}\n"
