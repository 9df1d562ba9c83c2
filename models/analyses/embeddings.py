"""Gives every own statement its vectors. What surrounds a sentence tells which question it answers."""

from collections.abc import Iterator, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.records import Document, Holder, Statement
from models.analyses import Analysis, Rows
from models.embedding import Embedding, Vector, unit
from models.encoders import Encoder


class EmbeddingSettings(BaseModel):
    """How much a sentence's place tells about the question it answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence_weight: float = Field(
        1.0, ge=0, le=10, description="Weight of the sentence alone. Raising it separates sentences of one paragraph."
    )
    placed_weight: float = Field(
        4.0,
        gt=0,
        le=10,
        description="Weight of the sentence read with its heading and paragraph. Raising it keeps a paragraph in one "
        "issue.",
    )


def in_place(sentence: str, *, heading: str, around: str) -> str:
    """Return one text for the encoder: the sentence, then its heading, then the rest of its paragraph."""
    return " | ".join(part for part in (sentence, heading.strip(), around.strip()) if part)


def place(
    sentences: Sequence[str],
    *,
    headings: Sequence[str],
    around: Sequence[str],
    encoder: Encoder,
    settings: EmbeddingSettings,
) -> Vector:
    """Return one unit vector per sentence in its place, shape (sentences, dimensions)."""
    joint = [
        in_place(sentence, heading=heading, around=rest)
        for sentence, heading, rest in zip(sentences, headings, around, strict=True)
    ]
    alone, together = encoder.encode(sentences), encoder.encode(joint)
    return unit(
        settings.sentence_weight * alone.astype(np.float64) + settings.placed_weight * together.astype(np.float64)
    )


def embed(rows: Rows, settings: EmbeddingSettings) -> Iterator[Embedding]:
    """Yield the embeddings of own statements, sorted by position_id."""
    texts = {document.document_id: document.text for document in rows.of(Document)}
    own = sorted(
        (statement for statement in rows.of(Statement) if statement.holder is Holder.OWN),
        key=lambda statement: statement.position_id,
    )
    if not own:
        return
    quotes = [statement.quote for statement in own]
    sentences = rows.encoder.encode(quotes).astype(np.float64)
    placed = place(
        quotes,
        headings=[statement.heading or "" for statement in own],
        around=[_around(statement, texts[statement.document_id]) for statement in own],
        encoder=rows.encoder,
        settings=settings,
    )
    for number, statement in enumerate(own):
        yield Embedding(position_id=statement.position_id, sentence=sentences[number], placed=placed[number])


def _around(statement: Statement, text: str) -> str:
    """The rest of the paragraph, behind the words that introduce it if it is a list item."""
    before = text[statement.context_start : statement.start]
    after = text[statement.end : statement.context_end]
    lead_in = ""
    if statement.lead_in_start is not None and statement.lead_in_end is not None:
        lead_in = text[statement.lead_in_start : statement.lead_in_end]
    return " ".join(part.strip() for part in (lead_in, before, after) if part.strip())


ANALYSIS = Analysis(
    name="embeddings",
    needs=(Document, Statement),
    produces=(Embedding,),
    settings=EmbeddingSettings,
    run=embed,
)
