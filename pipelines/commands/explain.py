"""`commonground explain`: one document's blocks and sentences as the program sees them, so that a wrong reading shows.

What depends on other papers (repeats, quotations of another member's paper, older drafts) is no part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus.blocks import Block
from corpus.errors import UserError
from corpus.intake import SourceFile, lone_file, printable, survey
from corpus.reading import Reading, read_files
from corpus.reading_settings import ReadingSettings
from corpus.records import ReadStatus, Rejection
from models.classification import Decision, Outcome, PositionSettings, decide
from models.segmentation import Sentence, segment
from pipelines.console import print_json, say
from pipelines.settings import FILE_NAME, Settings, load_settings
from pipelines.summary import FINE, NOTHING_TO_REPORT
from reports.words import count

_REASONS = {
    Outcome.OWN: "taken as an own position: {kind} ({kind_score:.2f}), firmness {firmness}",
    Outcome.REPORTED: "taken as the position of somebody else ({holder})",
    Outcome.MARKER: "makes the position before it a red line",
    Outcome.TOO_LONG: "left out: more than {max_words} words",
    Outcome.TOO_SHORT: "left out: fewer than {min_words} words",
    Outcome.UNLIKELY: "left out: an own position with probability {own:.2f}, {min_probability} is needed",
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document with its sentences and, where asked for, what became of their clauses."""

    reading: Reading
    sentences: Mapping[int, Sequence[Sentence]]  # by the start of their block
    decisions: Sequence[Decision] | None


def explain(document: Path, *, positions: bool, as_json: bool) -> int:
    """Show one document and return the exit code: 4 if nothing of it can be read.

    A mail is shown with what hangs on it. `document` may also be the path by which the tables call an attachment,
    `mail.eml/1/annex.pdf`; it is shown with what hangs on it.

    Raises:
        UserError: there is no such document, or its alliance's folder has mistakes.
    """
    file, attachment = _file_of(document)
    source, author, settings, notes = _located(file)
    seen: list[_Seen] = []
    if source is not None:
        result = read_files([replace(source, duplicate_of=None, same_as=None)], settings.of("reading", ReadingSettings))
        readings = _hanging_on(source, attachment, result.readings)
        seen = _looked_at(readings, author, settings, positions=positions)
        paths = {reading.document.path for reading in readings}
        notes = [*(notes if not attachment else ()), *(row for row in result.rejections if row.subject in paths)]
    is_read = any(each.reading.document.status is ReadStatus.READ for each in seen)
    code = FINE if is_read else NOTHING_TO_REPORT
    if as_json:
        print_json("explain", {"exit_code": code, "notes": _notes(notes), "documents": [_plain(each) for each in seen]})
        return code
    for each in seen:
        _print(each, settings.of("positions", PositionSettings))
    for note in notes:
        say(f"{note.subject} ({note.reason}): {note.detail}")
    return code


def _file_of(document: Path) -> tuple[Path, str]:
    """Return the file that a path names or leads into, and the rest of the path, which names an attachment in it."""
    for mail in document.parents:
        if mail.is_file() and not mail.is_symlink():
            return mail, document.relative_to(mail).as_posix()
    return document, ""


