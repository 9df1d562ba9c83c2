import numpy as np
import pytest

from corpus.intake import MemberEntry
from corpus.records import (
    Cluster,
    Document,
    IssueRuling,
    IssueVerdict,
    Kind,
    NamedBy,
    Placement,
    Rejection,
    SeedIssue,
    Statement,
    Told,
)
from models.analyses.issues import ANALYSIS
from models.embedding import Embedding

QUOTES = {
    "fee1": "The harbour fee for small boats in the old port must rise.",
    "fee2": "The harbour fee for small boats in the old port should fall.",
    "fee3": "The harbour fee for small boats in the old port must stay.",
    "net1": "Fishing nets with wide mesh near the reef must be allowed.",
    "net2": "Fishing nets with wide mesh near the reef should be allowed.",
    "lone": "Lighthouses need paint.",
}


@pytest.fixture
def find(make, run):
    """Give a function that finds issues among the quotes above, each said by a member of its own."""

    def work(seeds=(), rulings=(), quotes=QUOTES, told=(), **fields):
        encode = make.rows({}).encoder.encode
        statements = [
            make.statement(key, f"m-{key}", quote, **{"kind": Kind.GOAL} | fields.get(key, {}))
            for key, quote in quotes.items()
        ]
        given = {
            MemberEntry: make.members(*(statement.member_id for statement in statements)),
            Document: [make.document(statement.member_id, text=statement.quote) for statement in statements],
            Statement: statements,
            Embedding: [make.embedding(key, *encode([quote])[0].astype(np.float64)) for key, quote in quotes.items()],
            SeedIssue: list(seeds),
            Told: list(told),
            IssueRuling: list(rulings),
        }
        return run(ANALYSIS, given, max_distance=0.3, seed_distance=0.4)

    return work


def issues_of(made):
    """Labels with what is in each issue."""
    held = {}
    for row in made:
        if isinstance(row, Placement) and row.issue_id:
            held.setdefault(row.issue_id, set()).add(row.position_id)
    return {row.label: held[row.issue_id] for row in made if isinstance(row, Cluster)}


def test_statements_on_one_question_are_an_issue_and_every_statement_has_a_place(find):
    made = find()
    assert sorted(map(sorted, issues_of(made).values())) == [["fee1", "fee2", "fee3"], ["net1", "net2"]]
    places = {row.position_id: row.issue_id for row in made if isinstance(row, Placement)}
    assert places.keys() == QUOTES.keys()
    assert places["lone"] is None


def test_a_seed_issue_keeps_its_name_and_may_hold_one_statement(find):
    seeds = [
        SeedIssue(name="Paint", sentences=("Lighthouses need paint.",)),
        SeedIssue(name="Moon", sentences=("Rockets fly.",)),
    ]
    made = find(seeds)
    assert issues_of(made)["Paint"] == {"lone"}
    assert {row.named_by for row in made if isinstance(row, Cluster) and row.label == "Paint"} == {NamedBy.SEED}
    assert [row.subject for row in made if isinstance(row, Rejection)] == ["seed issue Moon"]


def test_two_seeds_on_one_subject_stay_apart(find):
    seeds = [
        SeedIssue(name="Up", sentences=(QUOTES["fee1"],)),
        SeedIssue(name="Down", sentences=(QUOTES["fee2"],)),
    ]
    found = issues_of(find(seeds))
    assert "fee1" in found.get("Up", set()) | found.get("Down", set())
    assert not found.get("Up", set()) & found.get("Down", set())


def test_rulings_hold_and_what_they_change_gets_new_keywords_only(find):
    plain = issues_of(find())
    (fees,) = (label for label, held in plain.items() if "fee1" in held)
    (nets,) = (label for label, held in plain.items() if "net1" in held)
    rulings = [
        IssueRuling(line=2, issue=fees, verdict=IssueVerdict.NAME, value="Port charges", positions=()),
        IssueRuling(line=3, issue="lone", verdict=IssueVerdict.MERGE, value="net1", positions=()),
        IssueRuling(line=4, issue="No such", verdict=IssueVerdict.NAME, value="Nothing", positions=()),
    ]
    made = find(rulings=rulings)
    assert issues_of(made) == {"Port charges": plain[fees], nets: plain[nets] | {"lone"}}
    assert [row.subject for row in made if isinstance(row, Rejection)] == ["issues.csv line 4"]


def pole(made, position_id):
    """The statement of the issue that holds a position."""
    (issue_id,) = (row.issue_id for row in made if isinstance(row, Placement) and row.position_id == position_id)
    return next(row.statement_position_id for row in made if isinstance(row, Cluster) and row.issue_id == issue_id)


def test_the_statement_is_a_demand_without_condition_that_stands_alone(find):
    assert pole(find(fee1={"polarity": -1}, fee3={"condition": "if it pays"}), "fee1") == "fee2"
    quotes = QUOTES | {
        "fee1": "This harbour fee for small boats in the old port must rise.",
        "fee3": "harbour fee for small boats in the old port must stay",
    }
    assert pole(find(quotes=quotes), "fee1") == "fee2"
    assert pole(find(net1={"kind": Kind.PREFERENCE}), "net1") == "net2"


def told(position_id, issue, stance=None):
    return Told(position_id=position_id, issue=issue, stance=stance)


def homes(found):
    """Return the label of the issue that each placed statement is in."""
    labels = {row.issue_id: row.label for row in found if isinstance(row, Cluster)}
    return {row.position_id: labels.get(row.issue_id) for row in found if isinstance(row, Placement)}


def test_what_a_reader_put_under_one_name_lies_in_one_issue_whatever_the_words(find):
    found = find(told=[told("fee1", "Port money"), told("lone", " port  MONEY "), told("net1", "Nets")])
    where = homes(found)
    assert where["fee1"] == where["lone"] == "Port money"
    assert {row.named_by for row in found if isinstance(row, Cluster) and row.label == "Port money"} == {NamedBy.READER}


def test_what_no_reader_named_joins_a_named_issue_that_is_near(find):
    where = homes(find(told=[told("fee1", "Port money"), told("fee2", "Port money")]))
    assert where["fee3"] == "Port money"
    assert where["net1"] == where["net2"] != "Port money"


def test_a_name_that_a_seed_has_too_is_that_seed(find):
    seed = SeedIssue(name="Port money", sentences=("Who pays for the harbour?",))
    found = find(seeds=[seed], told=[told("lone", "port money")])
    assert homes(found)["lone"] == "Port money"
    assert NamedBy.READER not in {row.named_by for row in found if isinstance(row, Cluster)}


def test_the_statement_of_a_told_issue_is_on_its_side(find):
    sides = [told("fee1", "Fee", -1.0), told("fee2", "Fee", 1.0), told("fee3", "Fee", 0.0)]
    (fee,) = [row for row in find(told=sides) if isinstance(row, Cluster) and row.label == "Fee"]
    assert fee.statement_position_id == "fee2"
