"""Boletos and carnês as our client asks for them, and what it makes of the answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from malote.billing.charges import Carnet, Charge, Customer, Item, Status
from malote.errors import EfiRefused, EfiUnavailable
from tests.integration.efi.asking import (
    ACCOUNT,
    DUE,
    NOTIFY,
    OTHER,
    TODAY,
    Asked,
    asked,
    carnet,
    charge,
)

A_HUNDRED = Decimal("100.00")


@pytest.fixture
def efi() -> Iterator[Asked]:
    with asked() as world:
        yield world


def issued(efi: Asked, number: int = 1) -> Charge:
    made = efi.client.issue(ACCOUNT, charge(number), NOTIFY)
    return charge(number, efi_id=made.efi_id)


def test_a_bolix_is_issued_for_a_person(efi: Asked) -> None:
    items = (
        Item(name="Fibra", amount=Decimal("59.90"), quantity=2),
        Item(name="IP fixo", amount=Decimal("10.01")),
    )
    made = efi.client.issue(ACCOUNT, charge(items=items, amount=Decimal("129.81")), NOTIFY)
    [known] = efi.efi.control.issued()
    assert (known["charge_id"], known["custom_id"]) == (made.efi_id, charge().charge_id)
    assert (known["value"], known["due"]) == (12981, DUE.isoformat())
    history = efi.efi.control.bank.histories[known["token"]]
    assert history.url == NOTIFY
    assert made.status is Status.WAITING
    assert made.due_date == DUE
    assert made.barcode
    assert made.pix_copy_paste
    assert str(made.link).startswith(efi.efi.url)
    assert str(made.pdf_link).endswith(".pdf")


def test_a_plain_boleto_is_issued_for_a_company(efi: Asked) -> None:
    efi.efi.control.account("client-1", "secret-1", bolix=False)
    company = Customer(name="Padaria Ltda", tax_id="12ABC34501DE35")
    made = efi.client.issue(ACCOUNT, charge(customer=company), NOTIFY)
    told = efi.efi.control.bank.charges[made.efi_id or 0].asked["customer"]
    assert told == {
        "juridical_person": {"corporate_name": "Padaria Ltda", "cnpj": "12ABC34501DE35"}
    }
    assert made.pix_copy_paste is None


def test_what_efi_refuses_is_told_in_its_words(efi: Asked) -> None:
    cheap = charge(amount=Decimal("4.99"), items=(Item(name="Taxa", amount=Decimal("4.99")),))
    with pytest.raises(EfiRefused) as refused:
        efi.client.issue(ACCOUNT, cheap, NOTIFY)
    assert "limite mínimo" in refused.value.said
    assert "4600036" in refused.value.detail
    assert efi.calls("POST /charge/one-step") == 1


def test_a_carnet_is_issued_and_found(efi: Asked) -> None:
    made, parcels = carnet(12)
    issued = efi.client.issue_carnet(ACCOUNT, made, parcels, NOTIFY)
    assert [each.parcel for each in issued.parcels] == [*range(1, 13)]
    assert [each.due_date for each in issued.parcels] == [each.due_date for each in parcels]
    known = efi.efi.control.issued()
    assert [each["charge_id"] for each in known] == [each.efi_id for each in issued.parcels]
    assert {(each["carnet_id"], each["custom_id"], each["value"]) for each in known} == {
        (issued.efi_id, made.carnet_id, 10_000)
    }
    assert all(each.pix_copy_paste for each in issued.parcels)
    found = efi.client.find_carnet(ACCOUNT, made, TODAY)
    assert found
    assert found.parcels == issued.parcels
    assert (found.efi_id, efi.client.find_carnet(OTHER, made, TODAY)) == (None, None)
    with pytest.raises(EfiUnavailable):
        efi.client.find_carnet(ACCOUNT, carnet(11)[0], TODAY)


def test_parcels_of_other_items_are_not_asked_for(efi: Asked) -> None:
    made, (first, second, *_) = carnet()
    other = second.model_copy(update={"items": (Item(name="Outra", amount=A_HUNDRED),)})
    with pytest.raises(EfiRefused):
        efi.client.issue_carnet(ACCOUNT, made, [first, other], NOTIFY)
    assert efi.calls("POST /carnet") == 0


def test_a_charge_is_found_by_our_id_alone(efi: Asked) -> None:
    for number in (1, 2):
        issued(efi, number)
    found = efi.client.find(ACCOUNT, charge(2).charge_id, TODAY)
    assert found
    assert (found.custom_id, found.total) == (charge(2).charge_id, A_HUNDRED)
    assert found.issued
    assert found.issued.pix_copy_paste
    assert efi.client.find(ACCOUNT, charge(3).charge_id, TODAY) is None
    assert efi.client.find(OTHER, charge(2).charge_id, TODAY) is None


def test_a_charge_as_it_stands(efi: Asked) -> None:
    made = issued(efi)
    efi.efi.control.pay(made.efi_id or 0)
    assert made.efi_id
    told = efi.client.charge(ACCOUNT, made.efi_id)
    assert (told.efi_id, told.status, told.total) == (made.efi_id, "paid", A_HUNDRED)
    with pytest.raises(EfiRefused):
        efi.client.charge(OTHER, made.efi_id)


def test_all_pages_of_boletos_and_parcels_are_listed(efi: Asked) -> None:
    ids = [issued(efi, number).efi_id for number in range(1, 103)]
    parcels = efi.client.issue_carnet(ACCOUNT, *carnet(2), NOTIFY).parcels
    today = TODAY, TODAY + timedelta(days=1)
    listed = [*efi.client.charges(ACCOUNT, today[0] - timedelta(days=1), today[1])]
    assert [each.efi_id for each in listed] == [*ids, *(each.efi_id for each in parcels)]
    assert [*efi.client.charges(ACCOUNT, TODAY + timedelta(3), TODAY + timedelta(4))] == []


@pytest.mark.parametrize("of", ["charge", "parcel"])
def test_changes(efi: Asked, of: str) -> None:
    made, parcels = carnet(3)
    booklet: Carnet | None = None
    if of == "charge":
        ours = [issued(efi, number) for number in (1, 2, 3)]
    else:
        there = efi.client.issue_carnet(ACCOUNT, made, parcels, NOTIFY)
        booklet = made.model_copy(update={"efi_id": there.efi_id})
        ours = [
            each.model_copy(update={"efi_id": known.efi_id})
            for each, known in zip(parcels, there.parcels, strict=True)
        ]
    later = DUE + timedelta(days=3)
    efi.client.cancel(ACCOUNT, ours[0], booklet)
    efi.client.settle(ACCOUNT, ours[1], booklet)
    efi.client.change_due_date(ACCOUNT, ours[2], later, booklet)
    efi.client.resend(ACCOUNT, ours[2], "bia@example.com", booklet)
    known = efi.efi.control.issued()
    assert [each["status"] for each in known] == ["canceled", "settled", "waiting"]
    assert known[2]["due"] == later.isoformat()
    for closed in ours[:2]:
        with pytest.raises(EfiRefused):
            efi.client.cancel(ACCOUNT, closed, booklet)
    with pytest.raises(EfiRefused):
        efi.client.settle(OTHER, ours[2], booklet)


def test_a_parcel_is_changed_by_way_of_its_carnet(efi: Asked) -> None:
    _, parcels = carnet()
    known = parcels[0].model_copy(update={"efi_id": 7})
    with pytest.raises(ValueError, match="carn"):
        efi.client.cancel(ACCOUNT, known)
    with pytest.raises(EfiRefused):
        efi.client.cancel(ACCOUNT, known, carnet()[0])


def test_a_history(efi: Asked) -> None:
    made = efi.client.issue_carnet(ACCOUNT, *carnet(2), NOTIFY)
    [first, _] = made.parcels
    assert first.efi_id
    efi.efi.control.pay(first.efi_id, value=12_345, at="2026-11-20T10:00:00-03:00")
    token = efi.efi.control.token(first.efi_id)
    efi.efi.control.misbehave("GET /notification/:token", "shuffled")
    rows = efi.client.history(ACCOUNT, token)
    assert [row.row_id for row in rows] == [*range(1, len(rows) + 1)]
    [paid] = [row for row in rows if row.status == "paid"]
    assert (paid.of, paid.efi_charge_id, paid.efi_carnet_id) == (
        "parcel",
        first.efi_id,
        made.efi_id,
    )
    assert paid.value == Decimal("123.45")
    assert paid.received_at
    assert paid.at.utcoffset() == timedelta(hours=-3)
    assert {row.of for row in rows} == {"carnet", "parcel"}
    assert efi.efi.control.unacknowledged() == []
    with pytest.raises(EfiRefused):
        efi.client.history(OTHER, token)


def test_a_document(efi: Asked) -> None:
    made = efi.client.issue(ACCOUNT, charge(), NOTIFY)
    assert efi.client.document(made.pdf_link or "").startswith(b"%PDF")
    for link in ("https://evil.example/boleto.pdf", f"{efi.efi.url}.evil.example/1.pdf", "x"):
        with pytest.raises(EfiRefused):
            efi.client.document(link)


def test_a_token_dies_with_its_account_and_revision(efi: Asked) -> None:
    issued(efi)
    issued(efi, 2)
    assert (efi.calls("POST /authorize"), efi.secrets.reads) == (1, 1)
    changed = ACCOUNT.model_copy(update={"revision": "r1"})
    secret = efi.secrets.kept[ACCOUNT.secret_name]
    efi.secrets.kept[ACCOUNT.secret_name] = replace(secret)
    efi.client.issue(changed, charge(3), NOTIFY)
    assert (efi.calls("POST /authorize"), efi.secrets.reads) == (2, 2)