def _hanging_on(source: SourceFile, attachment: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of a file and of all that hangs on it, or of one attachment and of what hangs on that.

    Raises:
        UserError: the file has no such attachment.
    """
    if not attachment:
        return [*readings]
    wanted = f"{source.path}/{attachment}"
    found = [each for each in readings if f"{each.document.path}/".startswith(f"{wanted}/")]
    if not found:
        known = [each.document.path.removeprefix(f"{source.path}/") for each in readings[1:]]
        problem = f"No attachment of {source.path} is called {attachment}."
        raise UserError(wanted, problem, f"It has: {', '.join(known)}." if known else "Nothing hangs on it.")
    return found


def _located(document: Path) -> tuple[SourceFile | None, str, Settings, list[Rejection]]:
    """Return the file, its member's name, the settings that hold for it, and what intake says about it."""
    lone = lone_file(document)
    folder = _alliance_of(lone.location)
    if folder is None:
        return lone, "", load_settings(lone.location.parent), []
    intake = survey(folder)
    source = next((file for file in intake.files if file.location.samefile(lone.location)), None)
    shown = source.path if source else _path_below(lone.location, folder)
    notes = [row for row in intake.rejections if row.subject == shown]
    if source is None and not notes:
        raise UserError(
            str(document), f"A run of {folder} does not read this file.", "Move it into a member's folder of documents."
        )
    if source is not None and source.same_as is not None:
        detail = f"It is the same file as {source.same_as}, which a run reads instead."
        notes.append(Rejection(step="intake", subject=shown, reason=ReadStatus.DUPLICATE, detail=detail))
    names = {member.member_id: member.name for member in intake.members}
    return source, names[source.member_id] if source else "", load_settings(folder), notes


def _alliance_of(location: Path) -> Path | None:
    """Return the nearest folder above a file that is an alliance's: by its settings, members, runs or documents."""
    for folder in location.parents:
        if any((folder / name).is_file() for name in (FILE_NAME, "members.csv", "runs/latest.json")):
            return folder.parent if folder.name == "documents" else folder
        if folder.name == "documents" and location.parent != folder:
            return folder.parent
    return None


def _path_below(location: Path, folder: Path) -> str:
    documents = folder / "documents"
    root = documents if location.is_relative_to(documents) else folder
    return "/".join(printable(part) for part in location.relative_to(root).parts)


def _looked_at(readings: Iterable[Reading], author: str, settings: Settings, *, positions: bool) -> list[_Seen]:
    found = []
    scorer = None
    if positions:
        from models.position_model import load

        scorer = load()
    for reading in readings:
        document = reading.document
        sentences = segment(document.text, reading.blocks)
        by_block: dict[int, list[Sentence]] = {}
        for sentence in sentences:
            by_block.setdefault(sentence.block.start, []).append(sentence)
        decisions = None
        if scorer is not None:
            chosen = settings.of("positions", PositionSettings)
            decisions = list(decide(document, sentences, chosen, scorer=scorer, author=author))
        found.append(_Seen(reading, by_block, decisions))
    return found


def _print(seen: _Seen, settings: PositionSettings) -> None:
    document = seen.reading.document
    if document.status is not ReadStatus.READ:
        return  # the notes say why
    facts = [f"read as {document.format}", count(document.words, "word")]
    facts += [count(document.pages, "page")] if document.pages else []
    facts += [f"language {document.language}"] if document.language else []
    facts += [f"dated {document.dated} ({document.date_source})"] if document.dated else []
    say(f"{document.path}: {', '.join(facts)}")
    if document.title:
        say(f"Title: {printable(document.title)}")
    for block in seen.reading.blocks:
        say()
        say(_headline(block))
        sentences = seen.sentences.get(block.start, ())
        if not sentences:
            say(f"    not searched for positions: {document.text[block.start : block.end]}")
        for sentence in sentences:
            say(f"    [{sentence.start}:{sentence.end}] {_other_pages(sentence)}{sentence.text}")
            for decision in _decisions_in(sentence, seen.decisions):
                part = "" if decision is None else _part(decision, sentence)
                say(f"        {part}{_reason(decision, settings)}")
    say()


def _headline(block: Block) -> str:
    page = f"page {block.page}, " if block.page is not None else ""
    level = f" {block.level}" if block.level else ""
    lead_in = f", led in by [{block.lead_in_start}:{block.lead_in_end}]" if block.lead_in_start is not None else ""
    return f"{page}{block.kind.replace('_', ' ')}{level} [{block.start}:{block.end}]{lead_in}"


def _other_pages(sentence: Sentence) -> str:
    """Name a sentence's pages where they are not just the page of its block."""
    if sentence.page == sentence.last_page == sentence.block.page:
        return ""
    if sentence.page == sentence.last_page:
        return f"page {sentence.page}: "
    return f"pages {sentence.page} and {sentence.last_page}: "


def _decisions_in(sentence: Sentence, decisions: Sequence[Decision] | None) -> list[Decision | None]:
    """Return what became of a sentence's clauses; None for a sentence that was too long to be judged."""
    if decisions is None:
        return []
    found = [each for each in decisions if sentence.start <= each.start and each.end <= sentence.end]
    return [*found] or [None]


def _part(decision: Decision, sentence: Sentence) -> str:
    is_whole = (decision.start, decision.end) == (sentence.start, sentence.end)
    return "" if is_whole else f"[{decision.start}:{decision.end}] "


def _reason(decision: Decision | None, settings: PositionSettings) -> str:
    if decision is None:
        return _REASONS[Outcome.TOO_LONG].format(max_words=settings.max_words)
    statement = decision.statement
    return _REASONS[decision.outcome].format(
        own=decision.own,
        kind=decision.kind.replace("_", " "),
        kind_score=decision.kind_score,
        firmness=statement.firmness if statement else None,
        holder=(statement.holder_name if statement else None) or "not named",
        min_words=settings.min_words,
        min_probability=settings.min_probability,
    )


def _notes(notes: Iterable[Rejection]) -> list[dict[str, str]]:
    return [{"subject": note.subject, "reason": str(note.reason), "detail": note.detail} for note in notes]


def _plain(seen: _Seen) -> dict[str, object]:
    document = seen.reading.document
    fields = ("path", "member_id", "document_id", "status", "format", "title", "dated", "date_source", "language")
    facts = {name: getattr(document, name) for name in (*fields, "pages", "words")}
    return facts | {"blocks": [_plain_block(block, seen) for block in seen.reading.blocks]}


def _plain_block(block: Block, seen: _Seen) -> dict[str, object]:
    lead_in = None if block.lead_in_start is None else [block.lead_in_start, block.lead_in_end]
    return {
        "kind": block.kind,
        "level": block.level,
        "start": block.start,
        "end": block.end,
        "page": block.page,
        "boxes": [asdict(box) for box in block.boxes],
        "lead_in": lead_in,
        "text": seen.reading.document.text[block.start : block.end],
        "sentences": [_plain_sentence(sentence, seen) for sentence in seen.sentences.get(block.start, ())],
    }


def _plain_sentence(sentence: Sentence, seen: _Seen) -> dict[str, object]:
    plain: dict[str, object] = {
        "start": sentence.start,
        "end": sentence.end,
        "page": sentence.page,
        "last_page": sentence.last_page,
        "heading": sentence.heading,
        "words": sentence.words,
        "text": sentence.text,
        "cues": sorted(sentence.cues),
    }
    if seen.decisions is not None:
        found = _decisions_in(sentence, seen.decisions)
        plain["clauses"] = [_plain_decision(each, sentence) for each in found]
    return plain


def _plain_decision(decision: Decision | None, sentence: Sentence) -> dict[str, object]:
    if decision is None:
        return {"start": sentence.start, "end": sentence.end, "outcome": Outcome.TOO_LONG}
    return {
        "start": decision.start,
        "end": decision.end,
        "outcome": decision.outcome,
        "own": decision.own,
        "kind": decision.kind,
        "kind_score": decision.kind_score,
        "firmness": decision.statement.firmness if decision.statement else None,
    }
