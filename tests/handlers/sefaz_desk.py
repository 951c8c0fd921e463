"""SEFAZ's functions over memory: one tenant's branch, its feeds and requests."""

import json
from typing import Any

import pytest

from functions.sefaz_requests.handler import handle as requests
from functions.sefaz_settings.handler import handle as settings
from malote import bootstrap
from malote.bootstrap import relay, sefaz
from malote.sefaz.models import SefazSettings
from malote.sefaz.requesting import Requesting
from malote.sefaz.settings_changes import SettingsChanges
from tests.fakes.messages import MemoryHeaders, MemoryOnce
from tests.fakes.pace import FixedPace
from tests.fakes.relay import MemoryDevices
from tests.fakes.sefaz import MemoryDeadlines, MemoryFeeds, MemorySefazQueue, MemorySefazSettings
from tests.fakes.sefaz_made import TAX_ID
from tests.fakes.trail import MemoryTrail
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS
from tests.unit.sefaz.manifesting_world import branch, key, portfolios

USER = CLAIMS | {"email": "ana@acme.test"}
ADMIN = USER | {"cognito:groups": "[admin user]"}
OTHER_TENANT = ADMIN | {"custom:tenant": "other"}

CONFIRM = {
    "type": "manifestation", "tax_id": TAX_ID, "manifestation": "confirmation",
    "access_keys": [key(1), key(2)],
}  # fmt: skip
SETTINGS = {
    "certificate_type": "A1", "environment": "production", "automatic": True,
    "acknowledges": False, "revision": "1",
}  # fmt: skip


class Desk:
    """Settings are saved, for production."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> None:
        self.pace, self.trail, self.once = pace, MemoryTrail(), MemoryOnce()
        self.settings, self.feeds = MemorySefazSettings(), MemoryFeeds()
        self.queue, self.deadlines = MemorySefazQueue(), MemoryDeadlines()
        self.portfolios, self.headers = portfolios(), MemoryHeaders()
        self.portfolios.branches["acme", TAX_ID] = branch(cte=True)
        saved = SefazSettings(tenant="acme", tax_id=TAX_ID, revision="1")
        self.settings.kept["acme", TAX_ID] = saved
        self.requests = self.feeds.requests
        stores = self.settings, self.portfolios
        made = {
            "settings_store": self.settings, "feeds": self.feeds, "requests": self.requests,
            "deadlines": self.deadlines, "queue": self.queue, "portfolios": self.portfolios,
            "requesting": Requesting(
                *stores, self.headers, self.feeds, self.requests, self.queue, self.once, self.trail
            ),
            "settings_changes": SettingsChanges(*stores, self.feeds, self.queue, self.trail),
        }  # fmt: skip
        for name, port in made.items():
            monkeypatch.setattr(sefaz, name, lambda port=port: port)
        monkeypatch.setattr(relay, "devices", MemoryDevices)
        monkeypatch.setattr(bootstrap, "pace", lambda: pace)


def call(
    route: str,
    body: Any = None,
    claims: Any = USER,
    *,
    key: str | None = None,
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Have the function answer that template.yaml gives this route to."""
    method, path = route.split()
    handle = settings if path.startswith("/sefaz/settings") else requests
    return handle(api(method, path, claims, body=body, key=key, query=query), Context())


def told(answer: dict[str, Any], status: int = 200) -> Any:
    assert answer["statusCode"] == status, answer["body"]
    return json.loads(answer["body"])
