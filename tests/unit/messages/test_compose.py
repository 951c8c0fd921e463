"""From a request to a message: who sends it, to whom, in whose history, with what."""

from typing import Any

import pytest

from malote.errors import InvalidInput, MailSettingsMissing, MaloteError, NoPrintedForm
from malote.messages.templates import OwnWords
from tests.fakes.stores import NOON
from tests.unit.fiscal.conftest import CTE_KEY, NFE, NFE_KEY
from tests.unit.messages.desk import (
    BRANCH,
    PDF,
    PLAIN,
    RECIPIENT,
    XML,
    Desk,
    settings,
    with_address,
)

OTHER = "12ABC34501DE36"[:12] + "99"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_plain_one(desk: Desk) -> None:
    made = desk.post(PLAIN)
    assert (made.tenant, made.branch, made.created_at, made.due_at) == ("acme", BRANCH, NOON, NOON)
    assert (made.to, made.customer) == (("Bia@cliente.test",), "bia@cliente.test")
    assert (made.subject, made.text, made.origin) == ("Olá", "Tudo bem?\n", "user")
    assert made.requested_by == "u-1"
    assert made.mime_id == f"<malote.{made.message_id}@acme.test>"
    assert made.message_id.startswith("20261121t120000000-")


def test_a_document_is_frozen_as_it_is_now(desk: Desk) -> None:
    desk.keep(NFE_KEY, with_address("Bia@cliente.test"))
    made = desk.post({"template": "nfe", "attachments": [XML, PDF]})
    shown = desk.headers.kept["acme", NFE_KEY]["sha256"]
    assert [(each.kind, each.id, each.sha256, each.name) for each in made.attachments] == [
        ("xml", NFE_KEY, shown, f"{NFE_KEY}-nfe.xml"),
        ("pdf", NFE_KEY, shown, f"{NFE_KEY}.pdf"),
    ]
    assert (made.to, made.customer, made.template) == (("Bia@cliente.test",), RECIPIENT, "nfe")
    assert made.subject == "NF-e 4321 - Fábrica Modelo Ltda"
    assert "R$ 105,50" in made.text


def test_a_file_goes_under_the_name_that_is_asked_for(desk: Desk) -> None:
    sha256 = desk.files.put("acme", b"%PDF")
    wanted = {"kind": "file", "id": sha256, "name": "Pedido nº 7.pdf"}
    (attached,) = desk.post({**PLAIN, "attachments": [wanted]}).attachments
    assert (attached.id, attached.sha256, attached.name) == (sha256, sha256, "Pedido nº 7.pdf")
    desk.accounts.kept["outra", BRANCH] = settings(tenant="outra")
    with pytest.raises(InvalidInput, match=sha256):
        desk.post({**PLAIN, "attachments": [wanted]}, tenant="outra")


@pytest.mark.parametrize(
    ("asked", "customer"),
    [
        ({}, RECIPIENT),
        ({"customer": OTHER}, OTHER),
        ({"to": ["X@Y.test", "z@y.test"]}, RECIPIENT),
        ({"to": ["X@Y.test"], "attachments": []}, "x@y.test"),
    ],
)
def test_whose_history_it_is_in(desk: Desk, asked: dict[str, Any], customer: str) -> None:
    assert desk.post({**PLAIN, "attachments": [XML], **asked}).customer == customer


@pytest.mark.parametrize(
    ("own", "accounts", "branch", "sender"),
    [
        ({BRANCH}, {BRANCH}, None, BRANCH),
        ({BRANCH, OTHER}, {BRANCH, OTHER}, None, BRANCH),  # the issuer
        ({BRANCH, OTHER}, {BRANCH, OTHER}, OTHER, OTHER),
        ({OTHER}, {OTHER}, None, OTHER),  # issued by somebody else
        ({BRANCH, OTHER}, {OTHER}, None, MailSettingsMissing),  # never through another branch
        ({OTHER}, {OTHER, "1" * 14}, None, InvalidInput),
        ({BRANCH}, {BRANCH}, OTHER, MailSettingsMissing),
        ({BRANCH}, set(), None, MailSettingsMissing),
    ],
)
def test_who_sends(
    desk: Desk,
    own: set[str],
    accounts: set[str],
    branch: str | None,
    sender: str | type[MaloteError],
) -> None:
    desk.registry.ids = frozenset(own)
    desk.accounts.kept = {("acme", each): settings(each) for each in accounts}
    asked = {**PLAIN, "attachments": [XML], "branch": branch}
    if isinstance(sender, str):
        assert desk.post(asked).branch == sender
        return
    with pytest.raises(sender):
        desk.post(asked)
    assert desk.outbox.entries == {}
    assert desk.trail.kept == []


