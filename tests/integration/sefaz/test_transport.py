"""HTTPS to SEFAZ, against real TLS servers: what was certainly not sent is told from the rest."""

import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path

import pytest

from malote.adapters.sefaz import SefazTransport
from malote.errors import (
    SefazCertificateRefused,
    SefazError,
    SefazNonsense,
    SefazUncertain,
    SefazUnreachable,
)
from tests.integration.efi.saying import Say, http, saying
from tests.integration.imap.certificates import wrong_certificates
from tests.integration.sefaz.mutual import ANSWER, Mutual, mutual
from tests.signing import Identity, authority, certificate
from tests.unit.sefaz.wire import CNPJ, identity, opened, soap

PATH = "/NFeDistribuicaoDFe/NFeDistribuicaoDFe.asmx"
STRANGER = certificate(CNPJ, authority("outra AC"))
BOTH = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sefaz")


def post(server: Mutual, seconds: float = 10, of: Identity | None = None) -> bytes:
    transport = SefazTransport(opened(of or identity()), server.roots, seconds)
    return transport.post(server.url + PATH, "http://x.test/wsdl/X/y", b"<asked/>")


@pytest.mark.parametrize(
    ("version", "late"), [(BOTH[0], False), (BOTH[1], False), (BOTH[1], True)], ids=str
)
def test_each_knows_the_other(folder: Path, version: ssl.TLSVersion, late: bool) -> None:
    with mutual(folder, ANSWER, version, late=late) as server:
        assert post(server) == b"<answer/>"
    assert server.shown == [identity().der]
    ((head, _, body),) = [each.partition(b"\r\n\r\n") for each in server.heard]
    lines = head.decode().split("\r\n")
    assert lines[0] == f"POST {PATH} HTTP/1.1"
    kind = 'Content-Type: application/soap+xml; charset=utf-8; action="http://x.test/wsdl/X/y"'
    assert kind in lines
    assert body == b"<asked/>"


@pytest.mark.parametrize("version", BOTH)
def test_a_certificate_that_is_not_taken(folder: Path, version: ssl.TLSVersion) -> None:
    # With TLS 1.3 it is refused after our side is done: the reset may overtake the alert.
    late = SefazUncertain if version is ssl.TLSVersion.TLSv1_3 else SefazCertificateRefused
    refusals = pytest.raises((SefazCertificateRefused, late))
    with mutual(folder, ANSWER, version) as server, refusals:
        post(server, of=STRANGER)
    assert server.heard == []


FAULT = soap("<soap:Fault><faultstring>Servidor\n em manutenção</faultstring></soap:Fault>")


@pytest.mark.parametrize(
    ("answer", "error", "detail"),
    [
        (http(b"<html>403.7", "403 Forbidden"), SefazCertificateRefused, "HTTP 403"),
        (http(FAULT, "500 Oops"), SefazNonsense, "HTTP 500: Servidor em manutenção"),
        (http(b"<html>", "503 Unavailable"), SefazNonsense, "HTTP 503"),
        (http(b"", "302 Found", "Location: https://evil.example/"), SefazNonsense, "HTTP 302"),
        (http(b"", "204 No Content"), SefazNonsense, "HTTP 204"),
        (b"", SefazUncertain, "sem resposta inteira"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", SefazUncertain, "sem resposta inteira"),
        (http(b"<answer/>")[:-3], SefazUncertain, "sem resposta inteira"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", SefazUncertain, "sem"),
    ],
    ids=lambda each: each[:30].decode("latin-1") if isinstance(each, bytes) else "",
)
def test_what_is_no_answer(
    folder: Path, answer: bytes, error: type[SefazError], detail: str
) -> None:
    with mutual(folder, answer) as server, pytest.raises(error) as caught:
        post(server)
    assert type(caught.value) is error
    assert caught.value.detail.startswith(detail)
    assert len(server.heard) == 1


def drip(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    with suppress(OSError):
        while True:
            client.sendall(b" ")
            time.sleep(0.05)


def silence(client: socket.socket) -> None:
    time.sleep(2)


@pytest.mark.parametrize("say", [drip, silence])
def test_a_slow_answer_ends_at_the_deadline(folder: Path, say: Say) -> None:
    with mutual(folder, say) as server:
        begun = time.monotonic()
        with pytest.raises(SefazUncertain):
            post(server, seconds=0.7)
        assert time.monotonic() - begun < 2


def test_a_page_may_be_large_but_not_endless(folder: Path) -> None:
    large = b"x" * (12 * 1024 * 1024)
    with mutual(folder, http(large)) as server:
        assert post(server) == large

    def flood(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError):
            while True:
                client.sendall(b" " * 1_000_000)

    with mutual(folder, flood) as server, pytest.raises(SefazUncertain) as caught:
        post(server)
    assert "longa demais" in caught.value.detail


@pytest.mark.parametrize("fault", ["of another name", "expired", "self-signed", "of no authority"])
def test_a_server_that_is_not_sefaz_is_told_nothing(folder: Path, fault: str) -> None:
    wrong = dict(wrong_certificates(folder))
    files = wrong.get(fault, wrong["self-signed"])
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(files.certificate, files.key)
    roots = "" if fault == "of no authority" else files.ca.read_text()
    with saying(ANSWER, tls) as server, pytest.raises(SefazUnreachable) as caught:
        post(Mutual(server, roots, []))
    assert caught.value.detail.startswith("o certificado do servidor não é de confiança (")
    assert server.heard == []


def test_nobody_there(folder: Path) -> None:
    with mutual(folder, ANSWER) as server:
        closed = server.url
    transport = SefazTransport(opened(identity()), "", seconds=2)
    for url in (closed, "https://sefaz.invalid"):
        with pytest.raises(SefazUnreachable) as caught:
            transport.post(url, "action", b"")
        assert caught.value.detail.startswith("sem conexão")


def test_a_handshake_without_end() -> None:
    transport = SefazTransport(opened(identity()), "", seconds=0.7)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        begun = time.monotonic()
        with pytest.raises(SefazUnreachable):
            transport.post(f"https://localhost:{listener.getsockname()[1]}", "action", b"")
        assert time.monotonic() - begun < 2


def test_a_key_that_is_not_the_certificates() -> None:
    mixed = opened(Identity(identity().certificate, authority().key))
    with pytest.raises(SefazCertificateRefused):
        SefazTransport(mixed, "")
