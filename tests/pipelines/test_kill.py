"""A run that is killed at any moment leaves nothing half made, and the next run completes."""

import json
import os
import subprocess
import sys
import textwrap
import time

import pytest

from corpus import manifest
from corpus.records import TABLES
from corpus.store import find_damage

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]

MOMENTS = int(os.environ.get("COMMONGROUND_KILLS", "10"))
# Loads everything once and then runs in forks of itself, so that the moments fall into the work, not into imports.
# The child must not come back from its run: a kill ends it without any clean-up, as a lost machine would.
STARTER = textwrap.dedent("""
    import os, signal, sqlite3, sys, time
    from contextlib import closing, suppress
    from datetime import UTC, datetime
    from pathlib import Path

    from pipelines.engine import DirectEngine
    from pipelines.run import run_alliance
    from pipelines.settings import load_settings
    from pipelines.standing import kept_at

    folder = Path(sys.argv[1])

    def results_of(step):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as base:
            return base.execute("SELECT COUNT(*) FROM kept WHERE step = ?", (step,)).fetchone()[0]
        return 0

    store = kept_at(folder, load_settings(folder))
    for line in sys.stdin:
        wait, until, fresh = float(line.split()[0]), line.split()[1], line.split()[2] == "fresh"
        already = results_of(until)
        child = os.fork()
        if child == 0:
            run_alliance(
                folder,
                load_settings(folder),
                DirectEngine(),
                progress=lambda step, done, total: None,
                now=datetime.now(UTC),
                fresh=fresh,
            )
            os._exit(0)
        started = time.monotonic()
        while time.monotonic() - started < wait and results_of(until) == already:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                print(f"ended {os.waitstatus_to_exitcode(status)} {time.monotonic() - started}", flush=True)
                break
            time.sleep(0.002)
        else:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            print(f"killed 0 {wait}", flush=True)
""")


class Starter:
    """Starts runs of one folder and kills them after a given time, or when a step has kept its first results."""

    def __init__(self, folder, env):
        self._process = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=env,
        )

    def run(self, seconds, *, until="-", fresh=True):
        """Return what became of a run that may last so long: killed or ended, exit code and seconds."""
        self._process.stdin.write(f"{seconds} {until} {'fresh' if fresh else 'kept'}\n")
        self._process.stdin.flush()
        what, code, lasted = self._process.stdout.readline().split()
        return what, int(code), float(lasted)

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@pytest.fixture
def starter(alliance, environment):
    starter = Starter(alliance, environment())
    yield starter
    starter.close()


def check_published(runs):
    """Assert that everything a reader can see is whole; return the names of the published runs."""
    published = sorted(path.name for path in runs.iterdir() if path.is_dir() and not path.name.startswith("."))
    for name in published:
        facts = manifest.load(runs / name)
        assert facts.run_id == name
        assert find_damage(runs / name) == ()
        assert len(list((runs / name / "tables").iterdir())) == len(TABLES)
        assert (runs / name / "report" / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    pointer = runs / "latest.json"
    if pointer.is_file():
        assert json.loads(pointer.read_text(encoding="utf-8"))["run_id"] in published
    return published


def test_a_run_killed_at_many_moments_is_never_seen_half_made(alliance, starter, tables_of, newest):
    runs = alliance / "runs"
    starter.run(600)  # the first fork warms the disk cache and is not measured
    what, code, lasted = starter.run(600)
    assert (what, code) == ("ended", 0)
    expected = tables_of(newest(alliance))
    killed = 0
    for moment in range(MOMENTS):
        for _attempt in range(3):
            what, code, took = starter.run(lasted * (moment + 0.5) / MOMENTS)
            assert code == 0
            check_published(runs)
            if what == "killed":
                killed += 1
                break
            lasted = took  # the machine is less busy than it was
    assert killed >= MOMENTS - 3
    what, code, _ = starter.run(600)
    assert (what, code) == ("ended", 0)
    names = check_published(runs)
    assert newest(alliance).name == names[-1]
    assert tables_of(newest(alliance)) == expected
    assert {path.name for path in runs.iterdir()} == {*names, "latest.json", ".lock"}  # fresh runs keep nothing


def test_what_a_killed_run_finished_is_used_by_the_next(alliance, starter, tables_of, newest):
    """Each try is killed when it has kept what the one before it had not come to, however busy the machine is."""
    runs = alliance / "runs"
    assert starter.run(600)[:2] == ("ended", 0)
    expected = tables_of(newest(alliance))
    for path in (alliance / "documents").rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")  # so that no run stands
    steps = ("documents", "readings", "vectors")
    for step in steps:
        assert starter.run(600, until=step, fresh=False)[:2] == ("killed", 0)
        check_published(runs)
    assert starter.run(600, fresh=False)[:2] == ("ended", 0)
    reuse = {each.step: each for each in manifest.load(newest(alliance)).reuse}
    assert all(reuse[step].reused > 0 for step in steps)
    assert reuse["readings"].computed == 0
    warm = tables_of(newest(alliance))
    assert starter.run(600)[:2] == ("ended", 0)
    cold = tables_of(newest(alliance))
    assert {name for name in warm if warm[name] != cold[name]} <= {"lineage.parquet", "changes.parquet"}
    assert warm.keys() == expected.keys()


def test_a_first_run_killed_while_it_writes_leaves_no_run_to_be_seen(alliance, environment, cli):
    runs = alliance / "runs"
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "run", str(alliance)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    while process.poll() is None and not list(runs.glob(".staging/*/tables/*.parquet")):
        time.sleep(0.001)
    process.kill()
    assert process.wait() == -9
    names = check_published(runs)
    assert (runs / "latest.json").exists() == bool(names)
    done = cli("run", alliance, "--quiet")
    assert done.returncode == 0, done.stderr
    assert len(check_published(runs)) == len(names) + 1
    assert not (runs / ".staging").exists()
