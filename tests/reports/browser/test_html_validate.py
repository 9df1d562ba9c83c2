"""html-validate accepts every file of the report. What it is not asked to check stands in htmlvalidate.mjs."""

import json
import shutil
import subprocess

import pytest

from tests.reports.browser.conftest import HERE, installed, without


def complaints(files, folder):
    """Return what html-validate has against the files."""
    if not shutil.which("node"):
        without("No node was found on PATH.", "Install Node 18.19 or newer.")
    program = installed("html-validate") / "bin" / "html-validate.mjs"
    told = folder / "told.json"  # through a pipe it stops short
    config = HERE / "htmlvalidate.mjs"
    command = ["node", program, "--config", config, "--formatter", f"json={told}", *files]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=120)
    assert told.is_file(), done.stderr
    return [
        (message["ruleId"], message["message"], message["line"])
        for file in json.loads(told.read_text(encoding="utf-8"))
        for message in file["messages"]
    ]


@pytest.mark.parametrize("which", ["alliance", "hostile", "empty_alliance", "large"])
def test_every_file_is_valid(which, report_of, tmp_path):
    files = sorted(report_of(which).rglob("*.html"))[:12]
    assert complaints(files, tmp_path) == []


def test_a_seeded_fault_is_found(report_of, tmp_path):
    text = (report_of("alliance") / "index.html").read_text(encoding="utf-8")
    file = tmp_path / "faulty.html"
    file.write_text(text.replace("<main>", "<main><p><div></div></p>", 1), encoding="utf-8")
    assert complaints([file], tmp_path) != []
