"""Reads with a language model of the user's choice: live over a server's chat endpoint, or in files.

Whatever the model says enters only with a sentence of the section that it was shown. What leaves this machine, and
when, stands in docs/readers.md.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import UserError
from corpus.ids import content_id
from corpus.locating import Locator
from corpus.manifest import ModelUse
from corpus.records import Holder, Kind, Rejection, Statement, Told
from models.chat.answers import CHECK, FIRMNESS, ISSUES, PAIRS, READ, SIDES, FoundPosition
from models.chat.desk import Budget, Desk, Sender
from models.chat.prompts import load_prompt
from models.chat.replies import FaultError, Reason, ReplyStore
from models.chat.requests import Request
from models.readers import Conclusions, DocumentReading, Doubts, Paper, ReaderKind
from models.readers._language_model_settings import LanguageModelSettings
from models.readers._marking import Marking
from models.readers._pairs import Pair, answered, candidates, deciding_words, in_one_line, judge_pairs, material
from models.readers._questions import STEP, common_issues
from models.readers._sections import Section, sections_of

_TASKS = {task.name: task for task in (READ, ISSUES, PAIRS, CHECK)}
_EXIT_AT_LEAST = 0.75  # a red line is at least a flat rejection, whatever else the model says of it


class LanguageModelReader:
    """Asks a desk section by section, then which questions are one issue, then about pairs of firm demands."""

    tells_holder = True

    def __init__(self, name: str, model: str, settings: LanguageModelSettings, desk: Desk) -> None:
        """Load the prompts."""
        self.name = name
        self.desk = desk
        self._model = model
        self._settings = settings
        self._prompts = {task: load_prompt(task) for task in _TASKS}
        self.version = content_id(model, *(prompt.sha256 for prompt in self._prompts.values()))
        self.at_once = settings.at_once

    def fingerprint(self, paper: Paper) -> str:
        """Return what stands for the model, the prompts and how papers are cut."""
        return content_id(self.name, self.version, self._settings.section_characters)

    def read(self, paper: Paper) -> DocumentReading:
        """Ask about every section; a quote that its section does not hold is dropped."""
        work = _Work(paper)
        sections = sections_of(paper, most_characters=self._settings.section_characters)
        for number, section in enumerate(sections, start=1):
            self._read_section(section, f"{paper.document.path} part {number}", work)
        return DocumentReading(
            document_id=paper.document.document_id,
            reader=self.name,
            version=self.version,
            statements=tuple(work.statements),
            told=tuple(work.told),
            rejections=tuple(work.rejections),
            complete=work.complete,
        )

    def _read_section(self, section: Section, about: str, work: "_Work") -> None:
        try:
            found = self.desk.ask(self._request("read", section.material(work.paper), about), READ)
        except FaultError as fault:
            halves = section.halves() if fault.reason is Reason.TRUNCATED else ()
            for number, half in enumerate(halves, start=1):
                self._read_section(half, f"{about}.{number}", work)
            if not halves:
                work.complete = False
                work.reject(about, fault.reason, fault.detail)
            return
        for number, position in enumerate(found, start=1):
            work.take(position, section, f"{about} position {number}")

    def conclude(self, papers: Sequence[Paper], readings: Sequence[DocumentReading]) -> Conclusions:
        """Ask which questions are one issue, then about the pairs that follow, each when the one before is done."""
        told = [row for reading in readings for row in reading.told]
        if self._is_waiting():
            return Conclusions(told=tuple(told))
        statements = [statement for reading in readings for statement in reading.statements]
        quotes = {statement.position_id: statement.quote for statement in statements}
        told, rejections = common_issues(
            told, quotes, desk=self.desk, request=self._request, at_once=self._settings.questions_per_request
        )
        if self._is_waiting():
            return Conclusions(told=tuple(told), rejections=tuple(rejections))
        pairs, left_out = candidates(
            statements, told, min_firmness=self._settings.min_firmness, most=self._settings.max_pairs
        )
        judgements, dropped = judge_pairs(
            pairs, desk=self.desk, request=self._request, at_once=self._settings.pairs_per_request, reader=self.name
        )
        if left_out:
            detail = f"{left_out} pairs, the least firm, were not judged. Raise max_pairs in [language_model]."
            dropped.append(Rejection(step=STEP, subject="pairs", reason="over_the_cap", detail=detail))
        return Conclusions(told=tuple(told), judgements=tuple(judgements), rejections=(*rejections, *dropped))

    def look_again(self, pairs: Mapping[str, Sequence[Pair]], papers: Sequence[Paper]) -> Doubts:
        """Ask about each pair whether it stands; a doubt counts only with the words of both sentences."""
        if self._is_waiting():  # what is verified is not settled yet
            return Doubts(reasons={})
        texts = {paper.document.document_id: paper.document.text for paper in papers}
        doubts: dict[tuple[str, str], str] = {}
        rejections: list[Rejection] = []
        size = self._settings.pairs_per_request
        for issue, held in sorted(pairs.items()):
            for start in range(0, len(held), size):
                asked = held[start : start + size]
                about = f"second look at pairs {start + 1} to {start + len(asked)} of {issue}"
                try:
                    found = self.desk.ask(self._request("check", material(issue, asked, texts), about), CHECK)
                except FaultError as fault:
                    rejections.append(_rejection(about, fault.reason, fault.detail))
                    continue
                for answer, (a, b) in answered(asked, found):
                    words = deciding_words(answer, a, b)
                    if words is None:
                        subject = f"second look at {a.position_id} {b.position_id}"
                        rejections.append(_rejection(subject, "invented_words", _NOT_THERE))
                    elif not answer.stands:
                        said = f"“{words[0]}” and “{words[1]}”: {in_one_line(answer.why)}"
                        doubts[a.position_id, b.position_id] = said
        return Doubts(reasons=doubts, rejections=tuple(rejections))

    def used(self) -> tuple[ModelUse, ...]:
        """Name the model, and every prompt with its version."""
        host = urlsplit(self._settings.url).hostname or "answers from files"
        model = ModelUse(
            name=self._model, sha256="", licence="as its provider states it", use=f"reads the papers ({host})"
        )
        prompts = (
            ModelUse(
                name=f"prompt {prompt.task}, version {prompt.version}",
                sha256=prompt.sha256,
                licence="Apache-2.0",
                use="what the language model is told to do",
            )
            for prompt in self._prompts.values()
        )
        return (model, *prompts)

    def forecast(self, papers: Sequence[Paper]) -> str:
        """Say how many requests the reading takes and about how many tokens; issues and pairs follow from it."""
        requests = [
            self._request("read", section.material(paper), "")
            for paper in papers
            for section in sections_of(paper, most_characters=self._settings.section_characters)
        ]
        return self.desk.forecast(requests, name=self.name)

    def account(self) -> str:
        """Say what was sent, what was kept from before, and what was dropped."""
        return self.desk.account(name=self.name)

    def outstanding(self) -> tuple[Request, ...]:
        """Return the requests that wait for an answer."""
        return self.desk.waiting

    def batch_line(self, request: Request) -> str:
        """Return a request for a batch service."""
        return request.batch_line(max_answer_tokens=self._settings.max_answer_tokens)

    def _is_waiting(self) -> bool:
        return not self.desk.is_live and bool(self.desk.waiting)

    def _request(self, task: str, given: Mapping[str, Any], about: str) -> Request:
        return Request(self._model, _TASKS[task], self._prompts[task], given, about)


class _Work:
    """What is taken from one paper, section by section."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.statements: list[Statement] = []
        self.told: list[Told] = []
        self.rejections: list[Rejection] = []
        self.complete = True
        self._marking = Marking(paper)
        self._seen: set[tuple[int, int, str]] = set()

    def reject(self, subject: str, reason: str, detail: str) -> None:
        self.rejections.append(_rejection(subject, reason, detail))

    def take(self, position: FoundPosition, section: Section, subject: str) -> None:
        """Keep a position whose quote stands in one of the section's paragraphs."""
        span = self._marking.place(position.quote, within=[(each.start, each.end) for each in section.paragraphs])
        if span is None:
            self.reject(subject, "invented_quote", "What it quotes does not stand in the part that it was shown.")
            return
        question = in_one_line(position.question)
        if (*span, question) in self._seen:
            return
        self._seen.add((*span, question))
        quote = self.paper.document.text[slice(*span)]
        told = {
            "firmness": FIRMNESS[position.firmness],
            "condition": self._words(position.condition, quote, f"{subject} condition"),
            "scope": self._words(position.scope, quote, f"{subject} scope"),
        }
        if position.kind is Kind.NON_NEGOTIABLE:
            told["firmness"] = max(FIRMNESS[position.firmness], _EXIT_AT_LEAST)
        if position.holder is Holder.REPORTED:
            told["holder_name"] = in_one_line(position.holder_name or "") or None
        statement = self._marking.mark(span, kind=position.kind, holder=position.holder, told=told)
        self.statements.append(statement)
        if position.holder is Holder.OWN:
            self.told.append(Told(position_id=statement.position_id, issue=question, stance=SIDES[position.side]))

    def _words(self, words: str | None, quote: str, subject: str) -> str | None:
        """Return words of the quote as it has them; what it does not hold is dropped."""
        places = Locator(quote).find(words or "")
        if words and not places:
            self.reject(subject, "invented_words", "These words do not stand in the sentence.")
        return quote[slice(*places[0])] if places else None


