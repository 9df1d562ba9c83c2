"""Answers of a batch service, a JSON object a line, into the store."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.chat.replies import FaultError, Reply, ReplyStore, reply_of

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many answers were kept, and what is wrong with each other line."""

    kept: int
    problems: tuple[str, ...]


def take_in(lines: Iterable[str], store: ReplyStore) -> Imported:
    """Keep the answer of each line under the key of its request; empty lines are passed over.

    Whether an answer is one in the schema is seen when it is used: then its request waits again.

    Raises:
        UserError: the store cannot be written.
    """
    kept = 0
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            key, reply = _read(line)
        except (ValueError, FaultError) as error:
            problems.append(f"line {number}: {error}")
            continue
        store.put(key, reply, about={"from": "batch"})
        kept += 1
    return Imported(kept=kept, problems=tuple(problems))


def _read(line: str) -> tuple[str, Reply]:
    """Return key and answer; raise ValueError or FaultError with what is wrong."""
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise ValueError("It is no JSON.") from error
    key = answer.get("custom_id") if isinstance(answer, dict) else None
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError("It has no custom_id of a request that was exported.")
    response = answer.get("response")
    if not isinstance(response, dict) or response.get("status_code", 200) != 200:  # noqa: PLR2004  (HTTP's word for fine)
        raise ValueError("The service could not answer it; export again to ask once more.")
    return key, reply_of(response.get("body"))
