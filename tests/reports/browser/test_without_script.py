"""The report without JavaScript: every finding and every quote is there, and no control that would do nothing."""

import re

import pytest

from corpus.records import CommonGround, Incompatibility, Issue, Member, Position
from reports.words import capitalised, plain
from tests.reports.browser.conftest import Look


def words(text):
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("which", ["alliance", "large"])
def test_every_finding_and_quote_can_be_read(which, request, opened, report_of):
    made = request.getfixturevalue(which)
    page = opened(report_of(which) / "index.html", Look(script=False)).page
    text = words(page.locator("main").text_content())
    for position in made.rows[Position]:
        assert plain(position.quote) in text, position.position_id
    for finding in made.rows[Incompatibility]:
        if finding.status != "rejected":
            assert finding.incompatibility_id in text
            assert finding.reason in text
    for ground in made.rows[CommonGround]:
        assert page.locator(f"#common-{ground.issue_id}").count() == 1
    for issue in made.rows[Issue]:
        assert capitalised(issue.label) in text
    for member in made.rows[Member]:
        assert member.name in text


def test_controls_that_need_the_script_are_hidden(opened, report_of):
    folder = report_of("alliance")
    for name in ("index.html", "members/ash.html"):
        for script in (True, False):
            page = opened(folder / name, Look(script=script)).page
            shown = [control.is_visible() for control in page.locator(".scripted:not(select)").all()]
            assert shown == [script] * len(shown)
            assert shown


def test_a_symbol_leads_to_its_sentence(opened, report_of):
    page = opened(report_of("alliance") / "index.html", Look(script=False)).page
    page.locator("#map td a").first.click()
    target = page.url.partition("#")[2]
    quote = page.locator(f"#{target}")
    assert quote.is_visible()
    assert "open ledger" in quote.inner_text()


def test_a_sheet_can_be_ticked_and_says_how_to_send_it(opened, report_of):
    page = opened(report_of("alliance") / "members" / "ash.html", Look(script=False)).page
    page.locator("fieldset.ruling input[value=keep]").first.check()
    assert page.locator("fieldset.ruling input:checked").count() == 1
    assert "Print the sheet and send it back" in page.inner_text("#how")
