"""Papers that a member sent twice: the same words in two formats, and older versions of a paper."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.blocks import BlockKind
from corpus.reading import Reading, Result, emptied, rejections_of, same_as
from corpus.reading_settings import ReadingSettings
from corpus.records import Document, ReadStatus, Rejection

STEP = "versions"
_RUN = 3  # words; longer runs take a paper with a tenth of its words changed for another one
_MOST_RUNS = 512  # of a paper that are compared: the shares are right to about two points
_WORD = re.compile(r"\w+")
_VERSION = re.compile(r"(?:^|[\W_])v(?:ersion)?[-_. ]?(\d{1,4}(?:\.\d{1,4}){0,3})(?![\d])", re.IGNORECASE)
_STATES = {"draft": -1, "final": 1}


def compare_documents(
    readings: Sequence[Reading], rejections: Sequence[Rejection], settings: ReadingSettings
) -> Result:
    """Set aside papers whose words are there already, and point older versions of a paper at the newest one.

    An older version is kept and marked. Where nothing tells which of two is the older, both count, and a row says so.
    """
    kept = _set_aside(Result(readings=tuple(readings), rejections=tuple(rejections)), _equal_texts(readings), same_as)
    kept = _set_aside(kept, _copies(kept.readings, settings.min_copy_overlap), _nearly_same_as)
    replaced, unsure = _versions([reading.document for reading in kept.readings], settings)
    marked = [
        replace(reading, document=replace(reading.document, superseded_by=replaced[reading.document.document_id]))
        if reading.document.document_id in replaced
        else reading
        for reading in kept.readings
    ]
    rows = sorted([*kept.rejections, *unsure], key=lambda row: (row.step, row.subject))
    return Result(readings=tuple(marked), rejections=tuple(rows))


def _nearly_same_as(path: str) -> str:
    return f"It is {path} in another format, with nearly the same words; that one is used. Nothing needs to be done."


def _set_aside(result: Result, twins: dict[str, Document], detail: Callable[[str], str]) -> Result:
    """Empty the documents that have a twin, by their id, and say in a row which."""
    kept: list[Reading] = []
    rows = list(result.rejections)
    for reading in result.readings:
        document = reading.document
        if twin := twins.get(document.document_id):
            copy = replace(emptied(document, ReadStatus.DUPLICATE), duplicate_of=twin.document_id)
            kept.append(Reading(document=copy))
            rows = [row for row in rows if row.subject != document.path]
            rows += rejections_of(kept[-1], detail(twin.path))
        else:
            kept.append(reading)
    return Result(readings=tuple(kept), rejections=tuple(rows))


def _equal_texts(readings: Sequence[Reading]) -> dict[str, Document]:
    """Return the papers whose words the member sent in another format too, with the first of them by path."""
    first: dict[tuple[str, str], Document] = {}
    twins: dict[str, Document] = {}
    for reading in sorted(readings, key=lambda reading: reading.document.path):
        document = reading.document
        if document.status is ReadStatus.READ:
            original = first.setdefault((document.member_id, _words_only(reading)), document)
            if original is not document:
                twins[document.document_id] = original
    return twins


def _copies(readings: Sequence[Reading], least: float) -> dict[str, Document]:
    """Return the papers that are there under the same name in another format, with nearly the same words.

    What formats do to a paper (headers, notes, tables) keeps such copies from being equal letter by letter.
    """
    twins: dict[str, Document] = {}
    for papers in _by_member(reading.document for reading in readings).values():
        for a, b, _ in _alike(papers, least):
            if a.document_id not in twins and a.format != b.format and _stem(a) == _stem(b):
                twins.setdefault(b.document_id, a)
    return twins


def _by_member(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """Return the documents that were read by member, sorted by path."""
    by_member: dict[str, list[Document]] = defaultdict(list)
    for document in sorted(documents, key=lambda document: document.path):
        if document.status is ReadStatus.READ:
            by_member[document.member_id].append(document)
    return by_member


def _words_only(reading: Reading) -> str:
    """Return a document's letters and digits, which formats do not change, without running headers."""
    text = reading.document.text
    parts = [text[block.start : block.end] for block in reading.blocks if block.kind is not BlockKind.HEADER_FOOTER]
    return "".join(character for character in "".join(parts).casefold() if character.isalnum())


