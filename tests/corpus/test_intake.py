import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UserError
from corpus.intake import survey


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def reasons(intake):
    return {row.subject: row.reason for row in intake.rejections}


def test_each_sub_folder_is_a_member_without_members_csv(tmp_path):
    write(
        tmp_path,
        {"port_of_aa/a.txt": "A", "north-sea/deep/er/b.md": "B", "runs/old.txt": "no", ".git/x": "no"},
    )
    intake = survey(tmp_path)
    assert [(entry.member_id, entry.name, entry.weight) for entry in intake.members] == [
        ("north-sea", "North Sea", 1.0),
        ("port_of_aa", "Port Of Aa", 1.0),
    ]
    assert [file.path for file in intake.files] == ["north-sea/deep/er/b.md", "port_of_aa/a.txt"]
    assert intake.files[1].sha256 == hashlib.sha256(b"A").hexdigest()
    assert intake.files[1].size == 1
    assert intake.rejections == ()


def test_a_documents_folder_is_the_root_and_members_csv_may_stand_beside_or_in_it(tmp_path):
    csv = "\ufeffmember_id,name,type,country,weight\nb,Bee,union,FR,2.5\na,,,,\n"
    write(tmp_path, {"members.csv": csv, "documents/a/x.txt": "x", "documents/b/y.txt": "y", "notes/z.txt": "z"})
    intake = survey(tmp_path)
    assert [(entry.member_id, entry.name, entry.type, entry.weight) for entry in intake.members] == [
        ("a", "A", None, 1.0),
        ("b", "Bee", "union", 2.5),
    ]
    (tmp_path / "members.csv").rename(tmp_path / "documents" / "members.csv")
    moved = survey(tmp_path)
    assert moved.listing == tmp_path / "documents" / "members.csv"
    assert replace(moved, listing=tmp_path / "members.csv") == intake


def test_members_csv_from_a_spreadsheet_with_semicolons_is_read(tmp_path):
    write(tmp_path, {"members.csv": "member_id;name\na;Alpha, Inc.\n", "a/x.txt": "x"})
    assert survey(tmp_path).members[0].name == "Alpha, Inc."


def test_all_mistakes_in_members_csv_are_told_at_once_with_their_lines(tmp_path):
    csv = "member_id,name,weight\nalpha,A,1\nalpha,A again,1\n,nobody,1\nalpa,B,1\nbeta,B,-2\ngamma,C,many\nzz,Z,nan\n"
    write(tmp_path, {"members.csv": csv, "alpha/a.txt": "a", "beta/b.txt": "b", "gamma/c.txt": "c"})
    with pytest.raises(UserError) as caught:
        survey(tmp_path)
    message = str(caught.value)
    assert caught.value.exit_code == 2
    for part in ("line 3", "line 4", "line 5", "Did you mean 'alpha'", "line 6", "line 7", "line 8"):
        assert part in message
    assert "line 2" not in message.replace("in line 2", "")


@pytest.mark.parametrize("content", [b"name\nA\n", b"member_id\n\xff\xfe\n"])
def test_members_csv_without_ids_or_not_in_utf8_is_refused(tmp_path, content):
    write(tmp_path, {"a/a.txt": "a"})
    (tmp_path / "members.csv").write_bytes(content)
    with pytest.raises(UserError, match=r"members\.csv"):
        survey(tmp_path)


def test_a_folder_that_members_csv_does_not_name_takes_part_and_is_told(tmp_path):
    write(tmp_path, {"members.csv": "member_id\na\n", "a/a.txt": "a", "late_comer/b.txt": "b"})
    intake = survey(tmp_path)
    assert [entry.member_id for entry in intake.members] == ["a", "late_comer"]
    assert reasons(intake) == {"late_comer": "not_in_members_csv"}


