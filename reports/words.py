"""The report's vocabulary: fixed words for stances and states, counts, lists of names, quote marks."""

import hashlib
import re
from collections.abc import Sequence

from corpus.records import (
    ConcessionMerit,
    CorrectionEffect,
    Depth,
    FindingStatus,
    FindingVerdict,
    Holder,
    IncompatibilityType,
    IssueState,
    Kind,
    ReadStatus,
    StanceSide,
    Tier,
)
from models.changes.kinds import ChangeKind

STANCE_WORDS = {
    StanceSide.FOR: "for",
    StanceSide.AGAINST: "against",
    StanceSide.DEPENDS: "depends",
    StanceSide.MIXED: "says both",
    StanceSide.NOT_STATED: "nothing found",
}
# A minus sign and a plus-minus sign: as wide and as high as the plus they stand beside.
STANCE_SYMBOLS = {
    StanceSide.FOR: "+",
    StanceSide.AGAINST: "\u2212",
    StanceSide.DEPENDS: "±",
    StanceSide.MIXED: "+\u2212",
    StanceSide.NOT_STATED: "·",
}
STATE_WORDS = {
    IssueState.COLLIDE: "firm demands collide",
    IssueState.DIFFER: "views differ",
    IssueState.NO_OBJECTION: "no objection found",
    IssueState.THIN: "too little said",
}
TIER_WORDS = {Tier.ROUTINE: "routine", Tier.CONTESTED: "contested", Tier.STRATEGIC: "strategic"}
STATUS_WORDS = {
    FindingStatus.VERIFIED: "verified",
    FindingStatus.POSSIBLE: "possible, to be checked",
    FindingStatus.REJECTED: "rejected",
    FindingStatus.OVERRULED: "overruled by people",
}
KIND_WORDS = {
    Kind.NON_NEGOTIABLE: "red line",
    Kind.CONSTRAINT: "constraint",
    Kind.GOAL: "goal",
    Kind.PREFERENCE: "preference",
}
KIND_MEANINGS = {
    Kind.NON_NEGOTIABLE: "you would not join, sign or stay otherwise, or you rule out every exception",
    Kind.CONSTRAINT: "a limit you are under, or set on how something is done",
    Kind.GOAL: "an outcome you ask for",
    Kind.PREFERENCE: "you would welcome it, and could trade it",
}
HOLDER_WORDS = {Holder.OWN: "", Holder.REPORTED: "tells what somebody else holds"}
TYPE_WORDS = {
    IncompatibilityType.DEONTIC: "one requires what the other rules out",
    IncompatibilityType.EXCLUSIVE_VALUE: "only one of the two answers can hold",
    IncompatibilityType.NUMERIC: "the numbers leave no overlap",
    IncompatibilityType.TEMPORAL: "the times leave no overlap",
    IncompatibilityType.JURISDICTIONAL: "different bodies are to decide",
    IncompatibilityType.RESOURCE: "both claim the same means",
    IncompatibilityType.DEFINITIONAL: "one term, two meanings",
    IncompatibilityType.JOINT: "only all together cannot be met",
}
REJECTED_BY_WORDS = {
    "closeness": "the sentences have too little in common to be about one point",
    "red_line": "neither side makes it a red line",
    "different_points": "held against each other, the sentences speak of different points or are hardly opposed",
    "reader": "the reader that was asked does not find that they exclude each other",
    "holder": "one of them only tells what somebody else holds",
    "time": "they hold at different times",
    "own_house": "each member speaks of itself only",
    "actor": "they concern different people or things",
    "place": "they concern different places",
    "size": "they concern cases of different size",
    "classes": "they concern different classes of people or things",
    "exception": "one is a rule that spares the case of the other",
    "modality": "one allows or frees from what the other asks",
    "numbers": "the numbers leave room for both",
    "values": "they ask for the same, word for word",
    "sums": "the shares fit into one whole together",
}
VERDICT_WORDS = {
    FindingVerdict.KEEP: "right",
    FindingVerdict.WRONG: "wrong",
    FindingVerdict.OUTDATED: "no longer held",
    FindingVerdict.NOT_OURS: "somebody else’s view",
    FindingVerdict.RECLASSIFY: "of another kind",
    FindingVerdict.COMPATIBLE: "both can stand",
    FindingVerdict.CONFLICT: "a conflict",
}
EFFECT_WORDS = {
    CorrectionEffect.CONFIRMED: "as the program had it",
    CorrectionEffect.CARRIED_OUT: "changed",
    CorrectionEffect.REPLACED: "a newer ruling holds",
    CorrectionEffect.NOT_FOUND: "not found in this run",
}
CHANGE_WORDS = {
    ChangeKind.MEMBER_JOINED: "member joined",
    ChangeKind.MEMBER_LEFT: "member left",
    ChangeKind.POSITION_ADDED: "position added",
    ChangeKind.POSITION_WITHDRAWN: "position withdrawn",
    ChangeKind.POSITION_HARDENED: "position hardened",
    ChangeKind.POSITION_SOFTENED: "position softened",
    ChangeKind.POSITION_REWORDED: "position reworded",
    ChangeKind.SIDE_CHANGED: "side changed",
    ChangeKind.ISSUE_NEW: "new issue",
    ChangeKind.ISSUE_GONE: "issue gone",
    ChangeKind.CONFLICT_NEW: "new collision",
    ChangeKind.CONFLICT_GONE: "collision gone",
    ChangeKind.CONFLICT_FIRMER: "collision now verified",
    ChangeKind.CONFLICT_WEAKER: "collision only possible now",
    ChangeKind.GROUP_POSSIBLE: "group that could now start",
    ChangeKind.GROUP_IMPOSSIBLE: "group that could no longer start",
    ChangeKind.DRIFTED_CLOSER: "closer to the others",
    ChangeKind.DRIFTED_APART: "farther from the others",
    ChangeKind.FRACTURE_SIGNAL: "early sign of a fracture",
    ChangeKind.ISSUE_CLOSER: "members came closer",
    ChangeKind.ISSUE_APART: "members moved apart",
}
MERIT_WORDS = {
    ConcessionMerit.CHEAPEST: "least firm",
    ConcessionMerit.FEWEST: "fewest sentences",
    ConcessionMerit.MOST_EVEN: "evenly spread",
    ConcessionMerit.FREES_MOST: "frees most",
}
DEPTH_WORDS = {
    Depth.SLOGAN: "a word in common",
    Depth.GOAL: "a goal in common",
    Depth.MECHANISM: "a way to do it in common",
    Depth.QUANTIFIED: "a number in common",
}
READ_WORDS = {
    ReadStatus.READ: "read",
    ReadStatus.NEEDS_OCR: "scan without text",
    ReadStatus.ENCRYPTED: "locked with a password",
    ReadStatus.CORRUPT: "damaged",
    ReadStatus.UNSUPPORTED: "format not supported",
    ReadStatus.TOO_LARGE: "too large",
    ReadStatus.TIMEOUT: "took too long to read",
    ReadStatus.WORKER_DIED: "could not be read",
    ReadStatus.EMPTY: "no text in it",
    ReadStatus.DUPLICATE: "same as another file",
    ReadStatus.OTHER_LANGUAGE: "in another language",
}
READ_ADVICE = {
    ReadStatus.NEEDS_OCR: "Ask the member for a version with text, or run text recognition on it.",
    ReadStatus.ENCRYPTED: "Ask the member for a version without a password.",
    ReadStatus.CORRUPT: "Ask the member to send the file again.",
    ReadStatus.UNSUPPORTED: "Save it as PDF, DOCX, ODT, HTML or plain text.",
    ReadStatus.TOO_LARGE: "Split the file, or raise the limit in alliance.toml.",
    ReadStatus.TIMEOUT: "Save it again in a simpler form, or raise the limit in alliance.toml.",
    ReadStatus.WORKER_DIED: "Save it again in a simpler form.",
    ReadStatus.EMPTY: "Look whether it is the right file.",
    ReadStatus.DUPLICATE: "Nothing: the other copy was read.",
    ReadStatus.OTHER_LANGUAGE: "Ask the member for a version in the language of the alliance.",
}