def _versions(documents: Iterable[Document], settings: ReadingSettings) -> tuple[dict[str, str], list[Rejection]]:
    """Return which documents are replaced by which, and a row for each pair of which the older is not known."""
    newer: dict[str, list[Document]] = defaultdict(list)
    unsure: dict[str, Rejection] = {}
    for papers in _by_member(documents).values():
        for a, b, share in _alike(papers, settings.min_version_overlap):
            if is_older(a, b):
                newer[a.document_id].append(b)
            elif is_older(b, a):
                newer[b.document_id].append(a)
            else:
                unsure.setdefault(b.path, _unsure(a, b, share))
    return {older: _newest(papers).document_id for older, papers in newer.items()}, list(unsure.values())


def _newest(papers: Sequence[Document]) -> Document:
    """Return the paper that none of the others replaces; the first by path where there are several."""
    return next((paper for paper in papers if not any(is_older(paper, other) for other in papers)), papers[0])


def _unsure(a: Document, b: Document, share: float) -> Rejection:
    return Rejection(
        step=STEP,
        subject=b.path,
        reason="near_duplicate",
        detail=f"It shares {share:.0%} of its wording with {a.path}, and nothing tells which is newer: both count. "
        "Put a date into the name of each, or take the older one away.",
    )


def _alike(papers: Sequence[Document], least: float) -> Iterator[tuple[Document, Document, float]]:
    """Yield the pairs of papers that share at least this part of their runs of words, with the share."""
    sketches = [_sketch(paper.text) for paper in papers] if len(papers) > 1 else []
    holders: dict[int, list[int]] = defaultdict(list)
    for number, sketch in enumerate(sketches):
        shared: Counter[int] = Counter()
        for run in sketch:
            shared.update(holders[run])
            holders[run].append(number)
        for other in sorted(shared):
            share = _share(sketches[other], sketch)
            if share >= least:
                yield papers[other], papers[number], share


def _sketch(text: str) -> frozenset[int]:
    """Return the smallest hashes of a text's runs of words: a sample that is the same for equal runs (MinHash)."""
    words = _WORD.findall(text.casefold())
    runs = {zlib.crc32(" ".join(words[start : start + _RUN]).encode()) for start in range(len(words) - _RUN + 1)}
    return frozenset(sorted(runs)[:_MOST_RUNS])


def _share(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the Jaccard index of two texts' runs, estimated from the smallest of all their hashes."""
    smallest = sorted(a | b)[:_MOST_RUNS]
    return sum(run in a and run in b for run in smallest) / len(smallest) if smallest else 0.0


def is_older(a: Document, b: Document) -> bool:
    """Tell whether `a` is surely the older version: by "draft" and "final", by version number, or by date."""
    states = [_state(document) for document in (a, b)]
    if states[0] != states[1]:
        return states[0] < states[1]
    versions = [_version(document) for document in (a, b)]
    if versions[0] and versions[1] and versions[0] != versions[1]:
        return versions[0] < versions[1]
    if not a.dated or not b.dated:
        return False
    known = min(len(a.dated), len(b.dated))  # "2021" says nothing about "2021-03"
    return a.dated[:known] < b.dated[:known]


def _file_name(document: Document) -> str:
    return document.path.rsplit("/", 1)[-1]


def _stem(document: Document) -> str:
    return _file_name(document).rpartition(".")[0].casefold()


def _state(document: Document) -> int:
    words = re.findall(r"[^\W\d_]+", f"{_file_name(document)} {document.title or ''}".lower())
    return next((_STATES[word] for word in words if word in _STATES), 0)


def _version(document: Document) -> tuple[int, ...]:
    match = _VERSION.search(_file_name(document))
    return tuple(int(part) for part in match[1].split(".")) if match else ()
