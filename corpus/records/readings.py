"""What a reader takes from documents beyond the sentences: the issue, the side, and how two sentences relate."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from corpus.records._base import Record, Signed, TableInfo


class Verdict(StrEnum):
    """How two positions relate in the eyes of a reader who saw both."""

    AGREE = "agree"
    CONFLICT = "conflict"
    COMPATIBLE = "compatible"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Record):
    """The issue that a reader named for a position, and its side; what it did not tell, the models infer."""

    position_id: Annotated[str, "Position it is about."]
    issue: Annotated[str, "Name of the issue; positions that name the same lie in one issue."]
    stance: Annotated[Signed | None, "-1 against the issue as the reader understands it, 1 for it; null if not told."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Record):
    """What a reader makes of two positions of different members that it saw side by side."""

    position_a: Annotated[str, "Smaller position_id."]
    position_b: Annotated[str, "Larger position_id."]
    verdict: Annotated[Verdict, "agree, conflict, compatible or unrelated."]
    reason: Annotated[str, "Why, in plain words, with the deciding words of both."]
    doubt: Annotated[str, "Why it may be otherwise; empty if no reason was given."]
    reader: Annotated[str, "Who judged."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReading(Record):
    """Who read a document, and for readings that only stand beside the used one, how far the two agree."""

    TABLE: ClassVar[TableInfo | None] = TableInfo("readings", key=("document_id", "reader"))

    document_id: Annotated[str, "Document."]
    reader: Annotated[str, "Who read it, as settings name the reader."]
    version: Annotated[str, "Digest of the models, prompts or lines that it read with."]
    used: Annotated[bool, "Whether this reading is the one that all other tables rest on."]
    complete: Annotated[bool, "Whether it got all answers that it asked for."]
    n_positions: Annotated[int, "Positions in it, own and reported."]
    n_dropped: Annotated[int, "What was dropped from it, such as quotes that the document does not say."]
    n_sentences: Annotated[int | None, "Sentences on which it was compared with the used reading; null for that one."]
    n_different: Annotated[int | None, "Of these, sentences that the two take for different things."]
    agreement: Annotated[
        float | None, "Krippendorff's alpha over them: 1 full, 0 chance; null if not compared or nothing varies."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDifference(Record):
    """A sentence that two readings of a document take for different things."""

    TABLE: ClassVar[TableInfo | None] = TableInfo(
        "reading_differences", key=("document_id", "reader", "start", "figure")
    )

    document_id: Annotated[str, "Document."]
    reader: Annotated[str, "The reader whose reading is not the used one."]
    start: Annotated[int, "First character of the sentence in documents.text."]
    end: Annotated[int, "Character after its last one."]
    quote: Annotated[str, "documents.text[start:end]."]
    figure: Annotated[str, "kind, or side where both name the same issue."]
    used_value: Annotated[str, "What the used reading says; no_position if it takes the sentence for none."]
    other_value: Annotated[str, "What the other one says."]
