"""Sections that stand only where an analysis filled their table: concessions, words, changes."""

import pytest

from corpus.records import (
    Alignment,
    Change,
    ChangeCause,
    Coalition,
    CoalitionBasis,
    Concession,
    ConcessionMerit,
    Correction,
    CorrectionEffect,
    Definition,
    Document,
    Fairness,
    FairnessGrouping,
    FindingVerdict,
    Lineage,
    Role,
    Stability,
    Term,
    TermKind,
    Trade,
)
from models.compatibility import CHECKS
from reports.settings import Layout
from reports.words import REJECTED_BY_WORDS


@pytest.fixture
def concession(alliance):
    """Give a function that adds a row to the small alliance's concessions."""

    def concession(number, target, positions, asked, **values):
        given = {
            "cost": float(number),
            "fallback_positions": (),
            "rank": number,
            "basis": CoalitionBasis.VERIFIED,
            "merits": (),
            "most_from_one": 1,
            "largest_burden": float(number),
            "n_resolved": 1,
            "least_cost": 1.0,
        }
        alliance.add(
            Concession(
                concession_id=f"way-{number}",
                target=target,
                positions=positions,
                members_asked=asked,
                **(given | values),
            )
        )

    return concession


def test_they_are_left_out_where_there_is_nothing_to_show(page):
    assert not page.select("#concessions, #terms, #changes")


def test_what_would_have_to_give_is_counted_and_quoted_and_says_what_would_stay(alliance, concession, show, text_of):
    everybody = ("ash", "birch", "cedar", "dogwood")
    concession(1, everybody, ("p-ash",), ("ash",), fallback_positions=("m-ash",))
    concession(2, everybody, ("p-birch",), ("birch",), merits=(ConcessionMerit.FEWEST,))
    concession(3, everybody, ("p-birch",), ("birch",), basis=CoalitionBasis.VERIFIED_AND_POSSIBLE)
    section = show(alliance).select_one("#concessions")
    words = text_of(section)
    assert "It does not say that a member should move, or could." in words
    assert [text_of(heading) for heading in section.select("h3")] == ["All 4 members", "All 4 members"]
    assert "If only verified collisions count." in words
    assert "If possible collisions count as well." in words
    none_left, one_left = section.select_one("ol.subsets").select(":scope > li")
    assert "1 sentence of 1 member: Birch & Sons. fewest sentences way-2" in text_of(none_left)
    assert "No collision found among them would stay" in text_of(none_left)
    assert "1 possible collision among them would stay" in text_of(one_left)
    assert "“We will not sign any text without an open ledger.”" in text_of(one_left)
    assert "Softer wording of the same member: “Meters should be read by hand.”" in text_of(one_left)


def test_ways_beyond_the_first_are_counted(alliance, concession, show, text_of):
    for number in (1, 2, 3):
        concession(number, ("ash", "birch"), ("p-ash",), ("ash",))
    section = show(alliance, layout=Layout(subsets_shown=2)).select_one("#concessions")
    assert len(section.select("ol.subsets > li")) == 2
    assert "2 members: Ash Society and Birch & Sons" in text_of(section.h3)
    assert "1 other way stands in the table concessions." in text_of(section)


def test_a_word_with_two_meanings_shows_who_means_what(alliance, show, text_of):
    for sense, member, quote in (
        (1, "ash", "Meters should be read by hand."),
        (2, "birch", "We ask for hand readings of all meters."),
    ):
        document = next(each for each in alliance.rows[Document] if each.member_id == member)
        start = document.text.index(quote)
        alliance.add(
            Definition(
                definition_id=f"t{sense}",
                member_id=member,
                document_id=document.document_id,
                start=start,
                end=start + len(quote),
                quote=quote,
                term="open ledger",
                meaning_start=start + 3,
                meaning_end=start + len(quote),
            )
        )
        alliance.add(
            Term(
                term="open ledger",
                sense=sense,
                members=(member,),
                positions=(f"t{sense}", "none"),
                kind=TermKind.SAME_TERM_DIFFERENT_MEANING,
                reason="The definitions have little in common.",
            )
        )
    section = show(alliance).select_one("#terms")
    assert text_of(section.h3) == "open ledger"
    assert "One word, different meanings. The definitions have little in common." in text_of(section)
    assert [text_of(heading) for heading in section.select("h4")] == ["Ash Society", "Birch & Sons"]
    assert [text_of(mark) for mark in section.select("mark")] == [
        "ers should be read by hand.",
        "ask for hand readings of all meters.",
    ]


