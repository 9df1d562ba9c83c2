"""Who takes part and which files they sent; opens nothing but regular files."""

import difflib
import hashlib
import math
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import SettingsError, UserError
from corpus.records import Rejection
from corpus.user_rows import read_rows

STEP = "intake"
LAYOUT = (
    "Put each member's papers into a folder of its own, as in my-alliance/documents/<member>/paper.pdf "
    "or my-alliance/<member>/paper.pdf."
)
_OWN_FILES = frozenset(
    {
        "alliance.toml",
        "codings.csv",
        "corrections.csv",
        "decisions.csv",
        "declarations.csv",
        "engagement.csv",
        "issue_weights.csv",
        "issues.csv",
        "members.csv",
        "survey.csv",
    }
)
_OWN_FOLDERS = frozenset({"reader_answers", "runs"})
_CHUNK = 1 << 20
_EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEntry:
    """A member as members.csv or its folder's name describes it; `required` if alliance.toml says so."""

    member_id: str
    name: str
    type: str | None = None
    weight: float = 1.0
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A regular file below a member's folder; `path` is printable, `location` is what opens it.

    A byte-equal file of the same member that comes first by path is named by id and path. An attachment has the
    location of the mail it hangs on, and `inside` says which attachment of it (of which attachment of it, ...).
    """

    member_id: str
    path: str
    location: Path
    size: int
    sha256: str
    document_id: str
    duplicate_of: str | None = None
    same_as: str | None = None
    inside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything a folder holds: members, files to read, and what is left aside with the reason.

    `listing` is the members.csv that was read, if there is one.
    """

    members: tuple[MemberEntry, ...]
    files: tuple[SourceFile, ...]
    rejections: tuple[Rejection, ...]
    listing: Path | None = None


@dataclass(slots=True)
class _Findings:
    """What the walk has collected so far."""

    files: list[tuple[str, str, Path]] = field(default_factory=list)
    rejections: dict[str, Rejection] = field(default_factory=dict)

    def reject(self, subject: str, *, reason: str, detail: str) -> None:
        self.rejections[subject] = Rejection(step=STEP, subject=subject, reason=reason, detail=detail)


def survey(folder: Path) -> Intake:
    """Return the members of an alliance's folder and the files they sent.

    Raises:
        UserError: the folder is missing or holds nothing to read, or members.csv has mistakes (all at once).
    """
    root = _documents_root(folder)
    found = _Findings()
    folders = _member_folders(root, found)
    listing = next((place / "members.csv" for place in (folder, root) if (place / "members.csv").is_file()), None)
    listed = None if listing is None else _read_members(listing, set(folders))
    if not folders:
        raise UserError(str(folder), "No member has a folder here.", LAYOUT, exit_code=4)
    members = {entry.member_id: entry for entry in listed or ()}
    for member_id in folders:
        if member_id not in members:
            members[member_id] = MemberEntry(member_id=member_id, name=_name_of(member_id))
            if listed is not None:
                found.reject(
                    member_id,
                    reason="not_in_members_csv",
                    detail="This folder is not named in members.csv. It takes part with weight 1; "
                    "add a line for it, or move the folder away.",
                )
    for member_id, path in folders.items():
        before = len(found.files)
        _walk(path, member_id, member_id, found)
        if len(found.files) == before:
            found.reject(
                member_id + "/",
                reason="no_files",
                detail="This member has sent no file that can be read, so nothing is known of its positions.",
            )
    if not found.files:
        raise UserError(str(folder), "The members' folders hold no files.", LAYOUT, exit_code=4)
    return Intake(
        members=tuple(members[member_id] for member_id in sorted(members)),
        files=_identify(found.files),
        rejections=tuple(found.rejections[subject] for subject in sorted(found.rejections)),
        listing=listing,
    )


def survey_newcomer(folder: Path) -> Intake:
    """Return one organisation with the files in a folder of its own, which stands in no alliance; its name is its id.

    Raises:
        UserError: there is no such folder, or nothing to read in it.
    """
    if not folder.is_dir():
        raise UserError(str(folder), "There is no such folder.", "Name a folder that holds one organisation's papers.")
    member_id = printable(folder.resolve().name)
    found = _Findings()
    _walk(folder, member_id, member_id, found)
    if not found.files:
        raise UserError(str(folder), "This folder holds no files.", "Put the organisation's papers into it.")
    return Intake(
        members=(MemberEntry(member_id=member_id, name=_name_of(member_id)),),
        files=_identify(found.files),
        rejections=tuple(found.rejections[subject] for subject in sorted(found.rejections)),
    )


