"""The whole report: what it says about the small alliance, and what it must never contain."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from corpus import tables
from corpus.errors import UserError
from corpus.manifest import to_json
from corpus.records import (
    TABLES,
    Holder,
    Kind,
    Member,
    Position,
    Stance,
)
from reports.page import RunData, all_sections, load, render
from reports.settings import Layout

SECTIONS = [
    "brief",
    "redlines",
    "common",
    "agenda",
    "questions",
    "members",
    "map",
    "groups",
    "subsets",
    "method",
    "evidence",
]


class Tags(HTMLParser):
    """Collects start tags as a browser's tokenizer would see them."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags_of(text):
    parser = Tags()
    parser.feed(text)
    return parser.seen


def test_all_sections_stand_in_the_order_of_the_specification(page):
    assert [section["id"] for section in page.select("main > section")] == SECTIONS
    assert [link["href"] for link in page.select("nav a")] == [f"#{name}" for name in SECTIONS]


def test_the_masthead_says_what_this_is_and_how_final(page, text_of):
    head = text_of(page.select_one("header"))
    assert "Pond Alliance" in head
    assert "4 members stand, as far as 3 documents show" in head
    assert "2026-05-04" in head
    assert "run-7" in head
    assert "not confirmed by members" in head


def test_the_short_version_counts_what_the_tables_hold(page, text_of):
    brief = text_of(page.select_one("#brief"))
    assert "On 1 issue, firm demands exclude each other. They involve 2 members." in brief
    assert "1 further collision is possible on 1 issue" in brief
    assert "Nobody was found to object on 1 issue" in brief
    assert "It is easy to miss" in brief
    assert "Among 3 of 4 members no collision could be verified." in brief
    assert "1 possible collision has to be read before anybody relies on that." in brief
    assert "38% of the map is empty (3 of 8 pairs of member and issue, over the issues on which at least two" in brief
    assert "1 of 4 files was not read" in brief
    assert "Ash Society wrote 36% of all words (18 of 50)" in brief
    assert "3 issues at a glance" in brief


def test_common_ground_names_its_members_and_shows_a_sentence(page, text_of):
    row = page.select_one("#common-meters")
    words = text_of(row)
    assert row.th.a.get_text() == "NFC meters"
    assert [cell.get_text() for cell in row.select("td.n")] == ["2", "0", "2"]
    assert "Ash Society and Birch & Sons" in words
    assert "Easy to miss: 2 different terms" in words
    assert "“Meters should be read by hand.” Ash Society, Ash position paper, page 2, 2025-01 m-ash" in words


@pytest.mark.parametrize("changed", [{"kind": Kind.NON_NEGOTIABLE}, {"kind": Kind.CONSTRAINT}, {"stance": 0.3}])
def test_no_red_line_no_limit_and_no_unclear_sentence_is_an_example_of_an_agreement(alliance, show, text_of, changed):
    alliance.change(Position, lambda row: replace(row, **changed) if row.issue_id == "meters" else row)
    row = show(alliance).select_one("#common-meters")
    assert "Ash Society and Birch & Sons" in text_of(row)
    assert "“" not in text_of(row)


def test_unread_files_stand_with_reason_and_advice(page, text_of):
    for section in ("#members", "#method"):
        words = text_of(page.select_one(section))
        assert "dogwood/scan.pdf" in words
        assert "scan without text" in words
        assert "Ask Dogwood for the text." in words
    members = text_of(page.select_one("#members"))
    assert "Nothing was read from Dogwood Council" in members
    assert "required" in text_of(page.select_one("#member-dogwood"))
    assert "every position unknown" in text_of(page.select_one("#member-dogwood"))


def test_the_map_links_every_stance_to_its_sentence(page, text_of):
    row = next(each for each in page.select("#map tbody tr") if each.a.get_text() == "Open ledger")
    cells = {cell.find(attrs={"aria-label": True})["aria-label"]: cell for cell in row.select("td")}
    assert set(cells) == {
        "Ash Society: for, red line",
        "Birch & Sons: against, red line",
        "Cedar Union: depends",
        "nothing found",
    }
    assert cells["Ash Society: for, red line"].a["href"] == "#q-p-ash"
    assert cells["Ash Society: for, red line"].get_text() == "+"
    assert cells["nothing found"].get_text() == "·"
    assert "red-line" in cells["Birch & Sons: against, red line"]["class"]
    assert "red-line" not in cells["Cedar Union: depends"]["class"]
    assert "firm demands collide" in text_of(row.th)
    assert "7 of 12 fields are empty" in text_of(page.select_one("#map"))


