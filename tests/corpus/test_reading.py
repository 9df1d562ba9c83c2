import io
import json
import os
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import docx
import pytest
from pydantic import ValidationError
from reportlab.pdfgen import canvas

from corpus.duplicates import compare_documents
from corpus.errors import UserError
from corpus.intake import survey
from corpus.reading import read_files
from corpus.reading_settings import ReadingSettings
from corpus.records import DateSource, ReadStatus

TEXT = "The port supports the charter as a whole. We would leave it over a rule on cranes without notice."
GERMAN = (
    "Wir unterstützen den Entwurf der Satzung im Grundsatz, lehnen aber jede Regelung über Kräne ab, die ohne eine "
    "ausreichende Frist in Kraft tritt. Der Hafen kann seine alten Kräne nicht in einem Jahr ersetzen. "
)


def pdf_of(*lines, pages=1):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, invariant=True)
    for _ in range(pages):
        for number, line in enumerate(lines):
            paper.drawString(72, 700 - 14 * number, line)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def docx_of(*paragraphs):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def bomb_pdf():
    """A page whose content stream unpacks twice, to 256 MB."""
    packer = zlib.compressobj(9)
    chunk = b"BT /F1 12 Tf (A) Tj ET\n" * 45590
    packed = b"".join([*(packer.compress(chunk) for _ in range(256)), packer.flush()])
    stream = zlib.compress(packed, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + table % (len(objects) + 1, entries, len(objects) + 1, len(out))


def read(folder: Path, contents: dict[str, bytes], **settings):
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    files = survey(folder).files
    chosen = ReadingSettings(**{"workers": 1, **settings})
    result = read_files(files, chosen)
    result = compare_documents(result.readings, result.rejections, chosen)
    assert [reading.document.path for reading in result.readings] == [file.path for file in files]
    return result


def statuses(result):
    return {reading.document.path: reading.document.status.value for reading in result.readings}


def children():
    found = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    )
    return [line for line in found.stdout.splitlines() if "corpus.worker" in line or "defunct" in line]


def test_every_format_ends_as_a_document_with_blocks_that_point_into_its_text(tmp_path):
    contents = {
        "a/one.pdf": pdf_of("12 March 2021", *[TEXT] * 3),
        "b/two.docx": docx_of("Position of 12 March 2021", *[TEXT] * 3),
        "c/three.html": f"<h1>12 March 2021</h1><p>{TEXT * 3}</p>".encode(),
        "d/four.md": f"# 12 March 2021\n\n{TEXT * 3}".encode(),
        "e/five.txt": f"12 March 2021\n\n{TEXT * 3}".encode(),
    }
    result = read(tmp_path, contents)
    assert result.rejections == ()
    for reading in result.readings:
        document = reading.document
        assert (document.dated, document.date_source) == ("2021-03-12", DateSource.TEXT)
        assert (document.language, document.status) == ("en", ReadStatus.READ)
        assert document.words == len(document.text.split())
        assert "\n\n".join(document.text[block.start : block.end] for block in reading.blocks) == document.text
        assert "We would leave it over a rule on cranes without notice." in document.text
    assert [reading.document.format for reading in result.readings] == [
        "pdf",
        "docx",
        "html",
        "markdown",
        "text",
    ]
    assert [reading.document.pages for reading in result.readings] == [1, None, None, None, None]


def test_what_a_file_is_counts_and_not_what_its_name_says(tmp_path):
    contents = {
        "a/1.docx": pdf_of(TEXT),
        "a/2.pdf": docx_of(TEXT + " Two."),
        "a/3.doc": f"<html><body><p>{TEXT} Three.</p></body></html>".encode(),
        "a/4.txt": docx_of(TEXT + " Four."),
        "a/5": pdf_of(TEXT + " Five."),
    }
    result = read(tmp_path, contents)
    formats = [reading.document.format for reading in result.readings]
    assert formats == ["pdf", "docx", "html", "docx", "pdf"]


