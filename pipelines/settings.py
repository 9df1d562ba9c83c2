"""What the user writes in alliance.toml, what the engine runs with, and the one conversion between them."""

import datetime
import difflib
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

import models.analyses as analyses_package
from corpus.errors import SettingsError
from corpus.intake import printable
from corpus.issue_rulings import same_name
from corpus.manifest import Setting
from corpus.reading_settings import ReadingSettings
from corpus.records import SeedIssue
from models.analyses import find_analyses
from models.changes import ChangesSettings
from models.readers import BUILT_IN, reader_kinds
from models.shared_text import SharedTextSettings
from models.stability import StabilitySettings
from pipelines.operations import SECTION, OperationsSettings
from reports.settings import Layout

S = TypeVar("S", bound=BaseModel)
FILE_NAME = "alliance.toml"


class SeedIssueSettings(BaseModel):
    """An issue that is known before anything was read, as [[seed_issues]] in alliance.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(min_length=1, description="Its name in every table and in the report.")
    question: str = Field("", description="What its members are asked, as in `Should fees rise?`.")
    statement: str = Field("", description="What one can be for or against.")
    examples: list[str] = Field([], description="Sentences that belong to it, from papers or made up.")

    @model_validator(mode="after")
    def _says_something(self) -> "SeedIssueSettings":
        if not self.sentences:
            raise ValueError("write a question, a statement or examples, so that it is known what belongs to it")
        return self

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that says what belongs to it."""
        return tuple(text.strip() for text in (self.question, self.statement, *self.examples) if text.strip())


class UserSettings(BaseModel):
    """alliance.toml as it is written, without the sections of the steps."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field("", description="Name of the alliance in the report; the folder's name if empty.")
    date: str = Field("", description="Date in the report's head, as in 2026-03-02.")
    engine: Literal["direct", "prefect"] = Field("direct", description="`prefect` runs every run through the flow.")
    encoder: str = Field(
        "issues",
        description="What tells how close sentences are: `issues`, `minilm`, a folder with an ONNX export, or `st:` "
        "and a sentence-transformers model (needs the extra `encoders`).",
    )
    readers: list[str] = Field(
        [BUILT_IN],
        min_length=1,
        description="Who reads the documents: `built_in`, `codings` (or `codings:` and a coder's name), "
        "`language_model` (or `language_model:` and a model's name). The first of them that has something to say about "
        "a document reads it.",
    )
    compare_readers: list[str] = Field(
        [],
        description="Readers that read the documents too, to be held against the readings that are used; nothing else "
        "rests on them.",
    )
    second_look: str = Field(
        "",
        description="A reader that looks again at the verified incompatibilities: `language_model`. It can make one "
        "possible again, with its reason, and nothing else.",
    )
    cluster: str = Field(
        "",
        description="A Dask cluster that does the work: a scheduler's address, as in `tcp://host:8786`, or `local:2` "
        "for two processes of this machine. Needs the extra `cluster`. The tables are the same.",
    )
    kept_results: str = Field(
        "",
        description="File in which results are kept between runs, from the alliance's folder; several alliances can "
        "share one. If empty, `runs/.kept.sqlite3`.",
    )
    required_members: list[str] = Field([], description="member_ids without whom there is no alliance.")
    seed_issues: list[SeedIssueSettings] = Field(
        [],
        description="Issues known beforehand: [[seed_issues]] with name, and question, statement or examples.",
    )

    @field_validator("date", mode="before")
    @classmethod
    def _as_text(cls, written: object) -> object:
        """Take a date with or without quotation marks."""
        return f"{written:%Y-%m-%d}" if isinstance(written, datetime.date) else written

    @field_validator("readers", "compare_readers", "second_look")
    @classmethod
    def _known(cls, readers: list[str] | str) -> list[str] | str:
        named = [readers] if isinstance(readers, str) else readers
        unknown = sorted({reader.partition(":")[0] for reader in named} - reader_kinds().keys() - {""})
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is no reader; known are {', '.join(sorted(reader_kinds()))}")
        return readers

    @field_validator("seed_issues")
    @classmethod
    def _named_once(cls, seeds: list[SeedIssueSettings]) -> list[SeedIssueSettings]:
        names = Counter(same_name(seed.name) for seed in seeds)
        twice = sorted({seed.name for seed in seeds if names[same_name(seed.name)] > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is named more than once; give each issue a name of its own")
        return seeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the engine runs with: everything checked, every step's settings present."""

    name: str
    date: str | None
    engine: Literal["direct", "prefect"]
    encoder: str
    readers: tuple[str, ...]
    compare_readers: tuple[str, ...]
    second_look: str
    cluster: str
    kept_results: str
    required_members: tuple[str, ...]
    seed_issues: tuple[SeedIssue, ...]
    steps: Mapping[str, BaseModel] = field(repr=False)

    def of(self, step: str, kind: type[S]) -> S:
        """Return the settings of one step, which are of type `kind`."""
        settings = self.steps[step]
        assert isinstance(settings, kind)
        return settings

    def listed(self) -> tuple[Setting, ...]:
        """Return every setting that a table can depend on, with default and meaning, for manifest and report."""
        return tuple(
            Setting(
                step=step,
                name=name,
                value=str(getattr(settings, name)),
                default=str(description.default),
                meaning=description.description or "",
            )
            for step, settings in sorted(self.steps.items())
            if step != SECTION
            for name, description in type(settings).model_fields.items()
        )


