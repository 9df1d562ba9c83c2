"""Nothing is fetched, nothing complains, nothing foreign runs, and nothing is wider than the screen."""

import pytest

from tests.reports.browser.conftest import Look, everything_open

LOOKS = {"light": Look(), "dark": Look(dark=True), "phone": Look(width=360), "tablet": Look(width=800)}
WHICH = ["alliance", "hostile", "large", "empty_alliance", pytest.param("sample", marks=pytest.mark.slow)]
WIDER_THAN_THE_SCREEN = """
() => [...document.querySelectorAll("body *")]
    .filter((each) => !each.closest(".scroll, nav, .unseen, .of, .skip, dialog, svg, thead"))
    .filter((each) => each.getClientRects().length && each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("which", WHICH)
def test_nothing_is_fetched_nothing_complains_and_all_fits(which, look, opened, report_of):
    folder = report_of(which)
    sheets = sorted(folder.glob("members/*.html"))
    for file in (folder / "index.html", *sheets[:1]):
        seen = opened(file, LOOKS[look])
        with everything_open(seen.page):
            assert seen.page.evaluate(WIDER_THAN_THE_SCREEN) == []
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= LOOKS[look].width
        assert seen.requests == [file.as_uri()]
        assert seen.complaints == []


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "without it"])
@pytest.mark.parametrize("page", ["index.html", "members/ash.html"])
def test_words_of_members_never_run(page, policy, opened, report_of):
    """Without the policy only escaping stands between a member's words and the browser."""
    seen = opened(report_of("hostile") / page, Look(policy=policy))
    with everything_open(seen.page):
        assert seen.page.locator("script").count() == 1
        assert seen.page.locator("img, iframe, object, embed, form, base").count() == 0
        assert seen.page.locator("[onerror], [onclick], [href^='javascript']").count() == 0
        assert "<img src=x onerror=alert(1)>" in seen.page.inner_text("main")
    if page == "index.html":
        seen.page.evaluate("document.querySelector('#map td a').click()")
        assert "<img src=x onerror=alert(1)>" in seen.page.inner_text("#quotes-body")
    assert seen.requests == [(seen.page.url)]
    assert seen.complaints == []


def test_the_policy_is_what_the_test_without_it_takes_away(opened, tmp_path):
    file = tmp_path / "page.html"
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    file.write_text(f"<html><head>{policy}</head><body><script>document.title = 'ran'</script></body></html>")
    assert opened(file).page.title() == ""
    assert opened(file, Look(policy=False)).page.title() == "ran"
