"""The report's vocabulary: fixed words for stances and states, shares, names, quote marks.

The fixed words are marked here and translated where they are shown: `_(words.STANCE_WORDS[side])`.
"""

import hashlib
import re

from corpus.records import (
    ConcessionMerit,
    CorrectionEffect,
    Depth,
    FindingStatus,
    FindingVerdict,
    IncompatibilityType,
    IssueState,
    Kind,
    ReadStatus,
    StanceSide,
)
from models.changes.kinds import ChangeKind
from reports import language
from reports.language import N_, _, pgettext

STANCE_WORDS = {
    StanceSide.FOR: N_("for"),
    StanceSide.AGAINST: N_("against"),
    StanceSide.DEPENDS: N_("depends"),
    StanceSide.MIXED: N_("says both"),
    StanceSide.NOT_STATED: N_("nothing found"),
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
    IssueState.COLLIDE: N_("firm demands collide"),
    IssueState.DIFFER: N_("views differ"),
    IssueState.NO_OBJECTION: N_("no objection found"),
    IssueState.THIN: N_("too little said"),
}
STATUS_WORDS = {
    FindingStatus.VERIFIED: N_("verified"),
    FindingStatus.POSSIBLE: N_("possible, to be checked"),
    FindingStatus.REJECTED: N_("rejected"),
    FindingStatus.OVERRULED: N_("overruled by people"),
}
KIND_WORDS = {
    Kind.NON_NEGOTIABLE: N_("red line"),
    Kind.CONSTRAINT: N_("constraint"),
    Kind.GOAL: N_("goal"),
    Kind.PREFERENCE: N_("preference"),
}
KIND_CHOICES = {
    Kind.NON_NEGOTIABLE: N_("a red line"),
    Kind.CONSTRAINT: N_("a constraint"),
    Kind.GOAL: N_("a goal"),
    Kind.PREFERENCE: N_("a preference"),
}
KIND_MEANINGS = {
    Kind.NON_NEGOTIABLE: N_("you would not join, sign or stay otherwise, or you rule out every exception"),
    Kind.CONSTRAINT: N_("a limit you are under, or set on how something is done"),
    Kind.GOAL: N_("an outcome you ask for"),
    Kind.PREFERENCE: N_("you would welcome it, and could trade it"),
}
TYPE_WORDS = {
    IncompatibilityType.DEONTIC: N_("one requires what the other rules out"),
    IncompatibilityType.EXCLUSIVE_VALUE: N_("only one of the two answers can hold"),
    IncompatibilityType.NUMERIC: N_("the numbers leave no overlap"),
    IncompatibilityType.TEMPORAL: N_("the times leave no overlap"),
    IncompatibilityType.JURISDICTIONAL: N_("different bodies are to decide"),
    IncompatibilityType.RESOURCE: N_("both claim the same means"),
    IncompatibilityType.DEFINITIONAL: N_("one term, two meanings"),
    IncompatibilityType.JOINT: N_("only all together cannot be met"),
}
REJECTED_BY_WORDS = {
    "closeness": N_("the sentences have too little in common to be about one point"),
    "red_line": N_("neither side makes it a red line"),
    "different_points": N_("held against each other, the sentences speak of different points or are hardly opposed"),
    "reader": N_("the reader that was asked does not find that they exclude each other"),
    "holder": N_("one of them only tells what somebody else holds"),
    "time": N_("they hold at different times"),
    "own_house": N_("each member speaks of itself only"),
    "actor": N_("they concern different people or things"),
    "place": N_("they concern different places"),
    "size": N_("they concern cases of different size"),
    "classes": N_("they concern different classes of people or things"),
    "exception": N_("one is a rule that spares the case of the other"),
    "modality": N_("one allows or frees from what the other asks"),
    "numbers": N_("the numbers leave room for both"),
    "values": N_("they ask for the same, word for word"),
    "sums": N_("the shares fit into one whole together"),
}
VERDICT_WORDS = {
    FindingVerdict.KEEP: N_("right"),
    FindingVerdict.WRONG: N_("wrong"),
    FindingVerdict.OUTDATED: N_("no longer held"),
    FindingVerdict.NOT_OURS: N_("somebody else’s view"),
    FindingVerdict.RECLASSIFY: N_("of another kind"),
    FindingVerdict.COMPATIBLE: N_("both can stand"),
    FindingVerdict.CONFLICT: N_("a conflict"),
}
EFFECT_WORDS = {
    CorrectionEffect.CONFIRMED: N_("as the program had it"),
    CorrectionEffect.CARRIED_OUT: N_("changed"),
    CorrectionEffect.REPLACED: N_("a newer ruling holds"),
    CorrectionEffect.NOT_FOUND: N_("not found in this run"),
}
CHANGE_WORDS = {
    ChangeKind.MEMBER_JOINED: N_("member joined"),
    ChangeKind.MEMBER_LEFT: N_("member left"),
    ChangeKind.POSITION_ADDED: N_("position added"),
    ChangeKind.POSITION_WITHDRAWN: N_("position withdrawn"),
    ChangeKind.POSITION_HARDENED: N_("position hardened"),
    ChangeKind.POSITION_SOFTENED: N_("position softened"),
    ChangeKind.POSITION_REWORDED: N_("position reworded"),
    ChangeKind.SIDE_CHANGED: N_("side changed"),
    ChangeKind.ISSUE_NEW: N_("new issue"),
    ChangeKind.ISSUE_GONE: N_("issue gone"),
    ChangeKind.CONFLICT_NEW: N_("new collision"),
    ChangeKind.CONFLICT_GONE: N_("collision gone"),
    ChangeKind.CONFLICT_FIRMER: N_("collision now verified"),
    ChangeKind.CONFLICT_WEAKER: N_("collision only possible now"),
    ChangeKind.GROUP_POSSIBLE: N_("group that could now start"),
    ChangeKind.GROUP_IMPOSSIBLE: N_("group that could no longer start"),
    ChangeKind.DRIFTED_CLOSER: N_("closer to the others"),
    ChangeKind.DRIFTED_APART: N_("farther from the others"),
    ChangeKind.FRACTURE_SIGNAL: N_("early sign of a fracture"),
    ChangeKind.ISSUE_CLOSER: N_("members came closer"),
    ChangeKind.ISSUE_APART: N_("members moved apart"),
}
MERIT_WORDS = {
    ConcessionMerit.CHEAPEST: N_("least firm"),
    ConcessionMerit.FEWEST: N_("fewest sentences"),
    ConcessionMerit.MOST_EVEN: N_("evenly spread"),
    ConcessionMerit.FREES_MOST: N_("frees most"),
}
DEPTH_WORDS = {
    Depth.SLOGAN: N_("a word in common"),
    Depth.GOAL: N_("a goal in common"),
    Depth.MECHANISM: N_("a way to do it in common"),
    Depth.QUANTIFIED: N_("a number in common"),
}
READ_WORDS = {
    ReadStatus.READ: N_("read"),
    ReadStatus.NEEDS_OCR: N_("scan without text"),
    ReadStatus.ENCRYPTED: N_("locked with a password"),
    ReadStatus.CORRUPT: N_("damaged"),
    ReadStatus.UNSUPPORTED: N_("format not supported"),
    ReadStatus.TOO_LARGE: N_("too large"),
    ReadStatus.TIMEOUT: N_("took too long to read"),
    ReadStatus.WORKER_DIED: N_("could not be read"),
    ReadStatus.EMPTY: N_("no text in it"),
    ReadStatus.DUPLICATE: N_("same as another file"),
    ReadStatus.OTHER_LANGUAGE: N_("in another language"),
}
READ_ADVICE = {
    ReadStatus.NEEDS_OCR: N_("Ask the member for a version with text, or run text recognition on it."),
    ReadStatus.ENCRYPTED: N_("Ask the member for a version without a password."),
    ReadStatus.CORRUPT: N_("Ask the member to send the file again."),
    ReadStatus.UNSUPPORTED: N_("Save it as PDF, DOCX, ODT, HTML or plain text."),
    ReadStatus.TOO_LARGE: N_("Split the file, or raise the limit in alliance.toml."),
    ReadStatus.TIMEOUT: N_("Save it again in a simpler form, or raise the limit in alliance.toml."),
    ReadStatus.WORKER_DIED: N_("Save it again in a simpler form."),
    ReadStatus.EMPTY: N_("Look whether it is the right file."),
    ReadStatus.DUPLICATE: N_("Nothing: the other copy was read."),
    ReadStatus.OTHER_LANGUAGE: N_("Ask the member for a version in the language of the alliance."),
}

_DIRECTION_OR_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, one or many, for the terminal, which speaks English only."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(part: int, whole: int) -> str:
    """Return a share in whole percent; the caller shows the two numbers beside it."""
    share = 100 * part / whole
    if 0 < share < 1:
        return _("less than 1%%")
    return language.percent(99 if part < whole and share > 99 else round(share))  # noqa: PLR2004  (of a hundred)


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
    is_nested = any(mark in text for mark in '"“”„«»')
    marks = pgettext("marks around a quote that holds others", "‘|’") if is_nested else pgettext("quote marks", "“|”")
    before, _bar, after = marks.partition("|")
    return before, after


def anchor(prefix: str, identifier: str) -> str:
    """Return a name for an element or a file: the identifier itself, or a safe form of it with a hash."""
    if _IDENTIFIER.fullmatch(identifier):
        return f"{prefix}{identifier}"
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    safe = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")[:40]
    return f"{prefix}{safe}-{digest}" if safe else f"{prefix}{digest}"