def test_the_matrix_gives_counts_and_a_dot_where_too_few_issues_are_shared(page):
    names = [head.get_text() for head in page.select("#groups table.matrix thead th bdi")]
    squares = {
        (row.th.get_text(), name): (cell.span["aria-label"], cell.get_text())
        for row in page.select("#groups table.matrix tbody tr")
        for name, cell in zip(names, row.select("td"), strict=True)
    }
    assert squares["Ash Society", "Birch & Sons"] == ("1/2, demands exclude each other", "1/2")
    assert squares["Birch & Sons", "Ash Society"] == squares["Ash Society", "Birch & Sons"]
    assert squares["Ash Society", "Cedar Union"] == ("too few shared issues to say (1)", "·")
    assert squares["Cedar Union", "Dogwood Council"] == ("too few shared issues to say (0)", "·")


def test_groups_that_could_start_say_who_is_left_out_because_of_what(page, text_of):
    verified, both = page.select("#subsets > ol.subsets")
    first = verified.li
    assert "3 of 4 members: Ash Society, Cedar Union and Dogwood Council." in text_of(first)
    assert text_of(first.select_one(".out li")) == "Birch & Sons: Open ledger with Ash Society"
    assert first.select_one(".out a")["href"] == "#redline-ledger"
    assert "Dogwood Council stands here only because nothing was found" in text_of(first)
    last = both.select(":scope > li")[1]
    outsiders = [text_of(each) for each in last.select(".out li")]
    assert outsiders == [
        "Ash Society: Open ledger with Birch & Sons",
        "Cedar Union: possibly Open ledger with Birch & Sons",
    ]


def test_a_group_without_a_required_member_says_so(alliance, show, text_of):
    alliance.manifest = alliance.manifest | {"required_members": ["birch"]}
    first = show(alliance).select_one("#subsets ol.subsets > li")
    assert "Without Birch & Sons, which alliance.toml requires." in text_of(first)


def test_the_method_prints_models_settings_figures_and_what_was_dropped(page, text_of):
    method = text_of(page.select_one("#method"))
    for part in (
        "tiny-pairs",
        "c0ffee" * 8,
        "Apache-2.0",
        "max_pages",
        "Raising it reads on.",
        "make measure",
    ):
        assert part in method
    assert "1 setting differs from the default: reading.max_pages" in method
    assert "A page of one document could not be read." in method
    assert "relations: cap (1)" in method
    assert "Beyond the cap of the issue." in method


def test_every_quote_stands_under_its_member_also_those_without_an_issue(page, text_of):
    quotes = {figure["id"] for figure in page.select("#evidence figure.quote")}
    assert quotes == {"q-p-ash", "q-p-birch", "q-p-cedar", "q-m-ash", "q-m-birch", "q-f-ash"}
    ash = page.select_one("#said-ash")
    assert "Other points" in text_of(ash.select_one("#q-f-ash").find_parent("details").summary)
    assert "Nothing was found. This is not agreement." in text_of(page.select_one("#said-dogwood"))


def test_notes_say_when_a_sentence_is_not_the_members_own_or_not_its_newest(alliance, show, text_of):
    alliance.change(
        Position,
        lambda row: (
            replace(row, holder=Holder.REPORTED, holder_name="the mayor", superseded_by="p-ash")
            if row.position_id == "f-ash"
            else row
        ),
    )
    caption = text_of(show(alliance).select_one("#q-f-ash figcaption"))
    assert "reports what the mayor holds" in caption
    assert "replaced by a newer sentence" in caption


