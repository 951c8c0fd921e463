"""TLS with SEFAZ: what is sent, and what is said when it fails."""

import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from integrador.certificates import find, look
from integrador.errors import EngineMissing, TokenMissing
from integrador.keys import Keyring
from integrador.keys.token_key import TokenKey
from integrador.references import CertificateRef
from integrador.transport import CurlTransport, memory_options
from malote.certificates.pfx import OpenedPfx
from malote.errors import (
    MaloteError,
    SefazCertificateRefused,
    SefazNonsense,
    SefazUncertain,
    SefazUnreachable,
)
from tests.cards.asked import User
from tests.cards.authority import Identity, authority
from tests.cards.conftest import NOW, TAX_ID
from tests.cards.driver import Driver
from tests.cards.server import Mood, serving
from tests.softhsm import SoftToken, add_certificate, make_token

V12, V13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


@pytest.fixture
def key(ref: CertificateRef, token: SoftToken) -> Iterator[TokenKey]:
    keyring = Keyring(User(token.pin))
    found = keyring.key(ref)
    assert isinstance(found, TokenKey)
    yield found
    keyring.close()


@pytest.fixture
def opened(root: Identity) -> OpenedPfx:
    a1 = root.a1(TAX_ID)
    return OpenedPfx(a1.key, a1.certificate, ())


@pytest.mark.parametrize("tls", [V12, V13], ids=["1.2", "1.3"])
def test_token_is_the_client(
    tls: ssl.TLSVersion, key: TokenKey, driver: Driver, root: Identity, tmp_path: Path
) -> None:
    with serving(tmp_path, root, tls=tls) as served:
        transport = key.transport(served.roots_pem)
        for body in (b"<first/>", b"<second/>"):
            assert transport.post(served.url, "urn:action", body) == b"<answer/>"
            key.sign(body)
    assert served.clients == [key.certificate] * 2
    headers, body = served.requests[0]
    assert body == b"<first/>"
    assert headers["Content-Type"] == 'application/soap+xml; charset=utf-8; action="urn:action"'
    assert driver.noted("login") == ["login"]  # libcurl's engine never did
    assert not driver.noted("finalize")


def test_token_answers_a_late_demand(key: TokenKey, root: Identity, tmp_path: Path) -> None:
    with serving(tmp_path, root, mood="late demand") as served:
        assert key.transport(served.roots_pem).post(served.url, "a", b"<x/>") == b"<answer/>"
    assert served.clients == [key.certificate]


def test_posts_and_signatures_of_several_threads(
    key: TokenKey, driver: Driver, root: Identity, tmp_path: Path
) -> None:
    with serving(tmp_path, root) as served:
        transport = key.transport(served.roots_pem)

        def work(number: int) -> bytes:
            text = str(number).encode()
            return key.sign(text) if number % 2 else transport.post(served.url, "a", text)

        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(work, range(30)))
    assert {len(each) for each in answers} == {256, len(b"<answer/>")}
    assert len(served.requests) == 15
    assert driver.noted("login") == ["login"]