def test_a_change_stands_with_its_cause_and_leads_to_what_changed(alliance, show, text_of):
    for subject in ("ledger", "p-ash", "c-verified", "dogwood", "gone"):
        alliance.add(Change(subject=subject, kind="stance", cause=ChangeCause.MODEL, before=None, after="for"))
    section = show(alliance).select_one("#changes")
    assert "5 changes since the run before" in text_of(section)
    links = {link["href"] for link in section.select("a")}
    assert links == {"#issue-ledger", "#q-p-ash", "#redline-ledger", "#member-dogwood"}
    row = next(row for row in section.select("tbody tr") if "gone" in text_of(row))
    assert text_of(row) == "gone stance nothing for the models changed, the documents did not: check before use"


def test_loud_changes_stand_first_and_quiet_ones_in_a_fold(alliance, show, text_of):
    def change(kind, subject, **fields):
        given = {"cause": ChangeCause.DOCUMENT, "before": None, "after": "said", "members": ("ash",)}
        alliance.add(Change(subject=subject, kind=kind, **given | fields))

    change("position_added", "p-ash", issue="Ledger")
    change("issue_closer", "ledger", series=(0.0, 0.5, 1.0))
    change("conflict_new", "c-verified", members=("ash", "birch"))
    section = show(alliance).select_one("#changes")
    assert "3 things differ from the run before." in text_of(section)
    loud = [text_of(row.select_one("td")) for row in section.select("tbody tr")]
    assert loud == ["new collision", "members came closer"]
    assert section.select_one("polyline")["points"] == "0,18 36,9 72,0"
    assert text_of(section.select_one("summary")) == "Position added (1)"
    assert "Ash Society" in text_of(section.details)


def test_what_people_ruled_stands_in_the_method(alliance, show, text_of):
    alliance.add(
        Correction(
            line=2,
            subject="p-ash",
            verdict=FindingVerdict.NOT_OURS,
            by="Ann",
            date="2026-03-02",
            note="It quotes the law.",
            effect=CorrectionEffect.CARRIED_OUT,
            finding_kind="goal",
            right=False,
            quote="Meters should be read by hand.",
            member_ids=("ash",),
            before="goal",
            after="reported",
        )
    )
    told = text_of(show(alliance).select_one("#method"))
    assert "1 ruling by people on findings" in told
    assert "Ash Society: somebody else’s view, by Ann 2026-03-02. Changed. It quotes the law." in told
    assert "“Meters should be read by hand.”" in told


def test_every_test_that_rejects_a_candidate_has_words():
    assert {check.name for check in CHECKS} <= REJECTED_BY_WORDS.keys()


def test_no_change_is_said_only_where_there_was_a_run_before(alliance, show, text_of):
    alliance.add(Lineage(previous_issue_id=None, issue_id="ledger", display_name="ledger", overlap=0.0))
    assert "first run" in text_of(show(alliance).select_one("#changes"))
    alliance.add(Lineage(previous_issue_id="old", issue_id="meters", display_name="meters", overlap=1.0))
    assert "Nothing was found that differs from the run before." in text_of(show(alliance).select_one("#changes"))


def test_an_exchange_says_who_gains_and_who_gives_on_what(alliance, show, text_of):
    assert not show(alliance).select("#trades")
    alliance.add(
        Trade(
            trade_id="t1",
            issue_a="ledger",
            issue_b="meters",
            members=("ash", "birch"),
            gain=0.2,
            loss=0.1,
            issue_ids=("ledger", "meters"),
            least_gain=0.1,
        )
    )
    section = show(alliance).select_one("#trades")
    rows = [[text_of(cell) for cell in row.select("th, td")] for row in section.select("tbody tr")]
    assert [row[0] for row in rows] == ["Ash Society", "Birch & Sons"]
    assert [cell.split(" “")[0] for cell in rows[0][1:]] == ["Open ledger", "NFC meters"]
    assert [cell.split(" “")[0] for cell in rows[1][1:]] == ["NFC meters", "Open ledger"]
    assert rows[0][2].endswith("“Meters should be read by hand.”")  # what it says where it would give way


