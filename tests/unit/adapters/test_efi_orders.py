"""What Efí is asked with: centavos and reais, companies and persons, days."""

from decimal import Decimal
from typing import Any

import pytest

from malote.adapters.efi import orders
from malote.adapters.efi.request import Request
from malote.billing.charges import Customer, Item
from malote.errors import EfiRefused
from tests.fakes.billing import account, carnet, charge

COMPANY = Customer(name="Padaria Ltda", tax_id="12ABC34501DE35")


def test_a_boleto() -> None:
    ours = charge(items=(Item(name="Fibra", amount=Decimal("59.90"), quantity=2),))
    assert orders.billet(ours, "https://x.test/w") == {
        "items": [{"name": "Fibra", "value": 5990, "amount": 2}],
        "metadata": {"custom_id": ours.charge_id, "notification_url": "https://x.test/w"},
        "payment": {
            "banking_billet": {
                "customer": {"name": "Ana", "cpf": "52998224725"},
                "expire_at": "2026-12-20",
            }
        },
    }


def test_a_company_has_no_name_of_a_person() -> None:
    body: Any = orders.billet(charge(customer=COMPANY), "")
    assert body["payment"]["banking_billet"]["customer"] == {
        "juridical_person": {"corporate_name": "Padaria Ltda", "cnpj": "12ABC34501DE35"}
    }


def test_a_carnet() -> None:
    made, parcels = carnet(1, 3)
    body = orders.booklet(made, parcels, "https://x.test/w")
    assert (body["repeats"], body["split_items"]) == (3, False)
    assert body["items"] == [{"name": "Mensalidade", "value": 10_000, "amount": 1}]
    assert body["expire_at"] == "2026-12-20"
    assert body["metadata"] == {
        "custom_id": made.carnet_id, "notification_url": "https://x.test/w",
    }  # fmt: skip


def test_a_boleto_has_a_due_date() -> None:
    with pytest.raises(EfiRefused):
        orders.billet(charge(due_date=None), "")


def test_a_pix_lives_for_a_day() -> None:
    pix: Any = orders.immediate(account(pix_key="chave"), charge(amount=Decimal("1234.5")))
    assert pix["calendario"]["expiracao"] == 86_400
    assert pix["valor"] == {"original": "1234.50"}
    assert pix["chave"] == "chave"


def test_a_pix_of_a_company_and_of_much() -> None:
    items = [Item(name="x" * 100, amount=Decimal(1))] * 3
    pix: Any = orders.immediate(
        account(pix_key="chave"), charge(customer=COMPANY, items=tuple(items))
    )
    assert pix["devedor"] == {"cnpj": "12ABC34501DE35", "nome": "Padaria Ltda"}
    assert len(pix["solicitacaoPagador"]) == 140


def test_values_in_a_path_stay_in_their_place() -> None:
    request = Request("GET", "/v2/pix/:e2eid", {"e2eid": "../../x?y=1#z"}, {"a b": "c&d"})
    assert request.path == "/v2/pix/..%2F..%2Fx%3Fy%3D1%23z?a+b=c%26d"
    assert (request.api, request.endpoint) == ("pix", "GET /v2/pix/:e2eid")


@pytest.mark.parametrize(
    ("method", "pattern", "makes", "repeatable"),
    [
        ("GET", "/charges", False, True),
        ("POST", "/charge/one-step", True, False),
        ("PUT", "/charge/:id/cancel", True, False),
        ("PUT", "/v2/cob/:txid", True, True),
        ("PATCH", "/v2/cob/:txid", True, False),
        ("PUT", "/v2/webhook/:chave", True, False),
    ],
)
def test_what_may_be_asked_again(method: str, pattern: str, makes: bool, repeatable: bool) -> None:
    request = Request(method, pattern)
    assert (request.makes, request.repeatable) == (makes, repeatable)
