"""How SEFAZ is asked for each CNPJ, in a real table, and the turns that wait in a real queue."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from malote.adapters.aws import client
from malote.adapters.sefaz_queue import SqsSefazQueue
from malote.adapters.sefaz_settings import SefazSettingsItems
from malote.adapters.table import Table
from malote.environment import Environment
from malote.ports.sefaz import SefazSettingsStore
from malote.sefaz.models import CertificateType, SefazSettings, Service
from malote.sefaz.queued import FeedTurn, ManifestationTurn, Turn
from tests.fakes.sefaz import MemorySefazSettings
from tests.fakes.sefaz_made import TAX_ID
from tests.integration.aws.queues import taken
from tests.integration.aws.test_transaction import answered, lost


@pytest.fixture(params=["memory", "table"])
def store(request: pytest.FixtureRequest) -> SefazSettingsStore:
    if request.param == "memory":
        return MemorySefazSettings()
    return SefazSettingsItems(request.getfixturevalue("table"))


def settings(**others: Any) -> SefazSettings:
    return SefazSettings.model_validate(
        {"tenant": "acme", "tax_id": TAX_ID, "revision": "r1"} | others
    )


WHOLE = settings(
    certificate_type=CertificateType.A3, certificate_id="c", automatic=True, acknowledges=True,
    environment=Environment.HOMOLOGATION, revision="r2",
)  # fmt: skip


def test_written_only_over_what_was_seen(store: SefazSettingsStore) -> None:
    assert store.get("acme", TAX_ID) is None
    assert not store.save(WHOLE, instead_of="r1")
    assert store.save(settings(), instead_of=None)
    assert not store.save(WHOLE, instead_of=None)
    assert store.save(WHOLE, instead_of="r1")
    assert not store.save(settings(revision="r3"), instead_of="r1")
    assert store.get("acme", TAX_ID) == WHOLE


def test_a_lost_answer_is_no_rival(table: Table) -> None:
    store = SefazSettingsItems(table)
    assert store.save(settings(), instead_of=None)
    with answered(lost(forgotten=True)):
        assert store.save(WHOLE, instead_of="r1")


def test_each_tenants_own(store: SefazSettingsStore) -> None:
    mine = [settings(), settings(tax_id="52998224725")]
    for each in (*mine, settings(tenant="outra")):
        assert store.save(each, instead_of=None)
    assert store.list("acme") == mine
    assert store.list("outra") == [settings(tenant="outra")]
    assert store.list("nova") == []
    assert store.get("nova", TAX_ID) is None


TURNS: list[FeedTurn | ManifestationTurn] = [
    turn
    for number in range(12)
    for turn in (
        FeedTurn(
            tenant="acme", tax_id=TAX_ID, service=Service.CTE,
            environment=Environment.PRODUCTION, asked=f"{number}",
        ),
        ManifestationTurn(tenant="outra", request_id=f"m-{number}"),
    )
]  # fmt: skip


def test_turns_come_out_as_they_went_in(queue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    sqs = client("sqs")
    send = sqs.send_message_batch

    def note(**call: Any) -> Any:
        sent.extend(call["Entries"])
        return send(**call)

    monkeypatch.setattr(sqs, "send_message_batch", note)
    assert SqsSefazQueue(queue).send(iter(TURNS)) == len(TURNS)
    read: TypeAdapter[FeedTurn | ManifestationTurn] = TypeAdapter(Turn)
    found = [read.validate_json(each) for each in taken(queue)]
    assert sorted(found, key=str) == sorted(TURNS, key=str)
    groups = {(each["MessageGroupId"], "acme" in each["MessageBody"]) for each in sent}
    assert groups == {("acme", True), ("outra", False)}
    assert SqsSefazQueue(queue).send(TURNS[:1], after_seconds=900) == 1
    assert sent[-1]["DelaySeconds"] == 900
    assert taken(queue) == []
    assert SqsSefazQueue(queue).send([]) == 0
