import json
import os
from email.message import EmailMessage

import pytest

from corpus.errors import UserError
from pipelines.commands.explain import explain

PAPER = """# Position of Anvil

We ask for two things:

- employers must pay for the equipment of home offices;
- the working time of people who work at home is recorded every day.

We will not join an alliance that lets a home office be inspected with less than 30 days of notice. Yes.

> The ministry says that every employee must come to the office.
"""


@pytest.fixture
def paper(tmp_path):
    folder = tmp_path / "alliance" / "documents" / "anvil"
    folder.mkdir(parents=True)
    (folder / "position.md").write_text(PAPER, encoding="utf-8")
    return folder / "position.md"


def shown(capsys, document, *, positions=False, code=0):
    assert explain(document, positions=positions, as_json=True) == code
    result = json.loads(capsys.readouterr().out)
    assert (result["schema"], result["exit_code"]) == ("commonground.explain/1", code)
    return result


def test_blocks_and_sentences_are_shown_as_they_are_stored(paper, capsys):
    (document,) = shown(capsys, paper)["documents"]
    assert (document["path"], document["member_id"], document["status"]) == ("anvil/position.md", "anvil", "read")
    blocks = document["blocks"]
    assert [block["kind"] for block in blocks] == [
        "heading",
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
        "quotation",
    ]
    text = "\n\n".join(block["text"] for block in blocks)
    for block in blocks:
        assert text[block["start"] : block["end"]] == block["text"]
        for sentence in block["sentences"]:
            assert text[sentence["start"] : sentence["end"]] == sentence["text"]
            assert sentence["heading"] == "Position of Anvil"
            assert "clauses" not in sentence
    assert blocks[0]["sentences"] == []
    lead_in = blocks[1]
    assert [block["lead_in"] for block in blocks[2:4]] == [[lead_in["start"], lead_in["end"]]] * 2
    assert [sentence["text"] for sentence in blocks[4]["sentences"]][1] == "Yes."


