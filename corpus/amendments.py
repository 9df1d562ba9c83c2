"""Amendment tables: the text that others drafted stands beside what the member would write; only the latter is its own.

Not tied to a format: readers say which pieces are cells of which table, and what stands under which label follows here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.blocks import BlockKind, Cell, Piece

# "Text proposed by the Commission", "Current wording", "Council's draft": what the member did not write.
_ORIGINAL = re.compile(
    r"\b(?:text|wording|draft|version|proposal)\s+(?:as\s+)?(?:proposed|adopted|tabled|published|drafted|presented)\s+by\b"
    r"|\b(?:original|current|existing|present|initial|draft)\s+(?:\w+\s+)?"
    r"(?:text|wording|provision|version|article|proposal|language|law|regulation)\b"
    r"|\b(?:commission|council|government|committee|parliament|presidency|ministry|EC)(?:['’]s)?\s+(?:proposed\s+)?"
    r"(?:proposal|text|draft|version|wording)\b",
    re.IGNORECASE,
)
# Who drafts between the first text and the member's: "Rapporteur's amendment", "Compromise of the presidency".
_OTHERS = re.compile(
    r"\b(?:(?:co-?|shadow\s+)?rapporteurs?|chair(?:man|woman|person)?|presidency|secretariat|commission|council|parliament|"
    r"committee|government|ministry|drafting group|working group)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:our|my)\b", re.IGNORECASE)
_PROPOSED = re.compile(
    r"\b(?:amend(?:ments?|ed)|proposed|suggested|recommended|proposals?|suggestions?|changes?|alternative)\b"
    r"|\b(?:new|our)\s+(?:text|wording)\b",
    re.IGNORECASE,
)
# What stands alone in a line above the text that is proposed.
_PROPOSAL = re.compile(
    r"\W*(?:(?:(?:our|the|proposed|suggested|recommended|requested|new|amended|alternative)\s+){1,2}"
    r"(?:amendments?|text|wording|changes?|version|language|article|provision|proposal)|amendments?)\W*",
    re.IGNORECASE,
)
_AMENDMENTS = re.compile(r"(?:[\w'’]+\s+){0,3}amendments?\W*", re.IGNORECASE)
_REASONS = re.compile(
    r"\W*(?:short\s+|brief\s+)?(?:justification|explanation|explanatory|reasons?|reasoning|rationale|comments?|motivation|"
    r"remarks?)\b.{0,30}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\w+\s+){0,2}amendment\s+(?:no\.?\s*)?\d+\b.{0,20}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_MAX_LABEL_WORDS = 9
_MAX_APART = 12


def original_columns(heads: Sequence[str]) -> frozenset[int]:
    """Return which columns hold text that others drafted, told by the heads of all columns; none in other tables."""
    if any(len(head.split()) > _MAX_LABEL_WORDS for head in heads):
        return frozenset()
    original = frozenset(number for number, head in enumerate(heads) if _ORIGINAL.search(head))
    others = [head for number, head in enumerate(heads) if number not in original]
    if original:
        between = _between(heads, original)
        is_amended = between or any(_PROPOSED.search(head) for head in others)
        return original | between if is_amended else frozenset()
    amended = [number for number, head in enumerate(heads) if _AMENDMENTS.fullmatch(head)]
    if len(heads) == 2 and len(amended) == 1:  # noqa: PLR2004  (one column before, one after)
        other = heads[1 - amended[0]]
        return frozenset() if _PROPOSED.search(other) or is_reason(other) else frozenset({1 - amended[0]})
    return frozenset()


def _between(heads: Sequence[str], original: frozenset[int]) -> frozenset[int]:
    """Return the columns of others who drafted too, which stand between the first text and the member's own.

    The last text is the member's, whoever it names: a council that writes is no other.
    """
    later = [number for number, head in enumerate(heads) if number > min(original) and not is_reason(head)]
    last = later[-1] if later else 0
    return frozenset(
        number for number in later if number < last and _OTHERS.search(heads[number]) and not _OWN.search(heads[number])
    )


def may_be_head(label: str) -> bool:
    """Say whether a line may stand over such a column, or beside the line that does."""
    if len(label.split()) > _MAX_LABEL_WORDS:
        return False
    return bool(_ORIGINAL.search(label) or _AMENDMENTS.fullmatch(label))


def is_reason(label: str) -> bool:
    """Say whether a label announces why a change is proposed."""
    return bool(_REASONS.fullmatch(label))


def ends_table(label: str) -> bool:
    """Say whether a line below the columns of an amendment is no part of them: its reasons, or the next amendment."""
    return is_reason(label) or bool(_NUMBERED.fullmatch(label))


def set_aside_originals(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces in their order, with text that others drafted as quotations."""
    originals = {*_in_tables(pieces), *_under_labels(pieces)}
    return tuple(
        replace(piece, kind=BlockKind.QUOTATION, level=0) if number in originals else piece
        for number, piece in enumerate(pieces)
    )


def _in_tables(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the places of the pieces in columns of original text."""
    rows: dict[tuple[int, int], dict[int, str]] = {}
    for piece in pieces:
        if piece.cell:
            row = rows.setdefault((piece.cell.table, piece.cell.row), {})
            row[piece.cell.column] = f"{row.get(piece.cell.column, '')} {piece.text}".strip()
    columns: dict[tuple[int, int], frozenset[int]] = {}
    heads: set[tuple[int, int]] = set()
    current: tuple[int, frozenset[int]] = (-1, frozenset())
    for (table, number), row in sorted(rows.items()):
        ordered = sorted(row)
        found = original_columns([row[column] for column in ordered])
        if found:
            heads.add((table, number))
            current = (table, frozenset(ordered[each] for each in found))
        columns[table, number] = current[1] if current[0] == table else frozenset()
    said: set[tuple[int, str]] = set()
    beside: list[int] = []
    for number, piece in enumerate(pieces):
        if not piece.cell or _place(piece.cell) in heads or not columns[_place(piece.cell)]:
            continue
        if piece.cell.column in columns[_place(piece.cell)]:
            said.add((piece.cell.table, _words(piece.text)))
            yield number
        elif piece.kind is not BlockKind.HEADING:
            beside.append(number)
    # What an amendment repeats to the letter, it leaves as others drafted it.
    yield from (
        number
        for number in beside
        if (cell := pieces[number].cell) and (cell.table, _words(pieces[number].text)) in said
    )


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _place(cell: Cell) -> tuple[int, int]:
    return cell.table, cell.row


def _under_labels(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the places of the pieces between a label of original text and the label of what shall replace it."""
    begins: int | None = None
    for number, piece in enumerate(pieces):
        if piece.cell or piece.kind is BlockKind.HEADER_FOOTER:
            continue
        if len(piece.text.split()) <= _MAX_LABEL_WORDS and _ORIGINAL.match(piece.text):
            begins = number
        elif begins is not None and _PROPOSAL.fullmatch(piece.text):
            yield from (place for place in range(begins + 1, number) if _is_text(pieces[place]))
            begins = None
        elif piece.kind is BlockKind.HEADING or (begins is not None and number - begins > _MAX_APART):
            begins = None


def _is_text(piece: Piece) -> bool:
    return piece.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
