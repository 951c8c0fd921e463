"""A charge or a carnê, from its id to a message that holds its boleto."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from malote.billing.charges import PAYABLE, Carnet, Charge, Customer, Item, Status
from malote.errors import (
    BoletoUnavailable,
    ChargeNotOpen,
    EfiRefused,
    EfiUnavailable,
    InvalidInput,
    MaloteError,
    MessageUnfit,
)
from malote.messages.requests import MessageRequest
from malote.messages.templates import OwnWords
from tests.fakes import billing
from tests.unit.messages.desk import BRANCH, PLAIN, RECIPIENT, XML, Desk, settings

ANA = Customer(name="Ana de Souza", tax_id="52998224725", email="ana@cliente.test")
PDF_LINK = "https://download.efipay.com.br/7.pdf"
ISSUED: dict[str, Any] = {
    "status": "waiting", "efi_id": 7, "barcode": "36400.00003 5", "pix_copy_paste": "000201BR",
    "link": "https://visualizacao.efipay.com.br/7", "pdf_link": PDF_LINK,
    "customer": ANA, "amount": Decimal("1234.56"),
}  # fmt: skip
LINES = {
    "barcode": "Linha digitável: 36400.00003 5\n",
    "pix_copy_paste": "Pix copia e cola: 000201BR\n",
    "link": "Segunda via: https://visualizacao.efipay.com.br/7\n",
}
PDF = b"%PDF-1.7"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.accounts.kept["acme", BRANCH] = settings().model_copy(update={"display_name": "Padaria"})
    return desk


def keep(desk: Desk, **others: Any) -> dict[str, Any]:
    """A charge, as a request attaches it."""
    charge: Charge = billing.charge(**ISSUED | others)
    assert desk.book.add([charge])
    return {"kind": "charge", "id": charge.charge_id}


def keep_carnet(desk: Desk, paid: int, **others: Any) -> dict[str, Any]:
    """A carnê of three, the first so many of which are paid; parcel n is due on the nth."""
    carnet, parcels = billing.carnet(1, 3, **ISSUED | {"efi_id": None})
    for number, each in enumerate(parcels):
        status = Status.PAID if number < paid else Status.WAITING
        due = date(2026, 12, number + 1)
        parcels[number] = each.model_copy(update={"status": status, "due_date": due})
    known = {"status": "up_to_date", "pdf_link": PDF_LINK, "link": ISSUED["link"]} | others
    made = Carnet.model_validate(carnet.model_dump() | known)
    assert desk.book.add(parcels, made)
    return {"kind": "carnet", "id": made.carnet_id}


def test_a_charge_needs_nothing_but_its_id(desk: Desk) -> None:
    wanted = keep(desk)
    made = desk.post({"attachments": [wanted]})
    (attached,) = made.attachments
    assert (attached.kind, attached.id) == ("charge", wanted["id"])
    assert attached.name == "boleto-2026-12-20.pdf"
    assert desk.files.get("acme", attached.sha256) == PDF
    assert (made.to, made.customer, made.branch) == (("ana@cliente.test",), ANA.tax_id, BRANCH)
    assert made.template == "charge"
    assert made.subject == "Boleto com vencimento em 20/12/2026 - Padaria"
    assert (
        "de Ana de Souza, no valor de R$ 1.234,56, com vencimento em 20/12/2026,"
        " referente a Mensalidade.\n"
    ) in made.text
    assert "".join(LINES.values()) in made.text


def test_a_carnet_says_what_is_due_next(desk: Desk) -> None:
    made = desk.post({"attachments": [keep_carnet(desk, paid=1)]})
    assert (made.template, made.subject) == ("carnet", "Carnê de 3 parcelas - Padaria")
    assert "de 3 parcelas de R$ 1.234,56" in made.text
    assert f"A próxima vence em 02/12/2026.\n{LINES['link']}" in made.text
    assert [each.name for each in made.attachments] == ["carne-2026-12-02.pdf"]
    assert (made.to, made.customer) == (("ana@cliente.test",), ANA.tax_id)


@pytest.mark.parametrize("lacking", sorted(LINES))
def test_what_a_boleto_does_not_have_is_not_named(desk: Desk, lacking: str) -> None:
    made = desk.post({"attachments": [keep(desk, **{lacking: None})]})
    assert "".join(line for name, line in LINES.items() if name != lacking) in made.text
    assert LINES[lacking].partition(":")[0] not in made.text


def test_what_a_mail_does_not_hold_is_not_in_it(desk: Desk) -> None:
    items = [Item(name=name, amount=Decimal(5)) for name in ("Banda\u202elarga", *["x" * 255] * 3)]
    link = "http://127.0.0.1/boleto/7"
    made = desk.post({"attachments": [keep(desk, items=items, link=link)]})
    assert "referente a Banda larga, xxx" in made.text
    assert link not in made.text


def test_the_tenants_words_and_values_and_those_of_other_templates(desk: Desk) -> None:
    wanted = keep(desk, pix_copy_paste=None)
    desk.templates.save(
        "acme", "charge", OwnWords(subject="{descricao}", text="a\n{pix}\n{numero}")
    )
    made = desk.post({"attachments": [wanted], "values": {"descricao": "Dezembro"}})
    assert (made.subject, made.text) == ("Dezembro", "a\n7")
    reminder = desk.post({"attachments": [wanted], "template": "reminder"})
    assert reminder.subject == "Lembrete: 7 vence em 20/12/2026 - Padaria"
    own = desk.post({**PLAIN, "attachments": [wanted]})
    assert (own.template, own.subject, own.text) == (None, PLAIN["subject"], PLAIN["text"])
    assert (own.to, own.customer) == (tuple(PLAIN["to"]), ANA.tax_id)


def test_beside_a_document_each_template_speaks_of_its_own(desk: Desk) -> None:
    customer = ANA.model_copy(update={"tax_id": RECIPIENT})
    both = [XML, keep(desk, customer=customer)]
    made = desk.post({"attachments": both})
    assert "R$ 1.234,56" in made.text
    assert [each.kind for each in made.attachments] == ["xml", "charge"]
    assert "R$ 105,50" in desk.post({"attachments": both, "template": "nfe"}).text


def test_nobody_gets_the_boleto_of_another(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="to: diga para quem; os documentos são de mais de um"):
        desk.post({"attachments": [XML, keep(desk)]})
    assert desk.files.kept == {}


def test_without_an_address_it_is_asked_for(desk: Desk) -> None:
    wanted = keep(desk, customer=ANA.model_copy(update={"email": None}))
    with pytest.raises(InvalidInput, match="to: diga para quem"):
        desk.post({"attachments": [wanted]})
    assert desk.post({"attachments": [wanted], "to": PLAIN["to"]}).customer == ANA.tax_id


@pytest.mark.parametrize("status", list(Status))
def test_what_can_no_more_be_paid_is_not_sent(desk: Desk, status: Status) -> None:
    wanted = keep(desk, status=status)
    if status in PAYABLE:
        assert desk.post({"attachments": [wanted]}).attachments
        return
    refused(desk, wanted, ChargeNotOpen, f"a situação dela é {status}")


@pytest.mark.parametrize(
    ("paid", "others", "error", "told"),
    [
        (3, {}, ChargeNotOpen, "a situação do carnê é up_to_date"),
        (0, {"status": "canceled"}, ChargeNotOpen, "a situação do carnê é canceled"),
        (0, {"pdf_link": None}, MessageUnfit, "a Efí não deu o PDF"),
    ],
)
def test_a_carnet_that_is_not_sent(
    desk: Desk, paid: int, others: dict[str, Any], error: type[MaloteError], told: str
) -> None:
    refused(desk, keep_carnet(desk, paid, **others), error, told)


@pytest.mark.parametrize(
    ("others", "told"),
    [({}, "a Efí não deu o PDF do boleto"), ({"method": "pix"}, "um Pix não tem boleto")],
)
def test_what_has_no_boleto(desk: Desk, others: dict[str, Any], told: str) -> None:
    refused(desk, keep(desk, pdf_link=None, **others), MessageUnfit, told)


@pytest.mark.parametrize("kind", ["charge", "carnet"])
def test_what_there_is_not_or_is_anothers(desk: Desk, kind: str) -> None:
    desk.accounts.kept["outra", BRANCH] = settings(tenant="outra")
    wanted = keep(desk) if kind == "charge" else keep_carnet(desk, 0)
    desk.post({"attachments": [wanted]})
    for tenant, of in (("outra", wanted), ("acme", wanted | {"id": billing.charge_id(9)})):
        with pytest.raises(InvalidInput, match=f"attachments: não há .* {of['id']}"):
            desk.post({"attachments": [of]}, tenant=tenant)
    assert desk.efi.calls == {"document": 1}


@pytest.mark.parametrize("error", [EfiUnavailable("HTTP 503"), EfiRefused("HTTP 503")], ids=repr)
def test_efi_is_down_and_then_is_not(desk: Desk, error: MaloteError) -> None:
    wanted = keep(desk)
    desk.efi.trouble["document"] = [error]  # type: ignore[list-item]
    refused(desk, wanted, BoletoUnavailable, "HTTP 503")
    made = desk.post({"attachments": [wanted]}, key="k")
    assert desk.post({"attachments": [wanted]}, key="k") == made
    assert desk.efi.calls["document"] == 2


def test_one_in_each_message(desk: Desk) -> None:
    wanted = keep(desk)
    with pytest.raises(ValidationError, match="uma cobrança ou um carnê por mensagem"):
        MessageRequest.model_validate({"attachments": [wanted, keep_carnet(desk, 0)]})
    for words in (
        {"subject": "x"},
        {"text": "x"},
        {"subject": "x", "text": "y", "values": {"a": "b"}},
    ):
        with pytest.raises(ValidationError, match=r"diga template|values é"):
            MessageRequest.model_validate({"attachments": [wanted], **words})


def refused(desk: Desk, wanted: Any, error: type[MaloteError], told: str) -> None:
    with pytest.raises(error, match=told):
        desk.post({"attachments": [wanted]}, key="k")
    assert (desk.outbox.entries, desk.trail.kept, desk.files.kept) == ({}, [], {})
