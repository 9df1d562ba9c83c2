import dataclasses

import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    Document,
    FairnessGrouping,
    FindingStatus,
    Holder,
    Incompatibility,
    Position,
    ReadStatus,
    Stance,
    StanceSide,
)
from models.analyses.fairness import ANALYSIS

SILENT = (("cedar", "i1"), ("cedar", "i2"), ("birch", "i2"))


@pytest.fixture(scope="module")
def rows(make, run):
    """Two unions and one member without a type: four documents, three positions."""
    given = {
        MemberEntry: [
            dataclasses.replace(each, type=None if each.member_id == "cedar" else "union")
            for each in make.members("ash", "birch", "cedar")
        ],
        Document: [
            make.document("ash", text="word " * 100, format="pdf"),
            make.document("ash", document_id="lost", format="pdf", status=ReadStatus.CORRUPT, language=None),
            make.document("birch", text="word " * 300, format="docx"),
            make.document("birch", document_id="again", format="docx", status=ReadStatus.DUPLICATE),
            make.document("cedar", text="word " * 50, format=None),
        ],
        Position: [
            make.position("p-ash", "ash", kind_score=0.9),
            make.position("p2", "ash", kind_score=0.5, issue_id=None),
            make.position("p-birch", "birch", kind_score=0.7),
            make.position("p3", "birch", holder=Holder.REPORTED, kind_score=0.1),
        ],
        Stance: [
            make.stance("ash"),
            make.stance("birch"),
            make.stance("ash", "i2"),
            *(make.stance(*cell, StanceSide.NOT_STATED) for cell in SILENT),
        ],
        Incompatibility: [
            make.clash("ash", "birch"),
            make.clash("ash", "cedar", status=FindingStatus.REJECTED, incompatibility_id="no"),
        ],
    }
    return {(row.grouping, row.member_type, row.figure): (row.value, row.n) for row in run(ANALYSIS, given, short=200)}


def test_figures_by_type_with_their_cases(rows):
    figures = {figure: cell for (grouping, name, figure), cell in rows.items() if name == "union"}
    assert figures == {
        "unread": (0.3333, 3),  # the copy is not missing: its twin was read
        "positions_per_1000_words": (7.5, 400),
        "confidence": (0.7, 3),
        "without_issue": (0.3333, 3),
        "in_conflict": (0.6667, 3),
        "not_stated": (0.25, 4),
    }


def test_members_without_a_type_are_a_group_and_a_figure_without_a_case_has_no_row(rows):
    figures = {figure: cell for (_, name, figure), cell in rows.items() if name == "unknown"}
    assert figures["not_stated"] == (1.0, 2)
    assert figures["positions_per_1000_words"] == (0.0, 50)
    assert "confidence" not in figures


def test_figures_by_format_length_and_language(rows):
    assert rows[FairnessGrouping.FORMAT, "pdf", "unread_by_format"] == (0.5, 2)
    assert rows[FairnessGrouping.FORMAT, "docx", "confidence_by_format"] == (0.7, 1)
    assert rows[FairnessGrouping.LENGTH, "short", "positions_per_1000_words_by_length"] == (13.3333, 150)
    assert rows[FairnessGrouping.LENGTH, "medium", "positions_per_1000_words_by_length"] == (3.3333, 300)
    assert rows[FairnessGrouping.LANGUAGE, "unknown", "unread_by_language"] == (1.0, 1)
    assert not [key for key in rows if key[2].startswith("not_stated_by")]