_DIRECTION_OR_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, one or many."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(part: int, whole: int) -> str:
    """Return a share in whole percent; the caller shows the two numbers beside it."""
    share = 100 * part / whole
    if 0 < share < 1:
        return "less than 1%"
    return f"{99 if part < whole and share > 99 else round(share)}%"  # noqa: PLR2004  (of a hundred)


def listed(names: Sequence[str]) -> str:
    """Return names as people list them: A, B and C."""
    if len(names) < 2:  # noqa: PLR2004  (nothing to join)
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def stop(text: str) -> str:
    """Return the full stop after a sentence that ends with `text`, unless that ends with one of its own."""
    return "" if text.endswith((".", "!", "?", "…")) else "."


def plain(text: str) -> str:
    """Return a name or label without controls and direction marks, which would disturb the text around it."""
    return _DIRECTION_OR_CONTROL.sub(" ", text).strip()


def capitalised(text: str) -> str:
    """Return a label with a capital first letter, unless its first word has capitals of its own."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first == first.lower() else text


def quote_marks(text: str) -> tuple[str, str]:
    """Return the marks to put around a quote: single ones where it holds double ones."""
    return ("‘", "’") if any(mark in text for mark in '"“”„«»') else ("“", "”")


def anchor(prefix: str, identifier: str) -> str:
    """Return a name for an element or a file: the identifier itself, or a safe form of it with a hash."""
    if _IDENTIFIER.fullmatch(identifier):
        return f"{prefix}{identifier}"
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    safe = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")[:40]
    return f"{prefix}{safe}-{digest}" if safe else f"{prefix}{digest}"
