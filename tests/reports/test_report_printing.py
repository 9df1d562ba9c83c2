"""The meeting pack as PDF: what prints it, on which paper, and what is said where nothing can."""

import base64
import hashlib
import re
import sys

import pypdfium2
import pytest

from corpus.errors import UserError
from reports.page import render
from reports.printing import find_chromium, print_pack

STAND_IN = """#!/bin/sh
for each in "$@"; do
  case "$each" in
    --print-to-pdf=*) target="${each#--print-to-pdf=}" ;;
    file://*) source="${each#file://}" ;;
  esac
done
cp "$source" "$target"
"""


@pytest.fixture
def nothing_to_print_with(monkeypatch, tmp_path):
    """Take away every browser and WeasyPrint."""
    monkeypatch.delenv("CHROME", raising=False)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def program(path, script):
    path.write_text(script)
    path.chmod(0o755)
    return path


@pytest.fixture
def page(alliance):
    return render(alliance.data())["index.html"]


@pytest.mark.usefixtures("nothing_to_print_with")
def test_without_anything_to_print_with_it_says_what_to_install(page):
    with pytest.raises(UserError) as told:
        print_pack(page, paper="A4")
    assert "no Chromium was found on PATH, and WeasyPrint is not installed" in told.value.problem
    assert "CHROME" in told.value.advice
    assert "--extra pdf" in told.value.advice


@pytest.mark.usefixtures("nothing_to_print_with")
def test_the_variable_comes_before_the_path(monkeypatch, tmp_path):
    assert find_chromium() is None
    on_path = program(tmp_path / "bin" / "google-chrome", "")
    assert find_chromium() == str(on_path)
    named = program(tmp_path / "mine", "")
    monkeypatch.setenv("CHROME", str(named))
    assert find_chromium() == str(named)
    monkeypatch.setenv("CHROME", str(tmp_path / "gone"))
    assert find_chromium() is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_paper_is_named_and_the_policy_allows_the_style(paper, page, monkeypatch, tmp_path):
    monkeypatch.setenv("CHROME", str(program(tmp_path / "browser", STAND_IN)))
    given = print_pack(page, paper=paper).decode()
    assert f"@page {{ size: {paper};" in given
    assert f"size: {paper} landscape" in given
    style = re.search(r"<style>(.*?)</style>", given, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in given


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\nexit 0\n"], ids=["fails", "writes nothing"])
def test_a_browser_that_does_not_print_is_told(script, page, monkeypatch, tmp_path):
    monkeypatch.setenv("CHROME", str(program(tmp_path / "browser", script)))
    with pytest.raises(UserError, match="did not do it"):
        print_pack(page, paper="A4")


def test_weasyprint_prints_where_there_is_no_browser(page, monkeypatch, tmp_path):
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        pytest.skip("WeasyPrint cannot be loaded here (extra pdf, and the system's Pango)")
    monkeypatch.setenv("CHROME", str(tmp_path / "gone"))
    document = pypdfium2.PdfDocument(print_pack(page, paper="Letter"))
    assert len(document) > 2
    assert tuple(round(length / 72 * 25.4) for length in document[0].get_size()) == (216, 279)
    assert "Pond Alliance" in document[0].get_textpage().get_text_range()
    drawn = document[0].render(scale=1).to_pil().convert("RGB").getcolors(1 << 24)
    assert (0x8A, 0x23, 0x00) in {colour for _, colour in drawn}  # firm demands that collide, in the bar of issues
