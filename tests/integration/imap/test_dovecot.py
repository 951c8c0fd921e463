"""The adapter against the real thing: logging in, finding what is new, and leaving marks."""

import ssl
from concurrent.futures import ThreadPoolExecutor

import pytest

from malote.adapters import imap_folder
from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.errors import (
    CredentialsRefused,
    FolderMissing,
    HostUnreachable,
    MailboxTimeout,
    TlsFailed,
)
from malote.mailboxes.models import Mailbox
from malote.ports import MailServer
from tests.fakes.credentials import password as a_password
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import PASSWORD, mailbox_at, soon
from tests.integration.imap.proxy import proxy_to

MAIL = b"From: a@b.test\r\nSubject: nota\r\n\r\ncorpo\r\n"


def uids(
    server: MailServer, mailbox: Mailbox, last: int = 0, password: str = PASSWORD
) -> list[int]:
    with server.open(mailbox, a_password(password), soon()) as folder:
        return [uid for window in folder.uids_after(last) for uid in window]


def test_what_is_new(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    assert uids(server, mailbox) == []
    dovecot.deliver(mailbox.username, MAIL, MAIL)
    assert uids(server, mailbox) == [1, 2]
    assert uids(server, mailbox, last=1) == [2]
    assert uids(server, mailbox, last=2) == []
    assert uids(server, mailbox, last=900) == []  # n:* alone would give the last one


def test_starttls(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, MAIL)
    settings = {"port": dovecot.starttls_port, "security": "starttls"}
    assert uids(server, mailbox.model_copy(update=settings)) == [1]


def test_credentials_refused(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    with pytest.raises(CredentialsRefused) as caught:
        uids(server, mailbox, password="not-this-one")
    assert "not-this-one" not in str(caught.value)
    dovecot.set_password(mailbox.username, "nova")
    with pytest.raises(CredentialsRefused):
        uids(server, mailbox)
    assert uids(server, mailbox, password="nova") == []


def test_a_password_beyond_ascii(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    dovecot.set_password(mailbox.username, "maçã-7")
    assert uids(server, mailbox, password="maçã-7") == []
    with pytest.raises(CredentialsRefused):
        uids(server, mailbox, password="maçã-8")


def test_an_unknown_authority(mailbox: Mailbox) -> None:
    with pytest.raises(TlsFailed) as caught:
        uids(ImapServer(tls_context(), dialer=Dialer(loopback=True)), mailbox)
    assert "verify" in str(caught.value) or "issuer" in str(caught.value)


def test_a_certificate_for_another_name(dovecot: Dovecot, server: ImapServer) -> None:
    with proxy_to(dovecot.port, host="127.0.0.2") as proxy, pytest.raises(TlsFailed):
        uids(server, mailbox_at(proxy.port, host="127.0.0.2"))


def test_no_tls_there(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    with pytest.raises(TlsFailed):
        uids(server, mailbox.model_copy(update={"port": dovecot.starttls_port}))


def test_nobody_there(server: ImapServer) -> None:
    with pytest.raises(HostUnreachable):
        uids(server, mailbox_at(1))
    with pytest.raises(HostUnreachable):
        uids(server, mailbox_at(993, host="mail.invalid"))
    with pytest.raises(HostUnreachable):
        uids(server, mailbox_at(993, host="a" * 64 + ".test"))


def test_a_missing_folder(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    elsewhere = mailbox.model_copy(update={"folder": "Notas é"})
    with pytest.raises(FolderMissing):
        uids(server, elsewhere)
    dovecot.make_folder(mailbox.username, "Notas é")
    dovecot.deliver(mailbox.username, MAIL, folder="Notas é")
    assert uids(server, elsewhere) == [1]


def test_an_idle_poll_costs_four_round_trips(
    dovecot: Dovecot, server: ImapServer, mailbox: Mailbox
) -> None:
    dovecot.deliver(mailbox.username, MAIL)
    with proxy_to(dovecot.port) as proxy:
        assert uids(server, mailbox.model_copy(update={"port": proxy.port}), last=1) == []
    # hello; finished, then the greeting; LOGIN; EXAMINE; and LOGOUT, for which nobody waits
    assert proxy.flights == 5


def test_a_new_mail_costs_one_round_trip_more(
    dovecot: Dovecot, server: ImapServer, mailbox: Mailbox
) -> None:
    dovecot.deliver(mailbox.username, MAIL)
    with proxy_to(dovecot.port) as proxy:
        assert uids(server, mailbox.model_copy(update={"port": proxy.port})) == [1]
    assert proxy.flights == 6


def test_large_folders_are_asked_by_windows(
    dovecot: Dovecot, server: ImapServer, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.deliver(mailbox.username, *[MAIL] * 8)
    monkeypatch.setattr(imap_folder, "_WINDOW", 3)
    with server.open(mailbox, a_password(PASSWORD), soon()) as folder:
        assert [list(window) for window in folder.uids_after(0)] == [[1, 2, 3], [4, 5, 6], [7, 8]]
        assert [list(window) for window in folder.uids_after(5)] == [[6, 7, 8]]


def test_another_uidvalidity(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    notes = mailbox.model_copy(update={"folder": "Notas"})
    dovecot.make_folder(mailbox.username, "Notas")
    with server.open(notes, a_password(PASSWORD), soon()) as folder:
        before = folder.uid_validity
    with server.open(notes, a_password(PASSWORD), soon()) as folder:
        assert folder.uid_validity == before
    dovecot.recreate_folder(mailbox.username, "Notas")
    with server.open(notes, a_password(PASSWORD), soon()) as folder:
        assert folder.uid_validity != before


def test_marks(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, *[MAIL] * 4)
    writing = mailbox.model_copy(update={"after_import": "move"})
    with server.open(writing, a_password(PASSWORD), soon()) as folder:
        folder.mark_seen([1, 2])
        folder.move([2, 4], "Notas é")
        folder.move([], "nada")
        folder.mark_seen([1, 2])  # again, one of them moved meanwhile
        folder.move([2, 4], "Notas é")
    assert uids(server, mailbox) == [1, 3]
    assert uids(server, mailbox.model_copy(update={"folder": "Notas é"})) == [1, 2]
    assert flags(dovecot, mailbox) == {"1": "\\Seen", "3": ""}


def test_reading_leaves_no_mark(dovecot: Dovecot, server: ImapServer, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, MAIL)
    with server.open(
        mailbox.model_copy(update={"after_import": "move"}), a_password(PASSWORD), soon()
    ) as folder:
        folder.survey([1])
        folder.fetch({1: ["1", ""]})
    assert flags(dovecot, mailbox) == {"1": ""}


def flags(dovecot: Dovecot, mailbox: Mailbox) -> dict[str, str]:
    listed = dovecot.doveadm(
        "-f", "tab", "fetch", "-u", mailbox.username, "uid flags", "mailbox", "INBOX"
    )
    rows = [line.split("\t") for line in listed.decode().splitlines()[1:]]
    return {uid: found.replace("\\Recent", "").strip() for uid, found in rows}


@pytest.mark.parametrize("pause", [0.1, 60])
def test_the_deadline_is_absolute(
    dovecot: Dovecot, server: ImapServer, mailbox: Mailbox, pause: float
) -> None:
    """One byte now and then resets the socket's timeout for ever."""
    started = soon(0)
    with proxy_to(dovecot.port, pause=pause) as proxy:
        opening = server.open(
            mailbox.model_copy(update={"port": proxy.port}), a_password(PASSWORD), soon(0.7)
        )
        with pytest.raises(MailboxTimeout):
            opening.__enter__()
    assert 0.6 < soon(0) - started < 1.5


def test_the_deadline_holds_between_commands(server: ImapServer, mailbox: Mailbox) -> None:
    with server.open(mailbox, a_password(PASSWORD), deadline := soon(0.3)) as folder:
        while soon(-0.1) < deadline:
            pass
        with pytest.raises(MailboxTimeout):
            folder.survey([1])


def test_threads_share_the_context(dovecot: Dovecot, tls: ssl.SSLContext, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, MAIL)
    server = ImapServer(tls, dialer=Dialer(loopback=True))
    with ThreadPoolExecutor(10) as threads:
        found = list(threads.map(lambda _: uids(server, mailbox), range(30)))
    assert found == [[1]] * 30
