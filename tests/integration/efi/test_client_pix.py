"""Pix: immediate charges, what came, the webhook; over TLS with a client certificate alone."""

import json
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from malote.adapters.efi import certificate
from malote.adapters.efi.hosts import Hosts
from malote.billing.charges import Status
from malote.errors import (
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
)
from tests.integration.efi.asking import (
    ACCOUNT,
    NOTIFY,
    OTHER,
    Asked,
    charge,
    client_of,
    pix_charge,
)
from tests.integration.efi.banking import banking
from tests.integration.efi.client_certificates import ClientCertificate, client_certificate
from tests.integration.efi.saying import http, saying

COB = "PUT /v2/cob/:txid"
A_DAY = timedelta(days=1)


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


def test_an_immediate_charge_and_what_comes_of_it(efi: Asked) -> None:
    ours = pix_charge(amount=Decimal("1.50"))
    made, txid = efi.client.issue_pix(ACCOUNT, ours), ours.txid or ""
    assert (made.status, made.efi_id) == (Status.WAITING, None)
    assert made.pix_copy_paste
    cob = efi.efi.control.bank.cobs["client-1", txid]
    assert cob["valor"] == {"original": "1.50"}
    assert cob["devedor"] == {"cpf": "52998224725", "nome": "Ana de Souza"}
    assert cob["calendario"]["expiracao"] == 86_400
    name = efi.efi.control.pay_pix(txid, fee="0.01")
    efi.efi.control.refund_pix(name, "0.40")
    pix = efi.client.pix(ACCOUNT, name)
    assert (pix.end_to_end_id, pix.txid, pix.value) == (name, txid, Decimal("1.50"))
    assert pix.at.tzinfo
    [back] = pix.returns
    assert (back.value, back.done) == (Decimal("0.40"), True)
    with pytest.raises(EfiRefused):
        efi.client.pix(OTHER, name)


def test_its_tokens_are_its_own(efi: Asked) -> None:
    for number in (1, 2):
        efi.client.issue(ACCOUNT, charge(number), NOTIFY)
        efi.client.issue_pix(ACCOUNT, pix_charge(number))
    assert (efi.calls("POST /authorize"), efi.calls("POST /oauth/token")) == (1, 1)
    assert (efi.calls("POST /charge/one-step"), efi.calls(COB)) == (2, 2)


def test_the_same_again_is_the_same(efi: Asked) -> None:
    first = efi.client.issue_pix(ACCOUNT, pix_charge())
    assert efi.client.issue_pix(ACCOUNT, pix_charge()) == first
    with pytest.raises(EfiUnavailable):  # somebody else's, under our txid
        efi.client.issue_pix(ACCOUNT, pix_charge(amount=Decimal("7.00")))
    assert len(efi.efi.control.bank.cobs) == 1


@pytest.mark.parametrize("how", ["error", "outage", "cut", "midway", "html", "truncated"])
@pytest.mark.parametrize("after", [False, True])
def test_it_is_asked_again_since_it_is_the_same(efi: Asked, how: str, after: bool) -> None:
    efi.efi.control.misbehave(COB, how, 2, after=after)
    made = efi.client.issue_pix(ACCOUNT, pix_charge())
    assert made.pix_copy_paste
    assert len(efi.efi.control.bank.cobs) == 1
    assert efi.calls(COB) <= 3
    efi.efi.control.misbehave(COB, how, 9, after=after)
    before = efi.calls(COB)
    with pytest.raises(EfiUncertain):
        efi.client.issue_pix(ACCOUNT, pix_charge(2))
    assert efi.calls(COB) == before + 3


