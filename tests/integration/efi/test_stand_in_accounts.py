"""Who may ask the stand-in: credentials, tokens and how often."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from local.efi.server import Efi
from tests.integration.efi.client import Client
from tests.integration.efi.server import efi_server


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


def test_how_an_account_says_who_it_is(efi: Efi) -> None:
    client = Client(efi)
    grant = {"grant_type": "client_credentials"}
    basic = client.basic
    token = client.authorized[1]["access_token"]
    for header, body, status in (
        (basic, grant, 200),
        (basic, {}, 400),
        (basic, {"grant_type": "password"}, 400),
        (basic.replace("Basic", "Bearer"), grant, 401),
        ("", grant, 401),
    ):
        got, _ = client("POST", "/authorize", body, Authorization=header)
        assert got == status, (header, body)
    for header, status in ((f"Bearer {token}", 500), (f"Basic {token}", 401), (token, 401)):
        assert client("GET", "/charge/1", Authorization=header)[0] == status, header
    pix = Client(efi, api="pix").authorized[1]["access_token"]
    assert client("GET", "/charge/1", Authorization=f"Bearer {pix}")[0] == 401


def test_tokens_die_and_credentials_are_refused() -> None:
    now = datetime(2026, 5, 4, 12, tzinfo=UTC)
    with efi_server(now=lambda: now, quota=3) as efi:
        client = Client(efi)
        assert client.authorized[1]["expires_in"] == 600
        assert client("GET", "/charge/1")[0] == 500
        now += timedelta(seconds=599)
        assert client("GET", "/charge/1")[0] == 500
        now += timedelta(seconds=1)
        assert client("GET", "/charge/1")[0] == 401
        client = Client(efi)
        assert Client(efi, secret="another").authorized[0] == 401
        efi.control.revoke("client-1")
        assert client("GET", "/charge/1")[0] == 401
        assert Client(efi).authorized[0] == 401
        efi.control.restore("client-1")
        assert client("GET", "/charge/1")[0] == 500
        assert client("GET", "/charge/1")[0] == 429
        asked = [client("GET", "/notification/x")[0] for _ in range(7)]
        assert asked == [500] * 6 + [429]  # notifications may be asked for twice as often
        assert Client(efi, 1)("GET", "/charge/1")[0] == 500
        now += timedelta(days=1)
        assert Client(efi)("GET", "/charge/1")[0] == 500
