"""What of the program decides its results: its own files, and the releases of the libraries it rests on."""

import hashlib
import importlib.metadata
import platform
import re
import sys
from functools import cache
from pathlib import Path

_HOME = Path(__file__).resolve().parent.parent
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_LEFT_OUT = {"__pycache__", "samples", "training", "locale"}


@cache
def code_digest(*folders: str) -> str:
    """Return a digest of all files below some of the program's folders, of Python, and of the libraries' releases.

    Args:
        folders: which of `corpus`, `models`, `reports` and `pipelines`. Models' weights are among their files.
    """
    whole = hashlib.sha256(f"{sys.version_info[:2]} {platform.machine()}".encode())
    for name in sorted(_libraries()):
        whole.update(f"{name} {_release(name)}\n".encode())
    for folder in folders:
        for path in sorted((_HOME / folder).rglob("*")):
            inner = path.relative_to(_HOME)
            if path.is_file() and not _LEFT_OUT & set(inner.parts):
                whole.update(inner.as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _libraries() -> set[str]:
    """Return the libraries that the installed program names as its own, those of extras among them."""
    try:
        named = importlib.metadata.requires("commonground") or []
    except importlib.metadata.PackageNotFoundError:  # a checkout that is not installed
        return set()
    return {found.group() for requirement in named if (found := _NAME.match(requirement))}


def _release(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"
