from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from models.network import bridges, cut_members, neighbours, parts

graphs = st.sets(st.sampled_from(list(combinations("abcdefg", 2))), max_size=12)


def test_a_tie_between_two_triangles_is_a_bridge():
    triangles = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f")]
    assert bridges([*triangles, ("c", "d")]) == {("c", "d")}
    assert bridges(triangles) == set()
    assert parts(neighbours(triangles)) == {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1, "f": 1}


@given(graphs)
def test_a_bridge_is_a_tie_without_which_there_are_more_parts(ties):
    def n_parts(kept):
        tied = neighbours(kept) | {member: neighbours(kept)[member] for tie in ties for member in tie}
        return len(set(parts(tied).values()))

    assert bridges(ties) == {tie for tie in ties if n_parts(ties - {tie}) > n_parts(ties)}


@given(graphs)
def test_without_a_cut_member_those_it_joined_are_in_more_parts(ties):
    def n_parts(kept, members):
        tied = {member: neighbours(kept)[member] for member in members}
        return len(set(parts(tied).values()))

    members = {member for tie in ties for member in tie}
    assert cut_members(ties) == {
        member
        for member in members
        if n_parts({tie for tie in ties if member not in tie}, members - {member}) > n_parts(ties, members)
    }
