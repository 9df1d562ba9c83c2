"""What an RTF file is made of: groups, control words and characters, in one pass over the bytes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One of: `word` with its number, `symbol`, `brace`, or `text` as bytes in the font's code page."""

    kind: str
    word: str = ""
    number: int | None = None
    text: bytes = b""


def tokens(content: bytes) -> Iterator[Token]:
    """Yield the tokens of an RTF file; what belongs to no token (a lone backslash at the end) is passed over."""
    position = 0
    while match := _TOKEN.search(content, position):
        position = match.end()
        kind = match.lastgroup or ""
        if kind in ("word", "number"):
            word = match["word"].decode("ascii")
            number = int(match["number"]) if match["number"] else None
            if word == "bin":
                position += max(0, number or 0)  # as many bytes follow that are no RTF
                continue
            yield Token("word", word=word, number=number)
        elif kind == "hex":
            yield Token("text", text=bytes.fromhex(match["hex"].decode("ascii")))
        elif kind == "text":
            yield Token("text", text=match["text"])
        else:
            yield Token(kind, word=match[kind].decode("latin-1"))
