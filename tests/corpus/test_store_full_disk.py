"""A publish onto a disk that is full, a real one of a few hundred kilobytes.

As a program, this file fills the disk and tries; it must be started in mounts of its own.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.store import POINTER, RunStore

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")

ROOT = Path(__file__).resolve().parents[2]
FILES = {"tables/members.parquet": b"members" * 100, "tables/issues.parquet": b"issues" * 6000, "manifest.json": b"{}"}


def publish(store, run_id):
    with store.begin(run_id) as draft:
        for name, content in FILES.items():
            draft.write(name, content)
        return draft.publish()


def visible_runs(store):
    return sorted(path for path in store.root.iterdir() if path.is_dir() and not path.name.startswith("."))


def content_of(run):
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*") if path.is_file()}


MOUNT = ["unshare", "--mount"] if hasattr(os, "getuid") and os.getuid() == 0 else ["unshare", "-Urm"]


def in_own_mounts(*command, **options):
    """Run a command that may mount a disk of its own; skip the test where that is not allowed."""
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare (util-linux) to mount a small disk")
    probe = subprocess.run(
        [*MOUNT, "mount", "-t", "tmpfs", "none", tempfile.gettempdir()], capture_output=True, text=True, check=False
    )
    if probe.returncode:
        pytest.skip(f"this system does not let a small disk be mounted: {probe.stderr.strip()}")
    return subprocess.run([*MOUNT, *command], capture_output=True, text=True, check=False, **options)


def fill(folder, resource):
    """On a small disk, leave a little more free each time until a publish works; print what each attempt led to."""
    small = {"blocks": "size=512k", "inodes": "size=4m,nr_inodes=64"}[resource]
    subprocess.run(["mount", "-t", "tmpfs", "-o", small, "none", str(folder)], check=True)
    store, ballast = RunStore(folder / "alliance"), folder / "ballast"
    (folder / "alliance").mkdir()
    ballast.mkdir()
    publish(store, "a")
    attempts = []
    for free in itertools.count():
        _take_all_but(free, ballast, resource)
        problem = ""
        try:
            publish(store, "b")
        except UserError as error:
            problem = error.problem
        shutil.rmtree(ballast)
        ballast.mkdir()
        attempts.append({
            "problem": problem,
            "latest": store.latest().name,
            "whole": all(content_of(run) == FILES for run in visible_runs(store)),
            "seen": [run.name for run in visible_runs(store)],
            "left": sorted({path.name for path in store.root.iterdir()} - {"a", "b", ".lock", POINTER}),
        })  # fmt: skip
        if not problem:
            break
        for run in visible_runs(store)[1:]:
            shutil.rmtree(run)
    sys.stdout.write(json.dumps(attempts))


def _take_all_but(free, ballast, resource):
    state = os.statvfs(ballast)
    if resource == "inodes":
        for number in range(state.f_ffree - free):
            (ballast / str(number)).touch()
    else:
        (ballast / "full").write_bytes(bytes(state.f_bsize * max(0, state.f_bfree - free)))


@pytest.mark.parametrize(("resource", "most_refused"), [("blocks", 9), ("inodes", 6)])
def test_a_full_disk_is_told_and_nothing_is_half_published(tmp_path, resource, most_refused):
    done = in_own_mounts(
        sys.executable, __file__, str(tmp_path), resource, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr
    *refused, worked = json.loads(done.stdout)
    assert len(refused) >= most_refused
    for attempt in refused:
        assert "No space left on device" in attempt["problem"]
        assert (attempt["latest"], attempt["whole"]) == ("a", True)
        assert attempt["seen"] == ["a"], "what was not published is not to be seen"
        assert set(attempt["left"]) <= {f".{POINTER}.new"}
    assert (worked["latest"], worked["whole"], worked["seen"], worked["left"]) == ("b", True, ["a", "b"], [])


if __name__ == "__main__":
    fill(Path(sys.argv[1]), sys.argv[2])