_NOT_THERE = "The words that it calls deciding do not stand in the two sentences, so its doubt does not count."


def _rejection(subject: str, reason: str, detail: str) -> Rejection:
    return Rejection(step=STEP, subject=subject, reason=str(reason), detail=detail)


def open_language_model(folder: Path, settings: LanguageModelSettings, source: str) -> LanguageModelReader:
    """Open the reader; `source` names a model in place of the one in the settings.

    Raises:
        UserError: no model is named.
    """
    model = source or settings.model
    if not model:
        raise UserError(
            "alliance.toml",
            "A language model is to read, but none is named.",
            "Write its name as `model` in the section [language_model], or behind the reader's name and a colon.",
        )
    server = _server(settings) if settings.url else None
    budget = Budget(
        max_requests=settings.max_requests,
        max_tokens=settings.max_tokens,
        price_in=settings.price_in,
        price_out=settings.price_out,
    )
    name = f"language_model:{source}" if source else "language_model"
    return LanguageModelReader(name, model, settings, Desk(ReplyStore(folder), server, budget))


def _server(settings: LanguageModelSettings) -> Sender:
    from models.chat.server import ChatServer, ServerSettings  # brings the HTTP client, which files do not need

    chosen = ServerSettings(**{name: getattr(settings, name) for name in ServerSettings.__dataclass_fields__})
    return ChatServer(chosen)


READER = ReaderKind(
    name="language_model", section="language_model", settings=LanguageModelSettings, open=open_language_model
)
