"""Brings the catalogues of messages up to date with the code: `python -m reports.catalogues`.

New sentences come into every catalogue without a translation, and a test fails until they have one; sentences that are
gone go. To add a language, put an empty file `locale/CODE/LC_MESSAGES/commonground.po` here, run this, and translate.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from reports.language import CATALOGUE, CATALOGUES

_HERE = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}}
_KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def messages() -> Catalog:
    """Return every sentence that the report's code and templates mark, in the order of files and lines."""
    found = Catalog(charset="utf-8")
    for _file, _line, message, _comments, context in sorted(
        extract_from_dir(_HERE, _METHODS, _OPTIONS, keywords=_KEYWORDS),
        key=lambda each: (each[0], each[1]),
    ):
        found.add(message, context=context)
    return found


def paths() -> list[Path]:
    """Return the catalogues there are."""
    return sorted(CATALOGUES.glob(f"*/{CATALOGUE}"))


def read(path: Path) -> Catalog:
    """Return a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, ignore_obsolete=True)


def updated(path: Path) -> bytes:
    """Return what a catalogue's file should hold: the sentences of the code with the translations that it has."""
    catalogue = read(path)
    catalogue.update(messages(), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, catalogue, width=0, no_location=True, omit_header=True, ignore_obsolete=True)
    return written.getvalue()


def main() -> None:
    """Write every catalogue anew."""
    for path in paths():
        path.write_bytes(updated(path))


if __name__ == "__main__":
    main()
