"""What operators of scheduled runs set: when a run fails, and whom to tell when it has ended."""

import json
import logging
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import UserError
from corpus.records import Document, ReadStatus

SECTION = "operations"
_USABLE = (ReadStatus.READ, ReadStatus.DUPLICATE)
_log = logging.getLogger(__name__)


class OperationsSettings(BaseModel):
    """How unattended runs behave. No table depends on it, and as it may hold secrets no manifest shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_unread_share: float = Field(
        1.0,
        ge=0,
        le=1,
        description="Share of documents that cannot be read above which a run fails and publishes nothing. Raising it "
        "publishes runs on fewer documents; at 1 none fails for that.",
    )
    on_completion: list[str] = Field(
        [],
        description="A command, as a list of words, that gets the run's summary as JSON on its standard input.",
    )
    webhook: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="An address to which the run's summary is sent as JSON (POST).",
    )
    hook_seconds: float = Field(
        30, gt=0, le=3600, description="Longest time for the command or the address. Raising it waits longer."
    )


def check_unread(folder: Path, documents: Sequence[Document], settings: OperationsSettings) -> None:
    """Raise UserError if more documents could not be read than the settings bear."""
    unread = [document for document in documents if document.status not in _USABLE]
    if documents and len(unread) / len(documents) > settings.max_unread_share:
        raise UserError(
            str(folder),
            f"{len(unread)} of {len(documents)} documents could not be read, more than max_unread_share "
            f"({settings.max_unread_share:g}) bears. Nothing was published.",
            f"See which, and why: commonground check {folder}",
            exit_code=3,
        )


def tell(summary: Mapping[str, object], settings: OperationsSettings, *, folder: Path) -> None:
    """Hand a run's summary to the command and the address of the settings; what goes wrong there is only logged.

    Args:
        summary: as `run --json` prints it.
        settings: whom to tell.
        folder: where the command runs.
    """
    content = json.dumps(summary, indent=1).encode()
    if settings.on_completion:
        try:
            done = subprocess.run(  # noqa: S603  (the command that the operator named)
                settings.on_completion,
                input=content,
                cwd=folder,
                timeout=settings.hook_seconds,
                capture_output=True,
                check=False,
            )
            if done.returncode:
                _log.warning("The command on_completion ended with %s. The run stands.", done.returncode)
        except (OSError, subprocess.TimeoutExpired) as error:
            _log.warning("The command on_completion did not work (%s). The run stands.", type(error).__name__)
    if settings.webhook:
        try:
            headers = {"Content-Type": "application/json"}
            answer = httpx.post(settings.webhook, content=content, headers=headers, timeout=settings.hook_seconds)
            if answer.is_error:
                _log.warning("The webhook answered with %s. The run stands.", answer.status_code)
        except httpx.HTTPError as error:  # its words may hold the address, and that a secret
            _log.warning("The webhook could not be reached (%s). The run stands.", type(error).__name__)
