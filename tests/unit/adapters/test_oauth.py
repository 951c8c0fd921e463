"""Token endpoints: what is asked over TLS, and that no answer, however odd, does harm."""

import gzip
import json
import math
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from local.ca import ensure_certificates
from malote.adapters.oauth import TokenEndpoints
from malote.adapters.oauth_http import Client
from malote.adapters.tls import tls_context
from malote.errors import AppRefused, ConsentWithdrawn, MailboxError, TokenUnavailable
from malote.mail_accounts import Auth
from tests.integration.authorization_server import (
    Answer,
    AuthorizationServer,
    authorization_server,
)
from tests.unit.adapters.token_world import GOOD, GOOGLE, AnAccount, Misbehaviour, World, send, tell

ODD: tuple[object, ...] = (None, 0, -5, 1e99, "x", "١٢", [], True, 10**12, "1" * 5000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuthorizationServer]:
    with authorization_server(ensure_certificates(tmp_path_factory.mktemp("ca"))) as server:
        yield server


@pytest.fixture
def world(server: AuthorizationServer) -> World:
    server.asked.clear()
    server.misbehaving.clear()
    return World(server)


def test_what_google_is_asked(world: World) -> None:
    given = world.refresh()
    assert given.lifetime == timedelta(hours=1)
    assert given.refresh_token is None
    assert world.server.tokens[given.access_token] == "ana"
    fields = {name: value for name, value in world.grant.fields().items() if name != "directory"}
    assert world.server.asked == [{"grant_type": "refresh_token", **fields}]
    assert "canary" not in repr(given)


@pytest.mark.parametrize(
    ("protocol", "scope"), [("imap", "IMAP.AccessAsUser.All"), ("smtp", "SMTP.Send")]
)
def test_what_microsoft_is_asked_for_a_public_client(
    world: World, protocol: Literal["imap", "smtp"], scope: str
) -> None:
    world.server.misbehaving = [tell(200, GOOD)]
    grant = world.grant.model_copy(update={"client_secret": None})
    world.refresh(AnAccount(Auth.MICROSOFT, protocol), grant)
    (asked,) = world.server.asked
    assert asked["scope"] == f"https://outlook.office.com/{scope} offline_access"
    assert "client_secret" not in asked


def test_the_directory_is_in_microsofts_address(world: World) -> None:
    class Recorder(Client):
        def post(self, url: str, fields: object, deadline: float = math.inf) -> tuple[int, bytes]:
            posted.append(url)
            return 200, json.dumps(GOOD).encode()

    posted: list[str] = []
    endpoints = TokenEndpoints(Recorder(tls_context))
    for directory in ("common", "acme.onmicrosoft.com"):
        grant = world.grant.model_copy(update={"directory": directory})
        endpoints.refresh(AnAccount(Auth.MICROSOFT), grant)
    endpoints.refresh(GOOGLE, world.grant)
    assert posted == [
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/token",
        "https://oauth2.googleapis.com/token",
    ]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (3599, 3599),
        ("3599", 3599),
        (86_400 * 30, 86_400),
        *((each, 0) for each in ODD),
    ],
)
def test_lifetimes(world: World, told: object, seconds: int) -> None:
    world.server.misbehaving = [tell(200, {**GOOD, "expires_in": told})]
    assert world.refresh().lifetime == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "answer", "error", "detail"),
    [
        (400, {"error": "invalid_grant"}, ConsentWithdrawn, "invalid_grant"),
        (
            400,
            {"error": "invalid_grant", "error_codes": [50173, 700082, "canary", True]},
            ConsentWithdrawn,
            "invalid_grant AADSTS50173 AADSTS700082",
        ),
        (400, {"error": "interaction_required"}, ConsentWithdrawn, "interaction_required"),
        (400, {"error": "consent_required"}, ConsentWithdrawn, "consent_required"),
        (401, {"error": "invalid_client"}, AppRefused, "invalid_client"),
        (400, {"error": "unauthorized_client"}, AppRefused, "unauthorized_client"),
        (401, {"error": "deleted_client"}, AppRefused, "deleted_client"),
        (400, {"error": "invalid_scope"}, AppRefused, "invalid_scope"),
        (400, {"error": "temporarily_unavailable"}, TokenUnavailable, "temporarily_unavailable"),
        (400, {"error": "what_is_new"}, TokenUnavailable, "what_is_new"),
        (400, {"error": "canary é"}, TokenUnavailable, "o provedor respondeu 400"),
        (400, {"error": "x" * 41}, TokenUnavailable, "o provedor respondeu 400"),
        (400, {"error": {"code": 400}}, TokenUnavailable, "o provedor respondeu 400"),
        (400, ["invalid_grant"], TokenUnavailable, "o provedor respondeu 400"),
        (404, "canary", TokenUnavailable, "o provedor respondeu 404"),
    ],
)
def test_refusals(
    world: World, status: int, answer: object, error: type[MailboxError], detail: str
) -> None:
    caught = world.refusal(tell(status, answer))
    assert (type(caught), caught.detail) == (error, detail)
    assert caught.said == ("" if detail.startswith("o provedor") else detail)
    assert len(world.server.asked) == 1


