"""One run of an alliance, from folder to published run: the order of the steps, written once for all engines."""

import importlib.metadata
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import models.analyses as analyses_package
from corpus import tables
from corpus.duplicates import compare_documents
from corpus.errors import UserError
from corpus.intake import Intake, MemberEntry, SourceFile, survey
from corpus.kept import Kept
from corpus.manifest import Figure, Manifest, ReaderUse, to_json
from corpus.reading import Reading, read_files
from corpus.reading_settings import ReadingSettings
from corpus.records import (
    TABLES,
    Change,
    Correction,
    Definition,
    Document,
    FindingRuling,
    Incompatibility,
    Record,
    Rejection,
    Stability,
    Statement,
)
from corpus.store import MANIFEST, REPORT, Draft, RunStore
from corpus.tables import SCHEMA_VERSION
from models.analyses import Analysis, Rows, RowsByType, find_analyses
from models.changes import ChangesSettings
from models.corrections import correct_positions
from models.readers import DocumentReading, Paper
from models.shared_text import SharedTextSettings
from pipelines.changes import changes_since
from pipelines.cluster import opened
from pipelines.definitions import definitions_of
from pipelines.engine import DirectEngine, Engine, Meter, Progress, batched, flat
from pipelines.loaded import Models
from pipelines.operations import SECTION, OperationsSettings, check_unread
from pipelines.outcome import Outcome
from pipelines.people import digests_of_files, from_people
from pipelines.readers import papers_of, read_papers, settle
from pipelines.rulings import overruled
from pipelines.second_look import look_again
from pipelines.settings import Settings
from pipelines.side_by_side import SideBySide, accounted, incomplete, side_by_side
from pipelines.stability import measure_stability
from pipelines.standing import kept_at, run_fingerprint, standing_run
from reports.page import RunData, written
from reports.printing import PACK, print_pack
from reports.settings import Layout

BATCH = 64  # files: small enough to show progress, large enough that the overhead of a task does not count


def run_alliance(
    folder: Path, settings: Settings, engine: Engine, *, progress: Progress, now: datetime, fresh: bool = False
) -> Outcome:
    """Read, understand, analyse and publish; where nothing changed since the newest run, return that one.

    Args:
        folder: the alliance's folder.
        settings: as loaded from it.
        engine: how steps are carried out.
        progress: told how far the run is.
        now: the time of the run; it names the run and stands in the manifest, never in a table.
        fresh: compute everything again, whatever was kept.

    Raises:
        UserError: the folder cannot be used, too much of it cannot be read, or another run is going on.
    """
    intake = survey(folder)
    check_required(folder, settings, intake)
    people = from_people(folder, settings)
    inputs = digests_of_files(folder, settings, intake) | {file.path: file.sha256 for file in intake.files}
    store = RunStore(folder)
    fingerprint = run_fingerprint(settings, intake, people, inputs)
    with store.begin(f"{now:%Y%m%dT%H%M%SZ}") as draft:
        if not fresh and (standing := standing_run(store, fingerprint)):
            return standing
        with Kept(None if fresh else kept_at(folder, settings)) as kept, opened(settings.cluster) as cluster:
            meter = Meter()
            loaded = meter.measured("load models", lambda: Models.load(folder, settings, kept, cluster))
            rows = _infer(intake, people, settings, engine, loaded, meter, progress)
            check_unread(folder, rows[Document], settings.of(SECTION, OperationsSettings))
            manifest = _manifest(draft.run_id, settings, loaded, inputs, rows, meter, now)
        rows = {**rows, Change: changes_since(store, rows, manifest, settings.of("changes", ChangesSettings))}
        manifest = replace(manifest, counts=_counts(rows), fingerprint=fingerprint)

        progress("publish", 0, 1)
        final, manifest = engine.call("publish", lambda: _publish(draft, manifest, rows, settings))
        progress("publish", 1, 1)
    return Outcome(folder=final, manifest=manifest, rows=rows)


def rehearse(folder: Path, settings: Settings, *, progress: Progress) -> Models:
    """Do everything that a run does, publish nothing, and return the readers and models with what they kept of it.

    Raises:
        UserError: the folder cannot be used.
    """
    intake = survey(folder)
    check_required(folder, settings, intake)
    loaded = Models.load(folder, settings, Kept(None))
    _infer(intake, from_people(folder, settings), settings, DirectEngine(), loaded, Meter(), progress)
    return loaded