def test_what_was_uncertain_once_is_not_certain_later(
    efi: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    efi.efi.control.misbehave(COB, "cut", 1, after=True)
    efi.efi.control.misbehave(COB, "error", 9)
    base, asked_for = Hosts.base, iter(range(99))
    efi.client.check(ACCOUNT, efi.secrets.kept[ACCOUNT.secret_name])

    def gone(hosts: Hosts, *of: Any) -> str:  # after the token and the first request
        return base(hosts, *of) if next(asked_for) < 2 else "https://localhost:9"

    monkeypatch.setattr(Hosts, "base", gone)
    with pytest.raises(EfiUncertain):
        efi.client.issue_pix(ACCOUNT, pix_charge())
    assert efi.calls(COB) == 1


@pytest.mark.parametrize(
    ("account", "ours_to_be", "words"),
    [
        (ACCOUNT.model_copy(update={"pix_key": "chave-2"}), pix_charge(), "chave"),
        (ACCOUNT.model_copy(update={"pix_key": None}), pix_charge(), "chave"),
        (ACCOUNT, pix_charge(txid="short"), "txid"),
    ],
    ids=["another's key", "no key", "a bad txid"],
)
def test_refusals(efi: Asked, account: Any, ours_to_be: Any, words: str) -> None:
    with pytest.raises(EfiRefused, match=words):
        efi.client.issue_pix(account, ours_to_be)


def test_a_charge_is_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "present", lambda *_: None)
    ours = pix_charge()
    status = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    told = {"txid": ours.txid, "status": status, "valor": {"original": "100.00"}}
    with saying(http(json.dumps(told).encode())) as server:
        client_of(server.url).cancel(ACCOUNT, ours)
        with pytest.raises(EfiRefused):  # there is no such thing of a Pix
            client_of(server.url).settle(ACCOUNT, ours)
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(f"PATCH /v2/cob/{ours.txid} HTTP/1.1".encode())
    assert json.loads(body) == {"status": status}


@pytest.mark.parametrize("removed", [True, False])
def test_one_that_was_withdrawn_before(monkeypatch: pytest.MonkeyPatch, removed: bool) -> None:
    monkeypatch.setattr(certificate, "present", lambda *_: None)
    ours = pix_charge()
    status = "REMOVIDA_PELO_USUARIO_RECEBEDOR" if removed else "CONCLUIDA"
    told = {"txid": ours.txid, "status": status, "valor": {"original": "100.00"}}
    refused = {"nome": "cobranca_nao_ativa", "mensagem": "A cobrança não está mais ativa."}

    def say(client: socket.socket) -> None:
        again = server.heard[-1].startswith(b"GET")
        answer = (told, "200 OK") if again else (refused, "400 Bad Request")
        client.sendall(http(json.dumps(answer[0]).encode(), answer[1]))

    with saying(say) as server, nullcontext() if removed else pytest.raises(EfiRefused):
        client_of(server.url).cancel(ACCOUNT, ours)
    assert [each.split()[0] for each in server.heard] == [b"PATCH", b"GET"]


def test_pages_of_what_came(efi: Asked) -> None:
    names = []
    for number in range(1, 103):
        efi.client.issue_pix(ACCOUNT, pix_charge(number))
        names.append(efi.efi.control.pay_pix(pix_charge(number).txid or ""))
    now = datetime.now(UTC)
    came = [*efi.client.pix_received(ACCOUNT, now - A_DAY, now + A_DAY)]
    assert [each.end_to_end_id for each in came] == names
    assert efi.calls("GET /v2/pix") == 2
    assert [*efi.client.pix_received(OTHER, now - A_DAY, now + A_DAY)] == []


@pytest.mark.parametrize(("proof", "skips"), [("mtls", b"false"), ("hmac", b"true")])
def test_the_webhook_is_registered(
    proof: str, skips: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "present", lambda *_: None)
    account = ACCOUNT.model_copy(update={"pix_proof": proof, "pix_key": "+55 11@x/y"})
    with saying(http(b"", "201 Created")) as server:
        client_of(server.url).register_webhook(account, "https://x.test/w?ignorar=")
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"PUT /v2/webhook/%2B55%2011%40x%2Fy HTTP/1.1\r\n")
    assert b"x-skip-mtls-checking: " + skips in head
    assert json.loads(body) == {"webhookUrl": "https://x.test/w?ignorar="}


def test_a_webhook_that_does_not_answer_is_refused(efi: Asked) -> None:
    with pytest.raises(EfiRefused) as refused:
        efi.client.register_webhook(ACCOUNT, "https://127.0.0.1:9/w?hmac=very-secret&ignorar=")
    assert "very-secret" not in str(refused.value)
    assert efi.calls("PUT /v2/webhook/:chave") == 1
