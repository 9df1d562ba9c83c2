"""What tests look at in a finished run."""

from bs4 import BeautifulSoup

from corpus import tables


def rows(outcome, record):
    """Return the rows of one table as they stand in its file."""
    return tables.read(record, outcome.folder / "tables")


def shown(outcome):
    """Return the words of a report as its readers see them."""
    return " ".join(BeautifulSoup(outcome.report.read_text(encoding="utf-8"), "html.parser").get_text().split())
