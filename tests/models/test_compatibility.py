"""Each step of the non-conflict test alone, on invented sentences; and what no step may reject."""

import pytest

from corpus.records import Holder
from models.compatibility import CHECKS, demand_of, read_demand, why_compatible
from models.compatibility._contrasts import contrasts
from models.compatibility.modality import COLLIDE, Modality, modality_of

BY_NAME = {check.name: check for check in CHECKS}

# Pairs that can both be honoured, with the check that sees it and words that its reason must hold.
CAN_STAND = [
    ("time", "Until 2029 the old quay should stay open.", "From 2030 the old quay should be closed.", "2030"),
    ("time", "From May to August nobody may dredge.", "From October to March dredging should be free.", "months"),
    ("time", "Until the lock is mended, barges must wait.", "Once the lock is mended, barges must not wait.", "lock"),
    ("time", "During the first year a pilot should pay nothing.", "After the first year a pilot should pay.", "first"),
    ("own_house", "We will cut our fleet by half by 2035.", "Our company plans to keep its fleet as it is.", "itself"),
    ("actor", "Public harbours must publish their fees.", "Private harbours should keep their fees secret.", "private"),
    ("actor", "On the northern quay, loading must stop.", "On the southern quay, loading should go on.", "southern"),
    ("place", "In Brannoc, night landings must end.", "In Teal Bay, night landings must go on.", "Teal Bay"),
    ("size", "Boats above 20 metres must carry a log.", "Boats below 8 metres must be free of it.", "8 m"),
    ("classes", "Ferries must pay the full harbour fee.", "Rowing boats should pay no harbour fee.", "rowing boats"),
    ("modality", "Skippers may sell the catch on board.", "Skippers need not sell the catch on board.", "need not"),
    ("numbers", "A berth must be held for at least 20 days.", "A berth must be held for at most 30 days.", "30 days"),
    ("values", "Boats must land at the quay.", "Boats must land – at the quay!", "word for word"),
    ("exception", "All boats must pay, except rescue boats.", "Rescue boats should go free.", "rescue boats"),
    ("exception", "As a rule, moorings should be let by lot.", "A resident skipper should be given a mooring.", "rule"),
    ("sums", "At least 40 % of the fund must go to nets.", "At least 30 % of the fund must go to ropes.", "70 of 100"),
]  # fmt: skip
# Pairs that exclude each other in spite of a contrast, a condition, an exception or a time.
COLLIDING = [
    ("The seller must prove the damage.", "The buyer must prove the damage."),
    ("Boats must be inspected before the season begins.", "Boats must be inspected after the season has begun."),
    ("Landing is free unless the harbour master objects.", "Landing is free only if the harbour master agrees."),
    ("No boat pays, except in winter.", "No boat pays, winter included."),
    ("The quay must be closed from 2030.", "The quay must be kept open until 2035."),
    ("The quay must close by 2030.", "The quay must not close before 2035."),
    ("A berth must be held for at least 30 days.", "A berth must be held for at most 10 days."),
    ("Skippers must carry a log.", "Skippers need not carry a log."),
    ("Skippers may sell on board.", "Skippers must not sell on board."),
    ("We will not sign a charter that lets barges in.", "We will not sign a charter that keeps barges out."),
    ("If the quay is full, boats must wait.", "If the quay is full, boats must not wait."),
    ("At least 60 % of the fund must go to nets.", "At least 60 % of the fund must go to ropes."),
    ("Drones keep 100 metres from houses.", "Drones keep 5 metres from houses."),
    (
        "We will not join if less than 30 days of notice are given.",
        "We will not sign if notice is longer than 10 days.",
    ),
    ("We join nothing with less than 30 days of notice.", "We sign nothing where notice is longer than 10 days."),
]


def pair(a, b):
    return read_demand(a, position_id="p1", member_id="ash"), read_demand(b, position_id="p2", member_id="birch")


