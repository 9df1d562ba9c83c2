"""What goes into a run changes what it should and nothing else; whatever it is, it does no harm."""

import base64
import hashlib
import shutil
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from corpus.errors import UserError
from corpus.records import (
    Alignment,
    Coalition,
    Document,
    Incompatibility,
    Issue,
    Member,
    Position,
    ReadStatus,
    Rejection,
    Stance,
    StanceSide,
)
from tests.pipelines.outcomes import rows, shown

SILENT = "The secretariat of Delta was founded in 1987 and has its seat in a former tram depot. It has nine rooms.\n"


def test_the_order_in_which_files_came_changes_nothing(base, tmp_path, analyse, papers, write, tables_of):
    folder = tmp_path / "backwards"
    for path in reversed(papers):
        write(folder / "documents", {path: papers[path]})
    assert tables_of(analyse(folder).folder) == tables_of(base.folder)


def test_the_order_of_members_csv_changes_nothing(ran, tables_of):
    lines = ["anvil,Anvil,firm,2\n", "briar,Briar,union,1\n", "cobalt,Cobalt,city,1\n"]
    one, other = (
        ran(name=name, files={"members.csv": "member_id,name,type,weight\n" + "".join(order)})
        for name, order in (("one", lines), ("other", lines[::-1]))
    )
    assert tables_of(one.folder) == tables_of(other.folder)
    assert one.manifest.inputs["members.csv"] != other.manifest.inputs["members.csv"]
    anvil = rows(one, Member)[0]
    assert (anvil.name, anvil.type, anvil.weight) == ("Anvil", "firm", 2.0)


def test_what_members_are_called_changes_no_finding(base, tmp_path, analyse, papers, write):
    renamed = {"anvil": "zinc", "briar": "yarrow", "cobalt": "xenon"}
    other = {path.replace(path.split("/")[0], renamed[path.split("/")[0]]): text for path, text in papers.items()}
    # The model reads the author's name too, and the papers name their members; the names people see stay.
    names = "".join(f"{new},{old.title()}\n" for old, new in renamed.items())
    write(tmp_path / "renamed", {"members.csv": f"member_id,name\n{names}"})
    write(tmp_path / "renamed" / "documents", other)
    outcome = analyse(tmp_path / "renamed")

    def found(run, names):
        quotes = {row.position_id: row.quote for row in rows(run, Position)}
        issues = Counter(row.issue_id for row in rows(run, Position))
        return {
            "positions": {(names[row.member_id], row.quote, row.kind, row.firmness) for row in rows(run, Position)},
            "sizes": sorted(issues.values()),
            "pairs": {
                (frozenset((names[row.member_a], names[row.member_b])), row.agreement, row.n_shared, row.n_incompatible)
                for row in rows(run, Alignment)
            },
            "collisions": {
                (frozenset(quotes[p] for p in row.positions), row.type, row.status, row.score)
                for row in rows(run, Incompatibility)
            },
            "coalitions": {(row.basis, frozenset(names[m] for m in row.members)) for row in rows(run, Coalition)},
        }

    same = {name: name for name in renamed}
    assert found(outcome, {new: old for old, new in renamed.items()}) == found(base, same)


@pytest.mark.parametrize("name", ["anvil/a copy.md", "anvil/zz/copy.md"], ids=["before", "after"])
def test_a_document_sent_twice_changes_only_what_was_received(base, ran, papers, tables_of, name):
    outcome = ran({name: papers["anvil/position.md"]})
    before, after = tables_of(base.folder), tables_of(outcome.folder)
    assert {name for name in before if before[name] != after[name]} == {"documents.parquet", "rejections.parquet"}
    first, second = sorted((row for row in rows(outcome, Document) if row.member_id == "anvil"), key=lambda d: d.path)
    assert {first.path, second.path} == {name, "anvil/position.md"}
    assert first.status is ReadStatus.READ
    assert (second.status, second.duplicate_of) == (ReadStatus.DUPLICATE, first.document_id)


def test_a_document_sent_in_another_format_too_changes_no_finding(base, ran, papers, tables_of):
    page = papers["anvil/position.md"].replace("# Position of Anvil", "<h1>Position of Anvil</h1>")
    for heading in ("Inspection of home offices", "Recording of working time", "Equipment"):
        page = page.replace(f"## {heading}", f"<h2>{heading}</h2>")
    outcome = ran({"anvil/zz.html": f"<html><body>{page}</body></html>"})
    before, after = tables_of(base.folder), tables_of(outcome.folder)
    assert {name for name in before if before[name] != after[name]} == {"documents.parquet", "rejections.parquet"}


def test_a_silent_member_is_shown_as_silent_and_changes_nothing_between_others(base, ran, tables_of):
    outcome = ran({"delta/history.txt": SILENT})
    before, after = tables_of(base.folder), tables_of(outcome.folder)
    untouched = ("positions", "issues", "relations", "incompatibilities", "common_ground", "rejections")
    for name in untouched:
        assert before[f"{name}.parquet"] == after[f"{name}.parquet"], name
    new = set(rows(outcome, Stance)) - set(rows(base, Stance))
    assert set(rows(base, Stance)) < set(rows(outcome, Stance))
    assert {(row.member_id, row.stance, row.score, row.n_positions) for row in new} == {
        ("delta", StanceSide.NOT_STATED, None, 0)
    }
    assert len(new) == len(rows(base, Issue))
    pairs = set(rows(outcome, Alignment)) - set(rows(base, Alignment))
    assert set(rows(base, Alignment)) < set(rows(outcome, Alignment))
    assert {(row.agreement, row.conflict, row.n_shared) for row in pairs} == {(None, None, 0)}