def test_without_an_account_or_a_document_there_is_nobody_to_send_it(desk: Desk) -> None:
    desk.accounts.kept.clear()
    with pytest.raises(MailSettingsMissing):
        desk.post(PLAIN)


def test_documents_of_two_branches_do_not_say_who_sends(desk: Desk) -> None:
    desk.registry.ids |= {OTHER}
    desk.keep(CTE_KEY, b"<x/>", issuer_tax_id=OTHER)
    both = [XML, {"kind": "xml", "document": CTE_KEY}]
    with pytest.raises(InvalidInput, match="branch"):
        desk.post({**PLAIN, "attachments": both})


def test_nobody_gets_the_document_of_another_for_want_of_an_address(desk: Desk) -> None:
    desk.keep(NFE_KEY, with_address("compras@a.test"))
    desk.keep(CTE_KEY, with_address("compras@b.test"), recipient_tax_id=OTHER)
    both = [XML, {"kind": "xml", "document": CTE_KEY}]
    with pytest.raises(InvalidInput, match="to: diga para quem; os documentos são de mais de um"):
        desk.post({**PLAIN, "to": [], "attachments": both})
    assert desk.post({**PLAIN, "attachments": both}).to == tuple(PLAIN["to"])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"attachments": [XML]}, "to: diga para quem"),
        ({}, "to: diga para quem"),
        ({"attachments": [{"kind": "xml", "document": CTE_KEY}]}, f"não há o documento {CTE_KEY}"),
        ({"attachments": [{"kind": "file", "id": "f" * 64, "name": "x"}]}, "não há o arquivo fff"),
    ],
)
def test_what_is_missing_is_named(desk: Desk, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        desk.post({**PLAIN, "to": [], **asked})


def test_another_tenants_document_is_none(desk: Desk) -> None:
    desk.accounts.kept["outra", BRANCH] = settings(tenant="outra")
    with pytest.raises(InvalidInput, match=NFE_KEY):
        desk.post({**PLAIN, "attachments": [XML]}, tenant="outra")


@pytest.mark.parametrize(
    ("header", "wanted", "error"),
    [
        ({"kind": "bpe"}, PDF, NoPrintedForm),
        ({"kind": None}, PDF, NoPrintedForm),
        ({"kind": "bpe"}, XML, None),
        ({"record": "summary"}, XML, InvalidInput),
    ],
)
def test_a_paper_that_cannot_be_drawn_is_told_now(
    desk: Desk, header: dict[str, Any], wanted: dict[str, str], error: type[MaloteError] | None
) -> None:
    desk.keep(NFE_KEY, NFE.encode(), **header)
    asked = {**PLAIN, "attachments": [wanted]}
    if error is None:
        desk.post(asked)
        return
    with pytest.raises(error):
        desk.post(asked)


def test_a_template_takes_what_is_given_and_what_the_document_says(desk: Desk) -> None:
    desk.templates.save("acme", "nfe", OwnWords(subject="Nota {numero} para {destinatario}"))
    asked = {"to": PLAIN["to"], "template": "nfe", "attachments": [XML]}
    assert desk.post(asked).subject == "Nota 4321 para Loja Exemplo"
    assert desk.post({**asked, "values": {"numero": "7"}}).subject == "Nota 7 para Loja Exemplo"
    with pytest.raises(InvalidInput, match="zzz"):
        desk.post({**asked, "values": {"zzz": "1"}})
    invoice = {**asked, "template": "invoice"}
    with pytest.raises(InvalidInput, match=r"falta o valor de \{vencimento\}"):
        desk.post(invoice)
    assert "05/12/2026" in desk.post({**invoice, "values": {"vencimento": "2026-12-05"}}).text


def test_a_template_does_not_grow_past_what_an_item_holds(desk: Desk) -> None:
    desk.templates.save("acme", "nfe", OwnWords(text="{destinatario}" * 700))
    asked = {"to": PLAIN["to"], "template": "nfe", "attachments": [XML]}
    with pytest.raises(InvalidInput, match="20000"):
        desk.post({**asked, "values": {"destinatario": "x" * 500}})
