"""The text layer: a spaCy pipeline that cuts sentences and marks cue phrases. Needs no trained model."""

import hashlib
import tomllib
from functools import cache
from importlib import resources

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from models import sentences as _sentences  # registers the component
from models.phrases import PhraseFinder

__all__ = ["cue_groups", "cues_in", "load", "rules_sha256"]

_CUES = "cues"
_ = _sentences


@cache
def cue_groups() -> dict[str, dict[str, list[str]]]:
    """Return the groups of cues.toml: phrases, sentences they must find and sentences they must not."""
    text = resources.files("models").joinpath("cues.toml").read_text(encoding="utf-8")
    groups: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return groups


def rules_sha256() -> str:
    """Return the digest of cues.toml, which stands for the rules in a run's manifest."""
    return hashlib.sha256(resources.files("models").joinpath("cues.toml").read_bytes()).hexdigest()


class CueFinder:
    """Keeps the token ranges of every cue group that occurs in a text."""

    def __init__(self) -> None:
        """Compile all groups."""
        self._phrases = PhraseFinder({name: group["phrases"] for name, group in cue_groups().items()})

    def __call__(self, doc: Doc) -> Doc:
        """Find the cues of one text."""
        doc.user_data[_CUES] = self._phrases.find(doc)
        return doc


@Language.factory("cue_finder")
def _make_cue_finder(nlp: Language, name: str) -> CueFinder:
    return CueFinder()


def cues_in(span: Span) -> dict[str, list[tuple[int, int]]]:
    """Return the cues inside a span as character ranges relative to the span's start, by group."""
    found: dict[str, list[tuple[int, int]]] = {}
    for name, ranges in span.doc.user_data[_CUES].items():
        for start, end in ranges:
            if span.start <= start and end <= span.end:
                cue = span.doc[start:end]
                found.setdefault(name, []).append((cue.start_char - span.start_char, cue.end_char - span.start_char))
    return found


@cache
def load() -> Language:
    """Return the pipeline: tokeniser, sentence rules, cue finder."""
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000  # no step here grows faster than the text
    nlp.add_pipe("policy_sentences")
    nlp.add_pipe("cue_finder")
    return nlp
