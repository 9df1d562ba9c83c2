"""Takes the pictures in docs/ from the report of an alliance's newest run: `make screenshots`."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from corpus.store import RunStore
from reports.printing import find_chromium

DOCS = Path(__file__).resolve().parent
COLOURS = 128
LARGEST = 300_000  # bytes


def take(alliance: Path) -> None:
    """Write report.png, map.png and phone.png."""
    program = find_chromium()
    if not program:
        sys.exit("No Chromium was found on PATH. Install one, or name it in the variable CHROME.")
    address = (RunStore(alliance).latest() / "report" / "index.html").resolve().as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        desk = browser.new_page(viewport={"width": 1280, "height": 1000}, color_scheme="light")
        desk.goto(address)
        keep(desk, "report.png")
        desk.evaluate("document.getElementById('map-title').scrollIntoView()")
        keep(desk, "map.png")
        phone = browser.new_context(
            viewport={"width": 390, "height": 780}, device_scale_factor=2, is_mobile=True, color_scheme="light"
        ).new_page()
        phone.goto(address)
        keep(phone, "phone.png")
        browser.close()


def keep(page: Page, name: str) -> None:
    """Write what the page shows, with a palette of few colours."""
    shown = Image.open(io.BytesIO(page.screenshot()))
    small = shown.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(DOCS / name, optimize=True)
    size = (DOCS / name).stat().st_size
    sys.stdout.write(f"{name}: {size:,} bytes\n")
    if size > LARGEST:
        sys.exit(f"{name} is larger than {LARGEST:,} bytes.")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
