"""What a run was made from and by: everything that is not in the tables and that a reader needs to trust them."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.kept import Reuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting as it was used, with the sentence that says what raising it does."""

    step: str
    name: str
    value: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """A model or rule set that took part, and under which licence."""

    name: str
    sha256: str
    licence: str
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderUse:
    """Who read: how many documents, the positions taken from them, what was dropped, and in words what it cost.

    `incomplete` counts the documents for which it did not get all answers. A reader that is not `used` only stands
    beside the others; `agreement` is then Krippendorff's alpha with the used readings, over all sentences.
    """

    name: str
    version: str
    documents: int
    positions: int
    dropped: int
    incomplete: int
    used: bool
    agreement: float | None
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured quality: the figure, how many cases it rests on, and the command that prints it."""

    figure: str
    value: float
    n: int
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """What a step cost in wall seconds, and the most memory in megabytes that had been used when it was done.

    Both peaks are high-water marks since the process began, as the system keeps them: a later step never shows less
    than an earlier one. `workers_megabytes` is that of the largest single process which this one had started and
    waited for, such as those that read documents; processes on other machines are not in it. Runs of before it was
    measured have 0.
    """

    step: str
    seconds: float
    peak_megabytes: float
    workers_megabytes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The manifest of a run, kept as manifest.json beside the tables.

    `inputs` holds the sha256 of every paper and of every file of the people's that went in, `files` that of every other
    file of the run. `fingerprint` stands for everything that decides the run; empty where that is not known. `reuse`
    says how many results of a step were computed and how many were kept from an earlier run.
    """

    schema_version: str
    run_id: str
    created: str
    code_version: str
    name: str
    date: str | None
    required_members: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    models: tuple[ModelUse, ...] = ()
    figures: tuple[Figure, ...] = ()
    inputs: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    costs: tuple[StepCost, ...] = ()
    reuse: tuple[Reuse, ...] = ()
    fingerprint: str = ""
    readers: tuple[ReaderUse, ...] = ()
    warnings: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest as plain values, as they stand in manifest.json."""
        plain: dict[str, Any] = json.loads(self.to_json())
        return plain

    def to_json(self) -> bytes:
        """Return the manifest as indented UTF-8 JSON."""
        return to_json(asdict(self))


def to_json(value: object) -> bytes:
    """Return a value as indented UTF-8 JSON with sorted keys and a line end."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def load(run_folder: Path) -> Manifest:
    """Read the manifest of a published run.

    Raises:
        FileNotFoundError: the folder holds no manifest, so it is no complete run.
    """
    values: dict[str, Any] = json.loads((run_folder / "manifest.json").read_text(encoding="utf-8"))
    parts = {
        "settings": Setting,
        "models": ModelUse,
        "figures": Figure,
        "costs": StepCost,
        "readers": ReaderUse,
        "reuse": Reuse,
    }
    for name, part in parts.items():
        values[name] = tuple(part(**value) for value in values.get(name, ()))
    for name in ("required_members", "warnings"):
        values[name] = tuple(values[name])
    return Manifest(**values)
