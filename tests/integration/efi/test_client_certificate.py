"""The certificate that Pix asks for: from its PKCS#12 file to the handshake, and on no disk."""

import os
import ssl
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from local.efi.server import Tls
from malote.adapters.efi import certificate
from malote.adapters.tls import tls_context
from malote.billing.remote import EfiSecret
from malote.errors import EfiCertificateRefused, EfiUnavailable
from tests.integration.efi.asking import ACCOUNT, Asked, pix_charge
from tests.integration.efi.banking import banking
from tests.integration.efi.client_certificates import ClientCertificate, client_certificate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pix")


@pytest.fixture(scope="module")
def ours(folder: Path) -> ClientCertificate:
    return client_certificate(folder)


@pytest.fixture
def efi(folder: Path, ours: ClientCertificate) -> Iterator[Asked]:
    with banking(folder, ours) as world:
        yield world


def test_the_certificate_is_good_for_all_of_it(efi: Asked, folder: Path) -> None:
    secret = efi.secrets.kept[ACCOUNT.secret_name]
    efi.client.check(ACCOUNT, secret)
    sealed = client_certificate(folder, "senha")
    refused = [
        replace(secret, pix_pfx=None),
        replace(secret, pix_pfx=b"no PKCS#12"),
        replace(secret, pix_pfx=sealed.pfx, pix_password=SecretStr("outra")),
    ]
    for each in refused:
        with pytest.raises(EfiCertificateRefused):
            efi.client.check(ACCOUNT, each)
    opening = replace(secret, pix_pfx=sealed.pfx, pix_password=SecretStr("senha"))
    certificate.present(tls_context(), opening)


def test_a_gateway_that_got_no_certificate(efi: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "present", lambda *_: None)
    with pytest.raises(EfiCertificateRefused):
        efi.client.check(ACCOUNT, efi.secrets.kept[ACCOUNT.secret_name])


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_demands_it_in_the_handshake(
    folder: Path, ours: ClientCertificate, version: ssl.TLSVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def demanding(tls: Tls) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls.certificate, tls.key)
        context.load_verify_locations(ours.ca)
        context.verify_mode = ssl.CERT_REQUIRED
        context.minimum_version = context.maximum_version = version
        return context

    monkeypatch.setattr(Tls, "context", demanding)
    with banking(folder, ours) as efi:
        secret = efi.secrets.kept[ACCOUNT.secret_name]
        assert efi.client.issue_pix(ACCOUNT, pix_charge()).pix_copy_paste
        other = replace(secret, pix_pfx=client_certificate(folder).pfx)
        efi.secrets.kept[ACCOUNT.secret_name] = other
        changed = ACCOUNT.model_copy(update={"revision": "r1"})
        # With TLS 1.3 it is refused after our side is done: the reset may overtake the alert.
        late = EfiUnavailable if version is ssl.TLSVersion.TLSv1_3 else EfiCertificateRefused
        with pytest.raises((EfiCertificateRefused, late)):
            efi.client.issue_pix(changed, pix_charge(2))
        assert len(efi.efi.control.bank.cobs) == 1


_written: list[object] = []
sys.addaudithook(lambda event, given: _written.append(given[0]) if _writes(event, given) else None)


def _writes(event: str, given: tuple[Any, ...]) -> bool:
    by_path = event == "open" and not isinstance(given[0], int)
    return by_path and bool(given[2] & (os.O_WRONLY | os.O_RDWR))


def test_the_key_is_on_no_disk(ours: ClientCertificate, folder: Path) -> None:
    _written.clear()
    (folder / "seen").write_text("by the hook")
    assert len(_written) == 1
    before = len([*Path("/proc/self/fd").iterdir()])
    certificate.present(tls_context(), EfiSecret(SecretStr("s"), pix_pfx=ours.pfx))
    assert len(_written) == 1
    assert len([*Path("/proc/self/fd").iterdir()]) == before
