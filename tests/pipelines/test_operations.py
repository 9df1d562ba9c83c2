"""What operators set: when a run fails, whom to tell, and what exit codes and log lines say."""

import http.server
import json
import logging
import sqlite3
import sys
import threading

import pytest

from corpus.errors import UserError
from corpus.records import ReadStatus
from pipelines.commands.run import run
from pipelines.console import shown_progress
from pipelines.logs import Estimate, LogFormat, set_up
from pipelines.operations import OperationsSettings, check_unread, tell
from pipelines.summary import check_fail_on, exit_code

UNREAD = [(2, 0.5, False), (3, 0.5, True), (4, 1.0, False), (1, 0.0, True)]
SUMMARY = {"exit_code": 0, "run_id": "r1"}


def settings(**given):
    return OperationsSettings(**given)


@pytest.mark.parametrize(
    ("n_unread", "share", "fails"), [(2, 0.5, False), (3, 0.5, True), (4, 1.0, False), (1, 0.0, True)]
)
def test_a_run_fails_above_the_share_that_is_borne(make_documents, tmp_path, n_unread, share, fails):
    documents = make_documents(4, n_unread)
    if fails:
        with pytest.raises(UserError, match=f"{n_unread} of 4 documents could not be read"):
            check_unread(tmp_path, documents, settings(max_unread_share=share))
    else:
        check_unread(tmp_path, documents, settings(max_unread_share=share))


@pytest.fixture
def make_documents():
    class Document:
        def __init__(self, status):
            self.status = status

    def work(n, n_unread):
        return [Document(ReadStatus.NEEDS_OCR if number < n_unread else ReadStatus.READ) for number in range(n)]

    return work


def test_a_copy_counts_as_read(make_documents, tmp_path):
    documents = make_documents(1, 0)
    documents[0].status = ReadStatus.DUPLICATE
    check_unread(tmp_path, documents, settings(max_unread_share=0))


def test_a_run_above_the_share_publishes_nothing(ran, tmp_path):
    unreadable = {"zeta/scan.pdf": b"%PDF-1.4 nothing", "zeta/more.pdf": b"%PDF-1.4 nothing else"}
    with pytest.raises(UserError, match="max_unread_share"):
        ran(unreadable, files={"alliance.toml": "[operations]\nmax_unread_share = 0.1\n"})
    assert not (tmp_path / "alliance" / "runs" / "latest.json").exists()


def test_a_command_gets_the_summary(tmp_path):
    copy = [sys.executable, "-c", "import sys; open('told.json', 'w').write(sys.stdin.read())"]
    tell(SUMMARY, settings(on_completion=copy), folder=tmp_path)
    assert json.loads((tmp_path / "told.json").read_text(encoding="utf-8")) == SUMMARY


@pytest.mark.parametrize(
    "given",
    [
        {"on_completion": ["no such command anywhere"]},
        {"on_completion": [sys.executable, "-c", "raise SystemExit(7)"]},
        {"on_completion": [sys.executable, "-c", "import time; time.sleep(60)"], "hook_seconds": 0.5},
        {"webhook": "http://127.0.0.1:9/hook?token=secret"},
    ],
)
def test_a_hook_that_fails_is_logged_and_nothing_else(tmp_path, caplog, given):
    set_up(LogFormat.JSON)
    logging.getLogger("pipelines").propagate = True
    tell(SUMMARY, settings(**given), folder=tmp_path)
    assert "The run stands." in caplog.text
    assert "secret" not in caplog.text


@pytest.fixture
def listener():
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()


def test_an_address_gets_the_summary(tmp_path, listener):
    address, got = listener
    tell(SUMMARY, settings(webhook=address), folder=tmp_path)
    assert got == [SUMMARY]


def test_the_manifest_does_not_hold_what_may_be_a_secret(ran):
    outcome = ran(files={"alliance.toml": '[operations]\nwebhook = "http://127.0.0.1:9/token-4711"\n'})
    for path in outcome.folder.rglob("*"):
        if path.is_file():
            assert b"token-4711" not in path.read_bytes(), path


def test_what_a_run_fails_on(base):
    assert exit_code(base) == exit_code(base, ["conflict_new"]) == 0
    with pytest.raises(UserError, match="nothing to fail on"):
        check_fail_on(["redline"])
    check_fail_on(["unread", "conflict_new"])


def test_unread_documents_end_a_run_with_five_where_asked(ran):
    outcome = ran({"zeta/scan.pdf": b"%PDF-1.4 nothing"})
    assert (exit_code(outcome), exit_code(outcome, ["unread"])) == (3, 5)


def test_progress_as_json_says_how_long_still(capsys, monkeypatch):
    clock = iter([0.0, 10.0, 20.0, 30.0, 40.0, 50.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with shown_progress(quiet=False, log_format=LogFormat.JSON) as told:
        told("read", 0, 4)
        told("read", 1, 4)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(each["event"], each["step"], each["done"], each["total"]) for each in lines] == [
        ("progress", "read", 0, 4),
        ("progress", "read", 1, 4),
    ]
    assert [each["seconds_left"] for each in lines] == [None, 60]


def test_an_estimate_begins_anew_with_each_step(monkeypatch):
    clock = iter([0.0, 2.0, 5.0, 6.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    estimate = Estimate()
    assert estimate.seconds_left("read", 0, 10) is None
    assert estimate.seconds_left("read", 4, 10) == 3
    assert estimate.seconds_left("find", 0, 10) is None
    assert estimate.seconds_left("find", 10, 10) is None


def test_log_lines_are_json_where_nobody_looks(capsys):
    set_up(LogFormat.JSON)
    logging.getLogger("corpus.kept").warning("It is %s.", "so")
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["level"], told["logger"], told["message"]) == (
        "log",
        "warning",
        "corpus.kept",
        "It is so.",
    )
    set_up(LogFormat.HUMAN)
    logging.getLogger("corpus.kept").warning("It is %s.", "so")
    assert capsys.readouterr().err == "warning: It is so.\n"


def test_who_is_told_hears_of_a_run_that_failed(alliance, tmp_path, monkeypatch):
    (alliance / "documents" / "anvil" / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    copy = [sys.executable, "-c", "import sys; open('told.json', 'w').write(sys.stdin.read())"]
    (alliance / "alliance.toml").write_text(
        f"[operations]\nmax_unread_share = 0.0\non_completion = {json.dumps(copy)}\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="max_unread_share"):
        run(alliance, flow=False, fresh=False, as_json=False, quiet=True)
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["exit_code"] == 3
    assert "could not be read" in told["error"]["problem"]


def test_the_flow_ends_with_warnings_and_a_table_of_what_it_could_not_read(alliance, cli):
    (alliance / "documents" / "anvil" / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    done = cli("run", alliance, "--flow", "--quiet")
    assert done.returncode == 3, done.stderr
    with sqlite3.connect(alliance / ".commonground" / "prefect" / "prefect.db") as records:
        states = {name for (name,) in records.execute("SELECT name FROM flow_run_state")}
        artifacts = dict(records.execute("SELECT key, data FROM artifact"))
    records.close()
    assert "CompletedWithWarnings" in states
    assert {"alignment-run", "alignment-report", "alignment-unread"} <= artifacts.keys()
    assert "anvil/scan.pdf" in artifacts["alignment-unread"]


def test_the_manifest_tells_the_memory_of_the_largest_worker(base):
    costs = {cost.step: cost for cost in base.manifest.costs}
    assert costs["read"].workers_megabytes > 10
