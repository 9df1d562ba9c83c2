"""What tests of the whole share: small alliances made in the test, and one run of the sample for everybody."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("commonground")
WITHOUT_TORCH = ROOT / "tests" / "without_torch"
LONGEST = 280  # seconds; a busy machine may be slow, and the time limit of a test is a little longer

# Three members with the same three subjects, so that there are issues, sides, and a collision of numbers.
PAPERS = {
    "anvil/position.md": """# Position of Anvil

## Inspection of home offices

We will not join an alliance that lets a home office be inspected with less than 30 days of notice.

## Recording of working time

We demand that the working time of people who work at home is recorded every day.

## Equipment

We support that employers pay for the equipment of home offices.
""",
    "briar/letter.txt": """Letter of Briar

Inspection of home offices

We will not sign an agreement in which the notice for inspecting a home office is longer than 10 days.

Recording of working time

We reject that the working time of people who work at home is recorded every day.

Equipment

We demand that employers pay for the equipment of home offices.
""",
    "cobalt/paper.html": """<html><head><title>Paper of Cobalt</title></head><body><h1>Paper of Cobalt</h1>
<h2>Recording of working time</h2>
<p>We would welcome it if the working time of people who work at home were recorded every day.</p>
<h2>Equipment</h2>
<p>Employers must pay for the equipment of home offices. We would leave the alliance over this point.</p>
</body></html>
""",
}


def pytest_collection_modifyitems(items):
    """Let files with slow tests go first, so that no process is left alone with one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def clean_environment(**extra):
    """Return this process's environment without what could change a command's output, and with `extra`.

    A command finds no PyTorch, as most users have none, which also saves its import.
    """
    dropped = ("PREFECT_", "PYTHON", "COV_", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"TERM": "xterm-256color", "PYTHONPATH": str(WITHOUT_TORCH)} | extra


def write_papers(folder, papers):
    for name, content in papers.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def call(*arguments, cwd=None, env=None):
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=env or clean_environment(),
        timeout=LONGEST,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="session")
def environment():
    """Give the function that makes a clean environment for a command."""
    return clean_environment


@pytest.fixture(scope="session")
def papers():
    """Give the papers of the small alliance: path below `documents` -> content."""
    return dict(PAPERS)


@pytest.fixture(scope="session")
def write():
    """Give the function that writes papers below a folder."""
    return write_papers


@pytest.fixture(scope="session")
def cli():
    """Give the function that runs the installed command as a process of its own."""
    return call


@pytest.fixture
def alliance(tmp_path):
    """Give a folder with the small alliance's papers."""
    write_papers(tmp_path / "alliance" / "documents", PAPERS)
    return tmp_path / "alliance"


@pytest.fixture(scope="session")
def analyse():
    """Give a function that runs an alliance in this process and returns the outcome."""
    from pipelines.engine import DirectEngine
    from pipelines.run import run_alliance
    from pipelines.settings import load_settings

    def work(folder, *, engine=None, progress=None, fresh=True):
        return run_alliance(
            folder,
            load_settings(folder),
            engine or DirectEngine(),
            progress=progress or (lambda _step, _done, _total: None),
            now=datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
            fresh=fresh,
        )

    return work


@pytest.fixture(scope="session")
def tables_of():
    """Give the function that returns the bytes of every table of a run, by name."""

    def read(run):
        return {path.name: path.read_bytes() for path in sorted((run / "tables").iterdir())}

    return read


@pytest.fixture(scope="session")
def newest():
    """Give the function that returns the folder of an alliance's newest run."""

    def find(folder):
        return folder / "runs" / json.loads((folder / "runs" / "latest.json").read_text())["run_id"]

    return find


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory, newest):
    """Give the folder of one direct run of the shipped sample; all test processes share it and must not change it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "sample"
    with FileLock(shared / "sample.lock"):
        if not (folder / "runs" / "latest.json").is_file():
            shutil.copytree(ROOT / "corpus" / "samples" / "remote_work", folder / "documents")
            done = call("run", folder)
            assert done.returncode == 0, done.stderr
            (folder / "terminal.txt").write_text(done.stdout, encoding="utf-8")
    return newest(folder)


class ChatServer(ThreadingHTTPServer):
    """A stand-in for an OpenAI-compatible server on loopback; `answer` gets a request's body and headers.

    It returns the text of an answer, or (status, headers, bytes) for anything else.
    """

    daemon_threads = True

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), _ChatHandler)
        self.answer = answer
        self.bodies = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"


class _ChatHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        answer = self.server.answer(body, dict(self.headers))
        if isinstance(answer, str):
            message = {"role": "assistant", "content": answer}
            completion = {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
            usage = {"prompt_tokens": 100, "completion_tokens": 10}
            answer = (200, {}, json.dumps(completion | {"usage": usage}).encode())
        status, headers, content = answer
        with contextlib.suppress(OSError):  # who waited too long has gone
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def chat_server():
    """Give a function that starts a stand-in for a language model's server."""
    started = []

    def start(answer):
        server = ChatServer(answer)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()
