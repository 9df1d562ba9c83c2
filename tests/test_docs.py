"""What the documents say is true: commands, settings, tables and sections are named, links lead somewhere."""

import re
import subprocess
from pathlib import Path

import pytest
import typer.main

from corpus.records import TABLES
from corpus.tables import info_of
from pipelines.cli import app
from pipelines.reference import pages
from pipelines.run import measured_figures
from pipelines.settings import UserSettings, step_settings
from reports.page import all_sections

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", sorted(pages()))
def test_reference_pages_are_current(name):
    """If this fails: python -m pipelines.reference."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name]


def test_every_command_is_in_the_readme():
    for command in typer.main.get_group(app).commands:
        assert f"commonground {command}" in README
        assert f"## commonground {command}" in pages()["commands.md"]


def test_every_setting_table_and_section_is_documented():
    settings = pages()["settings.md"]
    for name in UserSettings.model_fields:
        assert f"`{name}`" in settings
    for step, kind in step_settings().items():
        for name in kind.model_fields:
            assert f"## [{step}]" in settings
            assert f"`{name}`" in settings
    for record in TABLES:
        assert f"## {info_of(record).name}\n" in pages()["tables.md"]
    for section in all_sections():
        assert section.title in pages()["report.md"]


def test_every_number_says_what_raising_it_does():
    for step, kind in step_settings().items():
        for name, field in kind.model_fields.items():
            if field.annotation in (int, float):
                assert "Raising it" in (field.description or ""), f"{step}.{name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    for link in links:
        assert (page.parent / link).exists(), link


def test_the_two_commands_stand_alone_in_a_block_on_the_first_screen():
    first_screen = "\n".join(README.splitlines()[:40])
    for command in ("make demo", "make test"):
        assert f"```sh\n{command}\n```" in first_screen


def test_make_help_lists_the_targets():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-report", "lint", "train", "bench-understanding"):
        assert f"make {target}" in listed


def test_the_figures_of_the_report_are_those_of_the_card():
    card = (ROOT / "models" / "weights" / "position" / "card.md").read_text(encoding="utf-8")
    (row,) = [line for line in card.splitlines() if line.startswith("| **this model** |")]
    bank_macro, _bank_own, papers_macro, papers_own = (float(cell) for cell in row.split("|")[2:6])
    measured = [figure.value for figure in measured_figures() if figure.command == "make bench-understanding"]
    assert measured[:3] == [papers_own, papers_macro, bank_macro]
    sides = (ROOT / "models" / "weights" / "stance" / "card.md").read_text(encoding="utf-8")
    (row,) = [line for line in sides.splitlines() if line.startswith("| three sentences from the middle")]
    bank_right, _fields_right, papers_right = (float(right) for right in re.findall(r"right (\d\.\d+)", row))
    assert measured[3:] == [papers_right, bank_right]


def test_the_figures_of_the_readme_are_those_of_the_report():
    for figure in measured_figures():
        if figure.command.startswith("score.py"):
            assert f"{figure.value:.3f}" in README
