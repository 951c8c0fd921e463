"""The daily function over a real table, queue, secrets and SES."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from pydantic import SecretStr

from functions.cert_expiry import handler
from functions.notices.handler import handle as notices
from functions.send_notices.handler import handle as send_notices
from local.cloud import Cloud
from malote.adapters.table import Table
from malote.bootstrap import certificates, follow_ups
from malote.branches.models import Module
from malote.certificates.models import Binding, Installed
from malote.notices.models import User
from malote.portfolio import Change, commit
from malote.ports import KeptPfx
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.handlers.events import Context, sqs
from tests.integration.aws.follow_ups import call, followed
from tests.integration.aws.queues import taken
from tests.integration.aws.test_notices import mailed
from tests.unit.branches.office import HEAD, certificate

KIND = "certificate_expiring"
ONE = certificate("c" * 32, NOON + timedelta(days=40))

type Run = Callable[[int], None]


@pytest.fixture(autouse=True)
def environment(table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Lambda would set."""
    with followed(table, bucket, monkeypatch):
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The function fires so many days later, and what it queues is mailed."""

    def run(days: int) -> None:
        monkeypatch.setattr(handler, "utc_now", lambda: NOON + timedelta(days=days))
        handler.handle({}, Context())
        requests = taken(settings().notice_queue_url)
        assert send_notices(sqs(*requests), Context()) == {"batchItemFailures": []}

    return run


def add(one: Installed, *bindings: Binding) -> None:
    certificates.certificate_ledger().begin(one.model_copy(update={"state": "pending"}))
    bound = dict.fromkeys(bindings, one.certificate_id)
    commit(
        certificates.portfolios(),
        one.tenant,
        lambda found: Change({**found.bound, **bound}, certificates=(one,)),
    )


def of_acme(cloud: Cloud) -> list[dict[str, Any]]:
    return [each for each in mailed(cloud) if not each["To"][0].startswith("u-3.")]


def test_each_threshold_is_mailed_to_each_user_once(run: Run, cloud: Cloud) -> None:
    add(ONE, Binding(branch=HEAD, module=Module.BILLING))
    add(certificate("d" * 32, NOON + timedelta(days=62)))
    add(certificate("e" * 32, NOON + timedelta(days=5), tenant="other"))
    run(0)
    run(0)
    mine = of_acme(cloud)
    assert sorted(each["To"][0].partition(".")[0] for each in mine) == ["u-1", "u-2"]
    assert {each["Subject"] for each in mine} == {
        "O certificado de ACME LTDA (12.ABC.345/01DE-35) vence em 40 dias, em 31/12/2026"
    }
    assert "O que depende dele: 12.ABC.345/01DE-35 (Faturamento)." in mine[0]["BodyText"]
    assert len(mailed(cloud)) == 3  # the other tenant's user is told of its own
    late = "u-4." + mine[0]["To"][0].partition(".")[2]
    follow_ups.users().save(User("acme", "u-4", late, "operator", NOON))
    run(9)  # days that are over are told to nobody any more: d's 60 alone is new
    assert len(of_acme(cloud)) == 2 + 3
    run(10)
    run(11)
    assert len(of_acme(cloud)) == 2 + 3 + 3
    items = call(notices, "GET", "/notices")[1]["items"]
    assert [(each["kind"], each["of"][32:], each["mail"]) for each in items] == [
        (KIND, "#30", "sent"), (KIND, "#60", "sent"), (KIND, "#60", "sent"),
    ]  # fmt: skip
    assert "vence em 30 dias" in items[0]["text"]


def test_who_does_not_want_them_is_not_mailed(run: Run, cloud: Cloud) -> None:
    add(ONE)
    chosen = call(notices, "PUT", "/notice-settings", f'{{"{KIND}": false}}')
    assert (chosen[0], chosen[1][KIND]) == (200, False)
    run(0)
    assert [each["To"][0].partition(".")[0] for each in mailed(cloud)] == ["u-2"]
    link = mailed(cloud)[0]["BodyText"].partition("token=")[2].split()[0]
    status, page = call(notices, "GET", "/notices/unsubscribe", token=link)
    assert (status, "avisos de certificados que vencem" in page["body"]) == (200, True)


def test_secrets_of_what_never_came_to_live_are_given_up(run: Run) -> None:
    vault, ledger = certificates.pfx_vault(), certificates.certificate_ledger()
    begun = {"a": NOON - timedelta(hours=2), "b": NOON - timedelta(minutes=30)}
    names = {}
    for letter, added_at in begun.items():
        names[letter] = vault.name_of("acme", letter * 32)
        ledger.begin(
            certificate(letter * 32, state="pending", added_at=added_at, secret_name=names[letter])
        )
        vault.keep(names[letter], KeptPfx(b"pfx", SecretStr("x")))
    run(0)
    run(0)
    secrets = boto3.client("secretsmanager")
    assert "DeletedDate" in secrets.describe_secret(SecretId=names["a"])
    assert "DeletedDate" not in secrets.describe_secret(SecretId=names["b"])
    assert ledger.get("acme", "a" * 32) is None
    assert ledger.get("acme", "b" * 32)
