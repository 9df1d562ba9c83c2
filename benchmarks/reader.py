"""Runs a labelled corpus with any reader and scores the run: `make bench-understanding READER=language_model`.

The labels never reach the run. The scorer is a program that takes a run's folder and the labels' folder.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = Path(sys.executable).with_name("commonground")
PARTLY_UNREADABLE = 3


def run_with(reader: str, documents: Path, settings: Path | None, folder: Path) -> Path:
    """Run a copy of the documents with one reader in an alliance's folder; return the run's folder.

    `settings` is an alliance.toml with the reader's section and without `readers`; what lies beside it for readers
    (codings.csv, kept answers) is taken along.
    """
    shutil.copytree(documents, folder / "documents")
    if (folder / "documents" / "members.csv").is_file():
        (folder / "documents" / "members.csv").rename(folder / "members.csv")
    written = settings.read_text(encoding="utf-8") if settings else ""
    (folder / "alliance.toml").write_text(f'readers = ["{reader}"]\n{written}', encoding="utf-8")
    for name in ("codings.csv", "reader_answers") if settings else ():
        beside = settings.parent / name
        if beside.is_dir():
            shutil.copytree(beside, folder / name)
        elif beside.is_file():
            shutil.copy(beside, folder / name)
    done = subprocess.run([COMMAND, "run", folder], check=False)
    if done.returncode not in (0, PARTLY_UNREADABLE):
        sys.exit(done.returncode)
    return next(path for path in (folder / "runs").iterdir() if (path / "manifest.json").is_file())


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/reader.py", description=__doc__)
    parser.add_argument("reader", help="as in `readers` of alliance.toml")
    parser.add_argument("--gold", type=Path, required=True, help="folder with the labels and the documents in corpus/")
    parser.add_argument("--score", type=Path, required=True, help="the scorer")
    parser.add_argument("--settings", type=Path, help="an alliance.toml with the reader's section")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = run_with(arguments.reader, arguments.gold / "corpus", arguments.settings, Path(folder))
        subprocess.run([sys.executable, arguments.score, run, arguments.gold], check=True)


if __name__ == "__main__":
    main()
