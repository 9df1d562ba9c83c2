"""Work spread over a Dask cluster: reading documents, finding positions, running models. The results are the same.

Workers need the program, and nothing of the alliance's folder: documents go to them as bytes. What is spread are
functions of this module and plain values; nothing that is kept or published goes through pickle.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus._workers import WorkerLimits, ask_workers
from corpus.code_version import code_digest
from corpus.errors import UserError
from corpus.intake import SourceFile
from models.classification import PositionSettings
from models.encoders import Encoder, load_encoder
from models.kept_models import NamedScorer
from models.readers import DocumentReading, Paper
from models.readers.built_in import BuiltInReader, open_built_in
from models.stance_model import CLASSES, Pair
from models.stance_model import load as load_stance_model

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]
_FILES_AT_ONCE = 4  # to one worker: few, so that all have something to do and a lost worker loses little
_ROWS_AT_ONCE = 64
_LOCAL = "local"
_PACKAGES = ("corpus", "models", "pipelines")  # what runs on workers
_LONGEST_START = 120  # seconds


class Futures(Protocol):
    """What is used of a Dask client."""

    def map(self, function: Callable[[Any], Any], parts: Sequence[Any], *, pure: bool) -> Any:  # noqa: ANN401
        """Start a function on each part."""
        ...

    def gather(self, futures: Any) -> Any:  # noqa: ANN401
        """Wait for the results, in the order of the parts."""
        ...

    def run(self, function: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Call a function on every worker; return what each gives, by its address."""
        ...


class Cluster:
    """A cluster that is connected."""

    def __init__(self, client: Futures, *, width: int) -> None:
        """`width` is the number of workers when the run began."""
        self._client = client
        self.width = width

    def spread(self, function: Callable[[T], R], parts: Sequence[T]) -> list[R]:
        """Return what a function of this module gives for each part, in their order; a lost worker's part is redone."""
        results: list[R] = self._client.gather(self._client.map(function, parts, pure=False))
        return results

    def ask_each(self, function: Callable[[], R]) -> dict[str, R]:
        """Return what a function of this module gives on each worker, by the worker's address."""
        answers: dict[str, R] = self._client.run(function)
        return answers

    def ask(
        self, files: Sequence[SourceFile], limits: WorkerLimits, *, n_workers: int, on_progress: Progress
    ) -> list[dict[str, Any]]:
        """Return the answers on files as `ask_workers` does; `n_workers` holds for each of the cluster's workers."""
        parts = [
            ([(file, _content(file)) for file in files[start : start + _FILES_AT_ONCE]], limits, n_workers)
            for start in range(0, len(files), _FILES_AT_ONCE)
        ]
        answers = [answer for part in self.spread(_read, parts) for answer in part]
        on_progress(len(files), len(files))
        return answers


@contextmanager
def opened(spec: str) -> Iterator[Cluster | None]:
    """Give the cluster that the settings name; None where they name none.

    Args:
        spec: nothing; `local:2` for two processes of this machine; or a scheduler's address, as in `tcp://host:8786`.

    Raises:
        UserError: the extra is not installed, or there is no such cluster.
    """
    if not spec:
        yield None
        return
    with ExitStack() as stack:
        try:
            cluster = _connected(spec, stack)
        except (TimeoutError, ValueError, OSError) as error:
            raise UserError(
                f"cluster {spec!r}",
                f"cannot be reached ({type(error).__name__}).",
                "See whether its scheduler and workers run.",
            ) from error
        if spec.partition(":")[0] != _LOCAL:
            _refuse_other_programs(cluster, spec)
        yield cluster


def _refuse_other_programs(cluster: Cluster, spec: str) -> None:
    """Workers of another version would give other results, and these would be kept as ours."""
    mine = code_digest(*_PACKAGES)
    strangers = sorted(worker for worker, theirs in cluster.ask_each(_version).items() if theirs != mine)
    if strangers:
        raise UserError(
            f"cluster {spec!r}",
            f"has workers with another version of the program: {', '.join(strangers)}.",
            "Install the same release on this machine and on all workers.",
        )


