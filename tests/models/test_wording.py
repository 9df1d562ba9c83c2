import pytest

from corpus.blocks import Block, BlockKind
from models import wording
from models.segmentation import segment


def sentence_of(text, kind=BlockKind.PARAGRAPH):
    (sentence,) = segment(text, [Block(kind=kind, start=0, end=len(text))])
    return sentence


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("The duty should be limited to large ports, as now.", "limited to large ports"),
        ("A fee should apply only in summer.", "only in summer"),
        ("We ask for relief for firms with fewer than ten boats.", "for firms with fewer than ten boats"),
        ("Within the harbour boats should wait.", "Within the harbour boats should wait"),
        ("Every port should charge a fee.", None),
    ],
)
def test_scope_is_the_words_that_limit(text, scope):
    assert wording.scope(sentence_of(text)) == scope


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("We agree, provided that the fee is capped, to a register.", "provided that the fee is capped"),
        ("No boat pays, except in a storm.", "except in a storm"),
        ("We sign unless the fee stays.", "unless the fee stays"),
        ("We agree to a register.", None),
        ("We would be happy to pay if the fee is capped.", "if the fee is capped"),
        ("We would be very grateful if the fee were capped.", None),
        ("It would be easier for small ports if the fee were capped, unless it is waived.", "unless it is waived"),
        ("We support the register, even if it is costly.", None),
        ("We'd welcome it very much if the fee fell.", None),
        ("Pay it in cash, if you like.", None),
    ],
)
def test_conditions_and_exceptions(text, condition):
    assert wording.condition(sentence_of(text), is_red_line=False) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("If the fee stays, we leave.", None),
        ("Unless the fee goes, the charter goes without us.", None),
        ("No boat must pay, unless it is Danish, or we leave.", "unless it is Danish"),
        ("No boat pays in a harbour of ours, except in a storm.", "except in a storm"),
        ("If a boat is Danish, no fee is due.", "If a boat is Danish"),
    ],
)
def test_what_would_make_its_holder_leave_is_no_condition_of_a_red_line(text, condition):
    assert wording.condition(sentence_of(text), is_red_line=True) == condition


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("According to the ministry, every port must publish its fee.", "the ministry"),
        ("Critics argue that every port must publish its fee.", "Critics"),
        ("Last year the minister said that nobody must pay twice.", "Last year the minister"),
        ("We ask every port to publish its fee.", None),
    ],
)
def test_who_is_quoted(text, name):
    assert wording.holder_name(sentence_of(text)) == name


def test_a_quotation_is_somebody_elses():
    assert wording.is_reported(sentence_of("Every port must publish its fee.", kind=BlockKind.QUOTATION))
    assert not wording.is_reported(sentence_of("Every port must publish its fee."))


def test_no_longer_opposing_is_not_opposing():
    assert wording.polarity(sentence_of("We no longer oppose a fee for boats.")) == 1
    assert wording.polarity(sentence_of("The fee should no longer apply to boats.")) == -1


def test_two_positions_in_one_sentence_are_told_apart():
    text = "We support a public register of fees, but we will not sign a charter with a fee for boats."
    first, second = wording.split(sentence_of(text))
    assert text[first.start : first.end] == first.text == "We support a public register of fees"
    assert text[second.start : second.end] == second.text == "but we will not sign a charter with a fee for boats."
    assert "exit" in second.cues and "exit" not in first.cues
    start, end = second.cues["exit"][0]
    assert second.text[start:end] == "will not sign"


@pytest.mark.parametrize(
    "text",
    [
        "We support a public register of fees and a cap on them.",
        "We support a register, but not now.",
        "The harbour was built in 1952; we ask for a register of fees.",
    ],
)
def test_a_sentence_with_one_position_stays_whole(text):
    sentence = sentence_of(text)
    assert wording.split(sentence) == (sentence,)


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("The notice must be at least 30 days.", (30, None, "day")),
        ("The fee must end by 2030.", (None, 20301231, "date")),
        ("We will not accept a notice of less than 30 days.", (30, None, "day")),
        ("We reject a fee above 10 percent.", (None, 10, "percent")),
        ("We oppose a notice of 30 days.", None),
        ("We reject the draft; the notice must be at least 30 days.", (30, None, "day")),
        ("At least 30 days in summer and at least 10 days in winter.", None),
        ("Every port should charge a fee.", None),
    ],
)
def test_a_sentence_names_one_interval_or_none(text, interval):
    found = wording.quantity(sentence_of(text), refuses=False)
    assert (found and (found.low, found.high, found.unit)) == interval


@pytest.mark.parametrize(
    ("text", "otherwise", "in_a_refusal"),
    [
        ("We ask for 30 days, and nothing shorter.", (30, None), (30, None)),
        ("It is 30 days, and a text with fewer is not for us.", (30, 30), (30, None)),
        ("It is 30 days, and whoever wants more will have to go without us.", (30, 30), (None, 30)),
        ("The offer is 30 days in a year, neither more nor less.", (30, 30), (30, 30)),
        ("It takes 30 days, fewer members, and more patience.", (30, 30), (30, 30)),
    ],
)
def test_words_behind_a_number_open_it(text, otherwise, in_a_refusal):
    for refuses, bounds in ((False, otherwise), (True, in_a_refusal)):
        found = wording.quantity(sentence_of(text), refuses=refuses)
        assert (found.low, found.high) == bounds
