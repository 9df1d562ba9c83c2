import pytest

from corpus.formats import Limits, UnreadableError
from corpus.formats.html import read_html
from corpus.records import ReadStatus

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)


def kinds(html):
    return [(piece.kind.value, piece.text) for piece in read_html(html.encode(), LIMITS).pieces]


def test_what_a_reader_sees_is_kept_in_its_kind():
    html = """<!doctype html><html><head><title>Our  position</title>
    <meta property="article:published_time" content="2020-02-03T10:00"><script>alert(1)</script></head>
    <body><header><p>Port of Aa</p></header><nav><a>Home</a></nav><main><article><header><h1>Cranes</h1></header>
    <p>We sup<b>port</b> it.<sup><a href="#fn1">1</a></sup> The hall has 40 m<sup>2</sup>.</p>
    <div>We ask for:<ul><li>notice;<ul><li>in writing</li></ul></li><li><p>dates</p></li></ul></div>
    <p><strong>A smaller point</strong></p>
    <blockquote><p>They said no.</p></blockquote>
    <table><caption>Dues</caption><tr><th>Year</th><td>2020</td></tr></table>
    <figure><img alt="x"><figcaption>A crane</figcaption></figure>
    <p>One line<br>goes on.<br><br>Another begins.</p>
    <section class="footnotes"><ol><li id="fn1">Except on Sundays. <a>↩</a></li></ol></section>
    </article></main><aside>See also</aside><footer>(c) 2020</footer></body></html>"""
    assert kinds(html) == [
        ("header_footer", "Port of Aa"),
        ("heading", "Cranes"),
        ("paragraph", "We support it. The hall has 40 m2."),
        ("paragraph", "We ask for:"),
        ("list_item", "notice;"),
        ("list_item", "in writing"),
        ("list_item", "dates"),
        ("heading", "A smaller point"),
        ("quotation", "They said no."),
        ("caption", "Dues"),
        ("table_cell", "Year"),
        ("table_cell", "2020"),
        ("caption", "A crane"),
        ("paragraph", "One line goes on."),
        ("paragraph", "Another begins."),
        ("footnote", "Except on Sundays."),
        ("header_footer", "(c) 2020"),
    ]
    extracted = read_html(html.encode(), LIMITS)
    assert (extracted.title, extracted.dated) == ("Our position", "2020-02-03T10:00")


@pytest.mark.parametrize(
    "hiding",
    [
        "hidden",
        'style="display:none"',
        'style="VISIBILITY : hidden"',
        'aria-hidden="true"',
        'style="font-size:0"',
    ],
)
def test_hidden_text_is_left_out_and_told(hiding):
    extracted = read_html(f"<p>We support it.</p><div {hiding}><p>We oppose it.</p></div>".encode(), LIMITS)
    assert [piece.text for piece in extracted.pieces] == ["We support it."]
    assert extracted.warnings == ("1 hidden part of this document, which no reader sees, left out.",)


def test_a_table_that_only_places_text_is_no_table():
    assert kinds("<table><tr><td><p>We support it.</p></td></tr></table>") == [("paragraph", "We support it.")]


def test_old_encodings_named_in_the_page_are_used():
    html = '<meta charset="windows-1252"><p>Façade – naïve</p>'.encode("cp1252")
    assert read_html(html, LIMITS).pieces[0].text == "Façade – naïve"


@pytest.mark.parametrize("html", ["<div>" * 5000 + "We support it.", "<b><i>" * 5000 + "x"])
def test_deep_nesting_is_refused_or_flattened_but_no_crash(html):
    try:
        extracted = read_html(html.encode(), LIMITS)
    except UnreadableError as error:
        assert error.status is ReadStatus.TOO_LARGE
    else:
        assert len(extracted.pieces) <= 1


def test_the_items_of_ordered_lists_have_the_numbers_that_a_browser_shows():
    html = """<ol><li>one</li><li><p>two</p><ol type="a"><li>inner</li></ol></li><li value="7">seven</li></ol>
    <ol start="4" type="I"><li>four</li></ol><ol reversed><li>two left</li><li>one left</li></ol>
    <ol style="list-style-type: none"><li>(a) own</li></ol><ol><li>(1) own</li></ol><ul><li>none</li></ul>"""
    assert [text for _, text in kinds(html)] == [
        *("1. one", "2. two", "a. inner", "7. seven", "IV. four", "2. two left", "1. one left"),
        *("(a) own", "(1) own", "none"),
    ]


def test_white_words_are_left_out_unless_something_dark_may_be_behind_them():
    white = '<p>We support it.</p><p style="color: #FFF">We oppose it.</p>'
    assert [text for _, text in kinds(white)] == ["We support it."]
    for dark in ('<div style="background:navy">{}</div>', '<table><tr bgcolor="black"><td>{}</td></tr></table>'):
        assert len(kinds(dark.format(white))) == 2
    assert len(kinds(f"<style>p {{background: navy}}</style>{white}")) == 2
