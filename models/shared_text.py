"""Tells text that several members quote (the draft under discussion, a law) from what each says itself.

A sentence that stands word for word in papers of two members is neither's own, unless the two papers are one paper
that both signed.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from pydantic import BaseModel, ConfigDict, Field

from corpus.records import Holder, Statement

HOLDER_NAME = "a text that several members quote"
_WORD = re.compile(r"[^\W_]+")


class SharedTextSettings(BaseModel):
    """When equal sentences are a quotation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_words: int = Field(
        8, ge=3, le=100, description="Words from which an equal sentence is no chance. Raising it sets fewer aside."
    )
    cosigned_share: float = Field(
        0.5,
        ge=0.1,
        le=1,
        description="Share of a paper's statements that another member's paper holds too from which both signed it. "
        "Raising it sets more equal sentences aside as quotations.",
    )


def set_aside_quoted(statements: Sequence[Statement], settings: SharedTextSettings) -> list[Statement]:
    """Return the statements in their order; those that quote a shared text are no longer their member's own."""
    holders: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.holder is Holder.OWN:
            holders[_words(statement.quote)].append(statement)
    shared = {
        words: held
        for words, held in holders.items()
        if words.count(" ") + 1 >= settings.min_words and len({statement.member_id for statement in held}) > 1
    }
    cosigned = _cosigned(statements, shared, settings)
    quoted = {
        statement.position_id
        for held in shared.values()
        for one, other in combinations(held, 2)
        if one.member_id != other.member_id and _pair(one, other) not in cosigned
        for statement in (one, other)
    }
    return [
        replace(statement, holder=Holder.REPORTED, holder_name=HOLDER_NAME)
        if statement.position_id in quoted
        else statement
        for statement in statements
    ]


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _pair(one: Statement, other: Statement) -> frozenset[str]:
    return frozenset((one.document_id, other.document_id))


def _cosigned(
    statements: Sequence[Statement], shared: dict[str, list[Statement]], settings: SharedTextSettings
) -> set[frozenset[str]]:
    """Pairs of documents that share so much that they are one paper."""
    sizes: dict[str, int] = defaultdict(int)
    for statement in statements:
        if statement.holder is Holder.OWN:
            sizes[statement.document_id] += 1
    common: dict[frozenset[str], int] = defaultdict(int)
    for held in shared.values():
        for pair in {_pair(one, other) for one, other in combinations(held, 2) if one.member_id != other.member_id}:
            common[pair] += 1
    return {
        pair
        for pair, count in common.items()
        if count >= settings.cosigned_share * min(sizes[document_id] for document_id in pair)
    }
