"""Where readers ask: answers that are kept, a server if there is one, and a list of what is still to be asked."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from models.chat.answers import Item, Task
from models.chat.replies import FaultError, Reason, Reply, ReplyStore
from models.chat.requests import Request

Entry = TypeVar("Entry", bound=Item)
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most that one run may send, and what a million tokens cost, 0 if unknown."""

    max_requests: int
    max_tokens: int
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(slots=True, kw_only=True)
class Spent:
    """What a run has asked so far."""

    kept: int = 0
    sent: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    invalid: int = 0
    faults: int = 0


class Sender(Protocol):
    """What gets an answer now: a server, or a stand-in for one."""

    def send(self, request: Request) -> Reply:
        """Return the answer to a request, or raise FaultError."""
        ...


class Desk:
    """Answers requests from the store, else from the server; without one they wait for `reader export`."""

    def __init__(self, store: ReplyStore, server: Sender | None, budget: Budget, *, again: int = 1) -> None:
        """`again` is how often a server is asked again after an answer that is not in the schema."""
        self._store = store
        self._server = server
        self._budget = budget
        self._again = again
        self._lock = threading.Lock()
        self.spent = Spent()
        self._waiting: dict[str, Request] = {}

    @property
    def waiting(self) -> tuple[Request, ...]:
        """The requests that have no valid answer yet, sorted by key."""
        return tuple(self._waiting[key] for key in sorted(self._waiting))

    @property
    def is_live(self) -> bool:
        """Whether there is a server to ask."""
        return self._server is not None

    def forecast(self, requests: Sequence[Request], *, name: str) -> str:
        """Say what answering these requests takes; those with a kept answer take nothing."""
        new = [request for request in requests if self._store.get(request.key) is None]
        sent = sum(request.tokens for request in new)
        price = f", about {self._price(sent, 0):.2f} to send" if self._budget.price_in else ""
        where = "" if self.is_live else ", which wait for answers from files"
        kept = len(requests) - len(new)
        asked = f"{_count(len(new), 'request')} with about {sent:,} tokens{price}{where}"
        return f"{name}: {asked}; {_count(kept, 'answer')} {'is' if kept == 1 else 'are'} kept already"

    def account(self, *, name: str) -> str:
        """Say what was asked, what it cost, and what could not be used."""
        spent = self.spent
        tokens = f"{spent.tokens_in:,} tokens sent, {spent.tokens_out:,} got"
        cost = self._price(spent.tokens_in, spent.tokens_out)
        price = f", {cost:.2f} at the prices in the settings" if cost else ""
        parts = [
            f"{_count(spent.sent, 'request')} sent ({tokens}{price})",
            f"{_count(spent.kept, 'answer')} kept from before",
            f"{_count(spent.faults, 'request')} without a usable answer",
            f"{_count(spent.invalid, 'entry')} not in the schema",
        ]
        return f"{name}: {', '.join(parts)}"

    def _price(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self._budget.price_in + tokens_out * self._budget.price_out) / _MILLION

    def ask(self, request: Request, task: Task[Entry]) -> tuple[Entry, ...]:
        """Return the valid entries of the answer to a request.

        Raises:
            FaultError: there is no answer that can be used.
        """
        kept = self._store.get(request.key)
        try:
            if kept is not None:
                try:
                    found = self._parsed(kept, task)
                    self._count(kept=1)
                    return found
                except FaultError:
                    if self._server is None:
                        raise
            return self._sent(request, task)
        except FaultError:
            self._count(faults=1)
            with self._lock:
                self._waiting[request.key] = request
            raise

    def _sent(self, request: Request, task: Task[Entry]) -> tuple[Entry, ...]:
        if self._server is None:
            raise FaultError(Reason.UNANSWERED, "It waits for an answer: see `commonground reader export`.")
        for attempt in range(self._again + 1):
            self._reserve(request)
            reply = self._server.send(request)
            self._count(tokens_in=reply.tokens_in, tokens_out=reply.tokens_out)
            try:
                found = self._parsed(reply, task)
            except FaultError:
                if attempt == self._again:
                    raise
                continue
            self._store.put(request.key, reply, about={"model": request.model, "task": task.name})
            return found
        raise AssertionError("the last attempt returns or raises")

    def _parsed(self, reply: Reply, task: Task[Entry]) -> tuple[Entry, ...]:
        try:
            found, invalid = task.parse(reply.content)
        except (ValueError, RecursionError) as error:
            raise FaultError(Reason.MALFORMED, f"The answer is not in the schema of `{task.name}`.") from error
        self._count(invalid=invalid)
        return found

    def _reserve(self, request: Request) -> None:
        """Count a request before it is sent, so that threads together keep to the budget."""
        with self._lock:
            spent = self.spent
            over = spent.sent >= self._budget.max_requests
            if over or spent.tokens_in + spent.tokens_out + request.tokens > self._budget.max_tokens:
                raise FaultError(Reason.BUDGET, "The budget of this run is spent. Raise max_requests or max_tokens.")
            spent.sent += 1

    def _count(self, **more: int) -> None:
        with self._lock:
            for name, number in more.items():
                setattr(self.spent, name, getattr(self.spent, name) + number)


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
