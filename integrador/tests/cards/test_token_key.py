"""Signatures by a key that cannot leave its token."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from integrador.certificates import find
from integrador.errors import KeyMissing, ModuleUnusable, TokenMissing
from integrador.keys import Keyring
from integrador.references import CertificateRef
from tests.cards.asked import User
from tests.cards.authority import Identity
from tests.cards.conftest import NOW
from tests.cards.driver import Driver
from tests.softhsm import MODULE, SoftToken, make_token


def verify(token: SoftToken, signature: bytes, data: bytes, hash_: HashAlgorithm) -> None:
    public = token.certificate.public_key()
    assert isinstance(public, RSAPublicKey)
    public.verify(signature, data, PKCS1v15(), hash_)


def test_signatures_are_those_of_its_certificate(ref: CertificateRef, token: SoftToken) -> None:
    keyring = Keyring(User(token.pin))
    key = keyring.key(ref)
    verify(token, key.sign(b"data"), b"data", SHA1())
    verify(token, key.prove(b"data"), b"data", SHA256())
    assert key.certificate == token.certificate.public_bytes(Encoding.DER)
    keyring.close()


def test_card_that_leaves_digests_to_others(
    tmp_path: Path, root: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = "-CKM_SHA1_RSA_PKCS,CKM_SHA256_RSA_PKCS"
    token = make_token(tmp_path, root, "52998224725", mechanisms=without)
    for name, value in token.environment.items():
        monkeypatch.setenv(name, value)
    (found,), _ = find([], NOW)
    keyring = Keyring(User(token.pin))
    key = keyring.key(found.ref)
    verify(token, key.sign(b"data"), b"data", SHA1())
    verify(token, key.prove(b"data"), b"data", SHA256())
    keyring.close()


def test_key_cannot_leave_its_token(token: SoftToken) -> None:
    script = (
        "import pkcs11, sys\n"
        f"token = pkcs11.lib({MODULE!r}).get_token(token_label={token.label!r})\n"
        f"key = token.open(user_pin={token.pin!r}).get_key(pkcs11.ObjectClass.PRIVATE_KEY)\n"
        "assert not key[pkcs11.Attribute.EXTRACTABLE]\n"
        "try: key[pkcs11.Attribute.PRIVATE_EXPONENT]\n"
        "except pkcs11.AttributeSensitive: sys.exit(42)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 42


def test_threads_take_turns(ref: CertificateRef, driver: Driver, token: SoftToken) -> None:
    user = User(token.pin)
    keyring = Keyring(user)
    texts = [f"text {number}".encode() for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        signatures = list(pool.map(lambda text: keyring.key(ref).sign(text), texts))
    for text, signature in zip(texts, signatures, strict=True):
        verify(token, signature, text, SHA1())
    assert driver.noted("login") == ["login"]
    assert len(user.warnings) == 1
    keyring.close()


def test_driver_that_crashes_is_started_again(
    ref: CertificateRef, driver: Driver, token: SoftToken
) -> None:
    user = User(token.pin)
    keyring = Keyring(user)
    key = keyring.key(ref)
    driver.do("crash-signing")
    with pytest.raises(ModuleUnusable):
        key.sign(b"data")
    driver.undo("crash-signing")
    verify(token, key.sign(b"data"), b"data", SHA1())
    assert len(user.warnings) == 1
    keyring.close()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"thumbprint": sha256(b"another").hexdigest()}, KeyMissing),
        ({"object_id": "ffff"}, KeyMissing),
        ({"token_serial": "another"}, TokenMissing),
        ({"module": "/nonexistent/driver.so"}, ModuleUnusable),
    ],
    ids=["certificate", "key", "token", "driver"],
)
def test_what_is_no_longer_there(
    change: dict[str, str],
    error: type[Exception],
    ref: CertificateRef,
    token: SoftToken,
) -> None:
    with pytest.raises(error):
        Keyring(User(token.pin)).key(ref.model_copy(update=change))


def test_closing_does_not_wait_for_an_answer(ref: CertificateRef) -> None:
    asked, closed = Event(), Event()

    def ask(_certificate: CertificateRef, _warning: str) -> str:
        asked.set()
        assert closed.wait(10)
        return "123456"

    keyring = Keyring(ask)
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(keyring.key, ref)
        assert asked.wait(10)
        keyring.close()
        closed.set()
        with pytest.raises(ModuleUnusable):
            opening.result(10)