def imagine(folder: Path, settings: Settings, intake: Intake, *, progress: Progress) -> RowsByType:
    """Return what a run of an alliance would find if it had another intake; publish nothing.

    Raises:
        UserError: files by people have mistakes.
    """
    with Kept(kept_at(folder, settings)) as kept, opened(settings.cluster) as cluster:
        loaded = Models.load(folder, settings, kept, cluster)
        return _infer(intake, from_people(folder, settings), settings, DirectEngine(), loaded, Meter(), progress)


def _publish(draft: Draft, manifest: Manifest, rows: RowsByType, settings: Settings) -> tuple[Path, Manifest]:
    """Write a run's files, the manifest that lists them last, and publish; return the folder and that manifest."""
    for record in TABLES:
        draft.write(f"tables/{tables.info_of(record).name}.parquet", tables.to_parquet(record, rows[record]))
    shown, manifest = _report(manifest, rows, settings.of("report", Layout))
    for name, content in shown.items():
        draft.write(f"{REPORT}/{name}", content)
    draft.write("datapackage.json", to_json(tables.datapackage(settings.name)))
    complete = replace(manifest, files=draft.digests)
    draft.write(MANIFEST, complete.to_json())
    return draft.publish(), complete


def _report(manifest: Manifest, rows: RowsByType, layout: Layout) -> tuple[Mapping[str, bytes], Manifest]:
    """Return the report's files, and the manifest, which warns where the meeting pack could not be printed."""
    files = written(RunData.of(_kept(rows), manifest.as_dict(), layout=layout))
    if not layout.pdf:
        return files, manifest
    try:
        return files | {PACK: print_pack(files["index.html"].decode(), paper=layout.paper)}, manifest
    except UserError as fault:
        warned = replace(manifest, warnings=(*manifest.warnings, str(fault)))
        return written(RunData.of(_kept(rows), warned.as_dict(), layout=layout)), warned


def check_required(folder: Path, settings: Settings, intake: Intake) -> None:
    """Raise UserError if alliance.toml requires somebody who is no member."""
    unknown = sorted(set(settings.required_members) - {member.member_id for member in intake.members})
    if unknown:
        raise UserError(
            str(folder / "alliance.toml"),
            f"required_members names {', '.join(unknown)}, which is no member.",
            f"Members are: {', '.join(member.member_id for member in intake.members)}.",
        )


def _infer(
    intake: Intake,
    people: RowsByType,
    settings: Settings,
    engine: Engine,
    loaded: Models,
    meter: Meter,
    progress: Progress,
) -> RowsByType:
    """Carry out all steps between the folder and the tables."""
    readings, rejections = _read(intake.files, settings, engine, loaded, meter, progress)
    rejections = [*intake.rejections, *rejections]
    papers = papers_of(readings, {member.member_id: member.name for member in intake.members})
    found = _find(papers, engine, loaded, meter, progress)
    understood = engine.call(
        "settle readings",
        lambda: settle(papers, found, loaded.readers.used, settings.of("shared_text", SharedTextSettings)),
    )
    corrected = correct_positions(understood.statements, people[FindingRuling])
    rejections += (*understood.rejections, *corrected.rejections)
    compared = meter.measured("compare readings", lambda: _compare(papers, found, engine, loaded, progress))
    defined = meter.measured("find definitions", lambda: definitions_of(papers, loaded.kept))
    rows: dict[type, Sequence[Any]] = dict.fromkeys(TABLES, ())
    rows |= {
        **people,
        **understood.rows(),
        **compared.rows(),
        Statement: corrected.rows,
        Correction: corrected.corrections,
        Definition: defined,
        MemberEntry: [
            replace(member, required=member.member_id in settings.required_members) for member in intake.members
        ],
        Document: [reading.document for reading in readings],
    }
    for analysis in find_analyses(analyses_package):
        progress(analysis.name, 0, 1)
        made = _analyse(analysis, rows, settings, engine, loaded, meter)
        if Incompatibility in analysis.produces and loaded.readers.second:
            looked = partial(look_again, made, rows, papers, loaded.readers.second)
            made = meter.measured("second look", partial(engine.call, "second look", looked))
        if Incompatibility in analysis.produces:
            made, rows[Correction] = overruled(made, rows)
        rows |= _sorted_out(analysis.name, made, analysis.produces)
        rejections += [row for row in made if isinstance(row, Rejection)]
        progress(analysis.name, 1, 1)
    progress("stability", 0, 1)
    recurs = meter.measured(
        "stability", lambda: engine.call("stability", lambda: measure_stability(rows, settings, loaded))
    )
    rows |= {Stability: recurs.rows, Incompatibility: recurs.incompatibilities}
    rows[Rejection] = [*rejections, *recurs.rejections]
    progress("stability", 1, 1)
    rows[ReaderUse] = accounted(rows[ReaderUse], loaded.readers)
    return rows


