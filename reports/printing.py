"""The meeting pack as a PDF: the report's first page, printed by an installed Chromium, or else by WeasyPrint.

Two prints of one page are not equal byte for byte: both programs write the time into the file.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import UserError
from reports.page import TEMPLATES, csp_hash

PACK = "meeting-pack.pdf"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LONGEST = 180  # seconds; a large report takes about five
_STYLE = re.compile(r"(?<=\x3cstyle>).*?(?=\x3c/style>)", re.DOTALL)  # in the page's own language
_ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-pdf-header-footer",
    # The report asks for nothing, and the browser shall not on its own account.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def print_pack(page: str, *, paper: str) -> bytes:
    """Return a PDF of the report's first page as it prints: the meeting pack.

    Args:
        page: index.html.
        paper: A4 or Letter.

    Raises:
        UserError: there is nothing to print with, or it fails.
    """
    sized = _on_paper(page, paper)
    program = find_chromium()
    if program:
        return _by_chromium(program, sized)
    pack = _by_weasyprint(sized)
    if pack is not None:
        return pack
    raise UserError(
        PACK,
        "cannot be printed: no Chromium was found on PATH, and WeasyPrint is not installed.",
        "Install Chromium (or name one in the variable CHROME), or WeasyPrint: uv sync --inexact --extra pdf",
    )


def find_chromium() -> str | None:
    """Return a Chromium: the one that the variable CHROME names, or else the first on PATH."""
    named = os.environ.get("CHROME")
    return next(filter(None, map(shutil.which, (named,) if named else CHROMIUMS)), None)


def _by_weasyprint(page: str) -> bytes | None:
    """Return the PDF, or None where WeasyPrint cannot be loaded."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):  # OSError: the package is there, but not the system's Pango
        return None
    return bytes(HTML(string=_coloured(page)).write_pdf())


def _coloured(page: str) -> str:
    """Return the page with the colours of shapes beside them: WeasyPrint does not style what is drawn inside a page."""
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    palette = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))  # the last is that for paper
    fills = {name: palette[colour] for name, colour in re.findall(r"\.([\w-]+) \{ fill: var\(--([\w-]+)\);", css)}
    line = f' fill="none" stroke="{palette["bar"]}" stroke-width="2" points="'
    named = "|".join(map(re.escape, fills))
    filled = re.sub(f'class="({named})"', lambda found: f'{found[0]} fill="{fills[found[1]]}"', page)
    return filled.replace(' points="', line)


def _on_paper(page: str, paper: str) -> str:
    """Return the page with its sheets named; as it stands, A4 and Letter both fit and the reader's printer decides."""
    found = _STYLE.search(page)
    css = found.group() if found else ""
    if "@page {" not in css:
        raise ValueError("the page was made with another style")
    sized = css.replace("@page {", f"@page {{ size: {paper};").replace("size: landscape", f"size: {paper} landscape")
    return page.replace(css, sized).replace(csp_hash(css), csp_hash(sized))


def _by_chromium(program: str, page: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="commonground-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder) / "index.html", Path(folder) / "pack.pdf"
        source.write_text(page, encoding="utf-8")
        own = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}")
        unboxed = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()  # it refuses to start for root
        try:
            subprocess.run(  # noqa: S603 - a browser that the user installed or named
                [program, *_ARGUMENTS, *unboxed, *own, source.as_uri()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_LONGEST,
                check=True,
            )
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise UserError(
                PACK,
                f"cannot be printed: {program} did not do it ({type(error).__name__}).",
                "Open index.html in a browser and print it there, or name another Chromium in the variable CHROME.",
            ) from error