def test_links_lead_somewhere_and_names_are_unique(page, alliance):
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    links = {element["href"] for element in page.select("[href]")} - set(render(alliance.data()))
    assert links
    assert {link for link in links if not link.startswith("#") or link[1:] not in ids} == set()
    described = {name for element in page.select("[aria-labelledby]") for name in element["aria-labelledby"].split()}
    assert described <= set(ids)


def test_headings_are_in_order_and_tables_can_be_read_aloud(page):
    levels = [
        int(heading.name[1]) for heading in page.select("h1, h2, h3, h4, h5, h6") if not heading.find_parent("dialog")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in page.select("table"):
        assert table.caption.get_text(strip=True)
        assert all(head.get("scope") for head in table.select("th"))
    assert page.html["lang"] == "en"
    assert all(page.select_one(landmark) for landmark in ("header", "nav", "main", "footer"))
    regions = [region["aria-label"] for region in page.select("section.scroll")]
    names = regions + [section.h2.get_text() for section in page.select("main > section")]
    assert all(regions)
    assert len(names) == len(set(names))


def test_the_policy_allows_exactly_the_style_and_script_that_are_there(alliance):
    text = render(alliance.data())["index.html"]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text).group(1)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for name, found in (
        ("style-src", re.findall(r"<style>(.*?)</style>", text, re.DOTALL)),
        ("script-src", re.findall(r"<script>(.*?)</script>", text, re.DOTALL)),
    ):
        (content,) = found
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy


@pytest.mark.parametrize("which", ["alliance", "hostile"])
def test_nothing_is_fetched_and_nothing_runs(which, request):
    text = render(request.getfixturevalue(which).data())["index.html"]
    found = tags_of(text)
    assert [tag for tag, _ in found].count("script") == 1
    assert {tag for tag, _ in found} & {"img", "iframe", "link", "object", "embed", "base", "form"} == set()
    for tag, attributes in found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href", "action", "srcset"):
            assert re.match(r"#|members/[a-z0-9_-]+\.html$|$", attributes.get(name, "")), (tag, attributes)
    style_and_script = "".join(re.findall(r"<style>.*?</style>|<script>.*?</script>", text, re.DOTALL))
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest", style_and_script)
    assert '<meta name="robots" content="noindex">' in text


def test_hostile_words_are_shown_as_words(hostile, show):
    page = show(hostile)
    assert "</script><script>alert(1)</script>" in page.h1.get_text()
    assert "{{ 7*7 }}" in page.select_one("#map").get_text()
    assert "49" not in page.h1.get_text()
    quote = page.select_one("#evidence figure.quote blockquote p")
    assert "<img src=x onerror=alert(1)>" in quote.get_text()
    assert quote.bdi.get_text() == quote.get_text()[1:-1]
    assert "\u202e" not in page.h1.get_text()
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_hostile_ids_become_safe_names(alliance, show):
    alliance.change(Member, lambda row: replace(row, member_id="../Ünï <b>&") if row.member_id == "dogwood" else row)
    page = show(alliance)
    for element in page.select("[id]"):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", element["id"])


def test_the_same_rows_in_another_order_give_the_same_bytes(alliance):
    first = render(alliance.data())
    for rows in alliance.rows.values():
        rows.reverse()
    alliance.rows = dict(reversed(alliance.rows.items()))
    assert render(alliance.data()) == first


def test_a_run_folder_gives_the_same_report_as_its_rows(alliance, tmp_path):
    (tmp_path / "tables").mkdir()
    for record in TABLES:
        file = tmp_path / "tables" / f"{tables.info_of(record).name}.parquet"
        file.write_bytes(tables.to_parquet(record, alliance.rows.get(record, [])))
    (tmp_path / "manifest.json").write_bytes(to_json(alliance.manifest))
    assert render(load(tmp_path)) == render(alliance.data())


def test_a_folder_without_a_run_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="no complete run"):
        load(tmp_path)


def test_every_section_reads_only_what_it_says_it_needs(alliance):
    for section in all_sections():
        given = {record: rows for record, rows in alliance.rows.items() if record in section.needs}
        full = section.build(alliance.data())
        assert section.build(RunData.of(given, alliance.manifest)) == full, section.id


