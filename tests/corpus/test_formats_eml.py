import email
from email.message import EmailMessage

import pytest

from corpus.formats import Limits, UnreadableError
from corpus.formats.eml import attachments, read_eml
from corpus.records import ReadStatus

LIMITS = Limits(max_bytes=1 << 20, max_pages=10, max_depth=100)


def pieces(content):
    return [(piece.kind.value, piece.text) for piece in read_eml(content, LIMITS).pieces][2:]


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_eml(content, LIMITS)
    return caught.value.status


def test_what_the_sender_wrote_is_told_apart_from_what_is_quoted(make):
    text = """Dear board,

We support the charter as a whole.
> You asked whether you may
> inspect cranes.
We refuse that.

{signature}
Port of Aa
Harbour 1

On Mon, 1 Jun 2020 at 10:00, Board <b@x.example> wrote:
> We oppose it.

Nobody can sign this.
"""
    extracted = read_eml(make.eml_of(text.format(signature="-- "), subject="Zölle und Kräne"), LIMITS)
    head, *rest = [(piece.kind.value, piece.text) for piece in extracted.pieces]
    assert head == ("heading", "Zölle und Kräne")
    assert rest[0][0] == "address"
    assert rest[1:] == [
        ("paragraph", "Dear board,"),
        ("paragraph", "We support the charter as a whole."),
        ("quotation", "You asked whether you may inspect cranes."),
        ("paragraph", "We refuse that."),
        ("address", "Port of Aa Harbour 1"),
        ("quotation", "On Mon, 1 Jun 2020 at 10:00, Board <b@x.example> wrote:"),
        ("quotation", "We oppose it."),
        ("quotation", "Nobody can sign this."),
    ]
    assert (extracted.title, extracted.dated) == ("Zölle und Kräne", "2020-06-03")


def test_an_earlier_mail_in_the_manner_of_outlook_is_a_quotation(make):
    text = "We agree.\n\nFrom: Board\nSent: Monday\nTo: Port\nSubject: Cranes\n\nWe oppose it.\n"
    assert pieces(make.eml_of(text))[0] == ("paragraph", "We agree.")
    assert {kind for kind, _ in pieces(make.eml_of(text))[1:]} == {"quotation"}


def test_the_fuller_of_two_versions_is_read():
    mail = EmailMessage()
    mail["Subject"] = "x"
    mail.set_content("Your program shows no pages.")
    mail.add_alternative(f"<p>{'We support the charter. ' * 5}</p><ul><li>Notice</li></ul>", subtype="html")
    assert pieces(mail.as_bytes())[-1] == ("list_item", "Notice")
    mail = EmailMessage()
    mail["Subject"] = "x"
    mail.set_content("We support the charter.")
    mail.add_alternative("<p>We <b>support</b> the charter.</p>", subtype="html")
    assert pieces(mail.as_bytes()) == [("paragraph", "We support the charter.")]


def test_attachments_are_found_with_names_that_lead_nowhere(make):
    inner = email.message_from_bytes(make.eml_of("We were asked.", subject="The request"), policy=email.policy.default)
    mail = email.message_from_bytes(
        make.eml_of("See the annex.", ("../../etc/evil .txt", b"one"), ("C:\\x\\Größe.pdf", b"%PDF-")),
        policy=email.policy.default,
    )
    mail.add_attachment(inner)
    mail.add_attachment(b"sig", maintype="application", subtype="pgp-signature", filename="s.asc")
    found = attachments(mail.as_bytes(), LIMITS)
    assert [each.name for each in found] == ["evil .txt", "Größe.pdf", "The request.eml"]
    assert found[0].content == b"one"
    assert pieces(found[2].content) == [("paragraph", "We were asked.")]
    assert read_eml(mail.as_bytes(), LIMITS).warnings == (
        "1 pictures, signatures or calendar entries inside this mail left out.",
    )


@pytest.mark.parametrize("charset", ["utf-8", "nonexist-99", "us-ascii", "cp1252"])
def test_a_mail_that_lies_about_its_characters_is_read(charset):
    content = f"From: a\nSubject: x\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert pieces(content + "We support café.".encode("cp1252")) == [("paragraph", "We support café.")]


def test_a_mail_in_two_byte_characters_and_one_from_a_mailbox_are_read():
    mail = "From: a\r\nSubject: x\r\n\r\nWe support it.\r\n"
    assert pieces(mail.encode("utf-16-le")) == [("paragraph", "We support it.")]
    assert pieces(b"From a Mon Jun  1 10:00:00 2020\n" + mail.encode()) == [("paragraph", "We support it.")]


def test_encrypted_endless_and_other_files_are_refused():
    assert (
        refusal(b"From: a\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nabc\n--x--\n")
        is ReadStatus.ENCRYPTED
    )
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(2000))
    assert refusal(b"From: a\n" + deep + b"\nbody") is ReadStatus.TOO_LARGE
    assert refusal(b"From: a\nContent-Type: message/rfc822\n\n" * 3000 + b"\nbody") is ReadStatus.TOO_LARGE
    assert refusal(b"We support it.\n\nAnd that.") is ReadStatus.CORRUPT
    assert refusal(b" \n\n ") is ReadStatus.EMPTY
