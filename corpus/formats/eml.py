"""Mails: what the sender wrote, quoted mails as quotations, and the attachments as documents of their own."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from corpus.blocks import BlockKind, Extracted, Piece
from corpus.formats import Attachment, DocumentFormat, Limits, UnreadableError
from corpus.formats._archive import too_deep
from corpus.formats.html import hidden_warning, parse_html, walk
from corpus.formats.text import decode, pieces_of
from corpus.records import ReadStatus

_MAILBOX_LINE = re.compile(rb"\AFrom [^\n]*\n")
_HEADER = re.compile(r"^[A-Za-z][A-Za-z0-9-]*:", re.MULTILINE)
_QUOTED = re.compile(r"^\s*(?:> ?)+")
_SIGNATURE = re.compile(r"^-- ?$")
# What mail programs put before the mail that is answered or passed on; all after it is somebody else's.
_EARLIER_MAIL = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|forwarded by .*)\s*-*|begin forwarded message:"
    r"|on .{6,200} wrote:|_{20,})\s*$",
    re.IGNORECASE,
)
_FROM, _SENT = re.compile(r"\s*\*?From:\*? "), re.compile(r"\s*\*?(?:Sent|Date):\*? ")
_OF_THE_MAIL = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_NO_PAPERS = (*_OF_THE_MAIL, "text/calendar", "text/vcard", "text/x-vcard", "application/pgp-keys")
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_MAX_NAME = 120
_MUCH_MORE = 2
_SHOWN_HEADERS = ("From", "To", "Date")


@dataclass(slots=True)
class _Parts:
    """A mail taken apart; what it says, what hangs on it, and how much of it is neither."""

    bodies: list[Message] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    n_left_out: int = 0


def _parse(content: bytes, limits: Limits) -> Message:
    """Return the mail in its parts.

    Raises:
        UnreadableError: it is nested too deeply, or holds no mail.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]:
        content = decode(content).encode("utf-8", "replace")
    try:
        mail = email.message_from_bytes(_MAILBOX_LINE.sub(b"", content.lstrip()), policy=email.policy.compat32)
    except RecursionError as error:
        raise too_deep() from error
    if not mail.keys() or not _HEADER.search("\n".join(f"{name}:" for name in mail)):
        if not content.strip():
            raise UnreadableError(ReadStatus.EMPTY, "The file is empty. Ask its owner to send it again.")
        raise UnreadableError(ReadStatus.CORRUPT, "This file is no mail, whatever its name says. Save the mail as EML.")
    if _depth(mail) > limits.max_depth:
        raise too_deep()
    return mail


def _depth(mail: Message) -> int:
    waiting = [(mail, 1)]
    deepest = 0
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in _children(part)]
    return deepest


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _taken_apart(mail: Message) -> _Parts:
    """Sort the parts of a mail; a mail within it is an attachment, and is not gone into."""
    parts = _Parts()
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        is_named = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if kind in _ENCRYPTED and part.get_param("smime-type") != "signed-data":
            raise UnreadableError(
                ReadStatus.ENCRYPTED, "This mail is encrypted. Save what it says as text, and its attachments as files."
            )
        if kind == "multipart/alternative":
            waiting += _best(_children(part))
        elif kind == "multipart/related":
            parts.n_left_out += len(_children(part)[1:])
            waiting += _children(part)[:1]
        elif part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting += reversed(_children(part))
        elif kind in _NO_PAPERS or (kind.startswith("image/") and part.get_content_disposition() != "attachment"):
            parts.n_left_out += 1
        elif kind in ("text/plain", "text/html") and not is_named:
            parts.bodies.append(part)
        elif part.get_content_maintype() == "multipart":
            parts.bodies.append(part)  # it says that it has parts and has none
        else:
            parts.attached.append(part)
    return parts


def _best(alternatives: list[Message]) -> list[Message]:
    """Return the version of a text that is read: plain words, unless they only say that there is a page to see."""
    by_kind = {part.get_content_type(): part for part in alternatives}
    plain, rich = by_kind.get("text/plain"), by_kind.get("text/html")
    if plain is None or (rich is not None and _n_words(rich) > _MUCH_MORE * _n_words(plain)):
        return alternatives[-1:]
    return [plain]


