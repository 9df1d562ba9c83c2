import json

import pytest

from pipelines.commands.check import START_SECONDS, WORDS_PER_CORE_SECOND, Estimate, check


def test_it_lists_what_would_be_read_what_not_and_what_to_know(alliance, capsys):
    anvil = alliance / "documents" / "anvil"
    (anvil / "picture.xyz").write_bytes(b"\x00\x01")
    (anvil / "zz copy.md").write_bytes((anvil / "position.md").read_bytes())
    (alliance / "documents" / "empty_member").mkdir()
    assert check(alliance, as_json=False, quiet=True) == 3
    printed = capsys.readouterr().out
    first, rest = printed.split("Would be read:\n")
    read, rest = rest.split("Would not be read:\n")
    not_read, rest = rest.split("To know:\n")
    assert "4 members, 5 documents, 3 of them can be read." in first
    assert [line.split(":")[0].strip() for line in read.splitlines()] == [
        "anvil/position.md",
        "briar/letter.txt",
        "cobalt/paper.html",
    ]
    assert "markdown, 5" in read
    assert "anvil/picture.xyz (unsupported)" in not_read and "anvil/zz copy.md (duplicate)" in not_read
    assert "empty_member/ (no_files)" in rest
    assert "This is an estimate" in rest and "commonground run" in rest


def test_papers_with_equal_words_count_once_as_in_a_run(alliance, capsys):
    letter = alliance / "documents" / "briar" / "letter.txt"
    lines = letter.read_text(encoding="utf-8").split("\n\n")
    page = "".join(f"<p>{line}</p>" for line in lines)
    letter.with_name("letter.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    assert check(alliance, as_json=True, quiet=True) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["documents"] == {"duplicate": 1, "read": 3}
    assert {file["path"]: file["status"] for file in result["files"]}["briar/letter.txt"] == "duplicate"
    words = sum(file["words"] for file in result["files"] if file["status"] == "read")
    assert result["estimate"]["words"] == words > 50


def test_nothing_to_read_has_no_estimate(tmp_path, capsys):
    (tmp_path / "documents" / "ash").mkdir(parents=True)
    (tmp_path / "documents" / "ash" / "broken.pdf").write_bytes(b"%PDF-1.7 this is no page tree")
    assert check(tmp_path, as_json=False, quiet=True) == 4
    printed = capsys.readouterr().out
    assert "broken.pdf (corrupt)" in printed and "estimate" not in printed


@pytest.mark.parametrize(
    ("words", "reading_seconds", "cores", "expected", "said"),
    [
        (0, 0.0, 1, START_SECONDS, "about 3 seconds"),
        (WORDS_PER_CORE_SECOND * 100, 7.0, 2, START_SECONDS + 57, "about 1.0 minutes"),
        (WORDS_PER_CORE_SECOND * 7200, 0.0, 1, START_SECONDS + 7200, "about 2.0 hours"),
        (WORDS_PER_CORE_SECOND * 7200, 0.0, 4, START_SECONDS + 1800, "about 30 minutes"),
    ],
)
def test_the_estimate_is_reading_as_timed_and_words_by_the_rate(words, reading_seconds, cores, expected, said):
    estimate = Estimate.of(words, reading_seconds=reading_seconds, cores=cores)
    assert estimate.seconds == expected
    assert said in estimate.said()
