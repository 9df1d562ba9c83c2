"""How commands speak: where results and progress go, and what a terminal gets."""

import json
import os
import pty
import sys
import threading

import pytest

from pipelines import console
from pipelines.console import print_json, say, shown_progress


def test_a_result_goes_to_standard_output_and_progress_to_standard_error(capsys):
    with shown_progress(quiet=False) as told:
        told("find positions", 0, 2)
        say("done")
    captured = capsys.readouterr()
    assert captured.out == "done\n"
    assert captured.err == "find positions: 0 of 2\n"


def test_quiet_shows_no_progress(capsys):
    with shown_progress(quiet=True) as told:
        told("read", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_without_a_terminal_a_step_is_told_once_and_then_now_and_then(capsys, monkeypatch):
    with shown_progress(quiet=False) as told:
        for done in range(100):
            told("read", done, 100)
        told("issue_states", 0, 1)
        monkeypatch.setattr(console, "_EVERY_SECONDS", 0.0)
        told("issue_states", 1, 1)
    assert capsys.readouterr().err.splitlines() == [
        "read: 0 of 100",
        "issue states: 0 of 1",
        "issue states: 1 of 1",
    ]


def test_json_names_its_schema_first_and_is_ascii(capsys):
    print_json("check", {"subject": "Łódź \udcff “quoted”", "count": 1})
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.startswith('{\n "schema": "commonground.check/1",\n')
    assert json.loads(out)["subject"] == "Łódź \udcff “quoted”"


@pytest.mark.skipif(sys.platform != "linux", reason="reads a pseudo terminal the way Linux has it")
def test_a_terminal_gets_a_bar_that_is_gone_afterwards(monkeypatch):
    leader, follower = pty.openpty()
    seen = bytearray()

    def read():
        while True:
            try:
                part = os.read(leader, 4096)
            except OSError:  # what Linux says when the other end is closed
                return
            seen.extend(part)

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(follower, "w", encoding="utf-8") as terminal:
        for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setattr(sys, "stderr", terminal)
        with shown_progress(quiet=False) as told:
            told("issue_states", 0, 3)
            told("issue_states", 3, 3)
        terminal.flush()
    reader.join(10)
    os.close(leader)
    shown = seen.decode()
    assert "issue states" in shown
    assert "3/3" in shown
    assert shown.rstrip().endswith("\x1b[2K")  # the line is wiped, so that results stand alone


def test_an_error_inside_comes_out_unchanged(capsys):
    with pytest.raises(RuntimeError, match="broken"), shown_progress(quiet=False):
        raise RuntimeError("broken")
    assert capsys.readouterr() == ("", "")
