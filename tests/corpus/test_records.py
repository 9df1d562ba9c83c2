import dataclasses
import typing

import pytest

from corpus.records import (
    TABLES,
    Cluster,
    Document,
    FindingStatus,
    IncompatibilityType,
    Issue,
    IssueState,
    Kind,
    Placement,
    Position,
    ReadStatus,
    StanceSide,
    Statement,
)

# The columns that readers of a run rely on, by hand from the output contract; more may be added, none renamed.
CONTRACT = {
    "members": "member_id name type weight n_documents n_positions volume_share",
    "documents": "document_id member_id path format title dated date_source language pages words status duplicate_of "
    "superseded_by sha256 text",
    "rejections": "step subject reason detail",
    "positions": "position_id member_id document_id start end lead_in_start lead_in_end marker_start marker_end page "
    "heading quote kind kind_score firmness holder holder_name source condition scope low high unit issue_id stance "
    "superseded_by",
    "issues": "issue_id label statement_position_id keywords n_members state tier",
    "stances": "member_id issue_id stance score firmness n_positions positions",
    "relations": "position_a position_b member_a member_b issue_id relation score source reason",
    "alignment": "member_a member_b agreement weighted_agreement conflict n_shared n_agree n_conflict n_incompatible",
    "incompatibilities": "incompatibility_id issue_id members positions type status score severity reason doubt "
    "question stability",
    "coalitions": "coalition_id rank basis members excluded common_issues value",
    "concessions": "concession_id target positions members_asked cost fallback_positions rank",
    "common_ground": "issue_id members_for n_terms unexpected depth at_risk",
    "terms": "term sense members positions kind",
    "questions": "question_id member_id issue_id text why value",
    "balance": "member_id volume_share influence_share single_holder_positions rank_change",
    "groups": "group_id members issue_ids basis",
    "bonds": "bond_id member_a member_b kind",
    "trades": "trade_id issue_a issue_b members gain loss",
    "stability": "finding_id share n_runs",
    "quality": "finding_kind n_judged n_right low high",
    "fairness": "member_type figure value n",
    "lineage": "previous_issue_id issue_id display_name overlap",
    "changes": "subject kind cause before after",
}
KEYS = {
    "members": ("member_id",),
    "documents": ("document_id",),
    "rejections": ("step", "subject"),
    "positions": ("position_id",),
    "issues": ("issue_id",),
    "stances": ("member_id", "issue_id"),
    "relations": ("position_a", "position_b"),
    "alignment": ("member_a", "member_b"),
    "incompatibilities": ("incompatibility_id",),
    "coalitions": ("coalition_id",),
    "concessions": ("concession_id",),
    "common_ground": ("issue_id",),
    "terms": ("term", "sense"),
    "questions": ("question_id",),
    "balance": ("member_id",),
    "fairness": ("member_type", "figure"),
}
BY_NAME = {record.TABLE.name: record for record in TABLES}


def columns_of(name):
    return [field.name for field in dataclasses.fields(BY_NAME[name])]


@pytest.mark.parametrize("name", CONTRACT)
def test_every_table_and_column_of_the_contract_is_there(name):
    assert set(CONTRACT[name].split()) <= set(columns_of(name))


def test_no_two_record_types_fill_one_table():
    assert len(BY_NAME) == len(TABLES)


@pytest.mark.parametrize("name", KEYS)
def test_tables_keep_the_keys_of_the_contract(name):
    assert BY_NAME[name].TABLE.key == KEYS[name]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind, "non_negotiable constraint goal preference"),
        (StanceSide, "for against depends mixed not_stated"),
        (IssueState, "collide differ no_objection thin"),
        (FindingStatus, "verified possible rejected overruled"),
        (
            IncompatibilityType,
            "deontic exclusive_value numeric temporal jurisdictional resource definitional joint",
        ),
        (
            ReadStatus,
            "read needs_ocr encrypted corrupt unsupported too_large timeout worker_died empty duplicate other_language",
        ),
    ],
)
def test_the_codes_that_readers_compare_with_stay(kind, values):
    assert set(values.split()) <= {member.value for member in kind}


def test_rows_cannot_be_changed():
    row = Placement(position_id="p", issue_id=None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.issue_id = "i"


@pytest.mark.parametrize(("narrow", "wide"), [(Statement, Position), (Cluster, Issue)])
def test_a_later_stage_of_a_row_keeps_all_it_had(narrow, wide):
    assert {field.name for field in dataclasses.fields(narrow)} < {field.name for field in dataclasses.fields(wide)}
    assert narrow.TABLE is None


def test_scores_say_their_range_where_the_contract_bounds_them():
    hints = typing.get_type_hints(Position, include_extras=True)
    assert _range(hints["stance"]) == (-1.0, 1.0)
    assert (0.0, 1.0) == _range(hints["firmness"]) == _range(hints["kind_score"])
    assert _range(typing.get_type_hints(Document, include_extras=True)["words"]) is None


def _range(hint):
    found = [extra for extra in typing.get_args(hint)[1:] if hasattr(extra, "low")]
    return (found[0].low, found[0].high) if found else None
