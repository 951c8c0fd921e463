"""The demo's own mail servers, with the adapter as their client."""

import json
import smtplib
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.errors import CredentialsRefused, FolderMissing
from malote.mailboxes.models import Mailbox
from malote.mailboxes.parts import unpack_part
from malote.unpacking.caps import Budget
from malote.unpacking.encodings import decode
from malote.unpacking.unpack import Candidate
from tests.fakes.credentials import password as a_password
from tests.integration.dovecot import free_ports
from tests.integration.imap.conftest import mailbox_at, soon

ANA, PASSWORD = "ana@empresa.test", "sen:ha ç"
NFE = b"<?xml version='1.0'?><nfeProc>" + b"<det/>" * 500 + b"</nfeProc>"


class Running:
    """The servers as a person runs them: in a process of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.imap_port, self.smtp_port = free_ports(2)
        self.set_users({ANA: PASSWORD})
        self.start()
        self.tls: ssl.SSLContext = tls_context((home / "ca" / "ca.pem").read_text())
        self.server = ImapServer(self.tls, dialer=Dialer(loopback=True))
        self.mailbox = mailbox_at(self.imap_port, username=ANA)

    def set_users(self, users: dict[str, str]) -> None:
        (self.home / "users.json").write_text(json.dumps(users))

    def start(self) -> None:
        command = [sys.executable, "-m", "local.mailserver", "--home", str(self.home)]
        command += ["--users", str(self.home / "users.json")]
        command += ["--imap-port", str(self.imap_port), "--smtp-port", str(self.smtp_port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout
        assert b"IMAP on" in self.process.stdout.readline()

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(5) == 0

    def send(self, mail: EmailMessage, to: str = ANA) -> None:
        with smtplib.SMTP("localhost", self.smtp_port) as client:
            client.starttls(context=self.tls)
            client.send_message(mail, "nfe@fornecedor.test", [to])

    def uids(self, password: str = PASSWORD, **settings: Any) -> list[int]:
        mailbox: Mailbox = self.mailbox.model_copy(update=settings)
        with self.server.open(mailbox, a_password(password), soon()) as folder:
            return [uid for window in folder.uids_after(0) for uid in window]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    servers = Running(tmp_path_factory.mktemp("mailserver"))
    yield servers
    servers.stop()


@pytest.fixture
def fresh(running: Running) -> Running:
    """With a mailbox that nobody has used."""
    address = f"user{time.monotonic_ns()}@empresa.test"
    running.set_users({ANA: PASSWORD, address: PASSWORD})
    running.mailbox = mailbox_at(running.imap_port, username=address)
    return running


def mail(*attachments: bytes | EmailMessage) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "nfe@fornecedor.test", "notas"
    message.set_content("Segue.")
    for each in attachments:
        if isinstance(each, EmailMessage):
            message.add_attachment(each)
        else:
            message.add_attachment(each, maintype="application", subtype="xml", filename="n.xml")
    return message


def test_from_smtp_to_documents(fresh: Running) -> None:
    to = fresh.mailbox.username
    fresh.send(mail(NFE), to)
    assert fresh.uids() == [1]
    fresh.send(mail(mail(NFE), mail(mail(NFE))), to)
    assert fresh.uids() == [1, 2]
    documents = []
    with fresh.server.open(fresh.mailbox, a_password(PASSWORD), soon()) as folder:
        for message in folder.survey([1, 2, 3]):
            assert b"Subject: notas\r\n" in message.headers
            assert message.parts
            parts = {part.section: part for part in message.parts}
            peeks = folder.fetch({message.uid: list(parts)}, first_bytes=20)
            whole = folder.fetch({message.uid: list(parts)})
            for section, part in parts.items():
                encoded = whole[message.uid, section]
                assert peeks[message.uid, section] == encoded[:20]
                found = unpack_part(part, decode(encoded, part.encoding), Budget())
                if part.content_type == "application/xml":
                    documents += [each.content for each in found if isinstance(each, Candidate)]
    assert documents == [NFE] * 3


def test_marks(fresh: Running) -> None:
    for _ in range(3):
        fresh.send(mail(NFE), fresh.mailbox.username)
    writing = fresh.mailbox.model_copy(update={"after_import": "move"})
    with fresh.server.open(writing, a_password(PASSWORD), soon()) as folder:
        folder.mark_seen([1])
        folder.move([2], "Lidos é")
    assert fresh.uids() == [1, 3]
    assert fresh.uids(folder="Lidos é") == [1]
    with pytest.raises(FolderMissing):
        fresh.uids(folder="nada")


def test_everything_survives_a_restart(fresh: Running) -> None:
    fresh.send(mail(NFE), fresh.mailbox.username)
    assert fresh.uids() == [1]
    with fresh.server.open(fresh.mailbox, a_password(PASSWORD), soon()) as folder:
        before = folder.uid_validity
    fresh.stop()
    fresh.start()
    fresh.send(mail(), fresh.mailbox.username)
    assert fresh.uids() == [1, 2]
    with fresh.server.open(fresh.mailbox, a_password(PASSWORD), soon()) as folder:
        assert folder.uid_validity == before


def test_a_password_changes_at_once(fresh: Running) -> None:
    fresh.set_users({fresh.mailbox.username: "nova"})
    with pytest.raises(CredentialsRefused):
        fresh.uids()
    assert fresh.uids(password="nova") == []
    fresh.set_users({})
    with pytest.raises(CredentialsRefused):
        fresh.uids(password="nova")


def test_an_unknown_recipient(running: Running) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        running.send(mail(NFE), "ninguem@empresa.test")
    assert caught.value.recipients["ninguem@empresa.test"][0] == 550