def step_settings() -> dict[str, type[BaseModel]]:
    """Return the settings type of every step, by the name of its section in alliance.toml."""
    fixed: dict[str, type[BaseModel]] = {
        "reading": ReadingSettings,
        "shared_text": SharedTextSettings,
        "changes": ChangesSettings,
        "stability": StabilitySettings,
        "report": Layout,
        SECTION: OperationsSettings,
    }
    of_readers = {kind.section: kind.settings for kind in reader_kinds().values()}
    return fixed | of_readers | {analysis.name: analysis.settings for analysis in find_analyses(analyses_package)}


def load_settings(folder: Path) -> Settings:
    """Read alliance.toml in a folder; without one, everything is at its default.

    Raises:
        SettingsError: the file is no TOML or has mistakes; all of them are told.
    """
    path = folder / FILE_NAME
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        written = {}
    except OSError as error:
        raise SettingsError(str(path), [f"it cannot be read ({error.strerror})."]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), [f"it is not valid TOML: {error}."]) from error
    return convert(written, where=str(path), default_name=printable(folder.resolve().name))


def convert(written: Mapping[str, Any], *, where: str, default_name: str) -> Settings:
    """Turn what a user wrote into what the engine runs with.

    Raises:
        SettingsError: lists every unknown name, wrong type and value out of range.
    """
    known = step_settings()
    sections = {name: value for name, value in written.items() if name in known}
    mistakes: list[str] = []
    user = _checked(UserSettings, {k: v for k, v in written.items() if k not in sections}, "", list(known), mistakes)
    steps = {name: _checked(kind, sections.get(name, {}), f"{name}.", [], mistakes) for name, kind in known.items()}
    if mistakes or user is None:
        raise SettingsError(where, mistakes)
    return Settings(
        name=user.name or default_name.replace("_", " ").replace("-", " "),
        date=user.date or None,
        engine=user.engine,
        encoder=user.encoder,
        readers=tuple(dict.fromkeys(user.readers)),
        compare_readers=tuple(dict.fromkeys(user.compare_readers)),
        second_look=user.second_look,
        cluster=user.cluster,
        kept_results=user.kept_results,
        required_members=tuple(user.required_members),
        seed_issues=tuple(SeedIssue(name=seed.name.strip(), sentences=seed.sentences) for seed in user.seed_issues),
        steps={name: settings for name, settings in steps.items() if settings is not None},
    )


def _checked(kind: type[S], written: object, prefix: str, sections: list[str], mistakes: list[str]) -> S | None:
    """Return settings of one type, or None after adding what is wrong with them to `mistakes`."""
    if not isinstance(written, dict):
        mistakes.append(f"{prefix.rstrip('.')} must be a section: [{prefix.rstrip('.')}].")
        return None
    try:
        return kind.model_validate(written)
    except ValidationError as error:
        names = [*kind.model_fields, *sections]
        mistakes += [_explained(details, prefix, names) for details in error.errors()]
        return None


def _explained(details: ErrorDetails, prefix: str, names: list[str]) -> str:
    # In a list people count from 1: seed_issues 2 question.
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in details["loc"])
    if details["type"] == "extra_forbidden":
        prefix, _, name = f"{prefix}{name}".rpartition(".")
        prefix += "." if prefix else ""
        names = list(SeedIssueSettings.model_fields) if prefix.startswith("seed_issues.") else names
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" Known here: {', '.join(sorted(names))}."
        return f"{prefix}{name} is not a setting.{hint}"
    wrong = details["msg"].removeprefix("Value error, ")
    told = "" if details["type"] in ("missing", "value_error") else f" = {details['input']!r}"
    return f"{prefix}{name}{told}: {wrong[0].lower()}{wrong[1:]}."


def toml_value(value: object) -> str:
    """Return a setting's value as it is written in alliance.toml.

    Raises:
        TypeError: no setting holds values of this type.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    raise TypeError(f"A setting cannot be a {type(value).__name__}.")
