from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.frustration import split

pairs = list(combinations("abcdef", 2))
signed = st.dictionaries(st.sampled_from(pairs), st.sampled_from([1, -1]), max_size=12)


def contradicted(signs, camp):
    return {tie for tie, sign in signs.items() if (camp[tie[0]] == camp[tie[1]]) != (sign > 0)}


def of(signs):
    return split((t for t, sign in signs.items() if sign > 0), (t for t, sign in signs.items() if sign < 0))


@settings(max_examples=60)
@given(signed)
def test_no_split_is_contradicted_by_fewer_ties(signs):
    """Against all splits there are, for up to six members."""
    found = of(signs)
    best = min(len(contradicted(signs, dict(zip("abcdef", camps, strict=True)))) for camps in product((1, 2), repeat=6))
    assert len(found.contradicted) == found.least == best
    assert found.contradicted == contradicted(signs, found.camp)


def test_three_opponents_can_never_be_two_clean_camps():
    found = of(dict.fromkeys([("a", "b"), ("b", "c"), ("a", "c")], -1))
    assert len(found.contradicted) == found.least == 1


def test_nobody_is_tied():
    assert of({}).camp == {}
