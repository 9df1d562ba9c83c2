"""Results that are kept between runs, so that what has not changed is not computed again.

A result stands under the digest of everything that decides it: content of the document, settings, code, model. Each
is held against its own digest when it is read; what does not fit (damage, another version, another result's bytes)
is as good as not there. Nothing here can fail a run: a store that cannot be used keeps nothing and says so once.

One SQLite file. It can be deleted, copied or moved at any time when no run is going on, and shared by alliances.
"""

import hashlib
import logging
import sqlite3
import stat
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

FILE_NAME = ".kept.sqlite3"
_VERSION = 1
_WAIT = 30.0  # seconds for another process that writes
_AT_ONCE = 500  # keys asked for in one statement
_LARGEST = 1 << 28  # bytes of one result
_COLUMNS = "key TEXT PRIMARY KEY, step TEXT NOT NULL, used TEXT NOT NULL, digest BLOB NOT NULL, content BLOB NOT NULL"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reuse:
    """How many results of a step were computed in a run, and how many were there already."""

    step: str
    computed: int
    reused: int


@dataclass(frozen=True, slots=True)
class Holding:
    """What is kept of one step."""

    step: str
    results: int
    megabytes: float
    oldest: str


class Kept:
    """The store of one or several alliances; without a path it keeps nothing."""

    def __init__(self, path: Path | None, *, today: date | None = None) -> None:
        """Open the file, or make it; where that cannot be done, nothing is kept.

        Args:
            path: the file; its folder is made.
            today: what results that are used now are marked with; by the clock if not given.
        """
        self._path = path
        self._today = (today or datetime.now(UTC).date()).isoformat()
        self._computed: Counter[str] = Counter()
        self._reused: Counter[str] = Counter()
        self._used: set[str] = set()
        self._lock = threading.Lock()
        self._base = self._opened() if path else None

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def through(
        self,
        step: str,
        items: Sequence[T],
        *,
        key: Callable[[T], str],
        compute: Callable[[Sequence[T]], Sequence[R]],
        dump: Callable[[R], bytes | None],
        load: Callable[[bytes], R],
    ) -> list[R]:
        """Return one result per item, in their order: those that are kept, and the others computed and kept.

        Args:
            step: what kind of results they are.
            items: what they are computed from.
            key: gives what stands for everything that decides a result.
            compute: gives the results of the items that are not kept, in their order.
            dump: gives a result as bytes; None for one that may be another next time, which is not kept.
            load: turns bytes back into a result; raises ValueError for what is none.
        """
        keys = [_digest(step, key(item)) for item in items]
        known: dict[str, R] = {}
        for name, content in self._read(step, keys).items():
            try:
                known[name] = load(content)
            except ValueError:
                _log.warning("A kept result of %s cannot be understood; it is computed again.", step)
        missing = {name: item for name, item in zip(keys, items, strict=True) if name not in known}
        made = dict(zip(missing, compute(list(missing.values())) if missing else [], strict=True))
        self._write(step, {name: packed for name, result in made.items() if (packed := dump(result)) is not None})
        self._computed[step] += len(missing)
        self._reused[step] += len(keys) - len(missing)
        return [known[name] if name in known else made[name] for name in keys]

    def reuse(self) -> tuple[Reuse, ...]:
        """Return what was computed and what was there already, by step."""
        steps = sorted(self._computed.keys() | self._reused.keys())
        return tuple(Reuse(step, self._computed[step], self._reused[step]) for step in steps)

    def holdings(self) -> tuple[Holding, ...]:
        """Return what is kept, by step."""
        sums = "SELECT step, COUNT(*), SUM(LENGTH(content)), MIN(used) FROM kept GROUP BY step ORDER BY step"
        rows: list[tuple[str, int, int, str]] = []
        with self._safely() as base:
            rows = base.execute(sums).fetchall() if base else []
        return tuple(Holding(step, n, round(size / 1e6, 1), oldest) for step, n, size, oldest in rows)

    def prune(self, *, unused_days: int) -> int:
        """Drop what no run has used for so many days, counted from today; return how many results went."""
        before = (date.fromisoformat(self._today) - timedelta(days=unused_days)).isoformat()
        gone = 0
        with self._safely() as base:
            if base:
                gone = base.execute("DELETE FROM kept WHERE used < ?", (before,)).rowcount
                base.commit()
                base.execute("VACUUM")
        return gone

    def close(self) -> None:
        """Mark what was used and close the file."""
        with self._safely() as base:
            if base:
                marked = ((self._today, key) for key in sorted(self._used))
                base.executemany("UPDATE kept SET used = ? WHERE key = ?", marked)
                base.commit()
        if self._base is not None:
            self._base.close()
            self._base = None

    def _opened(self) -> sqlite3.Connection | None:
        """Return the open file: as it is, or made anew where it is damaged; None where that cannot be done."""
        assert self._path
        for attempt in (1, 2):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                if not _is_plain(self._path):
                    raise OSError("it is no regular file")
                return _connected(self._path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) or attempt > 1:
                    self._warn(error)
                    return None
                _log.warning("%s is damaged (%s); it is made anew.", self._path, error)
                try:
                    self._path.unlink()
                except OSError as fault:
                    self._warn(fault)
                    return None
            except OSError as error:
                self._warn(error)
                return None
        return None

    def _read(self, step: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return what is kept under these keys and is as it was when it was kept."""
        found: dict[str, bytes] = {}
        asked = list(dict.fromkeys(keys))
        for start in range(0, len(asked), _AT_ONCE):
            part = asked[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            rows: list[tuple[str, object, object]] = []
            with self._safely() as base:
                if base:
                    query = f"SELECT key, digest, content FROM kept WHERE step = ? AND key IN ({marks})"  # noqa: S608
                    rows = base.execute(query, (step, *part)).fetchall()
            for name, digest, packed in rows:
                content = _unpacked(packed) if digest == _seal(name, packed) else None
                if content is not None:
                    found[name] = content
                else:
                    _log.warning("A kept result of %s is damaged; it is computed again.", step)
        self._used |= found.keys()
        return found

    def _write(self, step: str, contents: Mapping[str, bytes]) -> None:
        with self._safely() as base:
            if base and contents:
                base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", self._rows(step, contents))
                base.commit()

    def _rows(self, step: str, contents: Mapping[str, bytes]) -> Iterator[tuple[str, str, str, bytes, bytes]]:
        for name, content in contents.items():
            packed = zlib.compress(content, level=1)
            if len(packed) <= _LARGEST:
                yield name, step, self._today, _seal(name, packed), packed

    @contextmanager
    def _safely(self) -> Iterator[sqlite3.Connection | None]:
        """Give the open file, or None; whatever it does wrong ends its use and nothing else."""
        with self._lock:
            try:
                yield self._base
            except (sqlite3.Error, OSError) as error:
                self._warn(error)
                base, self._base = self._base, None
                if base is not None:
                    base.close()

    def _warn(self, error: Exception) -> None:
        _log.warning("Nothing is kept for the next run: %s cannot be used (%s).", self._path, error)


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    try:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            base.execute("DROP TABLE IF EXISTS kept")
            base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute(f"CREATE TABLE IF NOT EXISTS kept ({_COLUMNS}) WITHOUT ROWID")
        base.commit()
    except BaseException:
        base.close()
        raise
    return base


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return True


def _digest(*parts: str) -> str:
    """Return what a result is kept under; no two lists of parts have the same."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        whole.update(b"%d:" % len(content) + content)
    return whole.hexdigest()


def _seal(name: str, packed: object) -> bytes:
    """Return the digest of a result with its key, so that another result's bytes do not pass for it."""
    return hashlib.sha256(name.encode() + packed).digest() if isinstance(packed, bytes) else b""


def _unpacked(packed: object) -> bytes | None:
    try:
        return zlib.decompress(packed) if isinstance(packed, bytes) else None
    except zlib.error:
        return None


def digest_of(parts: Iterable[object]) -> str:
    """Return a digest of values by their representation, for keys."""
    return _digest(*(repr(part) for part in parts))
