"""axe-core finds nothing to object to, whichever way the report is looked at."""

import pytest

from tests.reports.browser.conftest import Look, everything_open

LOOKS = {"light": Look(), "dark": Look(dark=True), "phone": Look(width=360)}
ASKED = """
async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return {
        judged: found.passes.length,
        wrong: found.violations.map((each) => [each.id, each.help, each.nodes.map((node) => node.html).slice(0, 3)]),
    };
}
"""


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate(ASKED)
    assert found["judged"] > 10, "axe-core looked at next to nothing"
    return found["wrong"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "which", ["alliance", "empty_alliance", "large", pytest.param("sample", marks=pytest.mark.slow)]
)
def test_the_report_has_no_violation(which, look, opened, report_of, axe):
    page = opened(report_of(which) / "index.html", LOOKS[look]).page
    assert violations(page, axe) == []


@pytest.mark.parametrize("which", ["alliance", pytest.param("sample", marks=pytest.mark.slow)])
def test_the_report_with_every_fold_open_has_no_violation(which, opened, report_of, axe):
    page = opened(report_of(which) / "index.html").page
    with everything_open(page):
        assert violations(page, axe) == []


@pytest.mark.parametrize("look", LOOKS)
def test_quotes_in_place_have_no_violation(look, opened, report_of, axe):
    page = opened(report_of("alliance") / "index.html", LOOKS[look]).page
    page.locator("#map td a").first.click()
    assert page.evaluate("document.getElementById('quotes').open")
    assert violations(page, axe) == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("member", ["ash", "dogwood"])
def test_a_confirmation_sheet_has_no_violation(member, look, opened, report_of, axe):
    page = opened(report_of("alliance") / "members" / f"{member}.html", LOOKS[look]).page
    assert violations(page, axe) == []


def test_a_seeded_fault_is_found(opened, report_of, axe):
    page = opened(report_of("alliance") / "index.html").page
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [name for name, *_ in violations(page, axe)] == ["html-has-lang"]
