"""The kinds of change between two runs."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to a member, a position, an issue, a conflict or a group."""

    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    POSITION_ADDED = "position_added"
    POSITION_WITHDRAWN = "position_withdrawn"
    POSITION_HARDENED = "position_hardened"
    POSITION_SOFTENED = "position_softened"
    POSITION_REWORDED = "position_reworded"
    SIDE_CHANGED = "side_changed"
    ISSUE_NEW = "issue_new"
    ISSUE_GONE = "issue_gone"
    CONFLICT_NEW = "conflict_new"
    CONFLICT_GONE = "conflict_gone"
    CONFLICT_FIRMER = "conflict_firmer"
    CONFLICT_WEAKER = "conflict_weaker"
    GROUP_POSSIBLE = "group_possible"
    GROUP_IMPOSSIBLE = "group_impossible"
    DRIFTED_CLOSER = "drifted_closer"
    DRIFTED_APART = "drifted_apart"
    FRACTURE_SIGNAL = "fracture_signal"
    ISSUE_CLOSER = "issue_closer"
    ISSUE_APART = "issue_apart"
