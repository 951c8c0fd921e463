"""Nothing secret is told: not by an error, a log or a repr, whatever Efí repeats."""

import base64
import json
import logging
import socket
import ssl
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from malote.adapters.efi import EfiClient, certificate
from malote.errors import EfiError
from tests.canaries import Canaries
from tests.integration.efi.asking import (
    ACCOUNT,
    NOTIFY,
    Counted,
    Secrets,
    asking,
    charge,
    pix_charge,
)
from tests.integration.efi.client_certificates import client_certificate
from tests.integration.efi.saying import http, saying

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": lambda secret: secret,
    "in base64": lambda secret: base64.b64encode(f"client-1:{secret}".encode()).decode(),
    "in hex": lambda secret: secret.encode().hex(),
}
STATUSES = ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "429 Too Many", "500 Oops"]


@pytest.mark.parametrize(
    ("status", "form"),
    [(each, "as it is") for each in STATUSES]
    + [(STATUSES[0], "in base64"), (STATUSES[0], "in hex")],
)
def test_a_server_that_repeats_them(
    status: str, form: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(certificate, "present", lambda *_: None)
    canaries = Canaries()
    client_secret = canaries.plant("client secret")
    hmac, password = canaries.plant("hmac"), canaries.plant("password of the certificate")
    token = canaries.plant("access token", "-._~+/=")
    kept = Secrets()
    kept.kept[ACCOUNT.secret_name] = replace(
        kept.kept[ACCOUNT.secret_name],
        client_secret=SecretStr(client_secret),
        hmac=SecretStr(hmac),
        pix_password=SecretStr(password),
    )
    granted = json.dumps({"access_token": token, "expires_in": 600}).encode()
    told: list[str] = []
    for secret in (client_secret, hmac, password, token):
        words = {"code": 3500034, "error": "x", "error_description": f"é {FORMS[form](secret)}"}
        with saying(http(json.dumps(words).encode(), status)) as server:
            server.granting = http(granted)
            client = asking(server.url, kept, Counted())
            told += _failures(client)
            if secret != token:  # which nobody has yet
                server.granting = http(json.dumps(words).encode(), status)
                told += _failures(asking(server.url, kept, Counted()))
            told += [repr(client), repr(vars(client)), repr(vars(vars(client)["_sessions"]))]
            told += map(repr, vars(vars(client)["_sessions"])["_slots"].values())
    assert canaries.found("\n".join(told)) == []
    assert canaries.found(caplog.text) == []
    heard = server.heard[0]
    assert canaries.found(heard) == ["access token"]  # it was there to be told


def _failures(client: EfiClient) -> list[str]:
    told = []
    asks: list[Callable[[], object]] = [
        lambda: client.issue(ACCOUNT, charge(), NOTIFY),
        lambda: client.issue_pix(ACCOUNT, pix_charge()),
        lambda: client.charge(ACCOUNT, 7),
    ]
    for ask in asks:
        with pytest.raises(EfiError) as raised:
            ask()
        error = raised.value
        told += [*traceback.format_exception(error), repr(error), str(vars(error))]
        assert error.__cause__ is None
    return told


def test_a_connection_that_dies_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = Canaries()
    kept = Secrets()
    secret = canaries.plant("client secret")
    kept.kept[ACCOUNT.secret_name] = replace(
        kept.kept[ACCOUNT.secret_name], client_secret=SecretStr(secret)
    )

    def reset(client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with saying(reset) as server:
        told = _failures(asking(server.url, kept, Counted()))
    assert canaries.found("\n".join(told) + caplog.text) == []


def test_an_error_of_the_certificate_tells_nothing_of_it(tmp_path: Path) -> None:
    canaries = Canaries()
    password = canaries.plant("password")
    pfx = client_certificate(tmp_path, "another").pfx
    secret = replace(Secrets().kept[ACCOUNT.secret_name], pix_pfx=pfx)
    for each in (SecretStr(password), None):
        with pytest.raises(EfiError) as raised:
            certificate.present(ssl.create_default_context(), replace(secret, pix_password=each))
        told = [*traceback.format_exception(raised.value), repr(secret)]
        assert canaries.found("\n".join(told)) == []
        assert pfx.hex()[:40] not in "\n".join(told)
