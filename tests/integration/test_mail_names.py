"""What domains publish of their mail, over real DNS and TLS, and by whom means harm."""

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.ca import CertificateFiles, ensure_certificates
from malote.adapters.dialer import AddressInfo, Dialer
from malote.adapters.mail_names import DnsNames
from malote.adapters.tls import tls_context
from malote.providers.autoconfig import MAX_BYTES
from malote.providers.discovery import discover
from malote.providers.models import Service
from tests.fakes.network import Names
from tests.integration.domains import Web, Zone, dns_server, web_server
from tests.unit.providers.autoconfigs import config, server

DOMAIN = "empresa.com.br"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return ensure_certificates(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def zone() -> Zone:
    return Zone()


@pytest.fixture
def names(zone: Zone) -> Iterator[DnsNames]:
    with dns_server(zone) as resolver:
        yield DnsNames(tls_context, Dialer(lookup=Names().lookup), resolver, dns_seconds=0.5)


def test_mail_exchangers_by_preference(zone: Zone, names: DnsNames) -> None:
    zone.records[DOMAIN, "MX"] = [f"{n} MX{n}.host.net." for n in (60, 5, 100, 20, 9, 11)]
    assert names.mx(DOMAIN) == [f"mx{n}.host.net" for n in (5, 9, 11, 20, 60, 100)]


@pytest.mark.parametrize(
    "target",
    ["0 .", "0 localhost.", "0 127.0.0.1.", "0 db.internal.", "0 a\\032b.host.net.", "0 \\000.net.",
     "0 *.host.net.", "0 169.254.169.254.", "0 2130706433.", "0 \\226\\145\\160.host.net."],
)  # fmt: skip
def test_a_hostile_exchanger_is_none(zone: Zone, names: DnsNames, target: str) -> None:
    zone.records[DOMAIN, "MX"] = [target]
    assert names.mx(DOMAIN) == []


def test_no_more_than_ten_are_looked_at(zone: Zone, names: DnsNames) -> None:
    zone.records[DOMAIN, "MX"] = [f"{n} mx{n}.host.net." for n in range(60)]
    assert names.mx(DOMAIN) == [f"mx{n}.host.net" for n in range(10)]


def test_services(zone: Zone, names: DnsNames) -> None:
    zone.records |= {
        (f"_imaps._tcp.{DOMAIN}", "SRV"): [
            "10 0 993 b.host.net.", "0 1 993 c.host.net.", "0 9 993 a.host.net.",
        ],
        (f"_imap._tcp.{DOMAIN}", "SRV"): ["0 0 0 ."],
        (f"_submission._tcp.{DOMAIN}", "SRV"): ["0 0 25 smtp.host.net.", "1 0 587 localhost."],
    }  # fmt: skip
    assert names.services(DOMAIN) == [
        Service("_imaps", "a.host.net", 993),
        Service("_imaps", "c.host.net", 993),
        Service("_imaps", "b.host.net", 993),
        Service("_submission", "smtp.host.net", 25),
    ]
    assert discover(f"nf@{DOMAIN}", names).imap.host == "a.host.net"
    assert (
        discover(f"nf@{DOMAIN}", names).smtp.host == "smtp.empresa.com.br"
    )  # a guess: not port 25


def test_by_mx_of_a_real_answer(zone: Zone, names: DnsNames) -> None:
    zone.records[DOMAIN, "MX"] = ["0 empresa-com-br.mail.protection.outlook.com."]
    assert discover(f"nf@{DOMAIN}", names).provider == "microsoft-365"
    assert zone.asked == [f"{DOMAIN} MX"]


def test_who_does_not_answer_publishes_nothing(zone: Zone, names: DnsNames) -> None:
    assert discover(f"nf@{DOMAIN}", names).source == "guess"
    zone.silent = True
    began = time.monotonic()
    assert discover(f"nf@{DOMAIN}", names).source == "guess"
    assert time.monotonic() - began < 5


def test_an_answer_that_is_none(
    names: DnsNames, zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone, "answer", lambda wire: b"\xff" * 600)
    assert names.mx("a" * 63 + "." + DOMAIN) == []
    assert names.mx("a" * 64 + ".br") == []


def document(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


GOOD = document(config(server()))


def published(
    files: CertificateFiles, answer: bytes, seconds: float = 5, trusted: Path | None = None
) -> tuple[bytes | None, Web]:
    """What is got of a domain whose web server is ours, called by the names in its certificate."""
    web = Web(lambda talk: talk.sendall(answer))
    with web_server(files, web):
        return fetched(files, web, seconds, trusted), web


def fetched(
    files: CertificateFiles, web: Web, seconds: float = 5, trusted: Path | None = None
) -> bytes | None:
    def lookup(name: str, port: int) -> list[AddressInfo]:
        assert port == 443
        return Names({"localhost": [["127.0.0.1"]]}).lookup(name, web.port)

    context = tls_context((trusted or files.ca).read_text())
    dialer = Dialer(loopback=True, lookup=lookup)
    return DnsNames(lambda: context, dialer, web_seconds=seconds).autoconfig("localhost")


def test_a_document_by_https(files: CertificateFiles) -> None:
    body, web = published(files, GOOD)
    assert body == config(server())
    assert web.asked == ["localhost/.well-known/autoconfig/mail/config-v1.1.xml"]


def test_the_certificate_is_verified(files: CertificateFiles, tmp_path: Path) -> None:
    other = ensure_certificates(tmp_path)
    body, web = published(files, GOOD, trusted=other.ca)
    assert (body, web.asked) == (None, [])


@pytest.mark.parametrize(
    "answer",
    [
        document(b"", "302 Found", "Location: http://169.254.169.254/latest/meta-data/"),
        document(config(server()), "301 Moved", "Location: https://localhost/elsewhere"),
        document(config(server()), "404 Not Found"),
        document(config(server()), "500 Oops"),
        document(b""),
        document(b" " * (MAX_BYTES + 1)),
        b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + b"<a>" * 3_500_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n" + b"a" * 1_000_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 -1 \r\n\r\n",
        b"\x16\x03\x01" * 100,
        b"",
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_answer(files: CertificateFiles, answer: bytes) -> None:
    body, web = published(files, answer)
    assert body is None
    assert len(web.asked) == 1


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"])
def test_a_trickle_ends_at_the_deadline(files: CertificateFiles, first: bytes) -> None:
    def trickle(talk: ssl.SSLSocket) -> None:
        talk.sendall(first)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            talk.sendall(b"H")
            time.sleep(0.05)

    web = Web(trickle)
    began = time.monotonic()
    with web_server(files, web):
        assert fetched(files, web, seconds=0.5) is None
    assert time.monotonic() - began < 5


def test_no_more_is_read_than_is_taken(files: CertificateFiles) -> None:
    def endless(talk: ssl.SSLSocket) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            talk.sendall(b"<a>" * 10_000)

    web = Web(endless)
    began = time.monotonic()
    with web_server(files, web):
        assert fetched(files, web, seconds=20) is None
    assert time.monotonic() - began < 10


def test_only_public_addresses_are_called() -> None:
    """The real dialer's own rule, which its tests show; here that it is asked."""
    calls = Names({DOMAIN: [["169.254.169.254"]], f"autoconfig.{DOMAIN}": [["127.0.0.1"]]})
    names = DnsNames(tls_context, Dialer(lookup=calls.lookup))
    assert names.autoconfig(DOMAIN) is None
    assert calls.asked == [f"autoconfig.{DOMAIN}", DOMAIN]
