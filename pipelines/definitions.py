"""Finds the definitions of all papers; those of a paper that was seen before are kept."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from corpus.code_version import code_digest
from corpus.kept import Kept, digest_of
from corpus.records import Definition
from models.definitions import find_definitions
from models.readers import Paper

_FOUND = TypeAdapter[tuple[Definition, ...]](tuple[Definition, ...])


def definitions_of(papers: Sequence[Paper], kept: Kept) -> list[Definition]:
    """Return the definitions in all papers, in the order of the papers."""
    found = kept.through(
        "definitions",
        papers,
        key=lambda paper: digest_of((code_digest("corpus", "models"), paper)),
        compute=lambda missing: [tuple(find_definitions(paper.document, paper.blocks)) for paper in missing],
        dump=_FOUND.dump_json,
        load=_FOUND.validate_json,
    )
    return [definition for each in found for definition in each]
