"""Rows for benchmarks and tests: only what they are about needs to be said."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from corpus.records import Holder, Kind, Position, Source

# What most positions leave open; tests make their rows from the same.
UNSAID: Mapping[str, Any] = MappingProxyType(
    {
        "facet": 0,
        "lead_in_start": None,
        "lead_in_end": None,
        "context_start": 0,
        "marker_start": None,
        "marker_end": None,
        "page": None,
        "heading": None,
        "holder": Holder.OWN,
        "holder_name": None,
        "source": Source.PAPER,
        "condition": None,
        "scope": None,
        "low": None,
        "high": None,
        "unit": None,
        "polarity": 1,
    }
)


def red_line(position_id: str, member_id: str, issue_id: str, quote: str, **fields: Any) -> Position:  # noqa: ANN401
    """Return a red line of a member on an issue; `fields` say what is otherwise."""
    plain = {
        "document_id": f"d-{member_id}",
        "start": 0,
        "end": len(quote),
        "context_end": len(quote),
        "kind": Kind.NON_NEGOTIABLE,
        "kind_score": 0.8,
        "firmness": 1.0,
        "superseded_by": None,
    }
    named = {"position_id": position_id, "member_id": member_id, "issue_id": issue_id, "quote": quote}
    return Position(**named, **(UNSAID | plain | fields))
