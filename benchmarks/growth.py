"""What a whole run costs as documents become more: `make bench-growth`.

Documents are made anew from paragraphs of papers that lie in a folder of yours (speeches, pledges), at least so many
words each, eight to a member, always the same for the same folder. Each size is a run of its own, from nothing. With
`--flow` each is a Prefect flow, whose server is counted too.

    python -m benchmarks.growth --documents FOLDER [FOLDER ...] --sizes 250 500 1000 2000
"""

import argparse
import math
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reading import read
from corpus.blocks import BlockKind

WORDS = 150
PER_MEMBER = 8
LEAST_WORDS = 25
SEED = 1
READABLE = {".txt", ".md", ".html", ".htm", ".docx", ".pdf"}
EVERY = 0.5  # seconds between two looks at the memory


def paragraphs(folders: Sequence[Path]) -> list[str]:
    """Return the paragraphs of all papers below some folders that are long enough to say something."""
    found: list[str] = []
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix.lower() in READABLE and path.is_file():
            text, blocks = read(path)
            parts = [text[block.start : block.end] for block in blocks if block.kind is BlockKind.PARAGRAPH]
            found += [" ".join(part.split()) for part in parts if len(part.split()) >= LEAST_WORDS]
    return found


def make(folder: Path, *, n_documents: int, least_words: int, source: Sequence[str]) -> int:
    """Write an alliance of so many documents of at least so many words; return how many words they hold."""
    draws = random.Random(SEED)
    n_words = 0
    for number in range(n_documents):
        chosen: list[str] = []
        while sum(len(part.split()) for part in chosen) < least_words:
            chosen.append(draws.choice(source))
        path = folder / "documents" / f"member{number // PER_MEMBER:04d}" / f"paper{number % PER_MEMBER}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(["# Position", *chosen]) + "\n", encoding="utf-8")
        n_words += sum(len(part.split()) for part in chosen)
    return n_words


class Memory:
    """Looks how much memory a process and all its descendants use at most, in megabytes (Linux)."""

    def __init__(self, process: int) -> None:
        """Begin to look."""
        self.peak = 0.0
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Return the peak."""
        self._ended.set()
        self._thread.join()
        return self.peak

    def _look(self) -> None:
        while not self._ended.wait(EVERY):
            self.peak = max(self.peak, sum(_megabytes(each) for each in _family(self._process)))


def _family(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, waiting = [], [process]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += children.get(each, [])
    return found


def _megabytes(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(n_documents: int, least_words: int, source: Sequence[str], *, options: Sequence[str]) -> float:
    """Print what a run of so many documents costs; return its processor seconds."""
    with tempfile.TemporaryDirectory(prefix="growth-") as name:
        folder = Path(name) / "alliance"
        n_words = make(folder, n_documents=n_documents, least_words=least_words, source=source)
        command = [str(Path(sys.executable).with_name("commonground")), "run", str(folder), "--quiet", *options]
        before = os.times()
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
        memory = Memory(process.pid)
        out, _ = process.communicate()
        wall, peak = time.monotonic() - started, memory.stop()
        after = os.times()
        processor = after.children_user + after.children_system - before.children_user - before.children_system
        print(
            f"{n_documents} documents ({n_words:,} words): {wall:.0f} s, {processor:.0f} CPU s, "
            f"{processor / n_documents:.2f} CPU s a document, peak {peak:,.0f} MB, exit {process.returncode}. "
            f"{out.splitlines()[0] if out else ''}",
            flush=True,
        )
        if not out:
            raise SystemExit("The run failed; there is nothing to measure.")
        return processor


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=Path, nargs="+", required=True, help="folders of papers")
    parser.add_argument("--sizes", type=int, nargs="+", default=[250, 500, 1000, 2000], help="numbers of documents")
    parser.add_argument("--words", type=int, default=WORDS, help="least words of a document")
    parser.add_argument("--flow", action="store_true", help="run as a Prefect flow")
    arguments = parser.parse_args()
    options = ["--flow"] if arguments.flow else []
    source = paragraphs(arguments.documents)
    if not source:
        parser.error("no paragraph was found in these folders")
    print(f"{len(source):,} paragraphs to choose from")
    costs = {size: measure(size, arguments.words, source, options=options) for size in arguments.sizes}
    if len(costs) > 1:
        small, large = min(costs), max(costs)
        grown = math.log(costs[large] / costs[small]) / math.log(large / small)
        print(f"CPU seconds grow with documents to the power of {grown:.2f} from {small} to {large}")


if __name__ == "__main__":
    main()