def test_nothing_is_left_aside_without_a_reason(tmp_path):
    write(
        tmp_path,
        {
            "a/a.txt": "a",
            "a/.DS_Store": "",
            "a/~$a.docx": "",
            "a/.old/b.txt": "b",
            "loose.pdf": "x",
            "README.md": "r",
        }
        | {"alliance.toml": "", "corrections.csv": ""},
    )
    (tmp_path / "silent").mkdir()
    (tmp_path / "a" / "link.txt").symlink_to(tmp_path / "loose.pdf")
    (tmp_path / "linked_member").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "a" / "pipe.txt")
    intake = survey(tmp_path)
    assert [file.path for file in intake.files] == ["a/a.txt"]
    assert [entry.member_id for entry in intake.members] == ["a", "silent"]
    assert reasons(intake) == {
        "a/.DS_Store": "hidden_file",
        "a/.old": "hidden_file",
        "a/~$a.docx": "hidden_file",
        "a/link.txt": "not_a_regular_file",
        "a/pipe.txt": "not_a_regular_file",
        "linked_member": "not_a_regular_file",
        "loose.pdf": "no_member",
        "silent/": "no_files",
    }
    assert all(row.detail.endswith(".") for row in intake.rejections)


def test_byte_equal_files_of_one_member_point_at_the_first_and_keep_their_own_ids(tmp_path):
    write(tmp_path, {"a/2.txt": "same", "a/1.txt": "same", "a/3.txt": "other", "b/1.txt": "same"})
    files = {file.path: file for file in survey(tmp_path).files}
    assert files["a/1.txt"].duplicate_of is None
    assert files["a/2.txt"].duplicate_of == files["a/1.txt"].document_id
    assert files["b/1.txt"].duplicate_of is None
    assert len({file.document_id for file in files.values()}) == 4
    assert all(len(file.document_id) == 16 for file in files.values())


def test_ids_depend_on_member_content_and_ordinal_only(tmp_path):
    write(tmp_path / "one", {"a/first.txt": "same", "a/second.txt": "same"})
    write(
        tmp_path / "two",
        {"documents/a/x/y.md": "same", "documents/a/z.md": "same", "documents/a/0.txt": "new"},
    )
    ids = [{file.document_id for file in survey(tmp_path / name).files} for name in ("one", "two")]
    assert ids[0] < ids[1]


def test_strange_names_become_printable_and_stay_different(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    names = [b"bad\xff.txt", b"bad\xfe.txt", b"line\nbreak.txt", "é.txt".encode()]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(str(number))
    files = survey(tmp_path).files
    paths = [file.path for file in files]
    assert len(set(paths)) == len(names)
    for file in files:
        assert file.path.isprintable()
        file.path.encode("utf-8")
        assert file.location.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_is_no_crash(tmp_path):
    write(tmp_path, {"a/a.txt": "a"})
    (tmp_path / "a" / "a.txt").chmod(0)
    assert survey(tmp_path).files[0].size == 0


@pytest.mark.parametrize(
    ("make", "exit_code"),
    [
        (lambda folder: folder / "missing", 2),
        (lambda folder: write(folder, {"file": ""}) / "file", 2),
        (lambda folder: folder, 4),
        (lambda folder: write(folder, {"loose.pdf": "x"}), 4),
        (lambda folder: write(folder, {"a/.hidden": "x"}), 4),
    ],
)
def test_a_folder_with_nothing_to_read_is_refused_with_the_expected_layout(tmp_path, make, exit_code):
    with pytest.raises(UserError) as caught:
        survey(make(tmp_path))
    assert caught.value.exit_code == exit_code
    assert "documents/<member>/" in caught.value.advice


@given(st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, max_size=6))
def test_every_file_is_listed_once(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("alliance")
    write(folder, {f"a/{number}.txt": text for number, text in enumerate(contents)})
    files = survey(folder).files
    assert len(files) == len({file.document_id for file in files}) == len(contents)
    assert sum(file.duplicate_of is None for file in files) == len(set(contents))
