"""Tells positions about how an alliance works from those about what it wants: by plain words of meetings and tools."""

import re
from collections.abc import Iterator

from corpus.records import WorkingRuleKind

_BODY = (
    r"(?:alliance|coalition|partnership|consortium|network|federation|association|working group|steering (?:group|"
    r"committee|board)|secretariat|board|assembly|members?|partners?|signatories|participants)"
)
_KINDS: tuple[tuple[WorkingRuleKind, str], ...] = (
    (
        WorkingRuleKind.PROCESS,
        rf"\b(?:decisions? (?:of|by|in|within) the {_BODY}|(?:the|our|this) {_BODY} (?:should|must|shall|will|can|may|"
        rf"need(?:s)? to|ought to) (?:\w+ ){{0,3}}(?:decide|vote|meet|publish (?:its )?(?:minutes|agenda)|consult|"
        rf"rotate|report|elect|appoint|act by)|(?:by|through|require(?:s)?|needs?) (?:full )?(?:consensus|unanimity|"
        rf"(?:simple|qualified|two-thirds) majority)|quorum|minutes of (?:every|each|all|the) meetings?|agenda (?:must|"
        rf"should|be sent|is sent)|one (?:member|vote),? one (?:vote|member)|rotating (?:chair|presidency)|"
        rf"chair (?:should|must) rotate|veto (?:right|power)|right of veto|"
        rf"reply within \w+ (?:working )?days|written procedure)",
    ),
    (
        WorkingRuleKind.MEETING_IN_PERSON,
        r"\b(?:meet(?:ings?)?|sessions?|assembl(?:y|ies)|gather(?:ings?)?|workshops?|talks?|sit)\b[^.;]{0,40}"
        r"\b(?:in person|face[- ]to[- ]face|around (?:a|one) table|on site|under one roof)\b",
    ),
    (
        WorkingRuleKind.MEETING_ONLINE,
        r"\b(?:meet(?:ings?)?|sessions?|assembl(?:y|ies)|gather(?:ings?)?|workshops?|talks?|vot(?:e|es|ing))\b[^.;]{0,40}"
        r"\b(?:online|on line|virtual(?:ly)?|by (?:video|telephone|phone)|remote(?:ly)?|videoconference|"
        r"asynchronous(?:ly)?)\b"
        r"|\b(?:online|virtual|remote) (?:meetings?|sessions?|assembl(?:y|ies)|workshops?|voting)\b",
    ),
    (
        WorkingRuleKind.SECURITY,
        r"\b(?:tools?|software|platforms?|servers?|apps?|messag(?:es|ing)|channels?|e-?mails?|calls?|files?|papers?|"
        r"minutes)\b[^.;]{0,60}\b(?:encrypt(?:ed|ion)?|end-to-end|two-factor|certified|on our own servers|self-hosted|"
        r"security clearance|audited for security|kept confidential)\b|\b(?:encrypted|self-hosted|end-to-end) "
        r"(?:tools?|channels?|messag(?:es|ing)|platforms?|mail|calls?)\b",
    ),
    (
        WorkingRuleKind.ACCESSIBILITY,
        r"\b(?:accessib(?:le|ility)\b[^.;]{0,60}\b(?:disab\w+|screen readers?|blind|deaf|wheelchairs?)|screen readers?|"
        r"sign language|easy[- ]to[- ]read|simultaneous interpret(?:ation|ing)|interpreters|low bandwidth|"
        r"translat(?:ed|ion)s? (?:into|of) (?:all|every|our|the members)|step-free)\b",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def working_rules_in(sentence: str) -> Iterator[tuple[WorkingRuleKind, str]]:
    """Yield what a position says about working together, and the words that tell."""
    line = " ".join(sentence.split())
    for kind, pattern in _PATTERNS:
        if match := pattern.search(line):
            yield kind, match.group()
