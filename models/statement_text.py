"""The words of a statement as the models read them."""

from collections.abc import Mapping

from corpus.records import Statement


def with_lead_in(said: Statement, texts: Mapping[str, str]) -> str:
    """Return the sentence behind what introduces it, without which a list item may say nothing.

    Args:
        said: the statement.
        texts: each document's text by document_id.
    """
    if said.lead_in_start is None or said.lead_in_end is None:
        return said.quote
    return f"{texts[said.document_id][said.lead_in_start : said.lead_in_end]} {said.quote}"
