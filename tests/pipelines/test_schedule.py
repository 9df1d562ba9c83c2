"""A schedule really fires, on a server of the alliance's own, and leaves nothing behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
import yaml

from corpus import manifest
from corpus.errors import UserError
from pipelines.commands.schedule import schedule
from tests.pipelines.test_flow import gone, on_linux, processes_of

COMMAND = Path(sys.executable).with_name("commonground")
LONGEST = 240  # the server's start, half a minute's turn and a run, on a busy machine
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.timeout(LONGEST + 60)
@on_linux
def test_a_schedule_fires_and_publishes_a_run(alliance, environment, newest):
    process = subprocess.Popen(
        [str(COMMAND), "schedule", str(alliance), "--cron", "* * * * * */30", "--timezone", "Europe/Paris"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(PREFECT_API_URL="http://127.0.0.1:9/api"),
    )
    pointer = alliance / "runs" / "latest.json"
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and process.poll() is None and not pointer.exists():
        time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    home = alliance.resolve() / ".commonground" / "prefect"
    try:
        out, err = process.communicate(timeout=60)  # a run that is going on, or has just begun, is waited for
    except subprocess.TimeoutExpired:
        process.kill()
        for number in processes_of(home):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        pytest.fail(f"the schedule did not end: {process.communicate()}")
    assert pointer.exists(), err
    assert manifest.load(newest(alliance)).counts["documents"] > 0
    assert out.count("Next run: ") == 3
    assert "Traceback" not in err
    assert process.returncode == 0
    with closing(sqlite3.connect(home / "prefect.db")) as base:
        states = {state for (state,) in base.execute("SELECT state_type FROM flow_run WHERE start_time IS NOT NULL")}
    assert states == {"COMPLETED"}  # its server lived long enough to hear of it
    assert gone(home, seconds=30) == {}


@pytest.mark.parametrize(
    ("option", "value"), [("cron", "every Monday"), ("cron", "0 5 * *"), ("timezone", "Mars/Base")]
)
def test_a_time_that_is_none_is_told_before_anything_is_started(alliance, environment, option, value):
    done = subprocess.run(
        [str(COMMAND), "schedule", str(alliance), f"--{option}", value],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )
    assert done.returncode == 2
    assert repr(value) in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(UserError):
        schedule(tmp_path / "nowhere", cron="0 5 * * 1", timezone="UTC", port=None)


def test_the_deployment_for_a_server_of_ones_own_names_what_is_there():
    written = yaml.safe_load((ROOT / "pipelines" / "prefect.yaml").read_text(encoding="utf-8"))
    (deployment,) = written["deployments"]
    path, _, function = deployment["entrypoint"].partition(":")
    source = (ROOT / path).read_text(encoding="utf-8")
    assert f"def {function}(folder: str)" in source
    assert set(deployment["parameters"]) == {"folder"}
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert deployment["work_pool"]["name"] == "alliances"
