import random
from dataclasses import dataclass

import pytest
from pydantic import ValidationError

from corpus.intake import MemberEntry
from corpus.records import (
    TABLES,
    Alignment,
    Coalition,
    Document,
    Incompatibility,
    Issue,
    Member,
    Position,
    Record,
    Rejection,
    Relation,
    Stance,
    StanceSide,
    Statement,
)
from corpus.tables import info_of, to_parquet
from models.analyses import Analysis, NoSettings, Rows, in_order
from tests.models.made_up import ALL, GIVEN, MEMBERS, alliance, chain


def tables(rows):
    return {info_of(record).name: to_parquet(record, rows[record]) for record in TABLES if record in rows}


@pytest.fixture(scope="module")
def whole(make):
    return chain(make, alliance(make, seed=3))


def test_the_made_up_alliance_has_something_to_find(whole):
    """Else the tests below would hold for empty tables."""
    assert {type(row) for rows in whole.values() for row in rows} >= {
        Alignment,
        Coalition,
        Incompatibility,
        Issue,
        Member,
        Position,
        Relation,
        Stance,
    }
    assert len(whole[Issue]) >= 3
    assert {stance.stance for stance in whole[Stance]} >= {StanceSide.FOR, StanceSide.AGAINST}
    assert len(whole[Position]) == 150


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_members_documents_and_statements_leaves_no_trace_in_any_table(make, whole, seed):
    given = alliance(make, seed=3)
    shuffler = random.Random(seed)
    for rows in given.values():
        shuffler.shuffle(rows)
    assert given[Statement] != alliance(make, seed=3)[Statement]
    shuffled, expected = tables(chain(make, given)), tables(whole)
    assert [name for name in expected if shuffled[name] != expected[name]] == []


def test_another_alliance_gives_other_tables(make, whole):
    other, expected = tables(chain(make, alliance(make, seed=4))), tables(whole)
    assert all(other[name] != expected[name] for name in ("positions", "issues", "stances", "alignment"))


def test_findings_rest_on_rows_that_exist(whole):
    positions = {position.position_id: position for position in whole[Position]}
    issues = {issue.issue_id for issue in whole[Issue]}
    for stance in whole[Stance]:
        assert stance.issue_id in issues
        assert all(positions[key].member_id == stance.member_id for key in stance.positions)
    for clash in whole[Incompatibility]:
        assert clash.issue_id in issues
        assert tuple(positions[key].member_id for key in clash.positions) == clash.members
        assert clash.reason
        assert clash.doubt
    assert len(whole[Stance]) == len(MEMBERS) * len(issues)


def test_no_member_gives_no_findings_and_no_crash(make):
    rows = chain(make, {kind: [] for kind in GIVEN})
    assert all(rows[kind] == [] for kind in rows)


def test_one_member_alone(make):
    given = alliance(make, seed=3)
    given = {kind: [row for row in rows if row.member_id == "ash"] for kind, rows in given.items()}
    rows = chain(make, given)
    assert rows[Alignment] == rows[Incompatibility] == rows[Relation] == []
    assert {coalition.members for coalition in rows[Coalition]} == {("ash",)}
    assert tables(rows)


def test_members_that_say_nothing(make):
    rows = chain(make, {MemberEntry: make.members(*MEMBERS), Document: [], Statement: []})
    assert len(rows[Member]) == len(MEMBERS)
    assert len(rows[Alignment]) == 15
    assert all(row.agreement is None for row in rows[Alignment])
    assert {coalition.members for coalition in rows[Coalition]} == {MEMBERS}


@pytest.mark.parametrize("analysis", ALL, ids=lambda analysis: analysis.name)
def test_settings_say_what_raising_them_does_and_take_no_unknown_name(analysis):
    for name, field in analysis.settings.model_fields.items():
        assert "Raising it" in (field.description or ""), name
    with pytest.raises(ValidationError):
        analysis.settings(no_such_setting=1)


def test_names_are_unique():
    assert len({analysis.name for analysis in ALL}) == len(ALL)


@dataclass(frozen=True)
class Seed(Record):
    pass


@dataclass(frozen=True)
class Sprout(Record):
    pass


@dataclass(frozen=True)
class Tree(Record):
    pass


def step(name, needs, produces):
    return Analysis(name=name, needs=needs, produces=produces, settings=NoSettings, run=lambda rows, settings: ())


def names(*steps):
    return [analysis.name for analysis in in_order(steps)]


def test_each_comes_after_those_that_make_what_it_needs():
    grow, sow, fell = step("a", (Sprout,), (Tree,)), step("b", (Seed,), (Sprout,)), step("c", (Tree,), ())
    for steps in ((grow, sow, fell), (fell, sow, grow), (fell, grow, sow)):
        assert names(*steps) == ["b", "a", "c"]


def test_independent_steps_go_by_name():
    assert names(step("z", (), (Seed,)), step("m", (), (Sprout,)), step("a", (), (Tree,))) == ["a", "m", "z"]


def test_what_nobody_makes_is_taken_as_given():
    assert names(step("a", (Seed, Tree), (Sprout,))) == ["a"]


def test_a_circle_is_refused_by_name():
    with pytest.raises(ValueError, match="need each other: ant, bee"):
        in_order([step("bee", (Seed,), (Sprout,)), step("ant", (Sprout,), (Seed,)), step("cat", (), (Tree,))])


def test_a_step_cannot_need_what_it_makes():
    with pytest.raises(ValueError, match="need each other: ant"):
        in_order([step("ant", (Seed,), (Seed,))])


def test_two_makers_of_one_type_are_refused_by_name():
    with pytest.raises(ValueError, match="ant and bee both produce Seed"):
        in_order([step("bee", (), (Seed,)), step("ant", (), (Seed,))])


def test_many_may_reject():
    assert names(step("ant", (), (Seed, Rejection)), step("bee", (), (Tree, Rejection))) == ["ant", "bee"]


def test_asking_for_rows_that_were_not_declared_is_told(make):
    rows = make.rows({Seed: [1]})
    assert isinstance(rows, Rows)
    assert rows.of(Seed) == [1]
    with pytest.raises(KeyError):
        rows.of(Tree)
