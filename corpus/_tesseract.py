"""Whether the program that reads scans is there; what it reads comes in `formats/_ocr.py`."""

from shutil import which

PROGRAM = "tesseract"


def is_installed() -> bool:
    """Say whether there is a Tesseract to be found."""
    return which(PROGRAM) is not None
