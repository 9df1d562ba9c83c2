from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Cluster, EarlierIssue, IssueRuling, IssueVerdict, NamedBy, Placement
from models.analyses import Rows
from models.analyses.lineage import ANALYSIS, LineageSettings


def issue(issue_id, label, *held, named_by=NamedBy.PROGRAM, keywords=()):
    cluster = Cluster(
        issue_id=issue_id,
        label=label,
        statement_position_id=held[0],
        keywords=keywords,
        n_members=1,
        named_by=named_by,
    )
    return cluster, [Placement(position_id=each, issue_id=issue_id) for each in held]


def earlier(issue_id, name, *held):
    return EarlierIssue(issue_id=issue_id, display_name=name, position_ids=held)


def lineage(now, before, *rulings, **changes):
    rows = {
        Cluster: [cluster for cluster, _ in now],
        Placement: [placement for _, placements in now for placement in placements],
        EarlierIssue: before,
        IssueRuling: list(rulings),
    }
    found = list(ANALYSIS.run(Rows(rows, None, None), LineageSettings(**changes)))
    assert [line.issue_id for line in found] == sorted(cluster.issue_id for cluster in rows[Cluster])
    return {line.issue_id: line for line in found}


def test_without_an_earlier_run_every_issue_is_new_and_known_by_its_label():
    found = lineage([issue("n1", "Fees", "a", "b")], [])
    assert (found["n1"].previous_issue_id, found["n1"].display_name, found["n1"].overlap) == (None, "Fees", 0.0)


def test_an_issue_is_known_by_its_members_and_never_by_its_label():
    now = [issue("n1", "Fees", "a", "b", "c"), issue("n2", "Boats", "d", "e")]
    found = lineage(now, [earlier("o1", "Boats", "a", "b"), earlier("o2", "Fees", "d", "e")])
    assert (found["n1"].previous_issue_id, found["n1"].display_name) == ("o1", "Boats")
    assert (found["n2"].previous_issue_id, found["n2"].display_name) == ("o2", "Fees")
    assert found["n1"].overlap == 0.6667
    assert found["n2"].overlap == 1.0


def test_of_two_that_continue_one_issue_the_nearer_keeps_its_name():
    now = [issue("n1", "Fees", "a"), issue("n2", "Dues", "b", "c", "d")]
    found = lineage(now, [earlier("o1", "Charges", "a", "b", "c", "d")])
    assert found["n2"].display_name == "Charges"
    assert (found["n1"].previous_issue_id, found["n1"].display_name) == (None, "Fees")


def test_below_the_least_overlap_an_issue_is_new():
    now = [issue("n1", "Fees", "a", "b", "c", "d")]
    before = [earlier("o1", "Charges", "a", "x", "y", "z")]
    assert lineage(now, before)["n1"].display_name == "Fees"
    assert lineage(now, before, min_overlap=0.1)["n1"].display_name == "Charges"


def test_a_name_that_people_gave_wins():
    now = [issue("n1", "Port charges", "a", "b", named_by=NamedBy.RULING)]
    assert lineage(now, [earlier("o1", "Fees", "a", "b")])["n1"].display_name == "Port charges"


def test_a_ruling_may_use_the_name_that_people_see():
    now = [issue("n1", "Dues", "a", "b")]
    row = IssueRuling(line=2, issue="fees", verdict=IssueVerdict.NAME, value="Port charges", positions=())
    assert lineage(now, [earlier("o1", "Fees", "a", "b")], row)["n1"].display_name == "Port charges"


def test_no_two_issues_are_shown_under_one_name():
    now = [issue("n1", "Dues", "a", "b"), issue("n2", "Fees", "c", "d", keywords=("fee", "boats"))]
    found = lineage(now, [earlier("o1", "Fees", "a", "b")])
    assert found["n1"].display_name == "Fees"
    assert found["n2"].display_name == "Fees (fee)"


positions = st.lists(st.integers(0, 4), min_size=4, max_size=30)


@given(before=positions, added=positions)
def test_adding_positions_leaves_the_names_of_issues_that_did_not_change_alone(before, added):
    """Positions are dealt to issues; then more come, some to the old issues and some to new ones."""
    held = {}
    for number, home in enumerate(before):
        held.setdefault(home, []).append(f"p{number}")
    old = [earlier(f"o{home}", f"Name {home}", *ids) for home, ids in held.items()]
    touched = set()
    for number, home in enumerate(added):
        home += 3
        touched.add(home)
        held.setdefault(home, []).append(f"q{number}")
    now = [issue(f"n{home}", f"Label {5 - home}", *ids) for home, ids in held.items()]
    found = lineage(now, old)
    for home in {each for each in range(5) if each in before} - touched:
        assert found[f"n{home}"].display_name == f"Name {home}"
    names = [line.display_name for line in found.values()]
    assert len(names) == len(set(names))
    assert len({line.previous_issue_id for line in found.values() if line.previous_issue_id}) == sum(
        line.previous_issue_id is not None for line in found.values()
    )