def test_every_unreadable_file_has_a_status_and_a_row_with_advice(tmp_path):
    contents = {
        "a/binary.txt": bytes(range(256)) * 50,
        "a/brief.txt": b"We agree.",
        "a/copy.txt": TEXT.encode(),
        "a/empty.pdf": b"",
        "a/german.txt": (GERMAN * 3).encode(),
        "a/good.txt": TEXT.encode(),
        "a/large.txt": b"word " * 60_000,
        "a/old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
        "a/photo.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
        "a/same.md": TEXT.replace("charter", "**charter**").encode(),
        "a/secret.docx": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 700,
        "a/sheet.xyz": b"whatever",
        "a/trunc.docx": docx_of(TEXT)[:3000],
    }
    result = read(tmp_path, contents, max_megabytes=0.2)
    wanted = {
        "a/binary.txt": "corrupt",
        "a/brief.txt": "empty",
        "a/copy.txt": "read",
        "a/empty.pdf": "empty",
        "a/german.txt": "other_language",
        "a/good.txt": "duplicate",
        "a/large.txt": "too_large",
        "a/old.doc": "unsupported",
        "a/photo.png": "needs_ocr",
        "a/same.md": "duplicate",
        "a/secret.docx": "encrypted",
        "a/sheet.xyz": "unsupported",
        "a/trunc.docx": "corrupt",
    }
    assert statuses(result) == wanted
    told = {row.subject: row.reason for row in result.rejections}
    assert told == {path: status for path, status in wanted.items() if status != "read"}
    assert all(row.step == "reading" and row.detail.endswith(".") for row in result.rejections)
    original = next(reading.document for reading in result.readings if reading.document.path == "a/copy.txt")
    for reading in result.readings:
        if reading.document.status is not ReadStatus.READ:
            assert (reading.document.text, reading.document.words, reading.blocks) == ("", 0, ())
        if reading.document.status is ReadStatus.DUPLICATE:
            assert reading.document.duplicate_of == original.document_id


def test_hidden_text_is_told_in_a_row_though_the_document_is_read(tmp_path):
    html = f"<p>{TEXT}</p><p hidden>We oppose it.</p>"
    result = read(tmp_path, {"a/page.html": html.encode()})
    assert statuses(result) == {"a/page.html": "read"}
    assert [(row.subject, row.reason) for row in result.rejections] == [("a/page.html", "parts_left_out")]


def test_a_file_that_exhausts_memory_costs_only_itself(tmp_path):
    contents = {"a/1.txt": TEXT.encode(), "a/2.pdf": bomb_pdf(), "a/3.txt": (TEXT + " Three.").encode()}
    result = read(tmp_path, contents, max_memory_megabytes=320, max_seconds=60)
    found = statuses(result)
    assert found["a/2.pdf"] in ("worker_died", "too_large")
    assert (found["a/1.txt"], found["a/3.txt"]) == ("read", "read")
    assert children() == []


def test_a_file_that_takes_too_long_costs_only_itself(tmp_path):
    contents = {
        "a/1.txt": TEXT.encode(),
        "a/2.html": ("<p>" + "<b>We</b> " * 400_000).encode(),
        "a/3.txt": (TEXT + " Three.").encode(),
    }
    result = read(tmp_path, contents, max_seconds=1)
    assert statuses(result) == {"a/1.txt": "read", "a/2.html": "timeout", "a/3.txt": "read"}
    assert "(1 s)" in result.rejections[0].detail
    assert children() == []


def test_the_number_of_workers_changes_nothing(tmp_path):
    contents = {f"m{number % 3}/{number}.txt": f"{TEXT} It is number {number}.".encode() for number in range(8)}
    contents["m2/9.txt"] = contents["m0/0.txt"]
    contents["m0/9.txt"] = contents["m0/0.txt"]
    one = read(tmp_path, contents, workers=1)
    assert read(tmp_path, {}, workers=4) == one
    backwards = read_files(survey(tmp_path).files[::-1], ReadingSettings(workers=2))
    assert backwards.readings[::-1] == one.readings
    halves = [read_files(survey(tmp_path).files[part], ReadingSettings(workers=2)) for part in (slice(4), slice(4, 10))]
    assert halves[0].readings + halves[1].readings == one.readings