def _connected(spec: str, stack: ExitStack) -> Cluster:
    """Return the cluster; what must be closed afterwards is put on the stack."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UserError(
            f"cluster {spec!r}", "needs the extra `cluster`.", "Install it: uv sync --extra cluster"
        ) from error
    kind, _, number = spec.partition(":")
    if kind != _LOCAL:
        client = stack.enter_context(Client(spec, timeout=_LONGEST_START))
        client.wait_for_workers(1, timeout=_LONGEST_START)
        return Cluster(client, width=max(1, len(client.scheduler_info()["workers"])))
    if not number.isdecimal() or not int(number):
        raise UserError(f"cluster {spec!r}", "names no number of processes.", "Write local:2 or tcp://host:8786.")
    made = LocalCluster(n_workers=int(number), threads_per_worker=1, processes=True, dashboard_address=None)
    client = stack.enter_context(Client(stack.enter_context(made)))
    return Cluster(client, width=int(number))


class FarReader(BuiltInReader):
    """The built-in reader with its model on the cluster."""

    def __init__(self, settings: PositionSettings, cluster: Cluster) -> None:
        """Load what says which model it is; the reading is done elsewhere."""
        near = _reader(settings)
        super().__init__(near._settings, near._model)
        self._cluster = cluster
        self.at_once = 2 * cluster.width

    def read(self, paper: Paper) -> DocumentReading:
        """Return the statements of one document."""
        (found,) = self._cluster.spread(_find, [(self._settings, paper)])
        return found


class FarEncoder:
    """An encoder that runs on the cluster."""

    def __init__(self, encoder: Encoder, spec: str, cluster: Cluster) -> None:
        """`spec` is by what name the workers load the same encoder."""
        self.name, self.sha256, self.dimensions = encoder.name, encoder.sha256, encoder.dimensions
        self._spec, self._cluster = spec, cluster

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, shape (len(texts), dimensions), in the order given."""
        parts = [(self._spec, texts[start : start + _ROWS_AT_ONCE]) for start in range(0, len(texts), _ROWS_AT_ONCE)]
        return _joined(self._cluster.spread(_encode, parts), width=self.dimensions)


class FarStances:
    """The stance model on the cluster."""

    def __init__(self, scorer: NamedScorer, cluster: Cluster) -> None:
        """`scorer` says which model it is."""
        self.name, self.sha256, self._cluster = scorer.name, scorer.sha256, cluster

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Return probabilities, shape (len(pairs), len(CLASSES)), in the order of CLASSES."""
        parts = [pairs[start : start + _ROWS_AT_ONCE] for start in range(0, len(pairs), _ROWS_AT_ONCE)]
        return _joined(self._cluster.spread(_score, parts), width=len(CLASSES))


def _joined(parts: Sequence[NDArray[np.float32]], *, width: int) -> NDArray[np.float32]:
    return np.concatenate(parts) if parts else np.zeros((0, width), dtype=np.float32)


def _content(file: SourceFile) -> bytes | None:
    """Return a file's bytes; None if it may not be opened, which the worker then finds too."""
    try:
        return file.location.read_bytes()
    except OSError:
        return None


# What follows runs on the workers. Each loads a model once.


def _version() -> str:
    return code_digest(*_PACKAGES)


def _read(part: tuple[Sequence[tuple[SourceFile, bytes | None]], WorkerLimits, int]) -> list[dict[str, Any]]:
    files, limits, n_workers = part
    with tempfile.TemporaryDirectory(prefix="commonground-") as folder:
        here: list[SourceFile] = []
        for number, (file, content) in enumerate(files):
            location = Path(folder) / f"{number}{file.location.suffix}"
            if content is not None:
                location.write_bytes(content)
            here.append(replace(file, location=location))
        return ask_workers(here, limits, n_workers=n_workers, on_progress=lambda _done, _all: None)


def _find(part: tuple[PositionSettings, Paper]) -> DocumentReading:
    settings, paper = part
    return _reader(settings).read(paper)


def _encode(part: tuple[str, Sequence[str]]) -> NDArray[np.float32]:
    spec, texts = part
    return _encoder(spec).encode(texts)


def _score(pairs: Sequence[Pair]) -> NDArray[np.float32]:
    return _stances().score(pairs)


@cache
def _reader(settings: PositionSettings) -> BuiltInReader:
    return open_built_in(Path(), settings, "")


@cache
def _encoder(spec: str) -> Encoder:
    return load_encoder(spec)


@cache
def _stances() -> NamedScorer:
    return load_stance_model()
