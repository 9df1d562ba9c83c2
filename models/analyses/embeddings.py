"""Gives every own statement its vectors. What surrounds a sentence tells which question it answers."""

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from corpus.records import Document, Holder, Statement
from models.analyses import Analysis, Rows
from models.embedding import Embedding, Vector, unit


class EmbeddingSettings(BaseModel):
    """How much each part of the surroundings weighs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence_weight: float = Field(
        1.0,
        gt=0,
        le=10,
        description="Weight of the sentence. Raising it separates sentences of one paragraph.",
    )
    paragraph_weight: float = Field(
        1.0, ge=0, le=10, description="Weight of the paragraph. Raising it keeps a paragraph in one issue."
    )
    heading_weight: float = Field(
        0.5, ge=0, le=10, description="Weight of the heading. Raising it keeps a section in one issue."
    )


def in_place(sentence: str, *, heading: str, around: str) -> str:
    """Return one text for the encoder: the sentence, then its heading, then the rest of its paragraph."""
    return " | ".join(part for part in (sentence, heading.strip(), around.strip()) if part)


def embed(rows: Rows, settings: EmbeddingSettings) -> Iterator[Embedding]:
    """Yield the embeddings of own statements, sorted by position_id."""
    texts = {document.document_id: document.text for document in rows.of(Document)}
    own = sorted(
        (statement for statement in rows.of(Statement) if statement.holder is Holder.OWN),
        key=lambda statement: statement.position_id,
    )
    if not own:
        return
    sentences = _encode(rows, [statement.quote for statement in own])
    paragraphs = _encode(rows, [_surroundings(statement, texts[statement.document_id]) for statement in own])
    headings = _encode(rows, [statement.heading or "" for statement in own])
    has_heading = np.array([[1.0 if statement.heading else 0.0] for statement in own])
    placed = unit(
        settings.sentence_weight * sentences
        + settings.paragraph_weight * paragraphs
        + settings.heading_weight * headings * has_heading
    )
    for number, statement in enumerate(own):
        yield Embedding(position_id=statement.position_id, sentence=sentences[number], placed=placed[number])


def _encode(rows: Rows, texts: list[str]) -> Vector:
    vectors: Vector = rows.encoder.encode(texts).astype(np.float64)
    return vectors


def _surroundings(statement: Statement, text: str) -> str:
    """The paragraph, behind the words that introduce it if it is a list item."""
    paragraph = text[statement.context_start : statement.context_end]
    if statement.lead_in_start is None or statement.lead_in_end is None:
        return paragraph
    return f"{text[statement.lead_in_start : statement.lead_in_end]} {paragraph}"


ANALYSIS = Analysis(
    name="embeddings",
    needs=(Document, Statement),
    produces=(Embedding,),
    settings=EmbeddingSettings,
    run=embed,
)
