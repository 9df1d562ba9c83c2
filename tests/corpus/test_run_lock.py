"""One run at a time: the living hold, the dead do not, and nobody is robbed."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from filelock import FileLock

from corpus import run_lock
from corpus.errors import UserError
from corpus.run_lock import FILE_NAME, NOTE, held

HOLDER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from corpus.run_lock import held
    with held(Path(sys.argv[1])):
        print("held", flush=True)
        time.sleep(600)
""")


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def refused(root):
    with pytest.raises(UserError) as told, held(root):
        pytest.fail("two hold the lock")
    return told.value.problem


def test_a_second_run_is_refused_and_told_who_holds_the_first(holder, tmp_path):
    told = refused(tmp_path)
    assert told.startswith("another run of this alliance is going on (process ")
    assert f"process {holder.pid} on " in told


def test_a_holder_that_is_killed_blocks_nobody(holder, tmp_path):
    holder.kill()
    holder.wait()
    assert (tmp_path / NOTE).exists()
    with held(tmp_path):
        assert str(os.getpid()) in (tmp_path / NOTE).read_text(encoding="utf-8")
    assert not (tmp_path / NOTE).exists()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")
def test_a_holder_that_stands_still_is_not_robbed_however_old_its_lock(holder, tmp_path):
    holder.send_signal(signal.SIGSTOP)
    for name in (FILE_NAME, NOTE):
        os.utime(tmp_path / name, (0, 0))
    assert "another run" in refused(tmp_path)
    holder.send_signal(signal.SIGCONT)
    assert "another run" in refused(tmp_path)


def test_of_many_that_start_at_once_one_runs(tmp_path):
    script = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from corpus.errors import UserError
        from corpus.run_lock import held
        while time.time() < float(sys.argv[2]):
            pass
        try:
            with held(Path(sys.argv[1])):
                print("held")
                time.sleep(2)
        except UserError:
            print("refused")
    """)
    start = str(time.time() + 2)
    starters = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), start], stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(6)
    ]
    said = sorted(process.communicate()[0].strip() for process in starters)
    assert said == ["held", *["refused"] * 5]


@pytest.mark.parametrize("note", ["", "{", "[]", '{"process": 1}'])
def test_a_note_that_cannot_be_read_hides_only_the_name(holder, tmp_path, note):
    (tmp_path / NOTE).write_text(note, encoding="utf-8")
    assert refused(tmp_path) == "another run of this alliance is going on."


def test_a_file_system_without_locks_is_refused(tmp_path, monkeypatch):
    class NoLocks(FileLock):
        def _acquire(self):
            raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(run_lock, "FileLock", NoLocks)
    with pytest.raises(UserError, match="file system without locks"), held(tmp_path):
        pytest.fail("there is no lock")
