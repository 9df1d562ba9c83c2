import dataclasses
import json
from enum import StrEnum

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.ids import content_id
from corpus.records import (
    TABLES,
    Alignment,
    Coalition,
    CoalitionBasis,
    CommonGround,
    Issue,
    IssueState,
    Placement,
    Position,
    Rejection,
    Stance,
    StanceSide,
    Term,
    Tier,
)
from corpus.tables import data_dictionary, datapackage, fields_of, info_of, read, schema_of, to_arrow, to_parquet

each_table = pytest.mark.parametrize("record", TABLES, ids=lambda record: record.TABLE.name)


def stance(member_id="ash", issue_id="i1", **changes):
    row = Stance(
        member_id=member_id,
        issue_id=issue_id,
        stance=StanceSide.FOR,
        score=0.8,
        firmness=0.75,
        n_positions=1,
        positions=("p1",),
    )
    return dataclasses.replace(row, **changes)


def rows_of(record):
    """Rows of any record type, built from its columns."""
    columns = {}
    for field in fields_of(record):
        if issubclass(field.type, StrEnum):
            value = st.sampled_from(list(field.type))
        elif field.type is float:
            low, high = (field.range.low, field.range.high) if field.range else (-1e9, 1e9)
            value = st.floats(low, high)
        elif field.type is int:
            value = st.integers(-(2**63), 2**63 - 1)
        else:
            value = st.text(st.characters(codec="utf-8"), max_size=8)
        value = st.lists(value, max_size=3).map(tuple) if field.is_list else value
        columns[field.name] = st.none() | value if field.nullable else value
    return st.lists(
        st.builds(record, **columns),
        max_size=5,
        unique_by=lambda row: tuple(getattr(row, name) for name in info_of(record).key),
    )


@each_table
def test_every_column_is_described_and_every_key_is_a_column(record):
    schema = schema_of(record)
    for field in schema:
        assert len(field.metadata[b"description"]) > 3, field.name
    info = info_of(record)
    assert info.key
    assert set(info.key) <= set(schema.names)
    assert not any(schema.field(name).nullable for name in info.key)
    assert schema.metadata[b"commonground.primary_key"].decode().split(",") == list(info.key)


@each_table
def test_an_empty_table_keeps_its_columns(record, tmp_path):
    (tmp_path / f"{info_of(record).name}.parquet").write_bytes(to_parquet(record, []))
    assert read(record, tmp_path) == ()
    assert to_arrow(record, []).schema.equals(schema_of(record), check_metadata=True)


@pytest.mark.parametrize("record", [Position, Stance, Alignment, Coalition, Rejection, CommonGround, Term])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_rows_come_back_as_they_were(record, tmp_path_factory, data):
    rows = data.draw(rows_of(record))
    folder = tmp_path_factory.mktemp("tables")
    (folder / f"{info_of(record).name}.parquet").write_bytes(to_parquet(record, rows))
    key = info_of(record).key
    assert list(read(record, folder)) == sorted(rows, key=lambda row: tuple(getattr(row, name) for name in key))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_order_of_rows_leaves_no_trace(data):
    rows = data.draw(rows_of(Stance))
    assert to_parquet(Stance, data.draw(st.permutations(rows))) == to_parquet(Stance, rows)


def test_other_rows_give_other_bytes():
    assert to_parquet(Stance, [stance()]) != to_parquet(Stance, [stance(score=0.7)])


def test_enums_come_back_as_enums_and_lists_as_tuples(tmp_path):
    coalition = Coalition(
        coalition_id="c",
        rank=1,
        basis=CoalitionBasis.VERIFIED,
        members=("ash", "birch"),
        excluded=(),
        common_issues=("i1",),
        value=1.0,
    )
    (tmp_path / "coalitions.parquet").write_bytes(to_parquet(Coalition, [coalition]))
    (back,) = read(Coalition, tmp_path)
    assert type(back.basis) is CoalitionBasis
    assert type(back.members) is tuple


@pytest.mark.parametrize(
    ("rows", "table", "column"),
    [
        ([stance(n_positions=None)], "stances", "n_positions"),
        ([stance(), stance("birch", None)], "stances", "issue_id"),
        ([stance(score=1.0001)], "stances", "score"),
        ([stance(score=float("nan"))], "stances", "score"),
        ([stance(firmness=-0.1)], "stances", "firmness"),
        ([stance(positions=("p1", None))], "stances", "positions"),
        ([stance(), stance(score=0.1)], "stances", "member_id, issue_id"),
    ],
)
def test_a_bad_row_is_refused_with_table_and_column(rows, table, column):
    with pytest.raises(ValueError, match=rf"{table}\b.*{column}"):
        to_parquet(Stance, rows)


def test_the_ends_of_a_range_belong_to_it():
    rows = [stance(score=1.0), stance("birch", score=-1.0, firmness=0.0), stance("cedar", score=None, firmness=None)]
    assert to_arrow(Stance, rows).num_rows == 3


def test_a_type_that_only_passes_between_steps_has_no_table():
    with pytest.raises(TypeError, match="Placement"):
        to_parquet(Placement, [])


def test_a_missing_table_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(Stance, tmp_path)


def test_a_column_of_a_later_version_takes_its_default_and_one_without_is_told(tmp_path):
    issue = Issue(
        issue_id="i1",
        label="Fees",
        statement_position_id="p1",
        keywords=("fee",),
        n_members=2,
        state=IssueState.DIFFER,
        tier=Tier.CONTESTED,
    )
    table = to_arrow(Issue, [issue])
    pq.write_table(table.drop_columns(["named_by"]), tmp_path / "issues.parquet")
    assert read(Issue, tmp_path) == (issue,)
    pq.write_table(table.drop_columns(["label"]), tmp_path / "issues.parquet")
    with pytest.raises(TypeError, match="label"):
        read(Issue, tmp_path)


def test_the_data_package_describes_every_table():
    package = json.loads(json.dumps(datapackage("harbours")))
    assert package["name"] == "harbours"
    assert [resource["name"] for resource in package["resources"]] == [info_of(record).name for record in TABLES]
    for resource, record in zip(package["resources"], TABLES, strict=True):
        assert resource["path"] == f"tables/{resource['name']}.parquet"
        assert resource["schema"]["primaryKey"] == list(info_of(record).key)
        described = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(described) == schema_of(record).names
        for field in fields_of(record):
            constraints = described[field.name]["constraints"]
            assert constraints["required"] is not field.nullable
            if issubclass(field.type, StrEnum) and not field.is_list:
                assert constraints["enum"] == [member.value for member in field.type]
            if field.range:
                assert (constraints["minimum"], constraints["maximum"]) == (field.range.low, field.range.high)


def test_the_data_dictionary_names_every_column_in_its_section():
    sections = {part.split("\n", 1)[0]: part for part in data_dictionary().split("\n## ")[1:]}
    for record in TABLES:
        section = sections[info_of(record).name]
        for field in fields_of(record):
            assert f"| {field.name} |" in section
            assert field.description in section
    assert "`not_stated`" in sections["stances"]


def test_ids_keep_their_parts_apart_and_are_the_same_everywhere():
    assert content_id("ab", "c") != content_id("a", "bc")
    assert content_id("a") != content_id("a", "")
    # printf 'harbour\037%s\037%s\037%s' 12 40 0 | sha256sum
    assert content_id("harbour", 12, 40, 0) == "df1b193030f814ac"