def test_two_certificates_of_a_token(
    root: Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make_token(tmp_path, root, TAX_ID)
    add_certificate(tmp_path, token.label, token.pin, root, "52998224725", key_id="01")
    for name, value in token.environment.items():
        monkeypatch.setenv(name, value)
    found, _ = find([], NOW)
    user = User(token.pin)
    keyring = Keyring(user)
    with serving(tmp_path, root) as served:
        for each in found:
            keyring.key(each.ref).transport(served.roots_pem).post(served.url, "a", b"<x/>")
    keyring.close()
    assert [sha256(each).hexdigest() for each in served.clients] == [
        each.ref.thumbprint for each in found
    ]
    assert len(found) == 2
    assert len(user.warnings) == 1


def test_pulled_token_sends_nothing(
    key: TokenKey, driver: Driver, root: Identity, tmp_path: Path
) -> None:
    with serving(tmp_path, root) as served:
        transport = key.transport(served.roots_pem)
        transport.post(served.url, "a", b"<x/>")
        driver.do("pulled")
        with pytest.raises(TokenMissing):
            transport.post(served.url, "a", b"<x/>")
        driver.undo("pulled")
        transport.post(served.url, "a", b"<x/>")
    assert len(served.requests) == 2


def test_computer_without_the_engine(
    ref: CertificateRef, token: SoftToken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENSSL_ENGINES", str(tmp_path))
    keyring = Keyring(User(token.pin))
    with pytest.raises(EngineMissing):
        keyring.key(ref).transport("").post("https://localhost:1/", "a", b"<x/>")
    keyring.close()


def test_driver_that_crashes_in_the_handshake_is_uncertain(
    key: TokenKey, driver: Driver, root: Identity, tmp_path: Path
) -> None:
    with serving(tmp_path, root) as served:
        driver.do("crash-signing")
        with pytest.raises(SefazUncertain):
            key.transport(served.roots_pem).post(served.url, "a", b"<x/>")


@pytest.mark.parametrize("tls", [V12, V13], ids=["1.2", "1.3"])
def test_refused_certificate(
    tls: ssl.TLSVersion, opened: OpenedPfx, root: Identity, tmp_path: Path
) -> None:
    with (
        serving(tmp_path, root, trusting=authority("Outra AC"), tls=tls) as served,
        pytest.raises(SefazCertificateRefused),
    ):
        CurlTransport(memory_options(opened), served.roots_pem).post(served.url, "a", b"<x/>")
    assert not served.requests


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        ("403", SefazCertificateRefused),
        ("500", SefazNonsense),
        ("redirect", SefazNonsense),
        ("big", SefazNonsense),
        ("cut", SefazUncertain),
        ("half", SefazUncertain),
        ("slow", SefazUncertain),
    ],
)
def test_answers_that_are_none(
    mood: Mood, error: type[MaloteError], opened: OpenedPfx, root: Identity, tmp_path: Path
) -> None:
    with serving(tmp_path, root, mood=mood) as served:
        transport = CurlTransport(memory_options(opened), served.roots_pem, seconds=2)
        with pytest.raises(MaloteError) as raised:
            transport.post(served.url, "a", b"<x/>")
    assert type(raised.value) is error
    assert len(served.requests) == 1


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("wrong", ["authority", "name", "old TLS"])
def test_server_that_is_not_to_be_trusted(
    wrong: str, opened: OpenedPfx, root: Identity, tmp_path: Path
) -> None:
    tls = ssl.TLSVersion.TLSv1_1 if wrong == "old TLS" else V13
    name = "example.com" if wrong == "name" else "localhost"
    with serving(tmp_path, root, name=name, tls=tls) as served:
        roots = authority("Outra AC").pem if wrong == "authority" else served.roots_pem
        with pytest.raises(SefazUnreachable):
            CurlTransport(memory_options(opened), roots).post(served.url, "a", b"<x/>")
    assert not served.requests


@pytest.mark.parametrize("url", ["https://nowhere.invalid/", "https://localhost:1/"])
def test_nowhere_to_send_to(url: str, opened: OpenedPfx) -> None:
    with pytest.raises(SefazUnreachable):
        CurlTransport(memory_options(opened), "").post(url, "a", b"<x/>")


def test_nothing_is_sent_in_the_clear(opened: OpenedPfx) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        url = f"http://localhost:{plain.getsockname()[1]}/"
        with pytest.raises(SefazUnreachable):
            CurlTransport(memory_options(opened), "", seconds=1).post(url, "a", b"<x/>")
        plain.settimeout(0.1)
        with pytest.raises(TimeoutError):
            plain.accept()


def test_server_that_never_begins_tls_is_unreachable(opened: OpenedPfx) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://localhost:{silent.getsockname()[1]}/"
        begun = time.monotonic()
        with pytest.raises(SefazUnreachable):
            CurlTransport(memory_options(opened), "", seconds=1).post(url, "a", b"<x/>")
        assert time.monotonic() - begun < 10


def test_pfx_key_in_memory(root: Identity, tmp_path: Path) -> None:
    a1 = root.a1(TAX_ID)
    file = tmp_path / "a.pfx"
    file.write_bytes(a1.pfx("senha"))
    user = User("senha")
    keyring = Keyring(user)
    key = keyring.key(look(file, "senha", NOW).ref)
    with serving(tmp_path, root) as served:
        assert key.transport(served.roots_pem).post(served.url, "a", b"<x/>") == b"<answer/>"
    assert served.clients == [a1.certificate.public_bytes(Encoding.DER)]
    assert len(user.warnings) == 1
