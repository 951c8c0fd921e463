"""What is called because a tenant says so: public mail servers, and nothing else."""

import errno
import socket
import time
from collections.abc import Callable, Sequence
from threading import BoundedSemaphore, Event

import pytest

from malote.adapters import dialer as module
from malote.adapters.dialer import UNREACHABLE, AddressInfo, Dialer
from malote.errors import HostUnknown, HostUnreachable
from tests.fakes.network import Calls, Names
from tests.hostile_hosts import FORMS, INSIDE, METADATA, THIS_MACHINE
from tests.unit.test_mail_hosts import FORBIDDEN

GOOD, ALSO_GOOD, GOOD_6 = "93.184.215.14", "1.1.1.1", "2606:4700::1111"
LOCAL: dict[str, list[Sequence[str]]] = {
    name: [["127.0.0.1"]]
    for name in ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
}


def refused(dialer: Dialer, host: str = "mail.test", port: int = 993, seconds: float = 5) -> None:
    with pytest.raises(HostUnreachable) as caught:
        dialer.connect(host, port, 993, time.monotonic() + seconds, 5)
    assert type(caught.value) is HostUnreachable
    assert caught.value.detail == UNREACHABLE
    assert caught.value.__context__ is None  # nor does a traceback say more


def accepted(dialer: Dialer, host: str = "mail.test", port: int = 993) -> None:
    dialer.connect(host, port, 993, time.monotonic() + 5, 5).close()


@pytest.mark.parametrize("host", FORMS)
def test_a_hostile_host_is_not_called(host: str) -> None:
    names, calls = Names(LOCAL), Calls()
    refused(Dialer(lookup=names.lookup, dial=calls.dial), host)
    assert calls.made == []


def test_what_is_no_host_is_not_even_looked_up() -> None:
    names = Names()
    for host in ("0x7f.1", "①②⑦.⓪.⓪.①", "mail.test\0", "ana@mail.test", "ｍａｉｌ。test"):
        refused(Dialer(lookup=names.lookup), host)
    assert names.asked == ["mail.test"]


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len({*THIS_MACHINE, *METADATA, *INSIDE}) > 120


@pytest.mark.parametrize("address", [a for a in FORBIDDEN if "%" not in a])
@pytest.mark.parametrize("first", [True, False])
def test_one_forbidden_address_forbids_them_all(address: str, first: bool) -> None:
    both = [address, GOOD] if first else [GOOD, address]
    names, calls = Names({"mail.test": [both]}), Calls()
    refused(Dialer(lookup=names.lookup, dial=calls.dial))
    assert calls.made == []


def test_a_public_server_is_called_by_its_address() -> None:
    names, calls = Names({"mail.test": [[GOOD_6, GOOD]]}), Calls()
    accepted(Dialer(lookup=names.lookup, dial=calls.dial))
    assert calls.made == [(GOOD_6, 993)]


def test_each_address_is_tried_in_turn() -> None:
    names, calls = Names({"mail.test": [[GOOD, ALSO_GOOD]]}), Calls(ConnectionRefusedError())
    refused(Dialer(lookup=names.lookup, dial=calls.dial))
    assert calls.made == [(GOOD, 993), (ALSO_GOOD, 993)]


def test_a_name_that_moves_after_the_check_is_not_followed() -> None:
    names, calls = Names({"mail.test": [[GOOD], ["127.0.0.1"]]}), Calls()
    dialer = Dialer(lookup=names.lookup, dial=calls.dial)
    accepted(dialer)
    assert (names.asked, calls.made) == (["mail.test"], [(GOOD, 993)])
    refused(dialer)
    assert len(calls.made) == 1


@pytest.mark.parametrize("port", [22, 25, 80, 143, 465, 587, 9001, 65535])
def test_other_ports_are_not_called(port: int) -> None:
    names, calls = Names({"mail.test": [[GOOD]], "localhost": [["127.0.0.1"]]}), Calls()
    refused(Dialer(lookup=names.lookup, dial=calls.dial), port=port)
    refused(Dialer(loopback=True, lookup=names.lookup, dial=calls.dial), port=port)
    assert calls.made == []
    accepted(Dialer(loopback=True, lookup=names.lookup, dial=calls.dial), "localhost", port)
    assert calls.made == [("127.0.0.1", port)]


