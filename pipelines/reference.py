"""Writes the reference pages in docs/ from the code: `python -m pipelines.reference`. A test says if they are old."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args, get_origin

import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.core import TyperArgument, TyperGroup, TyperOption

from corpus.records import TABLES
from corpus.tables import data_dictionary, info_of
from pipelines.cli import app
from pipelines.settings import SeedIssueSettings, UserSettings, step_settings, toml_value
from reports.page import all_sections

DOCS = Path(__file__).resolve().parent.parent / "docs"
_NOTE = "<!-- Made by `python -m pipelines.reference`; change the code instead. -->"
_BOUNDS = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}"}
_KINDS: Mapping[object, str] = {
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    str: "text",
    list: "list of texts",
}
_SETTINGS_INTRO = """# Settings

They stand in `alliance.toml` in the alliance's folder. All are optional, and so is the file; `commonground new` writes
one with every setting at its default. All mistakes in it are told at once. Each run keeps the settings it used in its
manifest, and the report prints them.
"""
_SEEDS_INTRO = """Each of the `seed_issues` takes the positions that answer it, keeps its name, and never merges with
another seed. One that no position answers stands in the table `rejections`. Write a question, a statement or examples,
best several of them.
"""
_MEMBERS_CSV = """## members.csv

Optional; without it each folder is a member of weight 1. A comma, a semicolon or a tab stands between columns.

| column | meaning |
|---|---|
| `member_id` | The name of the member's folder. Must be there. |
| `name` | Name in the report; made from the folder's name if empty. |
| `type` | Kind of organisation; free text. |
| `weight` | A number above 0; 1 if empty. |
"""
_CORRECTIONS_CSV = """## corrections.csv

Optional: what members and analysts ruled about findings. `commonground corrections --add` puts the answers of
confirmation sheets into it, `commonground review` asks an analyst. Rulings hold for all later runs while the sentence
stands, are listed in the report, and give the measured precision in the table `quality`. Of several rulings on one
finding the newest holds. All mistakes in the file are told at once; a line that finds nothing to act on stands in the
table `rejections`.

