"""What is refused before Efí is asked, in words that repeat nothing secret."""

from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from malote.billing.account_requests import BillingAccountChange, NewBillingAccount
from malote.billing.composing import composed_carnet
from malote.billing.remote import EfiSecret
from malote.billing.requests import DueDateChange, NewCarnet, NewCharge, Resend
from malote.complaints import complaints
from malote.errors import InvalidInput
from tests.issuing_world import BOLIX, CARNET, PIX, Office

ACCOUNT: dict[str, Any] = {
    "id": "efi",
    "name": "Efí",
    "client_id": "client-1",
    "client_secret": "secret-1",
    "agreement": "0-Carteira",
    "fee": "2.50",
    "history_codes": {"receipt": "101", "entry": "201", "fee": "301"},
}
CHANGE = ACCOUNT | {"environment": "test", "override": False, "revision": "r0"}
del CHANGE["id"]
NO_ITEMS = {**BOLIX, "items": None}
ANA = BOLIX["customer"]


def item(amount: str, quantity: int = 1) -> list[dict[str, Any]]:
    return [{"name": "x", "amount": amount, "quantity": quantity}]


@pytest.mark.parametrize(
    ("model", "asked", "said"),
    [
        (NewCharge, BOLIX | {"method": "cartao"}, "method: use"),
        (NewCharge, BOLIX | {"items": []}, "items: é curto demais"),
        (NewCharge, BOLIX | {"items": item("6.00") * 51}, "items: é longo demais"),
        (NewCharge, BOLIX | {"items": item("4.99")}, "R$ 5,00"),
        (NewCharge, BOLIX | {"items": item("9000.00", 9999)}, "R$ 9.999.999,99"),
        (NewCharge, BOLIX | {"items": item("10.001")}, "duas casas"),
        (NewCharge, BOLIX | {"amount": "10.00"}, "items, ou amount"),
        (NewCharge, BOLIX | {"amount": "0"}, "items, ou amount"),
        (NewCharge, BOLIX | {"description": "x"}, "items, ou amount"),
        (NewCharge, NO_ITEMS | {"amount": "10.00", "description": "a\nb"}, "description: não está"),
        (NewCharge, BOLIX | {"items": [{"name": "a\x7f", "amount": "9"}]}, "name: não está"),
        (NewCharge, NO_ITEMS, "items, ou amount"),
        (NewCharge, NO_ITEMS | {"amount": "10.00"}, "items, ou amount"),
        (NewCharge, BOLIX | {"due_date": None}, "bolix tem due_date"),
        (NewCharge, PIX | {"due_date": "2027-01-31"}, "pix não tem due_date"),
        (NewCharge, PIX | {"items": item("0.00")}, "R$ 0,01"),
        (NewCharge, BOLIX | {"customer": ANA | {"name": "Ana"}}, "duas palavras"),
        (NewCharge, BOLIX | {"customer": ANA | {"tax_id": "52998224724"}}, "dígitos"),
        (NewCharge, BOLIX | {"customer": ANA | {"tax_id": "1"}}, "customer.tax_id"),
        (NewCharge, BOLIX | {"account": "A#B"}, "account: não está na forma"),
        (NewCharge, BOLIX | {"valor": "1"}, "valor: campo desconhecido"),
        (NewCarnet, CARNET | {"parcels": 1}, "parcels: é menor do que 2"),
        (NewCarnet, CARNET | {"parcels": 13}, "parcels: é maior do que 12"),
        (NewCarnet, CARNET | {"split": True}, "não se dividem em 3 parcelas"),
        (NewCarnet, CARNET | {"split": True, "items": item("12.00")}, "R$ 5,00"),
        (NewCarnet, CARNET | {"customer": ANA | {"name": "Ana"}}, "duas palavras"),
        (DueDateChange, {}, "due_date: falta"),
        (Resend, {"email": "a@b"}, "email"),
        (NewBillingAccount, ACCOUNT | {"environment": "production"}, "environment: use"),
        (NewBillingAccount, ACCOUNT | {"id": "Efí"}, "id: não está na forma"),
        (NewBillingAccount, ACCOUNT | {"client_id": "a:b"}, "client_id: não está na forma"),
        (NewBillingAccount, ACCOUNT | {"client_secret": "planted secret"}, "client_secret: tem"),
        (NewBillingAccount, ACCOUNT | {"pix_certificate": "cGZ4"}, "só serve com pix_key"),
        (NewBillingAccount, ACCOUNT | {"pix_password": "planted"}, "só serve com pix_certificate"),
        (
            NewBillingAccount,
            ACCOUNT | {"pix_key": "k", "pix_certificate": "planted0!"},
            "pix_certificate: não é base64",
        ),
        (
            NewBillingAccount,
            ACCOUNT | {"pix_key": "k", "pix_certificate": "planted0" * 6145},
            "pix_certificate",
        ),
        (BillingAccountChange, ACCOUNT | {"id": "efi"}, "revision: falta"),
    ],
)
def test_what_is_refused(model: type[BaseModel], asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(asked)
    told = complaints(map(dict, refused.value.errors()))
    assert said in told
    assert "planted" not in f"{told}{refused.value}"


def test_what_is_charged_for() -> None:
    charge = NewCharge.model_validate(NO_ITEMS | {"amount": "10.00", "description": "Multa"})
    assert [(each.name, each.amount) for each in charge.lines] == [("Multa", Decimal(10))]
    company = {"name": "Padaria", "tax_id": "12ABC34501DE35"}
    assert NewCharge.model_validate(BOLIX | {"customer": company}).customer.name == "Padaria"
    assert NewCharge.model_validate(PIX | {"customer": ANA | {"name": "Ana"}})


@pytest.mark.parametrize(("split", "amounts"), [(False, ["100.00"] * 4), (True, ["25.00"] * 4)])
def test_each_parcel_is_of_all_items_or_of_its_part(split: bool, amounts: list[str]) -> None:
    items = [{"name": "Fibra", "amount": "30.00", "quantity": 3}, {"name": "IP", "amount": "10.00"}]
    asked = NewCarnet.model_validate(CARNET | {"parcels": 4, "split": split, "items": items})
    office = Office()
    entry = replace(office.entry, target="20261121t120000000-fffffffffffe")
    carnet, parcels = composed_carnet(asked, office.account, entry)
    assert [f"{each.amount}" for each in parcels] == amounts
    assert [each.charge_id for each in parcels] == list(carnet.parcels)
    assert len(set(carnet.parcels)) == 4
    assert parcels[0].items[0].name == ("Fibra, IP" if split else "Fibra")
    assert sum(each.amount * each.quantity for each in parcels[3].items) == Decimal(amounts[3])


@pytest.mark.parametrize(
    ("due", "said"),
    [("2026-11-20", "já passou"), ("2032-01-01", "mais de cinco anos"), ("9999-12-31", "cinco")],
)
def test_a_due_date_is_today_or_later_in_brasilia(due: str, said: str) -> None:
    office = Office()
    office.now = office.now.replace(hour=2, day=22)  # in Brasília, still the 21st
    assert office.create(due_date="2026-11-21").efi_id
    with pytest.raises(InvalidInput, match=said):
        office.create(due_date=due)
    with pytest.raises(InvalidInput, match=said):
        office.create_carnet(due_date=due)


def test_a_pix_is_for_an_account_with_a_key() -> None:
    office = Office()
    office.change_account(pix_key=None)
    with pytest.raises(InvalidInput, match="chave Pix"):
        office.create(**PIX)


STORED = EfiSecret(SecretStr("old"), b"pfx", SecretStr("pw"), SecretStr("proof"))


@pytest.mark.parametrize(
    ("asked", "stored", "secret"),
    [
        ({"client_secret": None, "pix_key": "k"}, STORED, ("old", b"pfx", "pw", "proof")),
        ({"client_secret": "new", "pix_key": "k"}, STORED, ("new", b"pfx", "pw", "proof")),
        ({"client_secret": None}, STORED, ("old", None, None, "proof")),
        (
            {"pix_key": "k", "pix_certificate": b64encode(b"p12").decode()},
            STORED,
            ("secret-1", b"p12", None, "proof"),
        ),
        ({}, None, ("secret-1", None, None, None)),
        ({"client_secret": None}, None, "client_secret: falta"),
        ({"pix_key": "k"}, None, "pix_certificate: falta"),
    ],
)
def test_secrets_are_of_what_is_given_and_what_is_stored(
    asked: dict[str, Any], stored: EfiSecret | None, secret: tuple[Any, ...] | str
) -> None:
    change = BillingAccountChange.model_validate(CHANGE | asked)
    if isinstance(secret, str):
        with pytest.raises(InvalidInput, match=secret):
            change.secret(stored)
        return
    got = change.secret(stored)
    words = [each and each.get_secret_value() for each in (got.pix_password, got.hmac)]
    if secret[3] is None:  # each account has a random one
        assert len(words[1] or "") == 64
        words[1] = None
    assert (got.client_secret.get_secret_value(), got.pix_pfx, *words) == secret
