"""What comes back: the content of a chat completion, or why there is none; and where contents are kept."""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.errors import UserError

FOLDER = "reader_answers"
_KEY = re.compile(r"[0-9a-f]{64}")


class Reason(StrEnum):
    """Why a request has no answer that can be used."""

    UNANSWERED = "unanswered"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    BUDGET = "budget_spent"
    FAILED = "server_failed"


class FaultError(Exception):
    """A request without a usable answer."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """`detail` says in plain words what is wrong."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The content of an answer and what it cost in tokens, as far as the server told."""

    content: str
    tokens_in: int = 0
    tokens_out: int = 0


def reply_of(completion: object) -> Reply:
    """Return the content of a chat completion.

    Raises:
        FaultError: it was cut off, refused, or is no chat completion.
    """
    try:
        choice = completion["choices"][0]  # type: ignore[index]
        message = choice["message"]
        content, finish = message.get("content"), choice.get("finish_reason")
        usage = completion.get("usage") or {}  # type: ignore[attr-defined]
        counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise FaultError(Reason.MALFORMED, "The server's answer is no chat completion.") from error
    if finish == "length":
        raise FaultError(Reason.TRUNCATED, "The answer was cut off. Raise max_answer_tokens.")
    if not isinstance(content, str) or finish == "content_filter" or message.get("refusal"):
        raise FaultError(Reason.REFUSED, "The model gave no answer.")
    sent, got = (count if isinstance(count, int) else 0 for count in counts)
    return Reply(content=content, tokens_in=sent, tokens_out=got)


class ReplyStore:
    """Answers by the key of their request, one small file each in the alliance's folder: they cost money or days."""

    def __init__(self, alliance: Path) -> None:
        """Nothing is created until an answer is kept."""
        self._root = alliance / FOLDER

    def get(self, key: str) -> Reply | None:
        """Return a kept answer; a file that is damaged is as good as none."""
        try:
            kept = json.loads(self._path(key).read_text(encoding="utf-8"))
            return Reply(content=str(kept["content"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, reply: Reply, *, about: Mapping[str, Any]) -> None:
        """Keep an answer, whole or not at all.

        Raises:
            UserError: the folder cannot be written.
        """
        path = self._path(key)
        text = json.dumps({**about, "content": reply.content}, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            Path(aside).replace(path)
        except OSError as error:
            raise UserError(
                str(path.parent), f"cannot be written to ({error.strerror}).", "Give yourself the right to write there."
            ) from error

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key of a request")
        return self._root / key[:2] / f"{key}.json"