def _n_words(part: Message) -> int:
    text = _text(part)
    return len((parse_html(text).get_text(" ") if part.get_content_type() == "text/html" else text).split())


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = _children(part)
        try:
            return inner[0].as_bytes(policy=email.policy.compat32) if inner else b""
        except (LookupError, UnicodeError, ValueError, TypeError, AttributeError):
            return b""  # a mail that cannot be written down again; it will be told as empty
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    """Return the characters of a part, by the encoding that it names if there is such a one."""
    content = _bytes(part)
    try:
        return content.decode(part.get_content_charset() or "", errors="strict").replace("\r\n", "\n")
    except (LookupError, UnicodeError, ValueError):
        return decode(content)


def _header(mail: Message, name: str) -> str:
    """Return a header's words."""
    words = []
    try:
        for chunk, encoding in decode_header(str(mail.get(name) or "")):
            words.append(chunk if isinstance(chunk, str) else _decoded(chunk, encoding))
    except (ValueError, LookupError):  # binascii.Error is a ValueError
        words = [str(mail.get(name) or "")]
    return " ".join("".join(words).split())


def _decoded(chunk: bytes, encoding: str | None) -> str:
    try:
        return chunk.decode(encoding or "utf-8", errors="replace")
    except LookupError:
        return chunk.decode("utf-8", errors="replace")


def read_eml(content: bytes, limits: Limits) -> Extracted:
    """Read a mail without its attachments."""
    mail = _parse(content, limits)
    parts = _taken_apart(mail)
    subject = _header(mail, "Subject")
    head = "; ".join(f"{name}: {_header(mail, name)}" for name in _SHOWN_HEADERS if mail.get(name))
    pieces = [Piece(kind=BlockKind.HEADING, text=subject, level=1), Piece(kind=BlockKind.ADDRESS, text=head)]
    n_hidden = 0
    for part in parts.bodies:
        if part.get_content_type() == "text/html":
            builder = walk(parse_html(_text(part)), max_depth=limits.max_depth)
            pieces += builder.pieces
            n_hidden += builder.hidden
        else:
            pieces += _written(_text(part))
    left_out = f"{parts.n_left_out} pictures, signatures or calendar entries inside this mail left out."
    return Extracted(
        pieces=tuple(pieces),
        title=subject or None,
        dated=_dated(mail),
        warnings=hidden_warning(n_hidden) + ((left_out,) if parts.n_left_out else ()),
    )


def _written(text: str) -> Iterator[Piece]:
    """Yield the blocks of a mail in plain words; the earlier mail and the signature stand apart."""
    lines = text.split("\n")
    end = next((number for number in range(len(lines)) if _begins_earlier_mail(lines, number)), len(lines))
    own = lines[:end]
    signature = next((number for number, line in enumerate(own) if _SIGNATURE.match(line)), len(own))
    yield from pieces_of("\n".join(own[:signature]))
    if signing := " ".join(" ".join(own[signature + 1 :]).split()):
        yield Piece(kind=BlockKind.ADDRESS, text=signing)
    for piece in pieces_of("\n".join(_QUOTED.sub("", line) for line in lines[end:])):
        yield Piece(kind=BlockKind.QUOTATION, text=piece.text)


def _begins_earlier_mail(lines: list[str], number: int) -> bool:
    if _EARLIER_MAIL.match(lines[number]):
        return True
    return bool(_FROM.match(lines[number])) and any(_SENT.match(line) for line in lines[number + 1 : number + 4])


def _dated(mail: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(mail.get("Date") or "")).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def attachments(content: bytes, limits: Limits) -> tuple[Attachment, ...]:
    """Return what hangs on a mail, mails included."""
    found = []
    for part in _taken_apart(_parse(content, limits)).attached:
        name = _header_words(part.get_filename()) or _header(part, "Subject")
        if part.get_content_type() == "message/rfc822":
            inner = _children(part)
            name = (name or (_header(inner[0], "Subject") if inner else "")).removesuffix(".eml") + ".eml"
        found.append(Attachment(name=_safe(name), content=_bytes(part)))
    return tuple(found)


def _header_words(name: str | None) -> str:
    holder = Message()
    holder["Name"] = name or ""
    return _header(holder, "Name")


def _safe(name: str) -> str:
    """Return a name that can be shown: no folders, and not without end. Nothing is ever opened by it."""
    last = re.split(r"[/\\]", name)[-1].strip(" .")
    return last[-_MAX_NAME:] or "unnamed"


FORMAT = DocumentFormat(name="eml", suffixes=(".eml",), read=read_eml, attachments=attachments)
