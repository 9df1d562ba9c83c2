"""The same run as a Prefect flow: equal tables, and nothing of the user's or ours is touched or left behind.

`demo` goes through the flow, so one demo is the flow that most of these tests look at.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.store import find_damage

KILLS = int(os.environ.get("COMMONGROUND_KILLS", "2"))
COMMAND = Path(sys.executable).with_name("commonground")
SERVER = "prefect.server.api.server"
LONGEST = 280
on_linux = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes as Linux lists them")


class Decoy:
    """A server that somebody's settings name; it counts who calls."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/api"
        self.callers = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.callers += 1
            caller.close()

    def close(self):
        self._socket.close()


def processes_of(home):
    """Return the environment of every process that keeps its Prefect state in this folder, by process id."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines = (process / "environ").read_bytes().decode("utf-8", "replace").split("\0")
            command = (process / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if f"PREFECT_HOME={home}" in lines:
            found[int(process.name)] = dict(line.split("=", 1) for line in lines if "=" in line) | {"_": command}
    return found


def gone(home, *, seconds):
    """Wait until no process uses this folder; return those that stay."""
    end = time.monotonic() + seconds
    while processes_of(home) and time.monotonic() < end:
        time.sleep(0.2)
    return processes_of(home)


def hostile_folder(folder, address):
    """Fill a working folder with settings that would send a flow elsewhere."""
    folder.mkdir()
    (folder / ".env").write_text(f"PREFECT_API_URL={address}\nPREFECT_API_KEY=pnu_from_dotenv\n")
    (folder / "prefect.toml").write_text(f'[api]\nurl = "{address}"\nkey = "pnu_from_file"\n')
    (folder / "profiles.toml").write_text(f'active = "work"\n[profiles.work]\nPREFECT_API_URL = "{address}"\n')
    return folder


def hostile_variables(folder, address):
    return {
        "PREFECT_API_URL": address,
        "PREFECT_API_KEY": "pnu_from_environment",
        "PREFECT_PROFILE": "work",
        "PREFECT_PROFILES_PATH": str(folder / "profiles.toml"),
        "PREFECT_HOME": str(folder / "home"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "true",
        "PREFECT_LOGGING_LEVEL": "DEBUG",
    }


@pytest.fixture(scope="module")
def decoy():
    decoy = Decoy()
    yield decoy
    decoy.close()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory, decoy):
    return hostile_folder(tmp_path_factory.mktemp("cwd") / "elsewhere", decoy.address)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, elsewhere, decoy, cli, environment):
    """Give the demo's folder and the finished process that made it, run where settings point elsewhere."""
    folder = tmp_path_factory.mktemp("demo") / "look {here}"
    env = environment(**hostile_variables(elsewhere, decoy.address))
    return folder, cli("demo", folder, "--json", cwd=elsewhere, env=env)


def test_the_demo_copies_the_sample_and_makes_its_report(demo):
    folder, done = demo
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["schema"] == "commonground.run/1"
    assert (result["counts"]["members"], result["counts"]["documents"]) == (23, 30)
    starts = ("Who could start", "", "What would have to give", "What to ask first", "Where common ground is")
    assert all(told.startswith(start) for told, start in zip(result["findings"], starts, strict=True))
    assert Path(result["report"]).is_file()
    assert Path(result["report"]).is_relative_to(folder)
    assert len(list((folder / "documents").iterdir())) == 23
    assert (folder / "members.csv").is_file()


def test_the_flow_and_the_direct_run_give_the_same_bytes(demo, sample_run, tables_of, newest):
    folder, _ = demo
    assert tables_of(newest(folder)) == tables_of(sample_run)


def test_nobody_is_called_whom_the_users_settings_name(demo, decoy):
    _, done = demo
    assert done.returncode == 0
    assert decoy.callers == 0


def test_the_flow_says_nothing_beside_its_progress(demo):
    _, done = demo
    assert json.loads(done.stdout)
    for line in done.stderr.splitlines():
        assert json.loads(line)["event"] == "progress", line


def test_the_flows_state_stays_in_the_alliances_folder(demo, elsewhere):
    folder, _ = demo
    assert (folder / ".commonground" / "prefect" / "prefect.db").is_file()
    assert sorted(path.name for path in elsewhere.iterdir()) == [".env", "prefect.toml", "profiles.toml"]


@on_linux
def test_no_server_is_left_behind(demo):
    folder, _ = demo
    assert gone(folder / ".commonground" / "prefect", seconds=20) == {}


def start_and_wait_for_the_server(alliance, env):
    process = subprocess.Popen(
        [str(COMMAND), "run", str(alliance), "--flow"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=env,
        start_new_session=True,
        # A suite started in the background has this signal ignored, and would hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    home = alliance.resolve() / ".commonground" / "prefect"
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and process.poll() is None:
        servers = {number: env for number, env in processes_of(home).items() if SERVER in env["_"]}
        if servers:
            return process, home, servers
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"no server was started: {process.communicate()}")


@on_linux
def test_a_killed_flow_leaves_no_server_and_tells_nobody_of_its_use(alliance, environment):
    process, home, servers = start_and_wait_for_the_server(alliance, environment())
    for variables in servers.values():
        assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"].lower() == "false"
        assert variables["DO_NOT_TRACK"] == "1"
        assert "PREFECT_API_KEY" not in variables
    process.kill()
    process.communicate()
    assert gone(home, seconds=20) == {}
    runs = alliance / "runs"
    assert not runs.exists() or [path.name for path in runs.iterdir() if not path.name.startswith(".")] == []


@on_linux
@pytest.mark.slow
@pytest.mark.timeout(6000)
def test_flows_killed_at_many_moments_publish_whole_runs_or_none(alliance, environment, tables_of, newest):
    """As `test_kill` does, with Prefect around the run; its server is killed with it, as a lost machine would be."""
    command = [str(COMMAND), "run", str(alliance), "--flow", "--fresh", "--quiet"]

    def whole():
        subprocess.run(command, env=environment(), check=True, capture_output=True)

    whole()  # the first one has no run before it to compare itself with
    started = time.monotonic()
    whole()
    lasted, expected = time.monotonic() - started, tables_of(newest(alliance))
    moments, killed = random.Random(11), 0
    for _ in range(KILLS):
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(moments.uniform(0.2, 1.0) * lasted)
        except subprocess.TimeoutExpired:
            killed += 1
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert find_damage(newest(alliance)) == ()
        assert tables_of(newest(alliance)) == expected
    assert killed
    whole()
    assert tables_of(newest(alliance)) == expected


@on_linux
def test_an_interrupted_flow_leaves_no_server_and_the_right_exit_code(alliance, environment):
    process, home, _ = start_and_wait_for_the_server(alliance, environment())
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err
    assert gone(home, seconds=20) == {}


def test_a_folder_that_is_not_there_is_told_before_anything_is_made(tmp_path, cli):
    done = cli("run", tmp_path / "nowhere", "--flow")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{tmp_path / 'nowhere'}: There is no such folder.")
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_that_is_found_inside_the_flow_is_told_once(alliance, cli):
    (alliance / "alliance.toml").write_text('engine = "prefect"\nencoder = "no such model"\n')
    done = cli("run", alliance, "--quiet")
    assert done.returncode == 2
    told = [line for line in done.stderr.splitlines() if line.startswith("encoder 'no such model'")]
    assert len(told) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (alliance / "runs" / "latest.json").exists()
