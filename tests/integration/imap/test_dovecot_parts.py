"""The adapter against the real thing: what mails are made of, and their bytes."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from malote.adapters import imap_folder
from malote.adapters.imap import ImapServer
from malote.mailboxes.models import Mailbox, Message, Part
from malote.mailboxes.parts import unpack_part
from malote.unpacking.caps import Budget
from malote.unpacking.encodings import decode
from malote.unpacking.unpack import Candidate, unpack_mail
from tests.fakes.credentials import password as a_password
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import PASSWORD, soon

NFE = b"<?xml version='1.0'?><nfeProc>" + b"<det/>" * 500 + b"</nfeProc>"
CTE = b"<cteProc>" + b"<x/>" * 500 + b"</cteProc>"


def mail(*attachments: tuple[bytes, str] | EmailMessage) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Fornecedor <nfe@fornecedor.test>"
    message["Subject"] = "Notas de março"
    message["Message-ID"] = "<1@fornecedor.test>"
    message.set_content("Segue.")
    message.add_alternative("<p>Segue.</p>", subtype="html")
    for each in attachments:
        if isinstance(each, EmailMessage):
            message.add_attachment(each)
        else:
            content, name = each
            message.add_attachment(content, maintype="application", subtype="xml", filename=name)
    return message


@pytest.fixture
def delivered(dovecot: Dovecot, mailbox: Mailbox) -> Mailbox:
    forwarded = mail((CTE, "cte.xml"), (NFE, "coração.xml"))
    dovecot.deliver(
        mailbox.username,
        mail((NFE, "nfe.xml")).as_bytes(),
        mail(forwarded, (NFE, "solta.xml")).as_bytes(),
        b"Subject: so XML\r\nContent-Type: text/xml; name=a.xml\r\n\r\n" + CTE,
        mail(mail(mail((CTE, "fundo.xml")))).as_bytes(),
        encoded_forward(),
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
        b"Subject: so XML\nContent-Type: text/xml; name=a.xml\n\n" + CTE + b"\n--b--\n",
    )
    return mailbox


def encoded_forward() -> bytes:
    inner = base64.encodebytes(mail((NFE, "n.xml")).as_bytes())
    head = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    return (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + head
        + inner
        + b"\n--b--\n"
    )


def surveyed(server: ImapServer, mailbox: Mailbox, uids: list[int]) -> dict[int, Message]:
    with server.open(mailbox, a_password(PASSWORD), soon()) as folder:
        return {message.uid: message for message in folder.survey(uids)}


def named(message: Message) -> dict[str, Part]:
    assert message.parts
    return {part.name: part for part in message.parts if part.name}


def test_a_survey(server: ImapServer, delivered: Mailbox) -> None:
    messages = surveyed(server, delivered, [3, 1, 99])
    assert list(messages) == [1, 3]
    first = messages[1]
    assert b"nfe@fornecedor.test" in first.headers
    assert b"Message-ID: <1@fornecedor.test>" in first.headers
    assert abs((datetime.now(UTC) - first.received_at).total_seconds()) < 60
    assert [part.section for part in first.parts or ()] == ["1.1", "1.2", "2"]
    assert [part.content_type for part in first.parts or ()][-1] == "application/xml"
    assert messages[3].parts == (Part("1", "text/xml", "7bit", len(CTE), "a.xml"),)


def test_sections_of_mails_inside_are_fetched_directly(
    server: ImapServer, delivered: Mailbox
) -> None:
    messages = surveyed(server, delivered, [2, 4])
    wanted = {
        (2, named(messages[2])["cte.xml"].section): CTE,
        (2, named(messages[2])["coração.xml"].section): NFE,
        (2, named(messages[2])["solta.xml"].section): NFE,
        (4, named(messages[4])["fundo.xml"].section): CTE,
    }
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        sections = {uid: [s for u, s in wanted if u == uid] for uid in (2, 4)}
        found = folder.fetch(sections)
    assert {key: base64.b64decode(content) for key, content in found.items()} == wanted


def test_a_mail_inside_that_is_one_part(server: ImapServer, delivered: Mailbox) -> None:
    assert surveyed(server, delivered, [6])[6].parts == (
        Part("1.1", "text/xml", "7bit", len(CTE), "a.xml"),
    )
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        assert folder.fetch({6: ["1.1"]}) == {(6, "1.1"): CTE}


def test_a_mail_inside_in_base64_is_a_part(server: ImapServer, delivered: Mailbox) -> None:
    [part] = surveyed(server, delivered, [5])[5].parts or ()
    assert part.content_type == "message/rfc822"
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        encoded = folder.fetch({5: [part.section]})[5, part.section]
    documents = [
        f.content
        for f in unpack_part(part, decode(encoded, part.encoding), Budget())
        if isinstance(f, Candidate)
    ]
    assert documents == [NFE]


def test_a_whole_message_gives_the_same_documents(server: ImapServer, delivered: Mailbox) -> None:
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        content = folder.fetch({2: [""]})[2, ""]
    found = list(unpack_mail(content, "", Budget()))
    assert [f.content for f in found if isinstance(f, Candidate)] == [CTE, NFE, NFE]


def test_a_peek_of_many_at_once(server: ImapServer, delivered: Mailbox) -> None:
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        found = folder.fetch(
            {1: ["1.1", "2"], 3: ["1"], 4: ["1.1", "2"], 77: ["1"]}, first_bytes=10
        )
    assert set(found) == {(1, "1.1"), (1, "2"), (3, "1"), (4, "1.1"), (4, "2")}
    assert found[3, "1"] == CTE[:10]
    assert found[1, "2"] == base64.b64encode(NFE)[:10]


def test_what_is_not_there_is_left_out(server: ImapServer, delivered: Mailbox) -> None:
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        assert folder.fetch({1: ["9.9", "2"]}).keys() <= {(1, "9.9"), (1, "2")}
        assert folder.fetch({}) == {}
        assert folder.survey([]) == []
        with pytest.raises(ValueError, match="section"):
            folder.fetch({1: ["1]\r\nA LOGOUT"]})


def test_more_mails_than_fit_in_a_command(
    server: ImapServer, delivered: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_folder, "_BATCH", 2)
    monkeypatch.setattr(imap_folder, "_SECTIONS", 1)
    assert sorted(surveyed(server, delivered, [1, 2, 3, 4, 5])) == [1, 2, 3, 4, 5]
    with server.open(delivered, a_password(PASSWORD), soon()) as folder:
        found = folder.fetch({1: ["1.1", "2"], 2: ["1.1", "2"], 3: ["1"]})
    assert set(found) == {(1, "1.1"), (1, "2"), (2, "1.1"), (2, "2"), (3, "1")}