def lone_file(path: Path) -> SourceFile:
    """Return a file that stands in no alliance's folder; it belongs to no member.

    Raises:
        UserError: there is no such file, or it is a folder, a link, a pipe or a device.
    """
    if not os.path.lexists(path):
        raise UserError(str(path), "There is no such file.", "Check the spelling.")
    if path.is_dir():
        raise UserError(str(path), "This is a folder, not a document.", "Name one of the documents in it.")
    if path.is_symlink() or not path.is_file():
        raise UserError(
            str(path), "This is no regular file.", "Links, pipes and devices are never opened. Name the paper itself."
        )
    return _identify([("", printable(path.name), path.absolute())])[0]


def _documents_root(folder: Path) -> Path:
    if not folder.exists():
        raise UserError(str(folder), "There is no such folder.", "Check the spelling. " + LAYOUT)
    if not folder.is_dir():
        raise UserError(str(folder), "This is a file, not a folder.", LAYOUT)
    documents = folder / "documents"
    return documents if documents.is_dir() else folder


def _entries(folder: Path, shown: str, found: _Findings) -> Iterator[tuple[Path, str, os.stat_result]]:
    """Yield what a folder holds, sorted by its printable path, with the status of the entry itself."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: printable(entry.name))
    except OSError:
        found.reject(
            shown or ".",
            reason="not_readable",
            detail="This folder may not be opened. Give yourself the right to read it.",
        )
        return
    for entry in entries:
        path = f"{shown}/{printable(entry.name)}" if shown else printable(entry.name)
        try:
            yield entry, path, entry.lstat()
        except OSError:
            found.reject(path, reason="not_readable", detail="This entry could not be looked at; it was left aside.")


def _member_folders(root: Path, found: _Findings) -> dict[str, Path]:
    folders = {}
    for entry, path, status in _entries(root, "", found):
        if stat.S_ISDIR(status.st_mode):
            if not entry.name.startswith(".") and path not in _OWN_FOLDERS:
                folders[path] = entry
        elif _is_aside(entry, path, status, found):
            continue
        elif entry.name.lower() not in _OWN_FILES and not entry.name.lower().startswith("readme"):
            found.reject(
                path,
                reason="no_member",
                detail="This file belongs to no member. Move it into the folder of the member that sent it.",
            )
    return folders


def _is_aside(entry: Path, path: str, status: os.stat_result, found: _Findings) -> bool:
    """Reject hidden entries and everything that is neither file nor folder; say whether that was done."""
    if entry.name.startswith((".", "~$")):
        found.reject(
            path,
            reason="hidden_file",
            detail="Hidden files and lock files of office programs are not papers. Rename it if it is one.",
        )
        return True
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        found.reject(
            path,
            reason="not_a_regular_file",
            detail="Links, pipes and devices are never opened. Put a copy of the paper itself here.",
        )
        return True
    return False


def _walk(folder: Path, shown: str, member_id: str, found: _Findings) -> None:
    """Collect a member's files; folders wait in a list, so that deep nesting cannot exhaust the stack."""
    waiting = [(folder, shown)]
    while waiting:
        current, below = waiting.pop()
        for entry, path, status in _entries(current, below, found):
            if _is_aside(entry, path, status, found):
                continue
            if stat.S_ISDIR(status.st_mode):
                waiting.append((entry, path))
            else:
                found.files.append((member_id, path, entry))


