"""The meeting pack on paper: few enough pages on A4 and Letter, the map on one of them across, nothing cut off."""

from typing import get_args

import pypdfium2
import pytest

from reports.printing import print_pack
from reports.settings import Layout

MILLIMETRES = 25.4 / 72
SIZES = {"A4": (210, 297), "Letter": (216, 279)}


@pytest.fixture
def printed(report_of, written, chromium):
    """Give a function from an alliance's fixture and a paper to the pages of its meeting pack."""

    def printed(which, paper):
        if (which, paper) not in written:
            page = (report_of(which) / "index.html").read_text(encoding="utf-8")
            written[which, paper] = print_pack(page, paper=paper)
        return pypdfium2.PdfDocument(written[which, paper])

    return printed


def sizes_of(document):
    return [tuple(round(length * MILLIMETRES) for length in page.get_size()) for page in document]


def words_of(page):
    return " ".join(page.get_textpage().get_text_range().split())


def test_every_paper_is_measured():
    assert set(SIZES) == set(get_args(Layout.model_fields["paper"].annotation))


@pytest.mark.parametrize("paper", SIZES)
def test_the_pack_of_a_large_alliance_has_at_most_fifteen_pages(paper, printed):
    document = printed("large", paper)
    assert 5 < len(document) <= 15
    assert "Alliance of twenty-five" in words_of(document[0])
    assert "1 / " in words_of(document[0])
    assert "Read by machine, not yet confirmed by the members" in words_of(document[1])


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("which", ["alliance", "large"])
def test_the_map_lies_across_on_one_page(which, paper, printed):
    document = printed(which, paper)
    upright = SIZES[paper]
    assert set(sizes_of(document)) == {upright, upright[::-1]}
    (across,) = [page for page, size in zip(document, sizes_of(document), strict=True) if size != upright]
    assert "Who stands where" in words_of(across)


@pytest.mark.slow
@pytest.mark.parametrize("paper", SIZES)
def test_the_pack_of_the_sample_has_at_most_fifteen_pages(paper, printed):
    assert 5 < len(printed("sample", paper)) <= 15


@pytest.mark.parametrize("name", ["index.html", "members/ash.html"])
def test_nothing_is_wider_than_the_paper(name, opened, report_of):
    page = opened(report_of("alliance") / name).page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})  # the text area of A4
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
