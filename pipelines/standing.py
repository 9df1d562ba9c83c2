"""When nothing changed since the newest run, that run stands and nothing is computed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus import kept, manifest, tables
from corpus.code_version import code_digest
from corpus.errors import UserError
from corpus.intake import Intake
from corpus.kept import digest_of
from corpus.reading_settings import ReadingSettings
from corpus.records import TABLES, EarlierIssue
from corpus.store import RunStore, find_damage
from models.encoders import BUNDLED
from pipelines.outcome import Outcome
from pipelines.settings import Settings


def kept_at(folder: Path, settings: Settings) -> Path:
    """Return where the results of an alliance's runs are kept."""
    return folder / settings.kept_results if settings.kept_results else RunStore(folder).root / kept.FILE_NAME


def run_fingerprint(
    settings: Settings, intake: Intake, people: Mapping[type, Sequence[Any]], inputs: Mapping[str, str]
) -> str:
    """Return what stands for everything that decides a run; empty where that is not known beforehand.

    That is so for an encoder of the user's own: the folder it lies in may change.
    """
    if settings.encoder not in BUNDLED:
        return ""
    files = [(file.path, file.document_id, file.sha256, file.inside) for file in intake.files]
    by_people = {kind.__name__: rows for kind, rows in people.items() if kind is not EarlierIssue}
    limits = settings.of("reading", ReadingSettings).worker_limits  # it says whether there is OCR here
    chosen = (settings.name, settings.date, settings.encoder, settings.readers, settings.compare_readers)
    more = (settings.second_look, settings.required_members, settings.listed(), limits)
    code = code_digest("corpus", "models", "reports", "pipelines")
    given = (intake.members, files, intake.rejections, sorted(by_people.items()), sorted(inputs.items()))
    return digest_of((code, chosen, more, given))


def standing_run(store: RunStore, fingerprint: str) -> Outcome | None:
    """Return the newest run if this fingerprint made it, all of it could be read, and its files are as published."""
    try:
        folder = store.latest()
        made = manifest.load(folder)
        if not fingerprint or made.fingerprint != fingerprint or made.warnings or find_damage(folder):
            return None
        rows: dict[type, Sequence[Any]] = {record: tables.read(record, folder / "tables") for record in TABLES}
    except (UserError, OSError, ValueError, TypeError, KeyError):
        return None
    return Outcome(folder=folder, manifest=made, rows=rows, is_standing=True)
