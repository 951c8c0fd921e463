"""What is posted to a webhook: hints are queued, and whoever posts nonsense changes nothing."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import SecretStr

from malote.billing.queued import Told
from malote.billing.receiving import LARGEST, Door, Posted
from malote.billing.remote import EfiSecret
from malote.errors import Forbidden, InvalidInput, MaloteError, NotFound
from tests.fakes.billing import MemoryBillingAccounts, MemoryQueues, account
from tests.unit.billing.setup_desk import MemorySecrets

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TOKEN = "252948279264ee47e117cb099ef81"
E2E = "E00000000202611211200abcdefghijk"
PLAIN, BY_HMAC = account(1), account(2, pix_proof="hmac", pix_key="k", secret_name="s")
HMAC = "5" * 64


@dataclass
class Gate:
    queues: MemoryQueues = field(default_factory=MemoryQueues)
    mtls: bool = False

    def hear(self, posted: Posted) -> int:
        accounts = MemoryBillingAccounts(
            {(each.tenant, each.account_id): each for each in (PLAIN, BY_HMAC)}
        )
        secrets = MemorySecrets({"s": EfiSecret(SecretStr("c"), hmac=SecretStr(HMAC))})
        return Door(accounts, secrets, self.queues, self.mtls).hear(posted).queued

    def refuses(self, posted: Posted) -> type[MaloteError]:
        with pytest.raises(MaloteError) as caught:
            self.hear(posted)
        assert not self.queues.hints
        said = f"{caught.value}{caught.value.detail}"
        assert not any(secret in said for secret in (HMAC, TOKEN, E2E, PLAIN.webhook_id))
        return type(caught.value)


def form(body: str | bytes = f"notification={TOKEN}", kind: str = FORM) -> Posted:
    content = body if isinstance(body, bytes) else body.encode()
    return Posted(PLAIN.webhook_id, kind, content, "", certified=False)


def pix(body: Any = None, **others: Any) -> Posted:
    content = json.dumps({"pix": [{"endToEndId": E2E, "valor": "1.00"}]} if body is None else body)
    return replace(Posted(PLAIN.webhook_id, JSON, content.encode(), "", certified=False), **others)


@pytest.mark.parametrize(
    "kind", [FORM, f"{FORM}; charset=UTF-8", "Application/X-WWW-Form-Urlencoded"]
)
def test_a_notification_is_queued_each_time_it_comes(kind: str) -> None:
    gate = Gate()
    assert [gate.hear(form(kind=kind)) for _ in range(2)] == [1, 1]
    hint = Told(webhook_id=PLAIN.webhook_id, kind="charge", reference=TOKEN)
    assert gate.queues.hints == [hint, hint]


@pytest.mark.parametrize(
    "body",
    [
        "", "notification=", "notification", f"token={TOKEN}", "notification=a b",
        f"notification={TOKEN}&notification={TOKEN}", f"notification={TOKEN}%0a",
        f"notification={'a' * 65}", "notification=../x", b"notification=\xff", b"\xff\xfe",
        f"notification={TOKEN}" + "&x=1" * 20, f"notification={TOKEN}&x={'y' * LARGEST}",
    ],
    ids=range(13),
)  # fmt: skip
def test_a_form_of_another_kind_is_refused(body: str | bytes) -> None:
    assert Gate().refuses(form(body)) is InvalidInput


def test_pix_are_queued_each_once_and_nothing_else_of_them_is() -> None:
    gate = Gate()
    told = [{"endToEndId": each, "valor": "999.99", "txid": "x"} for each in (E2E, "E2", E2E)]
    assert gate.hear(pix({"pix": told})) == 2
    assert [each.reference for each in gate.queues.hints] == [E2E, "E2"]
    assert {each.kind for each in gate.queues.hints} == {"pix"}


@pytest.mark.parametrize("body", [{"evento": "teste_webhook", "data_criacao": "x"}, {"pix": []}])
def test_a_try_of_the_address_is_answered(body: Any) -> None:
    gate = Gate()
    assert gate.hear(pix(body)) == 0
    assert gate.queues.hints == []


@pytest.mark.parametrize(
    "body",
    [
        [], "x", None, {"pix": {}}, {"pix": [{}]}, {"pix": [{"endToEndId": 1}]},
        {"pix": [{"endToEndId": E2E}, {"endToEndId": "a#b"}]}, {"pix": [{"endToEndId": "x" * 65}]},
        {"pix": [{"endToEndId": E2E}] * 3000},
    ],
    ids=range(9),
)  # fmt: skip
def test_json_of_another_form_is_refused(body: Any) -> None:
    posted = replace(pix(), body=json.dumps(body).encode())
    assert Gate().refuses(posted) is InvalidInput


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b"[" * 60_000, b'{"pix":' * 9000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert Gate().refuses(replace(pix(), body=body)) is InvalidInput


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "text/json"])
def test_another_content_type_is_refused(kind: str) -> None:
    assert Gate().refuses(form(kind=kind)) is InvalidInput


@pytest.mark.parametrize(
    "webhook_id",
    ["f" * 32, "", "x", PLAIN.webhook_id.upper() + "A", f"{PLAIN.webhook_id}\n", "é" * 32],
)
@pytest.mark.parametrize("posted", [form(), pix()], ids=["form", "pix"])
def test_an_address_of_nobody(posted: Posted, webhook_id: str) -> None:
    assert Gate().refuses(replace(posted, webhook_id=webhook_id)) is NotFound


@pytest.mark.parametrize(
    ("given", "heard"),
    [(HMAC, True), ("", False), (HMAC[:-1], False), (f"{HMAC}5", False), ("é\ud800", False)],
)
@pytest.mark.parametrize("certified", [False, True])
def test_who_chose_an_hmac_hears_no_pix_without_it(
    given: str, *, heard: bool, certified: bool
) -> None:
    posted = pix(webhook_id=BY_HMAC.webhook_id, hmac=given, certified=certified)
    gate = Gate(mtls=True)
    assert gate.hear(posted) == 1 if heard else gate.refuses(posted) is Forbidden
    assert gate.hear(replace(form(), webhook_id=BY_HMAC.webhook_id)) == 1  # Cobranças knows none


def test_an_account_whose_secret_has_no_hmac_hears_no_pix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemorySecrets, "read", lambda *_: EfiSecret(SecretStr("c")))
    assert Gate().refuses(pix(webhook_id=BY_HMAC.webhook_id, hmac="")) is Forbidden


@pytest.mark.parametrize(
    ("mtls", "certified", "heard"),
    [(False, False, True), (False, True, True), (True, True, True), (True, False, False)],
)
def test_where_our_domain_asks_for_certificates_pix_come_with_one(
    *, mtls: bool, certified: bool, heard: bool
) -> None:
    gate, posted = Gate(mtls=mtls), pix(certified=certified)
    assert gate.hear(posted) == 1 if heard else gate.refuses(posted) is Forbidden
    assert gate.hear(form()) == 1
