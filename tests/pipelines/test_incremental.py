"""What has not changed is not computed again, and it makes no difference to any table."""

import shutil

import pytest

from corpus.kept import FILE_NAME
from pipelines.commands.cache import cache

MORE = {
    f"member{n}/paper.md": f"# Fees\n\nMember {n} asks for {n + 2} berths. Dues should not rise.\n" for n in range(4)
}


@pytest.fixture
def folder(tmp_path, papers, write):
    return write(tmp_path / "alliance", {f"documents/{path}": text for path, text in (papers | MORE).items()})


def reuse(outcome):
    return {each.step: (each.computed, each.reused) for each in outcome.manifest.reuse}


def n_papers(folder):
    return sum(path.is_file() for path in (folder / "documents").rglob("*"))


def test_a_run_stands_where_nothing_changed(folder, analyse, newest):
    first = analyse(folder, fresh=False)
    files = {path: path.stat().st_mtime_ns for path in (folder / "runs").rglob("*") if path.is_file()}
    again = analyse(folder, fresh=False)
    assert (again.is_standing, again.folder, again.manifest.run_id) == (True, first.folder, first.manifest.run_id)
    assert newest(folder) == first.folder
    assert {path: path.stat().st_mtime_ns for path in (folder / "runs").rglob("*") if path.is_file()} == files
    assert analyse(folder, fresh=True).folder != first.folder


def test_one_changed_document_is_the_only_one_that_is_read(folder, analyse, tables_of):
    n = n_papers(folder)
    assert reuse(analyse(folder, fresh=False))["documents"] == (n, 0)
    changed = folder / "documents" / "member1" / "paper.md"
    changed.write_text(changed.read_text(encoding="utf-8").replace("should not", "must not"), encoding="utf-8")
    outcome = analyse(folder, fresh=False)
    counts = reuse(outcome)
    assert counts["documents"] == (1, n - 1)
    assert counts["readings"] == (1, n - 1)
    assert 0 < counts["vectors"][0] < counts["vectors"][1]
    warm, cold = tables_of(outcome.folder), tables_of(analyse(folder, fresh=True).folder)
    assert {name for name in warm if warm[name] != cold[name]} <= {"lineage.parquet", "changes.parquet"}


@pytest.mark.parametrize("what", ["moved", "gone", "damaged", "touched"])
def test_whatever_happens_to_the_store_the_tables_are_the_same(folder, analyse, tables_of, what):
    first = analyse(folder, fresh=False)
    expected = tables_of(first.folder)
    kept = folder / "runs" / FILE_NAME
    if what == "moved":
        shutil.move(kept, folder.parent / "shared.sqlite3")
        (folder / "alliance.toml").write_text('kept_results = "../shared.sqlite3"\n', encoding="utf-8")
    elif what == "gone":
        kept.unlink()
    elif what == "damaged":
        content = bytearray(kept.read_bytes())
        content[4096::997] = bytes(len(content[4096::997]))
        kept.write_bytes(content)
    else:
        for path in (folder / "documents").rglob("*.md"):
            path.touch()
    shutil.rmtree(first.folder)
    (folder / "runs" / "latest.json").unlink()
    outcome = analyse(folder, fresh=False)
    assert tables_of(outcome.folder) == expected
    computed, reused = reuse(outcome)["documents"]
    assert computed + reused == n_papers(folder)
    if what != "damaged":
        assert (computed == 0) == (what != "gone")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("alliance.toml", "[issues]\nmax_distance = 0.5\n"),
        ("corrections.csv", "id,verdict\n0123456789abcdef,keep\n"),
        ("members.csv", "member_id,name\nanvil,The Anvil\n"),
    ],
)
def test_a_file_by_people_is_a_change(folder, analyse, name, content):
    analyse(folder, fresh=False)
    (folder / name).write_text(content, encoding="utf-8")
    outcome = analyse(folder, fresh=False)
    assert not outcome.is_standing
    assert reuse(outcome)["documents"][0] == 0


def test_a_run_whose_files_were_changed_does_not_stand(folder, analyse):
    first = analyse(folder, fresh=False)
    (first.folder / "report" / "index.html").write_text("gone", encoding="utf-8")
    again = analyse(folder, fresh=False)
    assert not again.is_standing
    assert reuse(again)["readings"][0] == 0


def test_the_command_says_what_is_kept_and_drops_it(folder, analyse, capsys):
    assert cache(folder, prune=None, as_json=False) == 0
    assert "Nothing is kept" in capsys.readouterr().out
    analyse(folder, fresh=False)
    assert cache(folder, prune=None, as_json=False) == 0
    assert "documents: 7 results" in capsys.readouterr().out
