from dataclasses import replace

import pytest

from corpus.blocks import Block, BlockKind
from corpus.duplicates import compare_documents, is_older
from corpus.reading import Reading
from corpus.reading_settings import ReadingSettings
from corpus.records import Document, ReadStatus

SETTINGS = ReadingSettings()
SENTENCES = [
    f"The port of number {number} asks for notice of {number} weeks before inspection." for number in range(40)
]


def document(path, text="", *, dated=None, title=None, member="a"):
    return Document(
        document_id=f"id of {path}", member_id=member, path=path, format="text", title=title, dated=dated,
        date_source=None, language="en", pages=None, words=len(text.split()), status=ReadStatus.READ,
        duplicate_of=None, superseded_by=None, sha256="", text=text,
    )  # fmt: skip


def reading_of(paper):
    return Reading(document=paper, blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=len(paper.text)),))


def compared(*documents):
    result = compare_documents([reading_of(each) for each in documents], [], SETTINGS)
    replaced = {each.document.path: each.document.superseded_by for each in result.readings}
    assert [each.document.path for each in result.readings] == [each.path for each in documents]
    return {path: by for path, by in replaced.items() if by}, [(row.subject, row.reason) for row in result.rejections]


def test_the_older_of_two_versions_is_kept_and_marked():
    text = " ".join(SENTENCES)
    older = document("a/1.txt", text.replace("weeks", "months", 12), dated="2020-03")
    newer = document("a/2.txt", text, dated="2021-01-05")
    for order in ((older, newer), (newer, older)):
        assert compared(*order) == ({"a/1.txt": "id of a/2.txt"}, [])


def test_all_older_versions_point_at_the_newest():
    papers = [document(f"a/v{number}.txt", " ".join(SENTENCES[: 36 + number])) for number in (1, 3, 2)]
    assert compared(*papers)[0] == {"a/v1.txt": "id of a/v3.txt", "a/v2.txt": "id of a/v3.txt"}


def test_two_versions_of_unknown_age_both_count_and_a_row_says_so():
    text = " ".join(SENTENCES)
    papers = [document("a/1.txt", text, dated="2020"), document("a/2.txt", text + " One more.", dated="2020-05")]
    assert compared(*papers) == ({}, [("a/2.txt", "near_duplicate")])


def test_a_paper_under_the_same_name_in_another_format_is_a_copy_though_some_words_differ():
    text = " ".join(SENTENCES)
    pdf = replace(document("a/paper.pdf", f"Page 1. {text.replace('weeks', 'weeks Page 2.', 2)}"), format="pdf")
    word = replace(document("a/sent/Paper.docx", text), format="docx")
    result = compare_documents([reading_of(pdf), reading_of(word)], [], SETTINGS)
    assert [each.document.duplicate_of for each in result.readings] == [None, "id of a/paper.pdf"]
    assert [(row.subject, row.reason) for row in result.rejections] == [("a/sent/Paper.docx", "duplicate")]
    other = replace(word, path="a/other.docx")
    assert compared(pdf, other)[1] == [("a/paper.pdf", "near_duplicate")]


def test_papers_that_share_little_or_are_of_two_members_are_no_versions():
    text = " ".join(SENTENCES)
    other = " ".join(SENTENCES[:8]) + " ".join(f"We also care for matter {n} and its {n * 7} parts." for n in range(60))
    assert compared(document("a/1.txt", text, dated="2020"), document("a/2.txt", other, dated="2021")) == ({}, [])
    newer = document("b/2.txt", text + " x.", dated="2021", member="b")
    assert compared(document("a/1.txt", text, dated="2020"), newer) == ({}, [])


def test_a_summary_is_no_version_of_the_paper_that_it_is_taken_from():
    summary, paper = " ".join(SENTENCES[:10]), " ".join(SENTENCES)
    assert compared(document("a/1.txt", summary, dated="2020"), document("a/2.txt", paper, dated="2021")) == ({}, [])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (document("a/paper_draft.txt", dated="2022"), document("a/paper.txt", dated="2021")),
        (document("a/paper.txt"), document("a/paper-final.txt")),
        (document("a/x.txt", title="Draft position"), document("a/y.txt", title="Position")),
        (document("a/paper_v1.9.txt"), document("a/paper_v1.10.txt")),
        (document("a/x.txt", dated="2020"), document("a/y.txt", dated="2021-03")),
    ],
)
def test_age_is_told_by_name_version_and_date(a, b):
    assert is_older(a, b)
    assert not is_older(b, a)


def test_dates_that_say_too_little_tell_nothing():
    a = document("a/x.txt", dated="2021")
    for other in ("2021-03", "2021", None):
        b = replace(document("a/y.txt"), dated=other)
        assert not is_older(a, b)
        assert not is_older(b, a)
