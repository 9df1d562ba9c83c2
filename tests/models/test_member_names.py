import pytest

from models.member_names import MemberNames

ORDINARY = {"port", "authority", "data", "protection", "union", "harbour", "city", "of"}
NAMES = ["Iceland", "Data Protection Authority", "City of Port Ansgar", "NABU e.V.", "fdw", "old-quay"]


@pytest.fixture(scope="module")
def names():
    return MemberNames(NAMES, is_ordinary=ORDINARY.__contains__)


@pytest.mark.parametrize(
    "phrase",
    [
        "Iceland",
        "Economy-wide target for Iceland",
        "Iceland fishing quota",
        "ICELAND fishing quota",
        "Data Protection Authority",
        "powers of the Data Protection Authority",
        "Data Protection",  # a part of the name and nothing else
        "Ansgar levy",  # nobody writes it in small letters
        "city levy of Port Ansgar",
        "CPA budget",  # initials without the small words
        "COPA budget",  # and with them
        "NABU reserves",
        "FDW rota",  # an id in capitals
        "Old Quay dues",
    ],
)
def test_a_phrase_that_names_a_member(names, phrase):
    assert names.stand_in(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "data protection",
        "data protection of boats",
        "Data retention",  # a capital at the start of a heading is no name
        "Port dues",
        "old quay",
        "union dues",
        "GDPR",
        "target for Greenland",
        "nabu",
    ],
)
def test_a_phrase_that_does_not(names, phrase):
    assert not names.stand_in(phrase)


def test_members_without_letters_in_their_names_name_nothing():
    names = MemberNames(["1", "", "7-7"], is_ordinary=lambda _: False)
    assert not names.stand_in("Harbour fee")
