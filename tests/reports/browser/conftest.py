"""Opens reports in an installed Chromium. `make test-report` insists on one, `make test` skips without."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from reports.page import render
from reports.printing import find_chromium
from tests.reports.large import fill

HERE = Path(__file__).parent
INSISTED = bool(os.environ.get("COMMONGROUND_REPORT_TESTS"))


class Look(NamedTuple):
    """How a page is looked at."""

    width: int = 1100
    dark: bool = False
    script: bool = True
    policy: bool = True


class Opened(NamedTuple):
    """A page with what it asked for and complained about since it was opened."""

    page: object
    requests: list
    complaints: list


def without(what, advice):
    """Skip, or fail where the tests were asked for by name."""
    (pytest.fail if INSISTED else pytest.skip)(f"{what} {advice}")


def installed(name):
    """Return what npm put into node_modules."""
    folder = HERE / "node_modules" / name
    if not folder.exists():
        without(f"{name} is not installed.", "Run: make test-report")
    return folder


@pytest.fixture(scope="session")
def chromium():
    """Give an installed Chromium, driven by Playwright."""
    program = find_chromium()
    if not program:
        without("No Chromium was found on PATH.", "Install one, or name it in the variable CHROME.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("Playwright is not installed.", "Run: make test-report")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium):
    """Give a function from a file and a look to the page, with what it did."""
    contexts = []

    def opened(file, look=None):
        look = look or Look()
        context = chromium.new_context(
            viewport={"width": look.width, "height": 900},
            color_scheme="dark" if look.dark else "light",
            java_script_enabled=look.script,
            bypass_csp=not look.policy,
            has_touch=look.width < 600,
            is_mobile=look.width < 600,
        )
        contexts.append(context)
        page = context.new_page()
        seen = Opened(page, [], [])
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: seen.complaints.append(f"dialog: {dialog.message}") or dialog.dismiss())
        page.goto(file.as_uri())
        return seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """Give the source of axe-core."""
    return (installed("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def large(empty_alliance):
    """Give the alliance of 25 members and 40 issues."""
    return fill(empty_alliance)


@pytest.fixture(scope="session")
def written():
    """Give what was written already: a report is written once and read by many tests."""
    return {}


@pytest.fixture
def report_of(request, written, tmp_path_factory):
    """Give a function from the name of an alliance's fixture to the folder of its report, which must not be changed."""

    def report_of(name):
        if name == "sample":
            return request.getfixturevalue("sample_run") / "report"
        if name not in written:
            written[name] = write_report(request.getfixturevalue(name), tmp_path_factory.mktemp(name))
        return written[name]

    return report_of


def write_report(made, folder):
    """Write an alliance's report into a new folder and return it."""
    for name, content in render(made.data()).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@contextmanager
def everything_open(page):
    """Have every fold open for a while."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    yield
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = false; })")
