import random
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


@settings(max_examples=60, deadline=None)
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


def test_thousands_of_ties_are_split_soon_and_not_called_proven():
    chance = random.Random(4)
    names = [f"m{number:03}" for number in range(120)]
    camps = {name: chance.choice((1, 2)) for name in names}
    signs = {}
    for a, b in combinations(names, 2):
        if chance.random() < 0.4:
            fits = chance.random() < 0.9
            signs[a, b] = 1 if (camps[a] == camps[b]) == fits else -1
    found = of(signs)
    planted = contradicted(signs, camps)
    assert found.least == 1
    assert found.contradicted == contradicted(signs, found.camp)
    assert len(found.contradicted) <= 1.1 * len(planted)
