"""Hosts that tenants choose, with real sockets: nobody of ours is called, and TLS is for the name."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from malote.adapters.dialer import UNREACHABLE, AddressInfo, Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.errors import HostUnreachable, MailboxTimeout, TlsFailed
from malote.mailboxes.models import Mailbox
from tests.fakes.credentials import password as a_password
from tests.fakes.network import Calls, Names
from tests.hostile_hosts import THIS_MACHINE
from tests.integration.dovecot import Dovecot, free_ports
from tests.integration.imap.conftest import PASSWORD, mailbox_at, soon


class Listener:
    """Somebody on 127.0.0.1 who counts his callers."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.callers = 0
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self.socket.accept()[0].close()
                self.callers += 1

    def called(self, times: int) -> bool:
        """Whether it was called so often; an accept may be a moment late."""
        until = soon(1)
        while self.callers < times and time.monotonic() < until:
            time.sleep(0.01)
        return self.callers == times


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.close()


def test_no_form_of_this_machine_is_called(listener: Listener) -> None:
    """Its port would do: the address alone is what forbids it."""
    for host in THIS_MACHINE:
        with pytest.raises(HostUnreachable, match=UNREACHABLE):
            Dialer().connect(host, listener.port, listener.port, soon(5), 5)
    # The last to call is the first to be counted.
    Dialer(loopback=True).connect("localhost", listener.port, 993, soon(5), 5).close()
    assert listener.called(1)


@pytest.mark.parametrize(
    "host", ["0x7f.1", "2130706433", "127.1", "0177.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1"]
)
def test_what_is_refused_would_have_been_called(listener: Listener, host: str) -> None:
    socket.create_connection((host, listener.port), 1).close()
    assert listener.called(1)


def opened(server: ImapServer, mailbox: Mailbox, seconds: float = 5) -> HostUnreachable:
    with (
        pytest.raises(HostUnreachable) as caught,
        server.open(mailbox, a_password(PASSWORD), soon(seconds)),
    ):
        pass
    return caught.value


def test_all_that_is_blocked_or_unreachable_is_told_in_one_way(dovecot: Dovecot) -> None:
    """So that nobody learns what listens where, nor which names there are inside."""
    names = Names({"refuses.test": [["93.184.215.14"]], "mixed.test": [["1.1.1.1", "10.0.0.1"]]})
    strict = Dialer(lookup=names.lookup, dial=Calls(ConnectionRefusedError(111, "refused")).dial)
    [closed] = free_ports(1)
    found = [
        opened(ImapServer(tls_context(), dialer=dialer), mailbox_at(port, host=host))
        for dialer, host, port in (
            (Dialer(), "localhost", dovecot.port),
            (Dialer(), "127.0.0.1", 993),
            (Dialer(loopback=True), "localhost", closed),
            (strict, "no-such-name.test", 993),
            (strict, "refuses.test", 993),
            (strict, "refuses.test", 22),
            (strict, "mixed.test", 993),
            (strict, "not a host", 993),
        )
    ]
    assert {(type(error), str(error), error.__context__) for error in found} == {
        (HostUnreachable, f"host_unreachable: {UNREACHABLE}", None)
    }


def test_a_host_that_never_answers_is_no_different() -> None:
    def dial(info: AddressInfo, seconds: float) -> socket.socket:
        time.sleep(seconds + 0.2)  # beyond the deadline, so that the watchdog has barked
        raise TimeoutError("timed out")

    names = Names({"silent.test": [["93.184.215.14"]]})
    server = ImapServer(tls_context(), dialer=Dialer(lookup=names.lookup, dial=dial))
    assert opened(server, mailbox_at(993, host="silent.test"), 0.3).detail == UNREACHABLE


def test_the_certificate_is_verified_for_the_name(dovecot: Dovecot, mailbox: Mailbox) -> None:
    """It is Dovecot's at both names: for localhost, which is not what the tenant wrote."""
    names = Names({"localhost": [["127.0.0.1"]], "mail.test": [["127.0.0.1"]]})
    context = tls_context(dovecot.certificates.ca.read_text())
    server = ImapServer(context, dialer=Dialer(loopback=True, lookup=names.lookup))
    for settings in ({}, {"port": dovecot.starttls_port, "security": "starttls"}):
        here = mailbox.model_copy(update=settings)
        with server.open(here, a_password(PASSWORD), soon()) as folder:
            assert folder.uid_validity
        elsewhere = here.model_copy(update={"host": "mail.test"})
        with (
            pytest.raises(TlsFailed, match=r"mail\.test"),
            server.open(elsewhere, a_password(PASSWORD), soon()),
        ):
            pass


def test_who_answers_and_then_is_silent_is_told(dovecot: Dovecot) -> None:
    """He may be: he listens on a port of mail, where anybody may try."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = ImapServer(tls_context(), dialer=Dialer(loopback=True))
        box = mailbox_at(silent.getsockname()[1])
        with (
            pytest.raises(MailboxTimeout),
            server.open(box, a_password(PASSWORD), soon(0.3)),
        ):
            pass