def _identify(files: Iterable[tuple[str, str, Path]]) -> tuple[SourceFile, ...]:
    """Give each file its document_id, and point byte-equal files of a member at the first of them by path."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    ordinals: dict[tuple[str, str], int] = {}
    sources = []
    for member_id, path, location in sorted(files, key=lambda file: file[1]):
        size, sha256 = _digest(location)
        key = (member_id, sha256 or path)
        ordinal = ordinals[key] = ordinals.get(key, -1) + 1
        document_id = _document_id(member_id, sha256 or path, ordinal)
        sources.append(
            SourceFile(
                member_id=member_id,
                path=path,
                location=location,
                size=size,
                sha256=sha256 or _EMPTY_SHA256,
                document_id=document_id,
                duplicate_of=first[key][0] if key in first else None,
                same_as=first[key][1] if key in first else None,
            )
        )
        first.setdefault(key, (document_id, path))
    return tuple(sources)


def _digest(location: Path) -> tuple[int, str | None]:
    """Return size and sha256 of a file, without following links; no sha256 if it may not be opened."""
    digest = hashlib.sha256()
    size = 0
    try:
        handle = os.open(location, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError:
        return 0, None
    return size, digest.hexdigest()


def is_unchanged(file: SourceFile) -> bool:
    """Say whether a file still holds the bytes that were listed."""
    return _digest(file.location) == (file.size, file.sha256)


def _document_id(member_id: str, sha256: str, ordinal: int) -> str:
    # Each part carries its length, so that no two different triples are joined to the same bytes.
    parts = [part.encode() for part in (member_id, sha256, str(ordinal))]
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()[:16]


def attached_to(mail: SourceFile, number: int, *, name: str, size: int, sha256: str) -> SourceFile:
    """Return an attachment as a file of its own, counted from 1; its path is a label and opens nothing."""
    inside = (*mail.inside, number)
    return replace(
        mail,
        path=f"{mail.path}/{number}/{printable(name)}",
        size=size,
        sha256=sha256,
        document_id=_document_id(mail.document_id, sha256, number),
        inside=inside,
    )


def printable(name: str) -> str:
    """Return a file name with everything that cannot be printed or encoded written as an escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in name
    )


def _name_of(member_id: str) -> str:
    """Turn a folder's name into words; a word that has capitals of its own keeps them."""
    words = member_id.replace("_", " ").replace("-", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or member_id


def _read_members(path: Path, folders: set[str]) -> list[MemberEntry]:
    """Return the lines of members.csv.

    Raises:
        SettingsError: lists every mistake with its line number.
    """
    mistakes: list[str] = []
    lines: dict[str, int] = {}
    entries = []
    for line, cells in read_rows(path, required=("member_id",)):
        member_id = _folder_for(cells.get("member_id", ""), folders)
        mistakes += _mistakes_in_id(member_id, line, lines, folders)
        lines.setdefault(member_id, line)
        weight = _weight(cells.get("weight", ""))
        if weight is None:
            mistakes.append(
                f"line {line}: the weight {cells['weight']!r} is not a number above 0. "
                "Write it like 1 or 2.5, or leave it empty for 1."
            )
        entries.append(
            MemberEntry(
                member_id=member_id,
                name=cells.get("name") or _name_of(member_id),
                type=cells.get("type") or None,
                weight=weight or 1.0,
            )
        )
    if mistakes:
        raise SettingsError(str(path), mistakes)
    return entries


def _folder_for(member_id: str, folders: set[str]) -> str:
    """Return the folder that an id means, however its accents are encoded."""
    wanted = unicodedata.normalize("NFC", member_id)
    return next((name for name in sorted(folders) if unicodedata.normalize("NFC", name) == wanted), member_id)


def _mistakes_in_id(member_id: str, line: int, lines: dict[str, int], folders: set[str]) -> list[str]:
    if not member_id:
        return [f"line {line}: member_id is empty. Write the name of the member's folder."]
    if member_id in lines:
        return [f"line {line}: {member_id!r} stands already in line {lines[member_id]}. Keep one of them."]
    if member_id not in folders:
        near = difflib.get_close_matches(member_id, sorted(folders), n=1)
        hint = f" Did you mean {near[0]!r}?" if near else " Make the folder, or take the line out."
        return [f"line {line}: there is no folder {member_id!r}.{hint}"]
    return []


def _weight(cell: str) -> float | None:
    """Return the weight, 1 for an empty cell, or None if it is not a number above 0."""
    if not cell:
        return 1.0
    try:
        weight = float(cell)
    except ValueError:
        return None
    return weight if math.isfinite(weight) and weight > 0 else None
