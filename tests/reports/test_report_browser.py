"""The report in a real browser: nothing is fetched, nothing complains, it fits a phone and two sizes of paper."""

import base64
import csv
import io
import shutil

import pypdfium2
import pytest

from reports.page import render
from tests.reports.chromium import Chromium

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium on PATH")

SHEETS = {"A4": (210, 297), "Letter": (215.9, 279.4)}
MILLIMETRES = 25.4


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    opened = Chromium(PROGRAM, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture
def written(tmp_path):
    """Give a function from an alliance to the folder its report was written to."""

    def written(made):
        for name, content in render(made.data()).items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path

    return written


@pytest.mark.parametrize("which", ["alliance", "hostile"])
@pytest.mark.parametrize("page", ["index.html", "members/ash.html"])
def test_nothing_is_fetched_nothing_complains_and_nothing_foreign_runs(which, page, request, browser, written):
    file = written(request.getfixturevalue(which)) / page
    for width, dark in ((1100, False), (1100, True), (360, False)):
        browser.open(file, width=width, dark=dark)
        assert browser.requests() == [file.as_uri()]
        assert browser.complaints() == []
        assert not [event for event in browser.events if event.get("method") == "Page.javascriptDialogOpening"]
        assert browser.run("document.documentElement.scrollWidth") <= width


def test_a_symbol_shows_its_quotes_in_place_and_escape_goes_back(browser, written, alliance):
    browser.open(written(alliance) / "index.html")
    browser.run("document.querySelector('#map a.cell').focus(); document.activeElement.click()")
    assert browser.run("document.getElementById('quotes').open") is True
    assert "open ledger" in browser.run("document.getElementById('quotes-body').textContent")
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="Escape", code="Escape", windowsVirtualKeyCode=27)
    assert browser.run("document.getElementById('quotes').open") is False
    assert browser.run("document.activeElement.className") == "cell"


def test_the_ticks_of_a_sheet_become_rows_that_a_spreadsheet_does_not_run(browser, written, alliance):
    browser.open(written(alliance) / "members" / "ash.html")
    browser.run("""
        const [first, second] = document.querySelectorAll("fieldset.ruling");
        first.querySelector("input[value=keep]").click();
        first.querySelector(".note-text").value = '=HYPERLINK("x"), and more';
        second.querySelector("select.kind").value = "non_negotiable";
        document.getElementById("by").value = "Ann Ash";
        second.querySelector("select.kind").dispatchEvent(new Event("input", { bubbles: true }));
    """)
    rows = list(csv.DictReader(io.StringIO(browser.run("document.getElementById('rows').value"))))
    assert [row["id"] for row in rows] == ["p-ash", "m-ash"]
    assert [(row["verdict"], row["new_value"]) for row in rows] == [("keep", ""), ("reclassify", "non_negotiable")]
    assert rows[0]["note"] == '\'=HYPERLINK("x"), and more'
    assert {(row["by"], row["member_id"]) for row in rows} == {("Ann Ash", "ash")}
    assert rows[0]["quote"] == "We will not sign any text without an open ledger."
    assert browser.run("document.getElementById('progress').textContent") == "2 of 3 answered."


@pytest.mark.parametrize("name", SHEETS)
def test_the_map_prints_on_a_landscape_page_of_either_paper(name, browser, written, alliance):
    browser.open(written(alliance) / "index.html")
    width, height = SHEETS[name]
    printed = browser.call(
        "Page.printToPDF", preferCSSPageSize=True, paperWidth=width / MILLIMETRES, paperHeight=height / MILLIMETRES
    )
    document = pypdfium2.PdfDocument(base64.b64decode(printed["data"]))
    sizes = [tuple(round(length / 72 * MILLIMETRES) for length in page.get_size()) for page in document]
    portrait = (round(width), round(height))
    assert set(sizes) == {portrait, portrait[::-1]}
    (landscape,) = [page for page, size in zip(document, sizes, strict=True) if size != portrait]
    assert "Who stands where" in landscape.get_textpage().get_text_range()
