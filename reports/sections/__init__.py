"""Sections of the report. One module a section; each offers SECTION and has a template of the same name."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.records import Record
from reports.run_data import RunData


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report that answers one question of its readers.

    `needs` are the tables that `build` reads. `build` returns a frozen view for its template,
    `templates/sections/<id>.html`, or None where nothing true can be said; then the section is left out.
    """

    id: str
    title: str
    short_title: str
    question: str
    order: int
    needs: tuple[type[Record], ...]
    build: Callable[[RunData], object | None]
