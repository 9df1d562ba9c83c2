"""Kept results: each damage is noticed, computed again and mended; no fault of the store fails anything."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.kept import Kept, Reuse, _digest


class Doubler:
    """A step that says what it was asked for."""

    def __init__(self):
        self.asked = []

    def through(self, kept, *items, step="double"):
        return kept.through(
            step,
            items,
            key=str,
            compute=self._compute,
            dump=lambda number: None if number < 0 else str(number).encode(),
            load=int,
        )

    def _compute(self, items):
        self.asked += items
        return [2 * item for item in items]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store" / "kept.sqlite3"


@pytest.fixture
def filled(path):
    with Kept(path) as kept:
        Doubler().through(kept, 1, 2)
    return path


def again(path, *items):
    """Return what had to be computed, after checking that the results are right."""
    doubler = Doubler()
    with Kept(path) as kept:
        assert doubler.through(kept, *items) == [2 * item for item in items]
    return doubler.asked


def test_what_is_kept_is_not_computed_again(filled):
    assert again(filled, 2, 3, 1) == [3]
    assert again(filled, 1, 2, 3) == []


def test_each_thing_is_computed_once_and_comes_in_its_order(path):
    doubler = Doubler()
    with Kept(path) as kept:
        assert doubler.through(kept, 3, 1, 3, 2) == [6, 2, 6, 4]
        assert doubler.asked == [3, 1, 2]
        assert kept.reuse() == (Reuse("double", 3, 1),)


def test_the_same_key_of_another_step_is_another_result(filled):
    doubler = Doubler()
    with Kept(filled) as kept:
        doubler.through(kept, 1, step="other")
    assert doubler.asked == [1]


def test_what_may_be_another_next_time_is_not_kept(path):
    assert again(path, -1) == [-1]
    assert again(path, -1) == [-1]


def test_without_a_path_nothing_is_kept():
    doubler = Doubler()
    with Kept(None) as kept:
        doubler.through(kept, 1)
        doubler.through(kept, 1)
        assert (kept.holdings(), kept.prune(unused_days=0)) == ((), 0)
    assert doubler.asked == [1, 1]


def test_it_can_be_moved(filled, tmp_path):
    moved = shutil.move(filled, tmp_path / "elsewhere.sqlite3")
    assert again(moved, 1, 2) == []


def change(path, sql, *values):
    with sqlite3.connect(path) as base:
        base.execute(sql, values)
    base.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kept SET content = substr(content, 1, 3)",
        "UPDATE kept SET content = zeroblob(20)",
        "UPDATE kept SET content = content || x'00'",
        "UPDATE kept SET content = x''",
        "UPDATE kept SET digest = zeroblob(32)",
        "UPDATE kept SET content = 17, digest = 'seal'",
        "UPDATE kept SET step = 'other'",
    ],
)
def test_a_damaged_result_is_computed_again_and_mended(filled, sql, caplog):
    change(filled, sql)
    assert again(filled, 1, 2) == [1, 2]
    assert again(filled, 1, 2) == []


def test_another_results_bytes_do_not_pass(filled):
    change(filled, "DELETE FROM kept WHERE key = ?", _digest("double", "2"))
    change(filled, "UPDATE kept SET key = ?", _digest("double", "2"))
    assert again(filled, 2) == [2]


def test_a_result_that_is_whole_but_means_nothing_is_computed_again(filled, caplog):
    with Kept(filled) as kept:
        kept._write("double", {_digest("double", "1"): b"no number"})
    assert again(filled, 1) == [1]
    assert "cannot be understood" in caplog.text


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 9, b"\0" * 9000])
def test_a_file_that_is_no_store_is_made_anew(path, content, caplog):
    path.parent.mkdir()
    path.write_bytes(content)
    assert again(path, 1) == [1]
    assert again(path, 1) == []


def test_any_byte_of_the_file_may_be_wrong(filled):
    whole = filled.read_bytes()
    for at in range(0, len(whole), 97):
        filled.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        again(filled, 1, 2)


@pytest.mark.parametrize("cut", [1, 100, 4096, 5000])
def test_the_file_may_be_cut_short(filled, cut):
    filled.write_bytes(filled.read_bytes()[:cut])
    again(filled, 1, 2)
    assert again(filled, 1, 2) == []


def test_a_store_of_another_version_is_made_anew(filled):
    change(filled, "PRAGMA user_version = 99")
    assert again(filled, 1) == [1]


def make_folder(path):
    path.mkdir(parents=True)


def make_pipe(path):
    path.parent.mkdir()
    os.mkfifo(path)


def make_link(path):
    path.parent.mkdir()
    path.symlink_to("/etc/hostname")


def make_no_room(path):
    path.parent.write_text("a file where the folder would be")


@pytest.mark.parametrize("make", [make_folder, make_pipe, make_link, make_no_room])
def test_where_nothing_can_be_kept_everything_is_computed_and_it_is_said_once(path, make, caplog):
    make(path)
    assert again(path, 1, 2) == [1, 2]
    assert caplog.text.count("Nothing is kept for the next run") == 1


def test_a_full_disk_fails_nothing(tmp_path):
    """A real full disk: a small file system of its own."""
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from corpus.kept import Kept
        path = Path(sys.argv[1]) / "kept.sqlite3"
        with Kept(path) as kept:
            for turn in range(40):
                got = kept.through(
                    "noise", [turn], key=str, compute=lambda items: [bytes(range(256)) * 400] * len(items),
                    dump=lambda noise: __import__("os").urandom(len(noise)), load=bytes,
                )
                assert len(got) == 1
        print("fine")
    """)
    mounted = tmp_path / "small"
    mounted.mkdir()
    command = f'mount -t tmpfs -o size=512k none {mounted} && exec "$0" -c "$1" {mounted}'
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", command, sys.executable, script], capture_output=True, text=True, check=False
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no file system of one's own here: {done.stderr.strip()}")
    assert (done.stdout, done.returncode) == ("fine\n", 0)
    assert "Nothing is kept for the next run" in done.stderr


def test_two_processes_may_write_at_once(path):
    script = "import sys; from pathlib import Path; from tests.corpus.test_kept import again; "
    script += "[again(Path(sys.argv[1]), n, n + 1) for n in range(50)]"
    both = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert again(path, *range(51)) == []


def test_what_was_not_used_for_long_can_be_dropped(path):
    for day, items in ((date(2026, 1, 1), (1, 2)), (date(2026, 3, 1), (2, 3))):
        with Kept(path, today=day) as kept:
            Doubler().through(kept, *items)
    with Kept(path, today=date(2026, 3, 10)) as kept:
        (held,) = kept.holdings()
        assert (held.step, held.results, held.oldest) == ("double", 3, "2026-01-01")
        assert kept.prune(unused_days=30) == 1
    assert again(path, 1, 2, 3) == [1]


def test_a_clock_that_went_back_drops_nothing(filled):
    with Kept(filled, today=date(1970, 1, 1)) as kept:
        assert kept.prune(unused_days=0) == 0
    assert again(filled, 1, 2) == []


@given(st.lists(st.text(max_size=3), max_size=4), st.lists(st.text(max_size=3), max_size=4))
def test_no_two_lists_of_parts_have_one_digest(one, other):
    assert (_digest(*one) == _digest(*other)) == (one == other)
