"""Confirmation sheets: only a member's own words, and rows for corrections.csv that a spreadsheet cannot run."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from corpus.records import (
    Document,
    Holder,
    Incompatibility,
    Issue,
    Kind,
    Member,
    Position,
    Stance,
    StanceSide,
)
from reports.page import render
from reports.settings import Layout


def sheet(alliance, member_id="ash"):
    return render(alliance.data())[f"members/{member_id}.html"]


@pytest.fixture
def ash(alliance):
    return BeautifulSoup(sheet(alliance), "lxml")


def test_every_member_has_a_sheet_and_the_report_lists_it(alliance, page):
    files = {name for name in render(alliance.data()) if name.startswith("members/")}
    assert files == {f"members/{name}.html" for name in ("ash", "birch", "cedar", "dogwood")}
    assert {link["href"] for link in page.select("#members a[href^='members/']")} == files


def test_a_sheet_asks_after_each_position_of_the_member_and_of_nobody_else(ash, text_of):
    assert [each["data-id"] for each in ash.select("fieldset.ruling")] == ["p-ash", "m-ash", "f-ash"]
    first = ash.select_one("fieldset.ruling")
    assert "“We will not sign any text without an open ledger.”" in text_of(first)
    assert "Understood as a red line: you would not join" in text_of(first)
    assert [each["value"] for each in first.select("input[type=radio]")] == [
        "keep",
        "outdated",
        "wrong",
        "not_ours",
        "reclassify",
    ]
    assert [each["value"] for each in first.select("option")] == ["", *[kind.value for kind in Kind][1:]]
    for name in ("Birch", "Cedar", "Dogwood", "ledger is a line"):
        assert name not in ash.get_text()


def test_a_sheet_stays_the_same_to_the_byte_whatever_the_others_say(alliance):
    before = sheet(alliance)
    alliance.change(
        Position,
        lambda row: (
            replace(row, superseded_by="m-ash", issue_id="other", stance=-1.0)
            if row.member_id == "ash"
            else replace(row, quote="Something else.", kind=Kind.PREFERENCE)
        ),
    )
    alliance.change(
        Document, lambda row: row if row.member_id == "ash" else replace(row, text="Something else.", words=900_000)
    )
    alliance.change(Member, lambda row: row if row.member_id == "ash" else replace(row, name="Ash Society"))
    alliance.change(Issue, lambda row: replace(row, label="another name", keywords=("x",)))
    alliance.change(Stance, lambda row: replace(row, stance=StanceSide.AGAINST))
    alliance.rows[Incompatibility] = []
    alliance.manifest = alliance.manifest | {
        "run_id": "run-8",
        "warnings": [],
        "models": [],
        "counts": {"positions": 1},
    }
    assert sheet(alliance) == before
    assert render(alliance.data(layout=Layout(quotes_in_page=0)))["members/ash.html"] == before


def test_a_view_that_is_only_told_is_not_asked_for_as_the_members_own(alliance, text_of):
    alliance.change(
        Position,
        lambda row: replace(row, holder=Holder.REPORTED, holder_name="mayor") if row.position_id == "f-ash" else row,
    )
    ash = BeautifulSoup(sheet(alliance), "lxml")
    assert "f-ash" not in [each["data-id"] for each in ash.select("fieldset.ruling")]
    assert "reports what mayor holds" in text_of(ash.select_one("#q-f-ash"))
    assert "took 2 sentences for positions" in text_of(ash.select_one("#how"))


def test_a_member_of_whom_nothing_was_found_is_asked_for_a_text(alliance, text_of):
    words = text_of(BeautifulSoup(sheet(alliance, "dogwood"), "lxml"))
    assert "We found no position of yours." in words
    assert "This is not taken for agreement" in words
    assert "dogwood/scan.pdf: scan without text. Ask Dogwood for the text." in words


@pytest.mark.parametrize("which", ["alliance", "hostile"])
def test_a_sheet_sends_and_runs_nothing_but_its_own_script(which, request):
    for name, text in render(request.getfixturevalue(which).data()).items():
        if name.startswith("members/"):
            policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text).group(1)
            (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert policy.startswith("default-src 'none';")
            assert f"script-src 'sha256-{digest}'" in policy
            page = BeautifulSoup(text, "lxml")
            assert not page.select("img, iframe, link, object, form, [style], [onerror], [onclick], [src]")
            assert {link["href"][0] for link in page.select("[href]")} == {"#"}
            assert not re.search(r"https?:|fetch\(|XMLHttpRequest|innerHTML", script)


def test_a_sheet_can_be_read_aloud(ash):
    ids = [element["id"] for element in ash.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(each.legend.get_text(strip=True) for each in ash.select("fieldset"))
    for field in ash.select("input, select, textarea"):
        assert field.find_parent("label") or ash.select_one(f'label[for="{field.get("id")}"]')
