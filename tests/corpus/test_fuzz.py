"""Real files with random damage: whatever it does to a parser, the run goes on and every file has a status.

Reads a few dozen files; `make fuzz` reads two thousand.
"""

import io
import os
import random
import sys
import zipfile
from collections import Counter

from corpus.intake import survey
from corpus.reading import read_files
from corpus.reading_settings import ReadingSettings
from corpus.records import ReadStatus

N_FILES = int(os.environ.get("COMMONGROUND_FUZZ_FILES", "40"))
SETTINGS = ReadingSettings(max_seconds=20, max_memory_megabytes=700, workers=2)
TOKENS = (
    b"<",
    b">",
    b"&x;",
    b"{",
    b"}",
    b"\\",
    b"\x00",
    b"\xff\xfe",
    b"(",
    b"[",
    b"-1",
    b"4294967296",
    b"\n--",
    b"%PDF-",
)


def damaged(content, chance):
    """Return bytes with one to four random changes."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([1, 4, 40, 400]))
        kind = chance.randrange(6)
        if kind == 0:
            content = content[:start] + chance.randbytes(end - start) + content[end:]
        elif kind == 1:
            content = content[:start] + content[end:]
        elif kind == 2:
            content = content[:start] + content[start:end] * chance.choice([2, 50]) + content[end:]
        elif kind == 3:
            content = content[:start] + chance.choice(TOKENS) * chance.choice([1, 100]) + content[start:]
        elif kind == 4 and chance.random() < 0.3:
            content = content[:start]
        else:
            other = chance.randrange(len(content) + 1)
            content = content[:start] + content[other : other + end - start] + content[end:]
    return content


def damaged_inside(content, chance):
    """Return a zip file of which one part is damaged, with the sums of the damaged bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        likely = [
            name for name in names if name.endswith(("document.xml", "content.xml", ".xhtml", "slide1.xml", ".rels"))
        ]
        hit = chance.choice(likely or names)
        for name in names:
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == hit else part)
    return stream.getvalue()


def test_damaged_files_cost_only_themselves(tmp_path, make):
    chance = random.Random(20)
    good = make.samples()
    (tmp_path / "m").mkdir()
    for number in range(N_FILES):
        name = sorted(good)[number % len(good)]
        content = good[name]
        inside = content.startswith(b"PK") and chance.random() < 0.7
        content = damaged_inside(content, chance) if inside else damaged(content, chance)
        (tmp_path / "m" / f"{number:05}_{name}").write_bytes(content)
    (tmp_path / "whole").mkdir()
    for name, content in good.items():
        (tmp_path / "whole" / name).write_bytes(content)
    files = survey(tmp_path).files
    result = read_files(files, SETTINGS)
    documents = {reading.document.path: reading.document for reading in result.readings}
    assert {file.path for file in files} <= set(documents)
    for document in documents.values():
        assert (document.status is ReadStatus.READ) == bool(document.text)
    for reading in result.readings:
        for block in reading.blocks:
            assert 0 <= block.start < block.end <= len(reading.document.text)
    assert {name: documents[f"whole/{name}"].status for name in good} == dict.fromkeys(good, "read")
    statuses = Counter(document.status.value for document in documents.values())
    sys.stdout.write(f"\n{dict(statuses.most_common())}\n")
    assert statuses["read"] > len(good)
    assert statuses["worker_died"] + statuses["timeout"] <= N_FILES / 20
