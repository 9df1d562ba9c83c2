"""Runs worker processes: hands them files, kills them at the time limit, and starts new ones."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import UserError
from corpus.intake import SourceFile
from corpus.records import ReadStatus

# Isolated, so that no file in the current folder and no PYTHONPATH can take a module's place. The program's
# own folder comes last, for checkouts that are not installed.
_START = "import sys; sys.path.append(sys.argv.pop(1)); from corpus.worker import main; main(sys.argv[1:])"
_HOME = str(Path(__file__).resolve().parent.parent)
_READY = "ready\n"
_STARTS = 2
_SECONDS_TO_END = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What a worker may use for one file."""

    max_bytes: int
    max_pages: int
    max_depth: int
    max_seconds: float
    max_memory_bytes: int
    ocr: bool
    ocr_language: str
    min_ocr_confidence: float
    max_ocr_seconds: float


class Worker:
    """One worker process, replaced when it dies."""

    def __init__(self, limits: WorkerLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[str] | None = None
        self._served = 0
        self._is_stopped = False

    def __enter__(self) -> Self:
        """Return the worker; its process starts with the first file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    def stop(self) -> None:
        """End the process for good, from another thread."""
        self._is_stopped = True
        self.close()

    def close(self) -> None:
        """End the process and wait for it, so that none is left behind."""
        process, self._process = self._process, None
        self._served = 0
        if process is None:
            return
        _end(process)

    def read(self, file: SourceFile) -> dict[str, Any]:
        """Return the worker's answer on a file, or one with the status `timeout` or `worker_died`.

        A worker that dies may have been weakened by the files before; then a fresh one tries once more. A file
        with pages without text is asked for again with OCR, which may take longer, if that is wanted.
        """
        had_served = self._served > 0
        answer = self._ask(file)
        if answer.get("status") == ReadStatus.WORKER_DIED and had_served and not self._is_stopped:
            answer = self._ask(file)
        if self._limits.ocr and not self._is_stopped and _has_scans(answer):
            by_ocr = self._ask(file, by_ocr=True)
            if "extracted" in answer and "extracted" not in by_ocr:
                answer["extracted"]["warnings"].append(f"OCR of its pictures ended early. {by_ocr['detail']}")
            else:
                answer = by_ocr
        return answer

    def _ask(self, file: SourceFile, *, by_ocr: bool = False) -> dict[str, Any]:
        process = self._process = self._process or self._started()
        assert process.stdin
        assert process.stdout
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            process.kill()

        seconds = self._limits.max_ocr_seconds if by_ocr else self._limits.max_seconds
        request = {"location": str(file.location), "path": file.path, "inside": file.inside, "ocr": by_ocr}
        timer = threading.Timer(seconds, stop)
        timer.start()
        line = ""
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            pass  # the process is gone; the empty line says so below
        finally:
            timer.cancel()
        if line.endswith("\n"):
            self._served += 1
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        if timed_out.is_set():
            return {
                "status": ReadStatus.TIMEOUT,
                "detail": f"Reading it took longer than allowed ({seconds:g} s). "
                + ("Split it, or raise max_ocr_seconds." if by_ocr else "Print it to PDF again, or raise max_seconds."),
            }
        return {
            "status": ReadStatus.WORKER_DIED,
            "detail": "The reader broke down on it, most likely for want of memory. "
            "Print it to PDF again, or raise max_memory_megabytes.",
        }

    def _started(self) -> "subprocess.Popen[str]":
        """Start a process; one that ends at its start, as when memory is short for a moment, is tried once more."""
        command = [sys.executable, "-I", "-c", _START, _HOME, json.dumps(self._arguments())]
        code = 0
        for _ in range(_STARTS):
            process = subprocess.Popen(  # noqa: S603  (our own program, started with our own interpreter)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
            assert process.stdout
            if process.stdout.readline() == _READY:
                return process
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_TO_END)  # else it would seem that we had to kill it
            _end(process)
            code = process.returncode
            if self._is_stopped:
                break
        raise _not_starting(code, self._limits)

    def _arguments(self) -> dict[str, Any]:
        limits = self._limits
        return {
            "max_memory_bytes": limits.max_memory_bytes,
            "ocr": {"language": limits.ocr_language, "min_confidence": limits.min_ocr_confidence},
            "limits": {
                "max_bytes": limits.max_bytes,
                "max_pages": limits.max_pages,
                "max_depth": limits.max_depth,
            },
        }


def _has_scans(answer: Mapping[str, Any]) -> bool:
    if "extracted" in answer:
        return bool(answer["extracted"]["unread_pages"])
    return bool(answer["status"] == ReadStatus.NEEDS_OCR)


def _end(process: "subprocess.Popen[str]") -> None:
    """Kill a process and wait for it, so that none is left behind."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()


def _not_starting(code: int, limits: WorkerLimits) -> UserError:
    """Return the error for a process that ended, each time, before it could read anything."""
    if code < 0:
        how = f"The system ends it as soon as it starts (signal {-code}), most likely for want of memory."
        advice = "Close other programs, or set fewer workers in the section [reading] of alliance.toml."
    else:
        how = f"It ends as soon as it starts (exit code {code})."
        advice = (
            f"See why with: {sys.executable} -I -c 'import corpus.worker'. If that says nothing, raise "
            f"max_memory_megabytes in the section [reading] of alliance.toml, now {limits.max_memory_bytes >> 20}."
        )
    return UserError("The process that reads documents", how, advice, exit_code=1)


def ask_workers(
    files: Sequence[SourceFile],
    limits: WorkerLimits,
    *,
    n_workers: int,
    on_progress: Callable[[int, int], None],
) -> list[dict[str, Any]]:
    """Return the workers' answers in the order of the files, whatever the number of workers."""
    if not files:
        return []
    answers: list[dict[str, Any]] = [{} for _ in files]
    waiting = iter(range(len(files)))
    lock = threading.Lock()
    stopping = threading.Event()
    workers = [Worker(limits) for _ in range(min(n_workers, len(files)))]
    done = 0

    def serve(worker: Worker) -> None:
        nonlocal done
        with worker:
            while not stopping.is_set():
                with lock:
                    index = next(waiting, None)
                if index is None:
                    return
                answers[index] = worker.read(files[index])
                with lock:
                    done += 1
                    on_progress(done, len(files))

    with ThreadPoolExecutor(max_workers=len(workers), thread_name_prefix="reading") as pool:
        try:
            for future in [pool.submit(serve, worker) for worker in workers]:
                future.result()
        except BaseException:
            # Also on Ctrl-C: else the threads would wait for their processes, and the program for them.
            stopping.set()
            for worker in workers:
                worker.stop()
            raise
    return answers