def test_names_that_two_members_share_are_told_apart(alliance, show):
    alliance.change(Member, lambda row: replace(row, name="The Club"))
    names = [each.get_text() for each in show(alliance).select("#members tbody th > a bdi")]
    assert sorted(names) == ["The Club (ash)", "The Club (birch)", "The Club (cedar)", "The Club (dogwood)"]


def test_a_frame_in_the_map_leads_to_the_sentence_that_makes_the_red_line(alliance, show):
    alliance.change(
        Stance,
        lambda row: replace(row, positions=("m-ash", "p-ash")) if row.positions == ("p-ash",) else row,
    )
    cell = show(alliance).find("a", attrs={"aria-label": "Ash Society: for, red line"})
    assert cell["href"] == "#q-p-ash"


def test_a_member_that_spoke_on_few_issues_is_marked_thin(alliance, show, text_of):
    rows = {row.th.bdi.get_text(): text_of(row) for row in show(alliance).select("#members table.sort tbody tr[id]")}
    assert all("thin: treat silence as unknown" in rows[name] for name in ("Ash Society", "Cedar Union"))
    page = show(alliance, layout=Layout(thin_issues=2))
    rows = {row.th.bdi.get_text(): text_of(row) for row in page.select("#members table.sort tbody tr[id]")}
    assert "thin" not in rows["Ash Society"]
    assert "thin" in rows["Cedar Union"]


def test_quotes_beyond_the_page_stand_in_a_file_per_member(alliance):
    files = render(alliance.data(layout=Layout(quotes_in_page=5)))
    assert {name for name in files if not name.startswith("members/")} == {"index.html", "evidence/birch.html"}
    index = BeautifulSoup(files["index.html"], "lxml")
    kept = {figure["id"] for figure in index.select("#evidence figure.quote")}
    assert kept == {"q-p-ash", "q-p-birch", "q-p-cedar", "q-m-ash", "q-f-ash"}
    assert index.select_one('#said-birch a[href="evidence/birch.html"]')
    assert index.select_one('#map td a[href="evidence/birch.html#q-m-birch"]')
    birch = BeautifulSoup(files["evidence/birch.html"], "lxml")
    assert {figure["id"] for figure in birch.select("figure.quote")} == {"q-p-birch", "q-m-birch"}
    assert birch.select_one('a[href="../index.html"]')
    pages = {name: {each["id"] for each in BeautifulSoup(text, "lxml").select("[id]")} for name, text in files.items()}
    for link in index.select("[href]"):
        file, _, anchor = link["href"].partition("#")
        assert not anchor or anchor in pages[file or "index.html"], link["href"]


def test_the_firmest_quotes_of_everybody_stay_while_they_fit(alliance):
    alliance.position("m-ash-2", "ash", "read by hand", issue_id="meters", stance=0.8)
    alliance.position("m-ash-3", "ash", "by hand", issue_id="meters", stance=0.8)
    alliance.rows[Stance] = [
        replace(row, positions=("m-ash", "m-ash-2", "m-ash-3")) if row.positions == ("m-ash",) else row
        for row in alliance.rows[Stance]
    ]
    assert "m-ash-2" in alliance.data(layout=Layout(quotes_in_page=7)).front_quotes
    assert "m-ash-3" not in alliance.data(layout=Layout(quotes_in_page=7)).front_quotes
    few = alliance.data(layout=Layout(quotes_in_page=6)).front_quotes
    assert "m-birch" in few
    assert "m-ash-2" not in few


def test_a_large_map_splits_and_says_what_it_leaves_to_the_list(alliance, show, text_of):
    page = show(alliance, layout=Layout(map_members=3, map_block=2, map_issues=2, matrix_members=2))
    tables_shown = page.select("#map table.map")
    assert [len(table.select("thead th")) - 1 for table in tables_shown] == [2, 2]
    assert [len(table.select("tbody tr")) for table in tables_shown] == [2, 2]
    assert "part 2 of 2" in tables_shown[1].caption.get_text()
    assert "The other 1 stand in the list below" in text_of(page.select_one("#map"))
    assert len(page.select("#map .entry")) == 3
    assert not page.select("#groups table.matrix")
    assert "too large to read" in text_of(page.select_one("#groups"))
