import email
import email.policy

from corpus.duplicates import compare_documents
from corpus.intake import survey
from corpus.reading import read_files
from corpus.reading_settings import ReadingSettings


def read(folder, **settings):
    chosen = ReadingSettings(**{"workers": 1, **settings})
    result = read_files(survey(folder).files, chosen)
    return compare_documents(result.readings, result.rejections, chosen)


def test_attachments_are_documents_of_their_own_and_cost_only_themselves(tmp_path, make, write):
    annex = make.pdf_of(make.words[:43], make.words[43:], "This is the annex.")
    inner = make.eml_of("We were asked about the cranes long ago.", ("annex.pdf", annex), subject="The request")
    outer = email.message_from_bytes(
        make.eml_of(
            "See the annexes to this mail of ours.",
            ("../../a.pdf", annex),
            ("locked.pdf", make.pdf_of("x", password="secret")),
            ("nothing.txt", b""),
            date="Thu, 4 Jun 2020 10:00:00 +0200",
        ),
        policy=email.policy.default,
    )
    outer.add_attachment(email.message_from_bytes(inner, policy=email.policy.default))
    write(tmp_path, {"a/mail.eml": outer.as_bytes(), "a/z.txt": make.words, "b/mail.eml": outer.as_bytes()})
    result = read(tmp_path)
    documents = [reading.document for reading in result.readings]
    assert [(each.path, each.status, each.format) for each in documents[:7]] == [
        ("a/mail.eml", "read", "eml"),
        ("a/mail.eml/1/a.pdf", "read", "pdf"),
        ("a/mail.eml/2/locked.pdf", "encrypted", None),
        ("a/mail.eml/3/nothing.txt", "empty", None),
        ("a/mail.eml/4/The request.eml", "read", "eml"),
        ("a/mail.eml/4/The request.eml/1/annex.pdf", "duplicate", "pdf"),
        ("a/z.txt", "read", "text"),
    ]
    assert (documents[0].dated, documents[4].dated) == ("2020-06-04", "2020-06-03")
    assert documents[5].duplicate_of == documents[1].document_id
    assert documents[1].pages == 1
    assert len({each.document_id for each in documents}) == len(documents) == 13
    assert {each.member_id for each in documents} == {"a", "b"}
    assert not (tmp_path.parent / "a.pdf").exists()
    assert read(tmp_path, workers=3) == result


def test_what_the_limits_leave_out_is_told_with_the_mail(tmp_path, make, write):
    files = [(f"{number}.txt", f"{make.words} It is number {number}.".encode()) for number in range(3)]
    mail = make.eml_of("See the annexes to this mail of ours.", *files)
    write(tmp_path, {"a/mail.eml": mail})
    few = read(tmp_path, max_attachments=2)
    assert [reading.document.path for reading in few.readings] == [
        "a/mail.eml",
        *(f"a/mail.eml/{n}/{n - 1}.txt" for n in (1, 2)),
    ]
    assert [(row.subject, row.reason) for row in few.rejections if row.step == "reading"] == [
        ("a/mail.eml", "parts_left_out")
    ]
    assert "raise max_attachments" in few.rejections[0].detail
    none = read(tmp_path, max_attachment_depth=0)
    assert len(none.readings) == 1
    assert "raise max_attachment_depth" in none.rejections[0].detail