@pytest.mark.parametrize(("name", "a", "b", "words"), CAN_STAND)
def test_each_check_sees_its_own_cases_and_names_the_deciding_words(name, a, b, words):
    reason = BY_NAME[name].reject(*pair(a, b))
    assert reason is not None
    assert words in reason
    assert reason.endswith(".")


@pytest.mark.parametrize(("a", "b"), COLLIDING)
def test_what_excludes_each_other_is_rejected_by_no_check(a, b):
    assert [check.name for check in CHECKS if check.reject(*pair(a, b))] == []
    assert why_compatible(*pair(a, b)) is None


def test_every_check_but_that_of_holders_has_a_case():
    assert {name for name, *_ in CAN_STAND} | {"holder"} == set(BY_NAME)


@pytest.mark.parametrize(("a", "b"), [case[1:3] for case in CAN_STAND] + COLLIDING)
def test_no_check_minds_which_side_comes_first(a, b):
    one, other = pair(a, b)
    assert [bool(check.reject(one, other)) for check in CHECKS] == [bool(check.reject(other, one)) for check in CHECKS]


def test_the_first_reason_in_the_stated_order_counts():
    assert [check.order for check in CHECKS] == sorted({check.order for check in CHECKS})
    a, b = pair("Until 2029, public harbours must pay no fee.", "From 2030, private harbours must pay a fee.")
    seeing = [check.name for check in CHECKS if check.reject(a, b)]
    assert len(seeing) > 1
    assert why_compatible(a, b).check == seeing[0] == "time"


def test_one_member_does_not_conflict_with_itself(make):
    a = demand_of(make.position("p1", "ash", "Boats must pay."))
    b = demand_of(make.position("p2", "ash", "Boats must not pay."))
    assert why_compatible(a, b).check == "holder"


def test_a_view_that_is_only_reported_conflicts_with_nobody(make):
    a = demand_of(make.position("p1", "ash", "Boats must pay."))
    b = demand_of(make.position("p2", "birch", "Boats must not pay.", holder=Holder.REPORTED))
    assert why_compatible(a, b).check == "holder"


def test_a_demand_is_taken_apart_by_frame_subject_and_predicate():
    demand = read_demand("3. In winter, when the ice is thick, no ferry should be obliged to sail.")
    assert demand.frames == ("in winter", "when the ice is thick")
    assert demand.subject == "no ferry"
    assert demand.predicate == "be obliged to sail."
    assert demand.negated
    assert demand.names_a_class
    assert not read_demand("We should sail.").names_a_class
    assert read_demand("Ferries sail.").subject == ""


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Ferries must sail.", Modality.MUST),
        ("Ferries should not sail.", Modality.MUST_NOT),
        ("No ferry may sail.", Modality.MUST_NOT),
        ("Ferries cannot sail.", Modality.MUST_NOT),
        ("Ferries may sail.", Modality.MAY),
        ("Ferries should be free to sail.", Modality.MAY),
        ("Ferries need not sail.", Modality.NEED_NOT),
        ("No ferry should be obliged to sail.", Modality.NEED_NOT),
        ("Ferries should be barred from sailing.", Modality.MUST_NOT),
        ("Ferries must be required to sail.", Modality.MUST),
        ("Ferries sail.", None),
    ],
)
def test_the_modality_of_a_demand_is_read_from_its_words(text, modality):
    assert modality_of(read_demand(text)) is modality


def test_the_table_of_modalities_lets_each_go_with_itself_and_an_exemption_with_all_but_an_obligation():
    assert all(len(cell) == 2 for cell in COLLIDE)
    assert {frozenset({Modality.NEED_NOT, other}) in COLLIDE for other in (Modality.MAY, Modality.MUST_NOT)} == {False}
    assert frozenset({Modality.NEED_NOT, Modality.MUST}) in COLLIDE


def test_a_contrast_needs_each_text_on_one_side_alone():
    def found(a, b):
        return [contrast.name for contrast in contrasts(tuple(a.split()), tuple(b.split()))]

    assert found("public ports", "private ports") == ["owner"]
    assert found("public and private ports", "private ports") == []
    assert found("public ports", "state ports") == []
    assert found("young people", "adults") == ["age"]
