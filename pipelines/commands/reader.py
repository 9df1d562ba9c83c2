"""`commonground reader export` and `import`: the requests of a language-model reader through files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import UserError
from models.chat.batches import take_in as take_in_lines
from models.chat.replies import ReplyStore
from models.chat.requests import Request
from models.readers import Correspondent
from models.readers.language_model import READER
from pipelines.console import print_json, say, shown_progress
from pipelines.run import rehearse
from pipelines.settings import Settings, load_settings

FINE, SOME_LEFT = 0, 3


def export(folder: Path, *, output: Path | None, dry_run: bool, as_json: bool, quiet: bool) -> int:
    """Write the requests that wait to a file or to standard output, or with `dry_run` say what they are.

    Raises:
        UserError: the folder cannot be used, no language model is to read, or the file cannot be written.
    """
    settings = _offline(folder, load_settings(folder))
    with shown_progress(quiet=quiet) as progress:
        loaded = rehearse(folder, settings, progress=progress)
    asking = [reader for reader in loaded.readers.all() if isinstance(reader, Correspondent)]
    lines = {
        request.key: (request, reader.batch_line(request)) for reader in asking for request in reader.outstanding()
    }
    requests = [request for request, _ in lines.values()]
    tokens = sum(request.tokens for request in requests)
    if output is not None and not dry_run:
        _write(output, [line for _, line in lines.values()])
    if as_json:
        shown = [{"key": each.key, "about": each.about, "tokens": each.tokens} for each in requests]
        print_json("requests", {"requests": shown, "tokens": tokens, "file": str(output) if output else None})
    elif dry_run:
        _tell(requests, tokens)
    elif output is None:
        for _, line in lines.values():
            say(line)
    else:
        left = f"{len(lines)} requests, about {tokens:,} tokens: {output}"
        say(left if lines else "Nothing waits for an answer. Run the alliance: its readings are complete.")
    return FINE


def take_in(folder: Path, answers: Path, *, as_json: bool) -> int:
    """Keep the answers in a file; return 3 if some lines hold none.

    Raises:
        UserError: the folder or the file cannot be read, or the folder cannot be written.
    """
    if not folder.is_dir():
        raise UserError(str(folder), "There is no such folder.", "Name the alliance's folder.")
    try:
        lines = answers.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(str(answers), f"cannot be read ({error}).", "Name the file of answers (UTF-8).") from error
    imported = take_in_lines(lines, ReplyStore(folder))
    code = SOME_LEFT if imported.problems else FINE
    if as_json:
        print_json("import", {"exit_code": code, "kept": imported.kept, "problems": list(imported.problems)})
        return code
    for problem in imported.problems:
        say(f"{answers} {problem}")
    say(f"{imported.kept} answers kept. Next: commonground reader export {folder}")
    return code


def _offline(folder: Path, settings: Settings) -> Settings:
    """Return settings that send nothing, with no reader behind the last language model."""
    names = [reader.partition(":")[0] for reader in settings.readers]
    if READER.name not in [*names, settings.second_look.partition(":")[0]]:
        raise UserError(
            str(folder / "alliance.toml"),
            "No language model is to read here, so there is nothing to ask.",
            'Write readers = ["language_model"] and its section; see docs/readers.md.',
        )
    if READER.name in names and not settings.second_look:
        names = names[: len(names) - names[::-1].index(READER.name)]
    section = settings.steps[READER.section].model_copy(update={"url": ""})
    return replace(settings, readers=settings.readers[: len(names)], steps={**settings.steps, READER.section: section})


def _tell(requests: Sequence[Request], tokens: int) -> None:
    for request in requests:
        say(f"about {request.tokens:,} tokens: {request.task.name}: {request.about}")
    if requests:
        say("The first of them, as it would be sent:")
        for message in requests[0].messages:
            say(f"--- {message['role']} ---\n{message['content']}")
    say(f"{len(requests)} requests, about {tokens:,} tokens. Issues and pairs are asked when these are answered.")


def _write(path: Path, lines: Sequence[str]) -> None:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise UserError(str(path), f"cannot be written ({error.strerror}).", "Name another file.") from error
