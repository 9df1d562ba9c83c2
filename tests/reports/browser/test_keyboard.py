"""The report by keyboard alone: all can be reached, symbols are walked by arrows, and Escape leads back."""

import csv
import io

import pytest

from tests.reports.browser.conftest import Look, everything_open

REACHABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }))
    .filter((each) => each.type !== "radio" || each === document.querySelector(`[name="${each.name}"]`))
    .map((each, number) => { each.dataset.stop = number; return number; })
"""
FOCUSED = "() => { const at = document.activeElement; return at && at.dataset.stop ? Number(at.dataset.stop) : null; }"


def walked(page, steps):
    """Press Tab so many times and return the numbers of what got the focus."""
    stops = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    return [stop for stop in stops if stop is not None]


@pytest.mark.parametrize("width", [1100, 360])
@pytest.mark.parametrize("name", ["index.html", "members/ash.html"])
def test_tab_reaches_everything_in_the_order_of_the_page(name, width, opened, report_of):
    page = opened(report_of("alliance") / name, Look(width=width)).page
    with everything_open(page):
        reachable = page.evaluate(REACHABLE)
        assert len(reachable) > 10
        assert walked(page, len(reachable)) == reachable


def test_the_focus_can_be_seen(opened, report_of):
    page = opened(report_of("alliance") / "index.html").page
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])"
            "(getComputedStyle(document.activeElement))"
        )
        assert style == ["solid", "3px"]


def test_the_first_stop_skips_to_the_short_version(opened, report_of):
    page = opened(report_of("alliance") / "index.html").page
    page.keyboard.press("Tab")
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#brief")


def test_arrows_walk_over_symbols_and_leave_one_stop(opened, report_of):
    page = opened(report_of("alliance") / "index.html").page
    page.locator("#map td a").first.focus()
    label = "document.activeElement.getAttribute('aria-label')"
    seen = [page.evaluate(label)]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(page.evaluate(label))
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[1]
    assert seen[5] == seen[3]
    assert seen[4] != seen[3]
    assert page.locator("#map td a[tabindex='0']").count() == 1
    assert page.evaluate("document.activeElement.tabIndex") == 0


def test_enter_shows_the_quotes_in_place_and_escape_goes_back(opened, report_of):
    page = opened(report_of("alliance") / "index.html").page
    page.locator("#map td a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('quotes').open") is True
    assert "open ledger" in page.inner_text("#quotes-body")
    assert page.locator("#quotes-body figure.quote").count() == 1
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.getElementById('quotes').open") is False
    assert page.evaluate("document.activeElement.matches('#map td a')")


def test_the_map_filters_and_says_how_much_is_shown(opened, report_of):
    page = opened(report_of("alliance") / "index.html").page
    page.fill("#map-text", "ledger")
    rows = page.locator("#map table.map tbody tr")
    assert [row.is_visible() for row in rows.all()].count(True) == 1
    assert page.text_content("#live") == "1 of 3 issues shown"
    page.locator("#map-reset").press("Enter")
    assert all(row.is_visible() for row in rows.all())


def test_a_table_sorts_both_ways_and_says_so(opened, report_of):
    page = opened(report_of("alliance") / "index.html").page
    head = page.locator("#members table.sort thead th").first
    for order in ("descending", "ascending"):
        head.locator("button").press("Enter")
        assert head.get_attribute("aria-sort") == order
        names = page.locator("#members table.sort tbody th > a").all_inner_texts()
        assert names == sorted(names, reverse=order == "descending")
        assert page.text_content("#live").endswith(order)


def test_the_ticks_of_a_sheet_become_rows_that_a_spreadsheet_does_not_run(opened, report_of):
    page = opened(report_of("alliance") / "members" / "ash.html").page
    first, second = page.locator("fieldset.ruling").all()[:2]
    first.locator("input[value=keep]").check()
    first.locator(".note-text").fill('=HYPERLINK("x"), and more')
    page.fill("#by", "Ann Ash")
    second.locator("select.kind").select_option("non_negotiable")
    rows = list(csv.DictReader(io.StringIO(page.input_value("#rows"))))
    assert [row["id"] for row in rows] == ["p-ash", "m-ash"]
    assert [(row["verdict"], row["new_value"]) for row in rows] == [("keep", ""), ("reclassify", "non_negotiable")]
    assert rows[0]["note"] == '\'=HYPERLINK("x"), and more'
    assert {(row["by"], row["member_id"]) for row in rows} == {("Ann Ash", "ash")}
    assert rows[0]["quote"] == "We will not sign any text without an open ledger."
    assert page.text_content("#progress") == "2 of 3 answered."
    with page.expect_download() as saving:
        page.locator("#save").press("Enter")
    assert saving.value.suggested_filename == "corrections-ash.csv"
    assert saving.value.path().read_text(encoding="utf-8") == page.input_value("#rows")
