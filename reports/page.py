"""Builds the report from a run's tables and manifest; the same data gives the same bytes."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.discovery import discover
from corpus.manifest import Manifest
from reports import language, sections, sheets, words
from reports.language import N_, InTemplates, _
from reports.run_data import RunData, load
from reports.sections import Section, evidence
from reports.words import capitalised, plain

__all__ = ["RunData", "load", "render", "written"]

TEMPLATES = Path(__file__).parent / "templates"
FOOT = N_("Read by machine, not yet confirmed by the members")
"""What page.css prints at the foot of every sheet; no translation may hold a quotation mark as CSS has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A section that has something to say."""

    section: Section
    template: str
    view: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What this is, and how final it is."""

    name: str
    facts: Manifest
    n_members: int
    n_read: int
    n_issues: int
    n_declared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What every file of the report carries with it: style, script, and the hashes that allow just these."""

    css: str
    css_hash: str
    script: str
    script_hash: str


def render(data: RunData) -> dict[str, str]:
    """Return the files of the report: name below the report folder -> content."""
    with language.speaking(data.layout.language):
        return _rendered(data)


def _rendered(data: RunData) -> dict[str, str]:
    environment = _environment()
    shell = _shell()
    masthead = _masthead(data)
    page = environment.get_template("page.html").render(
        shell=shell, masthead=masthead, shown=_shown(data), has_evidence=bool(data.positions)
    )
    files = {"index.html": page}
    member_page = environment.get_template("member_evidence.html")
    for name, voice in evidence.beside(data).items():
        files[name] = member_page.render(shell=shell, masthead=masthead, voice=voice)
    sheet_page, sheet_shell = environment.get_template("sheet.html"), _shell("sheet")
    for sheet in sheets.all_sheets(data):
        files[sheet.file] = sheet_page.render(shell=sheet_shell, sheet=sheet)
    return files


def written(data: RunData) -> dict[str, bytes]:
    """Return the files of the report as they are written."""
    return {name: content.encode() for name, content in render(data).items()}


def all_sections() -> tuple[Section, ...]:
    """Return every section there is, in the order of the report."""
    return tuple(sorted(discover(sections, "SECTION", Section), key=lambda section: (section.order, section.id)))


def _shown(data: RunData) -> tuple[Shown, ...]:
    views = [(section, section.build(data)) for section in all_sections()]
    return tuple(
        Shown(section=section, template=f"sections/{section.id}.html", view=view)
        for section, view in views
        if view is not None
    )


def _masthead(data: RunData) -> Masthead:
    declared = {position.member_id for position in data.positions.values() if position.source.value == "declaration"}
    return Masthead(
        name=capitalised(plain(data.facts.name)) or _("Alliance without a name"),
        facts=data.facts,
        n_members=len(data.members),
        n_read=len(data.read_documents),
        n_issues=len(data.issues),
        n_declared=len(declared),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        InTemplates.gettext, InTemplates.ngettext, pgettext=InTemplates.pgettext, npgettext=InTemplates.npgettext
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # with our functions, which write out numbers
    environment.globals |= {
        "dated": language.dated,
        "figure": language.figure,
        "lang": InTemplates.lang,
        "language": language.spoken().code,
        "listed": InTemplates.listed,
        "number": language.number,
        "quote_marks": words.quote_marks,
        "stop": words.stop,
    }
    environment.filters["capitalised"] = words.capitalised
    return environment


def _shell(kind: str = "report") -> Shell:
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8").replace(FOOT, _(FOOT))
    script = (TEMPLATES / f"{kind}.js").read_text(encoding="utf-8")
    return Shell(css=css, css_hash=csp_hash(css), script=script, script_hash=csp_hash(script))


def csp_hash(content: str) -> str:
    """Return the source expression by which a content security policy allows exactly this content."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