def test_progress_is_told_and_no_files_are_no_error(tmp_path):
    told = []
    for number in range(3):
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / "a" / f"{number}.txt").write_text(f"{TEXT} {number}")
    files = survey(tmp_path).files
    read_files(files, ReadingSettings(workers=2), on_progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert read_files((), ReadingSettings()).readings == ()


def test_an_interrupt_leaves_no_worker_behind(tmp_path):
    (tmp_path / "a").mkdir()
    for number in range(3):
        (tmp_path / "a" / f"{number}.txt").write_text(f"{TEXT} {number}")

    def interrupt(_done, _all):
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read_files(survey(tmp_path).files, ReadingSettings(workers=2), on_progress=interrupt)
    assert time.monotonic() - started < 20
    assert children() == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reading")]


def start_with(folder, monkeypatch, line):
    """Have workers started through a script whose first line is given."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\n{line}\nexec {sys.executable} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


def test_a_worker_that_is_killed_at_its_start_is_started_once_more(tmp_path, monkeypatch):
    started = tmp_path / "started"
    start_with(tmp_path, monkeypatch, f"test -e {started} || {{ touch {started}; kill -9 $$; }}")
    result = read(tmp_path / "papers", {"a/paper.txt": TEXT.encode()})
    assert started.exists()
    assert (statuses(result), result.rejections) == ({"a/paper.txt": "read"}, ())


@pytest.mark.parametrize(
    ("line", "problem", "advice"),
    [("kill -9 $$", "signal 9", "fewer workers"), ("exit 3", "exit code 3", "import corpus.worker")],
)
def test_workers_that_never_start_are_told_with_advice(tmp_path, monkeypatch, line, problem, advice):
    start_with(tmp_path, monkeypatch, line)
    with pytest.raises(UserError) as caught:
        read(tmp_path / "papers", {"a/1.txt": TEXT.encode(), "a/2.txt": b"Two.", "a/3.txt": b"Three."}, workers=2)
    assert (problem in caught.value.problem, advice in caught.value.advice, caught.value.exit_code) == (True, True, 1)
    assert children() == []


def test_a_link_that_takes_a_files_place_after_the_survey_is_not_followed(tmp_path):
    (tmp_path / "a").mkdir()
    paper = tmp_path / "a" / "paper.txt"
    paper.write_text(TEXT)
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret is not for members, and it is long enough to be a paper.")
    files = survey(tmp_path).files
    paper.unlink()
    paper.symlink_to(secret)
    result = read_files(files, ReadingSettings(workers=1))
    assert statuses(result) == {"a/paper.txt": "corrupt"}
    paper.unlink()
    os.mkfifo(paper)
    assert statuses(read_files(files, ReadingSettings(workers=1, max_seconds=20))) == {"a/paper.txt": "corrupt"}


def test_what_a_library_prints_does_not_get_between_the_answers(tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text(TEXT)
    limits = {"max_bytes": 9999, "max_pages": 9, "max_depth": 99}
    given = {"max_memory_bytes": 1 << 30, "limits": limits, "ocr": {"language": "eng", "min_confidence": 60}}
    code = (
        "import sys, corpus.worker as worker\n"
        "serve = worker._serve\n"
        "worker._serve = lambda *given: print('noise') or serve(*given)\n"
        "worker.main(sys.argv[1:])\n"
    )
    request = json.dumps({"location": str(paper), "path": "a/paper.txt", "inside": [], "ocr": False}) + "\n"
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(given)],
        input=request,
        capture_output=True,
        text=True,
        check=True,
    )
    ready, answer = run.stdout.splitlines()
    assert ready == "ready"
    assert json.loads(answer)["extracted"]["pieces"][0]["text"] == TEXT
    assert "noise" in run.stderr


def test_a_paper_full_of_names_and_numbers_is_not_taken_for_another_language(tmp_path):
    names = "\n\n".join(f"Jean-Pierre Müller, Łódź, Straße {number}, tel. 0{number}" for number in range(40))
    result = read(tmp_path, {"a/list.txt": f"{names}\n\n{TEXT}\n\n{TEXT}".encode()})
    assert statuses(result) == {"a/list.txt": "read"}


def test_a_paper_in_two_languages_is_read_if_most_of_it_is_english(tmp_path):
    result = read(tmp_path, {"a/both.txt": f"{TEXT} {TEXT} {TEXT} {TEXT}\n\n{GERMAN}".encode()})
    assert result.readings[0].document.language == "en"


def test_settings_say_what_raising_them_does_and_refuse_nonsense():
    for name, field in ReadingSettings.model_fields.items():
        assert field.description, name
        assert name in ("language", "ocr", "ocr_language") or "Raising it" in field.description
    with pytest.raises(ValidationError):
        ReadingSettings(max_pages=0)
    with pytest.raises(ValidationError):
        ReadingSettings(unknown=1)


def test_halves_of_characters_never_get_through(tmp_path):
    content = (TEXT + " \ud800 half").encode("utf-16-le", "surrogatepass")
    result = read(tmp_path, {"a/half.txt": b"\xff\xfe" + content})
    result.readings[0].document.text.encode("utf-8")
    assert "half" in result.readings[0].document.text