def test_positions_are_shown_with_why_the_others_are_none(paper, capsys):
    (document,) = shown(capsys, paper, positions=True)["documents"]
    clauses = {
        sentence["text"]: clause
        for block in document["blocks"]
        for sentence in block["sentences"]
        for clause in sentence["clauses"]
    }
    red_line = next(clause for text, clause in clauses.items() if text.startswith("We will not join"))
    assert (red_line["outcome"], red_line["kind"], red_line["firmness"]) == ("own_position", "non_negotiable", 1.0)
    assert red_line["own"] >= 0.7
    assert clauses["Yes."]["outcome"] == "too_short"
    assert explain(paper, positions=True, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "taken as an own position: non negotiable" in printed
    assert "left out: fewer than 4 words" in printed


def test_the_words_printed_are_the_words_of_the_document(paper, capsys):
    assert explain(paper, positions=False, as_json=False) == 0
    printed = capsys.readouterr().out
    assert "anvil/position.md: read as markdown" in printed
    assert "heading 1 [0:17]\n    not searched for positions: Position of Anvil\n" in printed
    assert "We will not join an alliance that lets a home office be inspected" in printed
    assert "led in by [" in printed


def test_the_settings_of_the_alliance_hold(paper, capsys):
    (paper.parents[2] / "alliance.toml").write_text("[reading]\nmin_words = 500\n", encoding="utf-8")
    result = shown(capsys, paper, code=4)
    assert result["documents"][0]["status"] == "empty"
    assert [(note["subject"], note["reason"]) for note in result["notes"]] == [("anvil/position.md", "empty")]


def test_any_single_file_can_be_looked_at(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("We ask for a fee that everybody pays.", encoding="utf-8")
    (document,) = shown(capsys, tmp_path / "letter.txt")["documents"]
    assert (document["path"], document["member_id"]) == ("letter.txt", "")


@pytest.fixture
def mail(paper):
    inner = EmailMessage()
    inner["Subject"] = "The request"
    inner.set_content("We ask for the minutes of the meeting on fees.")
    inner.add_attachment("Everybody pays the fee that the meeting set.", filename="fees.txt")
    outer = EmailMessage()
    outer["Subject"] = "Our annexes"
    outer.set_content("See what hangs on this mail of ours.")
    outer.add_attachment("We ask for a fee that everybody pays.", filename="annex.txt")
    outer.add_attachment(inner)
    outer.add_attachment(b"%PDF-1.7 this is no page tree", maintype="application", subtype="pdf", filename="broken.pdf")
    path = paper.with_name("mail.eml")
    path.write_bytes(outer.as_bytes())
    return path


def test_a_mail_is_shown_with_all_that_hangs_on_it(mail, capsys):
    result = shown(capsys, mail)
    assert [document["path"] for document in result["documents"]] == [
        "anvil/mail.eml",
        "anvil/mail.eml/1/annex.txt",
        "anvil/mail.eml/2/The request.eml",
        "anvil/mail.eml/2/The request.eml/1/fees.txt",
        "anvil/mail.eml/3/broken.pdf",
    ]
    assert [(note["subject"], note["reason"]) for note in result["notes"]] == [
        ("anvil/mail.eml/3/broken.pdf", "corrupt")
    ]


def test_an_attachment_is_found_by_the_path_in_the_tables(mail, capsys):
    (document,) = shown(capsys, mail / "1" / "annex.txt")["documents"]
    assert document["blocks"][0]["text"] == "We ask for a fee that everybody pays."
    inner = shown(capsys, mail / "2" / "The request.eml")
    assert [document["path"][17:] for document in inner["documents"]] == [
        "The request.eml",
        "The request.eml/1/fees.txt",
    ]
    assert inner["notes"] == []
    assert shown(capsys, mail / "3" / "broken.pdf", code=4)["notes"][0]["reason"] == "corrupt"
    with pytest.raises(UserError, match=r"1/annex\.txt, 2/The request\.eml") as caught:
        explain(mail / "4" / "annex.txt", positions=False, as_json=True)
    assert caught.value.exit_code == 2


def test_a_copy_of_another_file_is_shown_and_named(paper, capsys):
    twin = paper.with_name("zz copy.md")
    twin.write_bytes(paper.read_bytes())
    result = shown(capsys, twin)
    assert result["documents"][0]["status"] == "read"
    (note,) = result["notes"]
    assert note["reason"] == "duplicate" and "anvil/position.md" in note["detail"]


def test_a_file_that_a_run_leaves_aside_is_told_with_the_reason(paper, capsys):
    hidden = paper.with_name(".draft.md")
    hidden.write_text("We ask for a fee.", encoding="utf-8")
    result = shown(capsys, hidden, code=4)
    assert (result["documents"], [note["reason"] for note in result["notes"]]) == ([], ["hidden_file"])


def test_a_damaged_file_is_told_with_the_reason(paper, capsys):
    broken = paper.with_name("broken.pdf")
    broken.write_bytes(b"%PDF-1.7 this is no page tree")
    assert explain(broken, positions=False, as_json=False) == 4
    assert "anvil/broken.pdf (corrupt): " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "a folder"),
        (lambda path: path.symlink_to(os.devnull), "no regular file"),
        (os.mkfifo, "no regular file"),
    ],
    ids=["missing", "folder", "link", "pipe"],
)
def test_what_is_no_document_is_refused_and_never_opened(tmp_path, make, problem):
    make(tmp_path / "paper.txt")
    with pytest.raises(UserError, match=problem) as caught:
        explain(tmp_path / "paper.txt", positions=False, as_json=False)
    assert caught.value.exit_code == 2 and caught.value.advice


def test_a_file_of_the_alliance_itself_is_no_document(paper):
    (paper.parents[2] / "alliance.toml").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="does not read this file"):
        explain(paper.parents[2] / "alliance.toml", positions=False, as_json=False)
