"""Servers that are not what they should be: one error, in time, and nothing asked twice."""

import json
import socket
import ssl
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from local.ca import ensure_certificates
from malote.adapters.tls import tls_context
from malote.errors import EfiUnavailable, EfiUncertain
from tests.integration.efi.asking import ask, client_of, issue
from tests.integration.efi.saying import MADE, Say, http, saying, told
from tests.integration.imap.certificates import wrong_certificates


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
        http(b"[" * 100_000),
        http(b'{"code": 200, "data": ' + b'{"a":' * 5000),
        http(b"\xff\xfe\x00"),
        http(b'{"code": 200, "data": {"charge_id": 1' + b"0" * 5000 + b"}}"),
        http(b"{}"),
        http(b"null"),
        http(json.dumps({"code": 500, "data": MADE}).encode()),
        http(b"", "204 No Content"),
        http(b"", "301 Moved", "Location: https://evil.example/"),
        http(b"", "302 Found", "Location: /v1/charge/one-step"),
        http(b"{}", "599 What"),
        http(json.dumps({"code": True, "error": "x"}).encode(), "500 Oops"),
        http(b"\x1f\x8b" + bytes(50), "200 OK", "Content-Encoding: gzip"),
    ],
    ids=lambda answer: answer[:40].decode("latin-1") + str(len(answer)),
)
def test_nonsense(answer: bytes) -> None:
    with saying(answer) as server, pytest.raises(EfiUncertain):
        issue(server.url)
    assert len(server.heard) == 1
    with saying(answer) as server, pytest.raises(EfiUnavailable):
        ask(server.url)
    assert len(server.heard) == 3


def dripping(start: bytes, piece: bytes) -> Say:
    def drip(client: socket.socket) -> None:
        client.sendall(start)
        with suppress(OSError):
            while True:
                client.sendall(piece)
                time.sleep(0.05)

    return drip


SILENCE = dripping(b"", b"")
A_BODY = dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ")


@pytest.mark.parametrize(
    ("say", "over_tls"),
    [
        (SILENCE, False),
        (SILENCE, True),
        (dripping(b"HTTP/1.1 200 OK\r\nX: ", b"y"), False),
        (dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), False),
        (A_BODY, False),
        (A_BODY, True),
        (dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" "), False),
        (dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"), False),
    ],
    ids=[
        "silence", "silence over TLS", "a line", "headers", "a body", "a body over TLS",
        "a body to the end", "chunks",
    ],
)  # fmt: skip
def test_a_drip_ends_at_the_deadline(say: Say, over_tls: bool, tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path)
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(files.certificate, files.key)
    trusting = partial(tls_context, files.ca.read_text())
    with saying(say, server_side if over_tls else None) as server:
        begun = time.monotonic()
        with pytest.raises(EfiUncertain):
            issue(server.url, seconds=0.7, tls=trusting)
        assert time.monotonic() - begun < 2
        assert len(server.heard) == 1


def test_a_document_that_was_cut_is_none() -> None:
    drip = dripping(b"HTTP/1.1 200 OK\r\n\r\n%PDF", b"x")
    with saying(drip) as server, pytest.raises(EfiUnavailable):
        client_of(server.url, 0.5).document(f"{server.url}/1.pdf")


def test_an_answer_without_end() -> None:
    def flood(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError):
            while True:
                client.sendall(b" " * 1_000_000)

    with saying(flood) as server, pytest.raises(EfiUncertain):
        issue(server.url)
    large = http(b"%PDF" + bytes(5 * 1024 * 1024))
    with saying(large) as server, pytest.raises(EfiUnavailable):
        client_of(server.url).document(f"{server.url}/1.pdf")


@pytest.mark.parametrize("answer", [http(b"<html>"), http(b"", "302 Found", "Location: /x.pdf")])
def test_a_document_that_is_none(answer: bytes) -> None:
    with saying(answer) as server, pytest.raises(EfiUnavailable):
        client_of(server.url).document(f"{server.url}/1.pdf")
    assert {heard.split(b" ")[1] for heard in server.heard} == {b"/1.pdf"}
    assert not any(b"Authorization" in heard for heard in server.heard)
    assert server.authorized == 0


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return dict(wrong_certificates(tmp_path_factory.mktemp("wrong")))


@pytest.mark.parametrize("fault", ["of another name", "expired", "self-signed"])
def test_a_server_that_is_not_efi_is_told_nothing(wrong: dict[str, Any], fault: str) -> None:
    files = wrong[fault]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    trusting = partial(tls_context, files.ca.read_text())
    with saying(told(MADE), context) as server, pytest.raises(EfiUnavailable):
        issue(server.url, tls=trusting)
    assert (server.authorized, server.heard) == (0, [])