| column | meaning |
|---|---|
| `id` | Which finding: a position_id, an incompatibility_id, or two position_ids with a space between them. Must be \
there. |
| `verdict` | Of a position: `keep`, `wrong` (it is none), `outdated` (withdrawn), `not_ours` (it tells somebody \
else's view), `reclassify`. Of an incompatibility or two positions: `conflict`, `compatible`; `keep` and `wrong` say \
whether the program had it right. Must be there. |
| `by`, `date`, `note` | Who ruled, when (as in 2026-03-02) and why; optional. |
| `new_value` | `reclassify` only: `non_negotiable`, `constraint`, `goal` or `preference`. |
| `member_id`, `quote` | Whose sentence it is, and its words: by them it is found again when the member sends a newer \
copy of the paper, which changes its id. Sheets and `review` fill them in. |
"""
_ISSUES_CSV = """## issues.csv

Optional: what people decided about issues. It holds for all later runs and is carried out line by line, so a line may
use a name that a line above it gave. All mistakes in the file are told at once; a line that finds nothing to act on is
left out of a run and stands in the table `rejections`.

| column | meaning |
|---|---|
| `issue` | Which issue: its name, or the position_id of a sentence in it. Names that the program gave can change when \
documents are added; a position_id holds as long as the sentence stands. |
| `verdict` | `name`, `merge` or `split`. |
| `value` | `name`: its new name. `merge`: the issue that it is joined to, which keeps its name. `split`: the name of \
the issue that the positions leave for; it is made if there is none of that name. |
| `positions` | `split` only: the position_ids that leave, with spaces between them. |
| `by`, `date`, `note` | Who decided it, when and why; optional. |
"""
_ISSUE_WEIGHTS_CSV = """## issue_weights.csv

Optional: what a member's voice weighs on one issue, in place of its weight from members.csv, for example because it
would have to carry the matter out. Figures with and without weights stand side by side. A line that names no member or
no issue counts for nothing and stands in the table `rejections`.

| column | meaning |
|---|---|
| `member_id` | Which member. |
| `issue` | Which issue, by its name. |
| `weight` | A number above 0. |
"""
_CODINGS_CSV = """## codings.csv

Positions that people, or other tools, marked; it is read where `readers` names `codings`. A quote is found to the
letter, else without regard to spaces, hyphens and forms of quotation marks; one that is not found is left out and
stands in the table `rejections` with its line. All other mistakes in the file are told at once. `commonground reader
codings` writes a run's positions in this form.

| column | meaning |
|---|---|
| `document` | The document's path below the documents folder, or its document_id. Must be there. |
| `quote` | The words of the position. Must be there. |
| `kind` | `non_negotiable`, `constraint`, `goal` or `preference`; or `none` and no quote, for a document that holds \
no position. Must be there. |
| `issue` | Name of the question it answers. Positions of all documents that name the same lie in one issue; without a \
name the models place it. |
| `stance` | -1 to 1, or `for`, `against`, `neither`: its side on that question, the same way round in all lines. \
Without it the models tell. |
| `coder` | Who marked it. Where several coders marked one document, the one whose line stands first is used; \
`codings:anna` in `readers` uses Anna's. |
| `firmness`, `holder`, `holder_name`, `condition`, `scope`, `low`, `high`, `unit` | As in the table `positions`. \
Without the column rules on the wording tell; a column that is there counts, also where it is empty. Who tells a \
stance has weighed the condition: no rule adds one. |
| `start`, `facet` | As in the table `positions`: which of several equal sentences it is. |
"""
_REPORT_INTRO = """# The report

`report/index.html` in a run's folder: one file that needs nothing else, complete without JavaScript, fit to print. A
section that has nothing true to say is left out or says so.

`report/members/<member>.html` is a confirmation sheet for each member: its own positions and nothing of anybody else's,
to confirm, correct or withdraw in a browser or on paper. It makes rows for `corrections.csv` (`id`, `verdict`, `by`,
`date`, `note`, `new_value`, `member_id`, `quote`) to send back; `commonground corrections --add` takes them in, and
the next run carries them out.

`report/evidence/<member>.html` holds a member's quotes where there are too
many for one page.

Its own sentences are English, German, French or Spanish: `language = "de"` in the section `[report]`, or `commonground
report --language de`. Quotes stay in the language of their papers; reasons, doubts and questions stand in the tables in
English and are shown so. The catalogues lie in `reports/locale/`; after a change of the report's words `python -m
reports.catalogues` brings them up to date, and a test names what has to be translated.

`report/meeting-pack.pdf` is the same on paper: all but folds, closeness and quotes. It is there after `commonground
report --pdf`, or after every run where `pdf = true` stands in the section `[report]`, and needs a Chromium on PATH (or
named in the variable `CHROME`) or the extra `pdf` (WeasyPrint, which does not turn the heads of narrow columns). It is
the one file whose bytes differ between two prints of one report; `commonground verify` holds it against the print that
was made.

`make test-report` looks at all of this in Chromium. On two busy cores it gave: no request, no message in the console,
no violation by axe-core (light, dark, 360 px, every fold open, confirmation sheets), nothing against html-validate but
one rule that is off with its reason. On idle cores the sample's report of 0.57 MB is drawn in 0.28 s, a bare page of
its size in 0.22 s; 25 members on 40 issues with 891 quotes take 0.98 MB, 0.49 s (bare: 0.34 s) and 15 pages, on A4
and on Letter, the sample 13.

| section | answers | from the tables |
|---|---|---|
"""


def pages() -> dict[str, str]:
    """Return the reference pages, by file name."""
    made = {
        "settings.md": _settings(),
        "tables.md": data_dictionary(),
        "commands.md": _commands(),
        "report.md": _report(),
    }
    return {name: f"{_NOTE}\n\n{text.rstrip()}\n" for name, text in made.items()}


def write(folder: Path = DOCS) -> None:
    """Write the pages into a folder that exists."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _settings() -> str:
    parts = [_SETTINGS_INTRO, "## At the top of the file\n", _table_of(_plain_settings())]
    parts += ["## [[seed_issues]]\n", _intro(SeedIssueSettings), _SEEDS_INTRO]
    parts += [_table_of(SeedIssueSettings.model_fields)]
    for step, kind in sorted(step_settings().items()):
        if kind.model_fields:
            parts += [f"## [{step}]\n", _intro(kind), _table_of(kind.model_fields)]
    return "\n".join([*parts, _MEMBERS_CSV, _CODINGS_CSV, _CORRECTIONS_CSV, _ISSUES_CSV, _ISSUE_WEIGHTS_CSV])


def _plain_settings() -> dict[str, FieldInfo]:
    """Return the settings at the top of the file that are no tables of their own."""
    return {name: info for name, info in UserSettings.model_fields.items() if name != "seed_issues"}


def _intro(kind: type[BaseModel]) -> str:
    return f"{(kind.__doc__ or '').strip()}\n"


def _table_of(fields: Mapping[str, FieldInfo]) -> str:
    lines = ["| setting | default | may be | meaning |", "|---|---|---|---|"]
    for name, info in fields.items():
        lines.append(f"| `{name}` | {_default(info)} | {_allowed(info)} | {_cell(info.description or '')} |")
    return "\n".join(lines) + "\n"


def _default(info: FieldInfo) -> str:
    return "must be there" if info.is_required() else f"`{toml_value(info.default)}`"


def _cell(text: str) -> str:
    """Return text in which Markdown finds neither a column's end nor a tag."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def _allowed(info: FieldInfo) -> str:
    options = " or ".join(f'`"{option}"`' for option in get_args(info.annotation) if isinstance(option, str))
    kind = _KINDS.get(get_origin(info.annotation) or info.annotation, options)
    bounds = [
        words.format(getattr(bound, name))
        for bound in info.metadata
        for name, words in _BOUNDS.items()
        if getattr(bound, name, None) is not None
    ]
    return ", ".join([kind, *bounds]).strip(", ")


def _commands() -> str:
    group = typer.main.get_group(app)
    return "\n".join(["# Commands\n", f"{group.help}\n", *_described(group, "commonground")])


def _described(group: TyperGroup, name: str) -> Iterator[str]:
    """Yield the parts of the page for all commands of a group, and for those of the groups in it."""
    for own, command in group.commands.items():
        yield f"## {name} {own}\n"
        yield f"{command.help}\n"
        if isinstance(command, TyperGroup):
            yield from _described(command, f"{name} {own}")
            continue
        yield "| you write | meaning |\n|---|---|"
        yield from (f"| `{_written(parameter)}` | {_meaning(parameter)} |" for parameter in command.params)
        yield ""


def _written(parameter: object) -> str:
    if isinstance(parameter, TyperArgument):
        name = str(parameter.name).upper()
        return name if parameter.required else f"[{name}]"
    assert isinstance(parameter, TyperOption)
    return ", ".join(parameter.opts)


def _meaning(parameter: object) -> str:
    assert isinstance(parameter, TyperArgument | TyperOption)
    default = f" `{parameter.default}` if left out." if isinstance(parameter.default, str | Path) else ""
    return f"{parameter.help}{default}"


def _report() -> str:
    rows = []
    for section in all_sections():
        needed = [f"`{info_of(record).name}`" for record in TABLES if record in section.needs]
        rows.append(f"| {section.title} | {section.question} | {', '.join(needed)} |")
    return _REPORT_INTRO + "\n".join(rows) + "\n"


if __name__ == "__main__":
    if not DOCS.is_dir():
        sys.exit(f"{DOCS}: There is no such folder. Run this in a checkout, not in an installed program.")
    write()
