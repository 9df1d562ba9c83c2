"""Sends requests to an OpenAI-compatible server. The only file here that opens a connection.

The key is read from the environment, goes into the header of a request and nowhere else: it is taken out of
everything that a server sends back.
"""

import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from models.chat.replies import FaultError, Reason, Reply, reply_of
from models.chat.requests import Request

# What a server may not know; it then names the field in its complaint, and does without.
_OPTIONAL = ("response_format", "temperature", "max_tokens", "max_completion_tokens")
_COMPLAINTS = (400, 422)
_WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_LONGEST_WAIT = 60.0
_SHOWN = 200
_HIDDEN = "[key]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where the server is and how patient to be with it."""

    url: str
    key_variable: str
    timeout_seconds: float
    attempts: int
    backoff_seconds: float
    requests_per_minute: int
    max_answer_tokens: int


class ChatServer:
    """A server's chat completions, one request at a time from each thread."""

    def __init__(self, settings: ServerSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Read the key from the environment; a server of your own may need none."""
        self._settings = settings
        self._key = os.environ.get(settings.key_variable, "").strip()
        self._sleep = sleep
        self._unknown: set[str] = set()
        self._lock = threading.Lock()
        self._next = 0.0
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._client = httpx.Client(headers=headers, timeout=settings.timeout_seconds, follow_redirects=False)

    def send(self, request: Request) -> Reply:
        """Return the answer to a request, after as many attempts as the settings allow.

        Raises:
            FaultError: there is none.
        """
        fault = FaultError(Reason.FAILED, "Nothing was sent.")
        for attempt in range(self._settings.attempts):
            self._wait_for_turn()
            try:
                response = self._post(request)
            except httpx.HTTPError as error:
                fault = FaultError(Reason.FAILED, f"The server cannot be reached ({type(error).__name__}).")
                self._sleep(self._pause(attempt, None))
                continue
            if response.status_code == httpx.codes.OK:
                return self._reply(response)
            fault = FaultError(Reason.FAILED, self._told(response))
            if response.status_code not in _WORTH_ANOTHER_TRY:
                break
            self._sleep(self._pause(attempt, response.headers.get("retry-after")))
        raise fault

    def _post(self, request: Request) -> httpx.Response:
        """Send a request, again without each optional field that the server complains about."""
        url = f"{self._settings.url.rstrip('/')}/chat/completions"
        for _ in range(len(_OPTIONAL) + 1):
            response = self._client.post(url, json=self._body(request))
            named = self._complained_about(response)
            if named is None:
                break
            with self._lock:
                self._unknown.add(named)
        return response

    def _body(self, request: Request) -> dict[str, Any]:
        body = request.body(max_answer_tokens=self._settings.max_answer_tokens)
        with self._lock:
            unknown = set(self._unknown)
        if "max_tokens" in unknown:
            body["max_completion_tokens"] = body["max_tokens"]
        return {name: value for name, value in body.items() if name not in unknown}

    def _complained_about(self, response: httpx.Response) -> str | None:
        if response.status_code not in _COMPLAINTS:
            return None
        with self._lock:
            known = [name for name in _OPTIONAL if name not in self._unknown]
        return next((name for name in known if re.search(rf"\b{name}\b", response.text)), None)

    def _reply(self, response: httpx.Response) -> Reply:
        try:
            completion = response.json()
        except ValueError as error:
            raise FaultError(Reason.MALFORMED, "The server's answer is no JSON.") from error
        reply = reply_of(completion)
        return Reply(content=self._without_key(reply.content), tokens_in=reply.tokens_in, tokens_out=reply.tokens_out)

    def _told(self, response: httpx.Response) -> str:
        said = " ".join(self._without_key(response.text).split())[:_SHOWN]
        return f"The server answered {response.status_code}: {said}" if said else f"It answered {response.status_code}."

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, _HIDDEN) if self._key else text

    def _pause(self, attempt: int, told: str | None) -> float:
        """Return how many seconds to wait: what the server asks for, else twice as long as the time before."""
        wanted = self._settings.backoff_seconds * 2.0**attempt
        if told is not None and told.strip().isdigit():
            wanted = max(wanted, float(told))
        return min(wanted, _LONGEST_WAIT)

    def _wait_for_turn(self) -> None:
        """Keep to the allowed number of requests a minute, over all threads."""
        if not self._settings.requests_per_minute:
            return
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + 60.0 / self._settings.requests_per_minute
        self._sleep(max(0.0, turn - now))
