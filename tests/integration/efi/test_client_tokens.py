"""Tokens: kept while they are fresh, one for each account and API, and never asked for twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pydantic import SecretStr

from malote.adapters.efi import sessions
from malote.billing.remote import EfiSecret
from malote.errors import (
    EfiCredentialsRefused,
    EfiOverQuota,
    EfiRefused,
    EfiUnavailable,
)
from tests.integration.efi.asking import ACCOUNT, NOTIFY, OTHER, Asked, asked, asking, charge

AUTHORIZE = "POST /authorize"
GOOD = EfiSecret(SecretStr("secret-1"))
NO_PIX = ACCOUNT.model_copy(update={"pix_key": None})


@pytest.fixture
def efi() -> Iterator[Asked]:
    with asked() as world:
        yield world


def issue(efi: Asked, number: int) -> None:
    efi.client.issue(ACCOUNT, charge(number), NOTIFY)


def test_sixteen_at_once_ask_for_one(efi: Asked) -> None:
    efi.efi.control.misbehave(AUTHORIZE, "slow", seconds=0.3)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: issue(efi, number), range(1, 17)))
    assert efi.calls(AUTHORIZE) == 1
    efi.efi.control.expire_tokens()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: issue(efi, number), range(17, 33)))
    assert efi.calls(AUTHORIZE) == 2
    assert len(efi.efi.control.issued()) == 32


def test_each_account_has_its_own(efi: Asked) -> None:
    issue(efi, 1)
    efi.client.issue(OTHER, charge(2), NOTIFY)
    issue(efi, 3)
    assert efi.calls(AUTHORIZE) == 2
    assert [each["account"] for each in efi.efi.control.issued()] == [
        "client-1", "client-2", "client-1",
    ]  # fmt: skip
    another_tenant = ACCOUNT.model_copy(update={"tenant": "globex"})
    efi.client.issue(another_tenant, charge(4), NOTIFY)
    assert efi.calls(AUTHORIZE) == 3


def test_not_all_are_kept(efi: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_KEPT", 2)
    for number, revision in enumerate(("r1", "r2", "r1", "r3", "r1", "r2"), start=1):
        account = ACCOUNT.model_copy(update={"revision": revision})
        efi.client.issue(account, charge(number), NOTIFY)
    assert efi.calls(AUTHORIZE) == 4  # r2 was the one that nobody had asked for longest


def test_it_is_renewed_before_it_expires() -> None:
    with asked(token_life=1) as efi:
        for number in (1, 2):
            issue(efi, number)
        assert efi.calls(AUTHORIZE) == 1
        [slot] = vars(vars(efi.client)["_sessions"])["_slots"].values()
        slot.session = replace(slot.session, until=slot.session.until - 0.9)
        issue(efi, 3)
        assert efi.calls(AUTHORIZE) == 2
        assert efi.calls("POST /charge/one-step") == 3  # none met a dead token


def test_credentials_that_are_refused(efi: Asked) -> None:
    issue(efi, 1)
    efi.efi.control.revoke("client-1")
    with pytest.raises(EfiCredentialsRefused):
        issue(efi, 2)
    assert (efi.calls(AUTHORIZE), efi.calls("POST /charge/one-step")) == (2, 2)
    efi.efi.control.restore("client-1")
    issue(efi, 2)


def test_a_token_that_is_refused_over_and_over(efi: Asked) -> None:
    efi.efi.control.misbehave("POST /charge/one-step", "unauthorized", times=9)
    with pytest.raises(EfiCredentialsRefused):
        issue(efi, 1)
    assert (efi.calls(AUTHORIZE), efi.calls("POST /charge/one-step")) == (2, 2)


@pytest.mark.parametrize(
    "how", ["error", "outage", "cut", "midway", "html", "empty", "truncated", "wrong_types", "slow"]
)
def test_an_authorisation_that_fails_has_done_nothing(efi: Asked, how: str) -> None:
    efi.client = asking(efi.efi.url, efi.secrets, efi.quota, seconds=0.6)
    efi.efi.control.misbehave(AUTHORIZE, how, seconds=1)
    with pytest.raises(EfiUnavailable):
        issue(efi, 1)
    assert (efi.calls(AUTHORIZE), efi.calls("POST /charge/one-step")) == (1, 0)


def test_who_waits_for_a_token_waits_no_longer_than_he_may(efi: Asked) -> None:
    efi.client = asking(efi.efi.url, efi.secrets, efi.quota, seconds=0.5)
    efi.efi.control.misbehave(AUTHORIZE, "slow", times=9, seconds=3)

    def failed(number: int) -> bool:
        with pytest.raises(EfiUnavailable):
            issue(efi, number)
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(failed, range(4)))


def test_checking_credentials(efi: Asked) -> None:
    efi.client.check(ACCOUNT.model_copy(update={"pix_key": None}), GOOD)
    with pytest.raises(EfiCredentialsRefused):
        efi.client.check(NO_PIX, EfiSecret(SecretStr("secret-2")))
    assert efi.secrets.reads == 0
    assert efi.calls("POST /oauth/token") == 0


def test_no_secret_is_kept(efi: Asked) -> None:
    efi.secrets.kept.clear()
    with pytest.raises(EfiCredentialsRefused):
        issue(efi, 1)
    assert efi.calls(AUTHORIZE) == 0


@pytest.mark.parametrize(
    ("endpoint", "taken", "passes"),
    [
        ("POST /charge/one-step", 13_499, True),
        ("POST /charge/one-step", 13_500, False),
        (AUTHORIZE, 14_999, True),
        (AUTHORIZE, 15_000, False),
    ],
)
def test_the_quota_is_kept(efi: Asked, endpoint: str, taken: int, passes: bool) -> None:
    efi.quota.taken[endpoint] = taken
    if passes:
        issue(efi, 1)
    else:
        with pytest.raises(EfiOverQuota):
            issue(efi, 1)
    assert len(efi.efi.control.issued()) == passes
    assert efi.quota.taken[endpoint] == taken + 1


@pytest.mark.parametrize(("taken", "passes"), [(29_999, True), (30_000, False)])
def test_what_was_notified_is_applied_to_the_last(efi: Asked, taken: int, passes: bool) -> None:
    efi.quota.taken["GET /notification/:token"] = taken
    with pytest.raises(EfiRefused if passes else EfiOverQuota):
        efi.client.history(ACCOUNT, "unknown")
    assert efi.calls("GET /notification/:token") == passes
