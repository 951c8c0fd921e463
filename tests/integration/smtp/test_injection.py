"""Addresses that would be a second command, or another address: none reaches the wire."""

import pytest

from local.ca import CertificateFiles
from malote.errors import RecipientsRefused, SenderRefused
from malote.messages.models import Envelope
from tests.integration.smtp.client import Client
from tests.integration.smtp.servers import USER, smtp_server

ODD = [
    "a@x.test\r\nRCPT TO:<b@x.test",
    "a@x.test\r\n",
    "a@x.test\n",
    "a@x.test\r",
    "a\0@x.test",
    "a@x.test>",
    "a@x.test> SIZE=1",
    "<a@x.test",
    "a b@x.test",
    "a@x.test NOTIFY=NEVER",
    "a\t@x.test",
    "a\x7f@x.test",
    "á@x.test",
    "a@x\u2028.test",
    "a@\uff58.test",
    "a",
    "@x.test",
    "a@",
    "",
    f"{'a' * 65}@x.test",
    f"a@{'x' * 256}",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_addresses(files: CertificateFiles, client: Client, odd: str) -> None:
    with smtp_server(files) as server:
        error = client.failure(server, sender=odd)
        assert (type(error), error.step) == (SenderRefused, "sender")
        assert not server.said(b"MAIL")
        error = client.failure(server, to=("a@x.test", odd))
        assert (type(error), error.step) == (RecipientsRefused, "recipient")
        assert not server.said(b"RCPT|DATA")
        assert {line.split()[0].upper() for talk in server.talks for line in talk.commands} == {
            b"EHLO", b"STARTTLS", b"AUTH", b"MAIL", b"QUIT",
        }  # fmt: skip


@pytest.mark.parametrize("address", ["a@x.test", "a+b=c@x.test", "o'neil/x@x-y.test", USER])
def test_good_addresses(files: CertificateFiles, client: Client, address: str) -> None:
    with smtp_server(files) as server:
        client.send(server, sender=address, to=(address,))
        assert server.received[0][:2] == (address, (address,))


def test_an_envelope_id_is_encoded(files: CertificateFiles, client: Client) -> None:
    """RFC 3461 4: xtext."""
    with smtp_server(files) as server, client.open(server) as session:
        session.send(Envelope(USER, ("a@x.test",), "a b\r\nQUIT>é"), b"x", lambda: None)
    assert server.said(b"MAIL")[0].endswith(b" ENVID=a+20b+0D+0AQUIT>+C3+A9")
    assert len(server.received) == 1
