"""Rows for benchmarks: only what a benchmark is about needs to be said."""

from typing import Any

from corpus.records import Holder, Kind, Position, Source


def red_line(position_id: str, member_id: str, issue_id: str, quote: str, **fields: Any) -> Position:  # noqa: ANN401
    """Return a red line of a member on an issue; `fields` say what is otherwise."""
    plain = {
        "document_id": f"d-{member_id}",
        "start": 0,
        "end": len(quote),
        "facet": 0,
        "lead_in_start": None,
        "lead_in_end": None,
        "context_start": 0,
        "context_end": len(quote),
        "marker_start": None,
        "marker_end": None,
        "page": None,
        "heading": None,
        "kind": Kind.NON_NEGOTIABLE,
        "kind_score": 0.8,
        "firmness": 1.0,
        "holder": Holder.OWN,
        "holder_name": None,
        "source": Source.PAPER,
        "condition": None,
        "scope": None,
        "low": None,
        "high": None,
        "unit": None,
        "polarity": 1,
        "superseded_by": None,
    }
    named = {"position_id": position_id, "member_id": member_id, "issue_id": issue_id, "quote": quote}
    return Position(**named, **(plain | fields))
