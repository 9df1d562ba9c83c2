"""Whether the program that reads scans is there; what it reads comes in `formats/_ocr.py`."""

import shutil

PROGRAM = "tesseract"


def is_installed() -> bool:
    """Say whether there is a Tesseract to be found."""
    return shutil.which(PROGRAM) is not None
