import csv

import pytest

from corpus.corrections import COLUMNS, add, read_corrections, read_file
from corpus.errors import SettingsError
from corpus.records import FindingRuling, FindingVerdict, Kind

A, B = "0123456789abcdef", "fedcba9876543210"
HEADER = "id,verdict,by,date,note,new_value\n"


def rulings(folder, *lines, header=HEADER):
    (folder / "corrections.csv").write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_corrections(folder)


def made(subject=A, verdict=FindingVerdict.KEEP, **fields):
    plain = {"line": 2, "by": "", "date": "", "note": "", "new_value": None, "quote": "", "member_id": ""}
    return FindingRuling(subjects=(subject,), verdict=verdict, **plain | fields)


def test_no_file_means_no_rulings(tmp_path):
    assert read_corrections(tmp_path) == ()


def test_the_rows_of_a_sheet_are_read(tmp_path):
    found = rulings(tmp_path, f'"{A}","reclassify","Ada","2026-03-02","see p. 2","goal"', f"{B},Not ours,,,,")
    assert found == (
        made(A, FindingVerdict.RECLASSIFY, by="Ada", date="2026-03-02", note="see p. 2", new_value=Kind.GOAL),
        made(B, FindingVerdict.NOT_OURS, line=3),
    )


def test_what_guards_a_cell_from_a_spreadsheet_is_taken_away(tmp_path):
    (found,) = rulings(tmp_path, f"{A},keep,'@ada,,'=1+1,")
    assert (found.by, found.note) == ("@ada", "=1+1")
    (found,) = rulings(tmp_path, f"{A},keep,'tis,,,")
    assert found.by == "'tis"


def test_a_pair_of_positions_is_named_by_both_in_any_order(tmp_path):
    one, other = rulings(tmp_path, f"{B} {A},conflict", f"{A} + {B},compatible", header="id,verdict\n")
    assert one.subjects == other.subjects == (A, B)


def test_all_mistakes_are_told_at_once_with_line_and_advice(tmp_path):
    with pytest.raises(SettingsError) as told:
        rulings(
            tmp_path,
            ",keep,,,,",
            f"{A},kep,,,,",
            "12345,keep,,,,",
            f"{A},reclassify,,,,urgent",
            f"{A},keep,,,,goal",
            f"{A},keep,,2.3.2026,,",
            f"{A} {B},wrong,,,,",
        )
    mistakes = told.value.mistakes
    for line, words in {
        "line 2": "id is empty. Write",
        "line 3": "'kep' is no verdict. Did you mean keep?",
        "line 4": "'12345' is no id",
        "line 5": "new_value is 'urgent'. Write what it really is: non_negotiable",
        "line 6": "new_value goes with reclassify only",
        "line 7": "date is '2.3.2026'. Write it as in 2026-03-02",
        "line 8": "wrong is said of one position",
    }.items():
        assert any(mistake.startswith(line) and words in mistake for mistake in mistakes), line


def test_answers_are_added_once_and_what_people_wrote_stays(tmp_path):
    rulings(tmp_path, f"{A};keep;Ada;my own column", header="id;verdict;by;reason\n")
    fields = {"note": "=not ours", "quote": "We, too, say no.", "member_id": "anvil"}
    answer = made(B, FindingVerdict.WRONG, **fields)
    assert add(tmp_path, [answer, answer]) == 1
    assert add(tmp_path, [answer]) == 0
    first, second = read_corrections(tmp_path)
    assert first == made(A, by="Ada")
    assert second == made(
        B, FindingVerdict.WRONG, line=3, note="=not ours", quote="We, too, say no.", member_id="anvil"
    )
    with (tmp_path / "corrections.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["reason"] == "my own column"
    assert rows[1]["note"] == "'=not ours"
    assert {path.name for path in tmp_path.iterdir()} == {"corrections.csv"}


def test_answers_make_the_file_where_there_is_none(tmp_path):
    assert add(tmp_path, [made()]) == 1
    assert (tmp_path / "corrections.csv").read_text(encoding="utf-8").startswith(",".join(COLUMNS))
    assert read_file(tmp_path / "corrections.csv") == (made(),)
