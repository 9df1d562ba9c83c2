"""How large the report is and how fast it opens, beside a bare page of the same size."""

import statistics
import sys

import pytest

from tests.reports.browser.conftest import INSISTED

TIMED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))
"""
LARGEST = 1_000_000  # bytes
LONGEST = 500  # milliseconds from asking for the page to its second frame
SLOWER = 2  # times as long as a bare page of that size, where a busy or slow machine needs longer
TRIES = 5


def milliseconds(opened, file):
    """Return the median time from asking for a file to its second frame."""
    return statistics.median(opened(file).page.evaluate(TIMED) for _ in range(TRIES))


def test_25_members_on_40_issues_fit_into_a_megabyte(report_of):
    assert len((report_of("large") / "index.html").read_bytes()) <= LARGEST


@pytest.mark.slow
@pytest.mark.skipif(not INSISTED, reason="times mean something only where nothing else runs: make test-report")
@pytest.mark.parametrize("which", ["sample", "large"])
def test_the_report_opens_in_half_a_second(which, opened, report_of, tmp_path):
    file = report_of(which) / "index.html"
    bare = tmp_path / "bare.html"
    n_bytes = file.stat().st_size
    bare.write_text(f"<!DOCTYPE html><title>bare</title><p>{'word ' * (n_bytes // 5)}", encoding="utf-8")
    opened(bare)  # the first page of a browser is slow, whatever it holds
    figures = {"report": milliseconds(opened, file), "bare": milliseconds(opened, bare)}
    told = f"{which}: {n_bytes:,} bytes; report {figures['report']:.0f} ms, bare page {figures['bare']:.0f} ms\n"
    sys.stdout.write(told)
    assert figures["report"] <= max(LONGEST, SLOWER * figures["bare"]), figures