def _analyse(
    analysis: Analysis[Any],
    rows: RowsByType,
    settings: Settings,
    engine: Engine,
    loaded: Models,
    meter: Meter,
) -> list[Record]:
    chosen = settings.steps[analysis.name]

    def work() -> list[Record]:
        return list(analysis.run(Rows(rows, loaded.encoder, loaded.stances), chosen))

    return meter.measured(analysis.name, lambda: engine.call(analysis.name, work))


def _sorted_out(name: str, made: Sequence[Record], produces: Sequence[type]) -> dict[type, list[Record]]:
    """Return an analysis's rows by type, a list for each type that it declares."""
    by_type: dict[type, list[Record]] = {kind: [] for kind in produces if kind is not Rejection}
    for row in made:
        if type(row) not in produces:
            raise TypeError(f"{name} made a {type(row).__name__}, which it does not declare.")
        if not isinstance(row, Rejection):
            by_type[type(row)].append(row)
    return by_type


def _read(
    files: Sequence[SourceFile], settings: Settings, engine: Engine, loaded: Models, meter: Meter, progress: Progress
) -> tuple[list[Reading], list[Rejection]]:
    chosen = settings.of("reading", ReadingSettings)
    done = 0

    def read(batch: Sequence[SourceFile]) -> tuple[tuple[Reading, ...], tuple[Rejection, ...]]:
        nonlocal done
        told = partial(_shifted, progress, "read", done, len(files))
        result = read_files(batch, chosen, on_progress=told, kept=loaded.kept, ask=loaded.ask)
        done += len(batch)
        return result.readings, result.rejections

    results = meter.measured("read", lambda: engine.each("read", read, batched(files, BATCH)))
    compared = compare_documents(flat(readings for readings, _ in results), flat(lost for _, lost in results), chosen)
    return list(compared.readings), list(compared.rejections)


def _shifted(progress: Progress, step: str, before: int, whole: int, done: int, _all: int) -> None:
    progress(step, before + done, whole)


def _find(
    papers: Sequence[Paper], engine: Engine, loaded: Models, meter: Meter, progress: Progress
) -> list[DocumentReading]:
    done = 0
    asked = dict.fromkeys((*loaded.readers.used, *loaded.readers.beside))
    for sentence in filter(None, (reader.forecast(papers) for reader in asked)):
        progress(sentence, 0, len(papers))

    def find(batch: Sequence[Paper]) -> list[DocumentReading]:
        nonlocal done
        before = done
        found = read_papers(
            batch,
            loaded.readers.used,
            on_progress=lambda n: progress("find positions", before + n, len(papers)),
            kept=loaded.kept,
        )
        done += len(batch)
        return found

    return flat(meter.measured("find positions", lambda: engine.each("find positions", find, batched(papers, BATCH))))


def _compare(
    papers: Sequence[Paper], found: Sequence[DocumentReading], engine: Engine, loaded: Models, progress: Progress
) -> SideBySide:
    def told(reader: str, done: int) -> None:
        progress(f"compare {reader}", done, len(papers))

    return engine.call("compare readings", lambda: side_by_side(papers, found, loaded.readers, on_progress=told))


def _manifest(
    run_id: str,
    settings: Settings,
    loaded: Models,
    inputs: dict[str, str],
    rows: RowsByType,
    meter: Meter,
    now: datetime,
) -> Manifest:
    return Manifest(
        schema_version=SCHEMA_VERSION,
        run_id=run_id,
        created=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        code_version=importlib.metadata.version("commonground"),
        name=settings.name,
        date=settings.date,
        required_members=settings.required_members,
        settings=settings.listed(),
        models=loaded.used(),
        figures=measured_figures(),
        inputs=inputs,
        counts=_counts(rows),
        costs=tuple(meter.costs),
        readers=tuple(rows[ReaderUse]),
        reuse=loaded.kept.reuse(),
        warnings=incomplete(rows[ReaderUse]),
    )


def _counts(rows: RowsByType) -> dict[str, int]:
    return {tables.info_of(record).name: len(rows[record]) for record in TABLES}


def measured_figures() -> tuple[Figure, ...]:
    """Return the measured quality of the bundled models, which every manifest carries."""
    text = resources.files("models").joinpath("figures.toml").read_text(encoding="utf-8")
    return tuple(Figure(**row) for row in tomllib.loads(text)["figure"])


def _kept(rows: RowsByType) -> dict[type[Record], Sequence[Record]]:
    return {record: rows[record] for record in TABLES}
