"""The meeting pack beside the report: written with it, verified with it, and no reason for a run to fail."""

import json
import stat
import sys

import pytest

from corpus.errors import UserError
from pipelines.commands.report import report
from pipelines.commands.verify import verify

PRINTS = '#!/bin/sh\nfor each in "$@"; do case "$each" in --print-to-pdf=*) echo pack > "${each#*=}";; esac; done\n'
PACK = "meeting-pack.pdf"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")


@pytest.fixture
def prints(tmp_path):
    """Give the path of a browser that prints."""
    browser = tmp_path / "browser"
    browser.write_text(PRINTS)
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    return str(browser)


def test_the_pack_is_written_verified_and_never_in_the_way(alliance, analyse, prints, monkeypatch, capsys):
    (alliance / "alliance.toml").write_text("[report]\npdf = true\n")
    monkeypatch.setenv("CHROME", prints)
    run = analyse(alliance).folder
    assert (run / "report" / PACK).read_bytes() == b"pack\n"
    assert f"report/{PACK}" in json.loads((run / "manifest.json").read_bytes())["files"]
    assert verify(run, as_json=False) == 0

    (alliance / "alliance.toml").unlink()
    assert report(run, as_json=False) == 0  # not asked for: an old pack would show an old report
    assert not (run / "report" / PACK).exists()
    assert verify(run, as_json=False) == 0
    assert report(run, pdf=True, as_json=False) == 0
    assert f"Pack: {run / 'report' / PACK}" in capsys.readouterr().out
    assert verify(run, as_json=False) == 0

    monkeypatch.setenv("CHROME", "/nowhere")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(UserError, match="no Chromium was found"):
        report(run, pdf=True, as_json=False)
    assert (run / "report" / "index.html").is_file()
    assert verify(run, as_json=False) == 0


def test_a_run_that_cannot_print_is_published_and_warns(alliance, analyse, monkeypatch):
    (alliance / "alliance.toml").write_text("[report]\npdf = true\n")
    monkeypatch.setenv("CHROME", "/nowhere")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    outcome = analyse(alliance)
    (warning,) = [warning for warning in outcome.manifest.warnings if PACK in warning]
    assert "no Chromium was found" in warning
    assert "no Chromium was found" in outcome.report.read_text(encoding="utf-8")
    assert verify(outcome.folder, as_json=False) == 0
