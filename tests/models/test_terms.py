import pytest

from corpus.records import Definition, Document, TermKind
from models.analyses.terms import ANALYSIS
from models.meanings import compare


@pytest.fixture
def terms(make, run):
    """The rows for definitions given as (member, term, meaning)."""

    def work(*said, **settings):
        documents, definitions = [], []
        for number, (member, term, meaning) in enumerate(said):
            text = f"{term} means {meaning}"
            document = make.document(member, document_id=f"d{number}", text=text)
            documents.append(document)
            definitions.append(
                Definition(
                    definition_id=f"t{number}",
                    member_id=member,
                    document_id=document.document_id,
                    start=0,
                    end=len(text),
                    quote=text,
                    term=term,
                    meaning_start=len(text) - len(meaning),
                    meaning_end=len(text),
                )
            )
        return run(ANALYSIS, {Definition: definitions, Document: documents}, **settings)

    return work


def test_a_word_that_two_members_define_differently_has_a_row_for_each_meaning(terms):
    rows = terms(
        ("ash", "night work", "any shift between ten and five"),
        ("birch", "Night work", "a lorry parked beside the old quay wall"),
        ("cedar", "the night work", "any shift between ten and five"),
    )
    assert [(row.term, row.sense, row.members, row.kind) for row in rows] == [
        ("night work", 1, ("ash", "cedar"), TermKind.SAME_TERM_DIFFERENT_MEANING),
        ("night work", 2, ("birch",), TermKind.SAME_TERM_DIFFERENT_MEANING),
    ]
    assert rows[0].positions == ("t0", "t2")


def test_the_reason_tells_what_differs_also_where_the_first_of_two_meanings_are_alike(terms):
    """The second is like the third and the first, but these two are not alike, so the third stands alone."""
    rows = terms(
        ("ash", "berth", "a place for one boat of 8 metres"),
        ("birch", "berth", "a place for one boat"),
        ("cedar", "berth", "a place for one boat of 12 metres"),
        same_meaning=-1.0,
    )
    assert len({row.sense for row in rows}) > 1
    assert {row.reason for row in rows} != {"The definitions say much the same in other words."}
    assert not any("much the same" in row.reason for row in rows)


def test_equal_definitions_and_a_word_that_one_member_defines_are_no_trouble(terms):
    assert terms(("ash", "berth", "a place for one boat"), ("birch", "berth", "a place for one boat")) == []
    assert terms(("ash", "berth", "a place for one boat"), ("ash", "berth", "an old wall of stone")) == []
    assert terms() == []


def test_of_a_quoted_text_and_ones_own_version_the_own_counts(terms):
    draft = "any freely given and specific sign of wishes"
    rows = terms(
        ("ash", "consent", draft),
        ("ash", "consent", draft.replace("specific", "unambiguous")),
        ("birch", "consent", draft),
        ("birch", "consent", draft.replace("specific", "explicit")),
    )
    assert [row.positions for row in rows] == [("t1",), ("t3",)]
    assert rows[0].reason == "Versions of one text that differ in “unambiguous” against “explicit”."


def test_different_words_for_one_meaning_name_each_other(terms):
    same = "a person who mends nets for money"
    rows = terms(("ash", "mender", same), ("birch", "net worker", same), ("cedar", "pilot", "who steers a ship"))
    assert {(row.term, row.other_terms, row.members) for row in rows} == {
        ("mender", ("net worker",), ("ash",)),
        ("net worker", ("mender",), ("birch",)),
    }
    assert {row.kind for row in rows} == {TermKind.DIFFERENT_TERMS_SAME_MEANING}


def test_the_order_of_papers_changes_nothing(terms):
    said = [
        ("ash", "night work", "any shift between ten and five"),
        ("birch", "night work", "a lorry parked beside the old quay wall"),
    ]
    shown = [{(row.sense, row.members, row.reason) for row in terms(*order)} for order in (said, said[::-1])]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("one", "other", "closeness", "are_one", "reason"),
    [
        ("A boat of any size.", "a boat of any size", 0.0, True, "the same"),
        ("a holding of at most 12 days", "a holding of at most 40 days", 0.99, False, "The numbers differ: at most 12"),
        (
            "a boat with a red sail and tall masts",
            "a boat with a blue sail and tall masts",
            0.99,
            False,
            "“red” against “blue”",
        ),
        ("who mends nets", "somebody that repairs fishing gear", 0.9, True, "in other words"),
        ("who mends nets", "somebody that repairs fishing gear", 0.1, False, "little in common"),
    ],
)
def test_what_tells_two_meanings_apart(one, other, closeness, are_one, reason):
    for a, b in ((one, other), (other, one)):
        found = compare(a, b, closeness, least_closeness=0.57)
        assert found.are_one is are_one
    assert reason in compare(one, other, closeness, least_closeness=0.57).reason