def test_every_file_is_read_or_stands_in_rejections_with_its_reason(ran):
    odd = {
        "anvil/broken.pdf": b"%PDF-1.7\nnot a page in it",
        "anvil/empty.txt": b"",
        "anvil/picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "briar/deep/er/short.md": "Two words",
        "briar/copy.txt": "x",
        "cobalt/deutsch.txt": "Wir lehnen jede Regelung ab, die ohne eine ausreichende Frist in Kraft tritt. " * 5,
    }
    outcome = ran(odd)
    documents = rows(outcome, Document)
    given = {row.subject: row for row in rows(outcome, Rejection) if row.step == "reading"}
    on_disk = outcome.folder.parent.parent / "documents"
    assert {row.path for row in documents} == {
        path.relative_to(on_disk).as_posix() for path in on_disk.rglob("*") if path.is_file()
    }
    unread = {row.path for row in documents if row.status is not ReadStatus.READ}
    assert unread == set(odd)
    assert {row.path for row in documents if row.status is ReadStatus.READ} | set(given) == {d.path for d in documents}
    for row in documents:
        if row.path in unread:
            assert given[row.path].reason == row.status
            assert len(given[row.path].detail.split()) > 5
            assert row.text == ""
    assert {row.document_id for row in rows(outcome, Position)} <= {
        row.document_id for row in documents if row.status is ReadStatus.READ
    }


HOSTILE = (
    "<script>alert('x')</script> We demand <img src=x onerror=alert(1)> that {{ 7*7 }} and {% raw %} &lt;b&gt; be "
    "recorded. We will not sign \x00\u202eany \u2066agreement\u202c that is inspected with less than 30 days of notice."
)


def test_hostile_text_ends_inert_in_the_report(ran):
    outcome = ran(
        {
            "anvil/hostile.txt": HOSTILE + "\n\nWe demand " + "that working time is recorded, " * 3000 + "always.\n",
            "briar/hostile.md": HOSTILE,
            "cobalt/hostile.html": f"<p>{HOSTILE}</p><script>We demand scripts.</script>",
        },
        files={"members.csv": "member_id,name\nanvil,\"<script>alert('anvil')</script> {{ 1+1 }}\"\nbriar,\ncobalt,\n"},
    )
    assert any("{{ 7*7 }}" in row.quote for row in rows(outcome, Position))
    for row in rows(outcome, Position):
        document = next(document for document in rows(outcome, Document) if document.document_id == row.document_id)
        assert document.text[row.start : row.end] == row.quote
    text = (outcome.folder / "report" / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert "\x00" not in text
    assert page.find("img") is None
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    for script in page.find_all("script"):
        digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    words = shown(outcome)
    assert "{{ 7*7 }}" in words
    assert "<script>alert('anvil')</script> {{ 1+1 }}" in words
    assert "49 and" not in words


def test_a_single_member_gets_a_report(tmp_path, analyse, papers, write):
    outcome = analyse(write(tmp_path / "one", {"anvil/position.md": papers["anvil/position.md"]}))
    assert [row.member_id for row in rows(outcome, Member)] == ["anvil"]
    assert rows(outcome, Position)
    assert rows(outcome, Alignment) == rows(outcome, Incompatibility) == ()
    assert "We support that employers pay" in shown(outcome)


def test_without_a_collision_everybody_can_start_together(tmp_path, analyse, write):
    same = "# Equipment\n\nWe demand that employers pay for the equipment of home offices.\n"
    outcome = analyse(write(tmp_path / "calm", {"a/p.md": same, "b/p.md": same + "\nThis is our position.\n"}))
    assert rows(outcome, Incompatibility) == ()
    assert {row.members for row in rows(outcome, Coalition)} == {("a", "b")}
    words = shown(outcome)
    assert "No verified collision was found" in words
    assert "This does not show that there is none" in words
    assert "Among all 2 members no collision could be verified." in words


def test_names_of_files_and_folders_may_be_of_any_kind(tmp_path, analyse, papers, write, base):
    named = {
        "Łódź & Söhne/Stellung nahme (final) 🏠.md": papers["anvil/position.md"],
        "mit leerzeichen/%20#?.txt": papers["briar/letter.txt"],
        "ελ-l'eau/<b>fett<b>.html": papers["cobalt/paper.html"],
    }
    outcome = analyse(write(tmp_path / "straße {x} \udcff", named))
    assert {row.path for row in rows(outcome, Document)} == set(named)
    # A member's name is part of what the model reads, so a quote at the edge may be judged otherwise.
    found, usual = ({row.quote for row in rows(each, Position)} for each in (outcome, base))
    assert found <= usual
    assert len(found) >= len(usual) - 1
    assert "<b>fett" not in outcome.report.read_text(encoding="utf-8")


def test_a_required_member_must_be_one(tmp_path, analyse, papers, write):
    folder = write(tmp_path / "alliance", papers | {"alliance.toml": 'required_members = ["anvil", "zebra"]\n'})
    with pytest.raises(UserError, match="required_members names zebra, which is no member"):
        analyse(folder)
    assert not (folder / "runs").exists()


def test_members_may_lie_beside_the_settings_without_a_documents_folder(
    base, tmp_path, analyse, papers, write, tables_of
):
    folder = write(tmp_path / "bare", papers)
    assert tables_of(analyse(folder).folder) == tables_of(base.folder)
    shutil.copytree(folder / "anvil", folder / "runs" / "anvil")
    again, first = tables_of(analyse(folder).folder), tables_of(base.folder)
    lineages = again.pop("lineage.parquet"), first.pop("lineage.parquet")
    assert again == first
    assert lineages[0] != lineages[1]  # the second run in a folder is compared with the first