@pytest.mark.parametrize("host", [*METADATA, *INSIDE, "0.0.0.0", "::", "::ffff:127.0.0.1"])
def test_loopback_allows_nothing_but_this_machine(host: str) -> None:
    calls = Calls()
    refused(Dialer(loopback=True, lookup=Names().lookup, dial=calls.dial), host)
    assert calls.made == []


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
        ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
        TimeoutError("timed out"),
        OSError(errno.EHOSTUNREACH, "No route to host"),
        OSError(errno.ENETUNREACH, "Network is unreachable"),
        PermissionError(errno.EACCES, "Permission denied"),
    ],
)
def test_whatever_the_cause_the_words_are_the_same(error: OSError) -> None:
    calls = Calls(error)
    refused(Dialer(lookup=Names({"mail.test": [[GOOD]]}).lookup, dial=calls.dial))
    assert calls.made


@pytest.mark.parametrize(
    "answer",
    [socket.gaierror(socket.EAI_AGAIN, "again"), UnicodeError("idna"), OSError("?"), ValueError()],
)
def test_a_resolver_that_fails(answer: Exception) -> None:
    def lookup(name: str, port: int) -> Sequence[AddressInfo]:
        raise answer

    refused(Dialer(lookup=lookup))
    refused(Dialer(lookup=lambda *_: []))


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_NODATA])
@pytest.mark.parametrize(
    "host", ["imap.fornecedor.com.br", "Mail.Invalid", "a.xn--p1ai", "órgão.gov.br"]
)
def test_a_public_name_that_is_not_there_is_told(code: int, host: str) -> None:
    with pytest.raises(HostUnknown) as caught:
        Dialer(lookup=_fails(code)).connect(host, 993, 993, time.monotonic() + 5, 5)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("code", "host"),
    [
        (socket.EAI_AGAIN, "imap.fornecedor.com.br"),
        (socket.EAI_FAIL, "imap.fornecedor.com.br"),
        (socket.EAI_NONAME, "fornecedor"),
        (socket.EAI_NONAME, "invalid"),
        (socket.EAI_NONAME, "127.0.0.1"),
        (socket.EAI_NONAME, "ip-10-0-0-1.ec2.internal"),
        (socket.EAI_NONAME, "router.home"),
        (socket.EAI_NODATA, "1.0.0.10.in-addr.arpa"),
    ],
)
def test_of_other_names_nothing_is_told(code: int, host: str) -> None:
    refused(Dialer(lookup=_fails(code)), host)


def _fails(code: int) -> Callable[[str, int], Sequence[AddressInfo]]:
    def lookup(name: str, port: int) -> Sequence[AddressInfo]:
        raise socket.gaierror(code, "no")

    return lookup


def test_the_deadline_is_past() -> None:
    calls = Calls()
    dialer = Dialer(lookup=Names({"mail.test": [[GOOD]]}).lookup, dial=calls.dial)
    refused(dialer, seconds=-1)
    assert calls.made == []


def test_no_address_is_tried_after_the_deadline() -> None:
    calls = Calls()

    def dial(info: AddressInfo, seconds: float) -> socket.socket:
        time.sleep(seconds)
        calls.dial(info, seconds).close()
        raise TimeoutError

    names = Names({"mail.test": [[GOOD, ALSO_GOOD, GOOD_6]]})
    refused(Dialer(lookup=names.lookup, dial=dial), seconds=0.1)
    assert calls.made == [(GOOD, 993)]


def test_a_resolver_that_hangs_costs_no_more_than_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = BoundedSemaphore(2)
    monkeypatch.setattr(module, "_LOOKUPS", places)
    answers, asked, calls = Event(), [], Calls()

    def lookup(name: str, port: int) -> Sequence[AddressInfo]:
        asked.append(name)
        answers.wait(30)
        return Names({"mail.test": [[GOOD]]}).lookup(name, port)

    began = time.monotonic()
    for _ in range(4):
        refused(Dialer(lookup=lookup, dial=calls.dial), seconds=0.1)
    assert time.monotonic() - began < 3
    assert len(asked) == 2  # the others waited for a place, not for an answer
    answers.set()
    accepted(Dialer(lookup=lookup, dial=calls.dial))
    assert calls.made == [(GOOD, 993)]
    assert all(places.acquire(timeout=30) for _ in range(2))  # each gave its place back