@pytest.mark.parametrize(
    "odd",
    [
        send(200, b"<html>canary</html>", Content_Type="text/html"),
        send(200, b""),
        send(200, b"[" * 60_000),
        send(200, json.dumps(GOOD).encode() + b" " * 70_000),
        send(200, gzip.compress(json.dumps(GOOD).encode()), Content_Encoding="gzip"),
        tell(200, [GOOD]),
        tell(200, {**GOOD, "token_type": "mac"}),
        tell(200, {**GOOD, "token_type": None}),
        tell(200, {**GOOD, "access_token": "canary\1auth"}),
        tell(200, {**GOOD, "access_token": "canary\r\n"}),
        tell(200, {**GOOD, "access_token": ""}),
        tell(200, {**GOOD, "access_token": 7}),
        tell(200, {**GOOD, "refresh_token": "canary\r\n"}),
        tell(201, GOOD),
        tell(429, {"error": "invalid_grant"}),
        tell(503, {"error": "invalid_client"}),
        lambda to: to.wfile.write(b"canary, not HTTP\r\n\r\n"),
    ],
)
def test_odd_answers(world: World, odd: Misbehaviour) -> None:
    assert type(world.refusal(odd, odd)) is TokenUnavailable


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(world: World, status: int) -> None:
    elsewhere = send(status, b"", Location=world.server.token_url)
    assert type(world.refusal(elsewhere)) is TokenUnavailable
    assert len(world.server.asked) == 1


@pytest.mark.parametrize(
    ("passing", "waited"),
    [
        (send(500, b"canary"), [0]),
        (send(503, b"", Retry_After="1"), [1]),
        (send(429, b"", Retry_After="2"), [2]),
        (lambda to: to.connection.close(), []),
        (lambda to: time.sleep(0.8), []),
    ],
)
def test_what_passes_is_tried_once_more(
    world: World, passing: Misbehaviour, waited: list[float]
) -> None:
    world.server.misbehaving = [passing]
    assert world.refresh().access_token
    assert world.waited == waited
    assert type(world.refusal(passing, passing, tell(200, GOOD))) is TokenUnavailable
    assert len(world.server.asked) == 4


@pytest.mark.parametrize("wait", ["3", "3600", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "9" * 400])
def test_who_asks_for_a_long_pause_is_left_alone(world: World, wait: str) -> None:
    assert type(world.refusal(send(503, b"", Retry_After=wait))) is TokenUnavailable
    assert (len(world.server.asked), world.waited) == (1, [])


def test_an_answer_that_never_ends(world: World) -> None:
    def drip(to: Answer) -> None:
        to.send_response(200)
        to.end_headers()
        for _ in range(100):
            to.wfile.write(b" ")
            time.sleep(0.1)

    began = time.monotonic()
    assert type(world.refusal(drip, drip)) is TokenUnavailable
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(("left", "asked"), [(-1, 0), (0.2, 1)])
def test_nobody_is_asked_after_the_deadline(world: World, left: float, asked: int) -> None:
    world.server.misbehaving = [lambda to: time.sleep(0.4) for _ in range(2)]
    began = time.monotonic()
    with pytest.raises(TokenUnavailable):
        world.refresh(deadline=began + left)
    assert (len(world.server.asked), time.monotonic() - began < 0.35) == (asked, True)


def test_who_is_not_who_they_say(world: World, tmp_path: Path) -> None:
    world.context = tls_context(ensure_certificates(tmp_path).ca.read_text())
    assert type(world.refusal()) is TokenUnavailable
    world.context = tls_context(world.server.files.ca.read_text())
    world.url = world.url.replace("localhost", "127.1")
    assert type(world.refusal()) is TokenUnavailable
    assert not world.server.asked


def test_nobody_there(world: World) -> None:
    world.url = "https://localhost:1/token"
    assert "NewConnectionError" in world.refusal().detail
