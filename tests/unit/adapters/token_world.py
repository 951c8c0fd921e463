"""An account, whoever gives tokens for it over TLS, and odd things that may be answered."""

import json
import math
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest

from malote.adapters.oauth import PROVIDERS, Provider, TokenEndpoints
from malote.adapters.oauth_http import Client
from malote.adapters.tls import tls_context
from malote.errors import MailboxError
from malote.grants import Given, Grant
from malote.mail_accounts import Account, Auth
from tests.integration.authorization_server import Answer, AuthorizationServer

GOOD = {"access_token": "canary-a", "token_type": "Bearer", "expires_in": 3600}
Misbehaviour = Callable[[Answer], None]


@dataclass(frozen=True)
class AnAccount:
    auth: Auth
    protocol: Literal["imap", "smtp"] = "imap"
    secret_name: str = "s"
    revision: str = ""


GOOGLE = AnAccount(Auth.GOOGLE)


class World:
    def __init__(self, server: AuthorizationServer) -> None:
        self.server = server
        self.grant = server.grant("ana")
        self.waited: list[float] = []
        self.context = tls_context(server.files.ca.read_text())
        self.url = server.token_url

    def refresh(
        self, account: Account = GOOGLE, grant: Grant | None = None, deadline: float = math.inf
    ) -> Given:
        client = Client(lambda: self.context, 1, 0.5, self.waited.append)
        auth = account.auth
        endpoints = TokenEndpoints(client, {auth: Provider(self.url, PROVIDERS[auth].scopes)})
        return endpoints.refresh(account, grant or self.grant, deadline)

    def refusal(self, *misbehaving: Misbehaviour) -> MailboxError:
        self.server.misbehaving = list(misbehaving)
        with pytest.raises(MailboxError) as caught:
            self.refresh()
        told = "".join(traceback.format_exception(caught.value))
        assert "canary" not in told
        assert caught.value.detail.isprintable()
        assert len(caught.value.detail) < 100
        return caught.value


def tell(status: int, answer: object, **headers: str) -> Misbehaviour:
    return lambda to: to.send(status, json.dumps(answer).encode(), **headers)


def send(status: int, body: bytes, **headers: str) -> Misbehaviour:
    return lambda to: to.send(status, body, **headers)
