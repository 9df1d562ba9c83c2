"""Plays through that members leave or another joins, on the newest run of an alliance; publishes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import models.analyses as analyses_package
from corpus import manifest, tables
from corpus.errors import UserError
from corpus.intake import Intake, survey, survey_newcomer
from corpus.issue_weights import read_issue_weights
from corpus.records import TABLES, WeightRuling
from corpus.store import RunStore
from models.analyses import Rows, RowsByType, find_analyses
from models.encoders import load_encoder
from models.stance_model import load as load_stance_model
from models.what_if import Difference, Figure, differences, figures, leave
from pipelines.engine import Progress
from pipelines.people import digests_of_files, from_people
from pipelines.published import readable
from pipelines.run import imagine
from pipelines.settings import Settings
from pipelines.standing import run_fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The newest run beside what would be; `joining` is the newcomer's member_id, empty if nobody joins."""

    run: Path
    joining: str
    figures: Sequence[Figure]
    differences: Sequence[Difference]


def simulate(
    folder: Path, settings: Settings, *, without: Collection[str], newcomer: Path | None, progress: Progress
) -> Simulation:
    """Return what would be different without some members, and with one whose papers lie in a folder of their own.

    If members only leave, no paper is read and no model asked: the analyses are made again on the run's tables, with
    its issues as they are. For a newcomer all papers are understood together as in a run (what is kept of earlier runs
    is used), so issues can fall out differently; they are the same if they carry the same name.

    Raises:
        UserError: there is no run, the folder has changed since, a member is unknown, or the newcomer is no folder
            with papers or has the name of a member.
    """
    intake = survey(folder)
    run = RunStore(folder).latest()
    _check_current(folder, settings, intake, run)
    _check_members(intake, without)
    now = _tables_of(run) | {WeightRuling: read_issue_weights(folder)}
    if newcomer is None:
        then = _left(now, settings, without)
        joining = ""
    else:
        joined = survey_newcomer(newcomer)
        joining = joined.members[0].member_id
        if joining in {entry.member_id for entry in intake.members} - set(without):
            raise UserError(
                str(newcomer),
                f"{joining} is a member already.",
                f"Add --without {joining} to put these papers in place.",
            )
        then = imagine(folder, settings, _changed(intake, without, joined), progress=progress)
    return Simulation(run=run, joining=joining, figures=figures(now, then), differences=differences(now, then))


def _check_current(folder: Path, settings: Settings, intake: Intake, run: Path) -> None:
    """Raise UserError if anything else than the membership would differ from the run."""
    inputs = digests_of_files(folder, settings, intake) | {file.path: file.sha256 for file in intake.files}
    fingerprint = run_fingerprint(settings, intake, from_people(folder, settings), inputs)
    if fingerprint and manifest.load(run).fingerprint != fingerprint:
        raise UserError(
            str(folder),
            f"has changed since its newest run ({run.name}), so more than the membership would differ.",
            f"Run it first: commonground run {folder}",
        )


def _check_members(intake: Intake, without: Collection[str]) -> None:
    known = {entry.member_id for entry in intake.members}
    unknown = sorted(set(without) - known)
    if unknown:
        raise UserError(
            f"--without {unknown[0]}", "There is no such member.", f"Members are: {', '.join(sorted(known))}."
        )
    if set(without) == known:
        raise UserError("--without", "Nobody would be left.", "Name fewer members.")


def _tables_of(run: Path) -> dict[type, Sequence[Any]]:
    with readable(run):
        return {record: tables.read(record, run / "tables") for record in TABLES}


def _left(now: RowsByType, settings: Settings, without: Collection[str]) -> RowsByType:
    encoder, stances = load_encoder(settings.encoder), load_stance_model()  # opened, and asked nothing
    return leave(
        now,
        without,
        settings.required_members,
        find_analyses(analyses_package),
        settings.steps,
        served=lambda rows: Rows(rows, encoder, stances),
    )


def _changed(intake: Intake, without: Collection[str], joined: Intake) -> Intake:
    """Return the intake without some members and with the newcomer's papers."""
    return replace(
        intake,
        members=tuple(
            sorted(
                [*(entry for entry in intake.members if entry.member_id not in without), *joined.members],
                key=lambda entry: entry.member_id,
            )
        ),
        files=tuple(
            sorted(
                [*(file for file in intake.files if file.member_id not in without), *joined.files],
                key=lambda file: file.path,
            )
        ),
        rejections=(*intake.rejections, *joined.rejections),
    )