def test_groups_are_drawn_beside_each_other_with_the_members_that_differ(alliance, show, text_of):
    alliance.rows[Coalition] = []
    for rank, members in enumerate((("ash", "birch", "cedar"), ("ash", "birch", "dogwood"), ("ash", "birch")), 1):
        alliance.add(
            Coalition(
                coalition_id=f"g{rank}",
                rank=rank,
                basis=CoalitionBasis.VERIFIED,
                members=members,
                excluded=(),
                common_issues=(),
                value=0.0,
                excluded_by=(),
            )
        )
    section = show(alliance).select_one("#subsets")
    assert "In all of the 3 largest groups: Ash Society and Birch & Sons." in text_of(section)
    assert len(section.select(".upset thead th")) == 3
    assert [text_of(cell) for cell in section.select(".upset td")] == ["●", "·", "·", "●", "·", "·"]


def test_members_that_stand_together_have_a_box(alliance, show, text_of):
    alliance.rows[Alignment] = []
    for a, b, value, collisions in (
        ("ash", "birch", 0.9, 0),
        ("ash", "cedar", 0.8, 0),
        ("birch", "cedar", 0.9, 0),
        ("cedar", "dogwood", 0.9, 1),
    ):
        alliance.add(
            Alignment(
                member_a=a,
                member_b=b,
                agreement=value,
                weighted_agreement=value,
                conflict=0.0,
                n_shared=4,
                n_agree=3,
                n_conflict=0,
                n_incompatible=collisions,
            )
        )
    section = show(alliance).select_one("#groups")
    assert len(section.select("td.box-top")) == len(section.select("td.box-left")) == 3
    assert any(
        text_of(item) == "Ash Society, Birch & Sons and Cedar Union "
        "The same side in 9 of 12 cases in which two of them have spoken on one issue."
        for item in section.select("ul li")
    )
    no_two_far_apart = show(alliance, layout=Layout(box_agreement=0.85)).select_one("#groups")
    assert not no_two_far_apart.select("td.box-top")  # though the mean is above
    apart = show(alliance, layout=Layout(box_agreement=0.95)).select_one("#groups")
    assert not apart.select("td.box-top")


def test_camps_and_members_on_whom_much_depends(alliance, show, text_of):
    for member, camp, articulation in (("ash", 1, True), ("birch", 2, False), ("cedar", None, False)):
        alliance.add(
            Role(
                member_id=member,
                camp=camp,
                articulation=articulation,
                n_friends=2,
                n_opponents=1,
                n_strained=1 if camp else 0,
                coalitions_without=0,
                coalitions_without_possible=0,
            )
        )
    told = text_of(show(alliance).select_one("#groups"))
    assert "1 tie contradicts it" in told
    assert "Ash Society: agrees with 2, opposes 1. Without it, a part of the network" in told


def test_kinds_of_member_are_compared_with_their_cases(alliance, show, text_of):
    for group, value in (("club", 0.25), ("firm", 0.5)):
        given = {"member_type": group, "grouping": FairnessGrouping.TYPE, "n": 8}
        alliance.add(Fairness(figure="without_issue", value=value, **given))
        alliance.add(Fairness(figure="confidence", value=0.8, **given))
    alliance.add(
        Fairness(member_type="pdf", figure="unread_by_format", value=0.0, n=3, grouping=FairnessGrouping.FORMAT)
    )
    section = show(alliance).select_one("#method")
    (table,) = [table for table in section.select("table") if "number of cases it rests on" in text_of(table.caption)]
    rows = [[text_of(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert rows == [["club", "0.80 (8)", "2 of 8"], ["firm", "0.80 (8)", "4 of 8"]]


def test_how_steady_findings_are_is_counted(alliance, show, text_of):
    for number, share in enumerate((1.0, 0.95, 0.5)):
        alliance.add(Stability(finding_id=f"c{number}", share=share, n_runs=20 + number, table="incompatibilities"))
    section = show(alliance).select_one("#method")
    assert "in 22 varied runs at most" in text_of(section)
    (table,) = [each for each in section.select("table") if "varied runs findings recur" in text_of(each.caption)]
    assert [text_of(cell) for cell in table.select("tbody th, tbody td")] == ["Collisions", "3", "1", "1", "1"]
