"""The stand-in's charges: what it issues, to whom it shows them, and what may become of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.request import urlopen

import pypdf
import pytest

from local.efi.server import Efi
from tests.integration.efi.client import CUSTOMER, DUE, Client, charge
from tests.integration.efi.server import efi_server

PERIOD = "begin_date=2020-01-01&end_date=2099-12-31"


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


def test_a_bolix_has_a_line_a_pix_and_a_pdf(efi: Efi, tmp_path: Any) -> None:
    client = Client(efi)
    status, answer = client("POST", "/charge/one-step", charge(value=123456, custom_id="nota-1"))
    assert (status, answer["code"]) == (200, 200)
    data = answer["data"]
    told = {name: data[name] for name in ("status", "total", "payment", "expire_at")}
    assert told == {
        "status": "waiting",
        "total": 123456,
        "payment": "banking_billet",
        "expire_at": DUE,
    }
    assert data["barcode"].endswith("0000123456")
    paper = tmp_path / "boleto.pdf"
    with urlopen(data["pdf"]["charge"]) as pdf:
        paper.write_bytes(pdf.read())
    text = pypdf.PdfReader(paper, strict=True).pages[0].extract_text()
    assert "R$ 1234,56" in text
    assert data["barcode"] in text
    assert data["pix"]["qrcode"].replace(" ", "") in "".join(text.split())
    status, detail = client("GET", f"/charge/{data['charge_id']}")
    assert detail["data"]["custom_id"] == "nota-1"
    assert detail["data"]["payment"]["banking_billet"]["pdf"] == data["pdf"]


def test_an_account_without_bolix_issues_boletos_without_pix(efi: Efi) -> None:
    efi.control.account("client-1", "secret-1", bolix=False)
    _, answer = Client(efi)("POST", "/charge/one-step", charge())
    assert "pix" not in answer["data"]
    assert answer["data"]["barcode"]


def _without_name() -> dict[str, Any]:
    asked = charge()
    asked["payment"]["banking_billet"]["customer"] = {"cpf": CUSTOMER["cpf"]}
    return asked


def _due(day: str) -> dict[str, Any]:
    asked = charge()
    asked["payment"]["banking_billet"]["expire_at"] = day
    return asked


def _configured(**values: Any) -> dict[str, Any]:
    asked = charge()
    asked["payment"]["banking_billet"]["configurations"] = values
    return asked


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (b"{", 400, 3500042),
        (charge() | {"coupon": 1}, 400, 3500034),
        (charge(value="59.90"), 400, 3500034),  # type: ignore[arg-type]
        (charge(value=True), 400, 3500034),
        ({"items": []}, 400, 3500034),
        (_without_name(), 400, 3500034),
        (_due("15/12/2030"), 400, 3500034),
        (_due("2030-02-31"), 500, 4600060),
        (_due("2020-01-01"), 500, 4600007),
        (_configured(days_to_write_off=121), 400, 3500034),
        (_configured(days_to_write_off=120, fine=200, interest=33), 200, 200),
        (_configured(interest={"value": 330, "type": "monthly"}), 200, 200),
        (charge(value=499), 500, 4600036),
        (charge(value=500), 200, 200),
    ],
)
def test_what_is_refused(efi: Efi, asked: object, status: int, code: int) -> None:
    got, answer = Client(efi)("POST", "/charge/one-step", asked)
    assert (got, answer["code"]) == (status, code)
    assert len(efi.control.issued()) == (status == 200)


def test_a_third_that_is_the_same_is_refused_whatever_its_metadata(efi: Efi) -> None:
    client = Client(efi)
    for name in ("a", "b"):
        client.issue(charge(custom_id=name))
    _, answer = client("POST", "/charge/one-step", charge(custom_id="c"))
    assert answer["code"] == 4600210
    client.issue(charge(name="Internet."))
    Client(efi, 1).issue(charge())


def test_a_company_pays_too(efi: Efi) -> None:
    asked = charge()
    company = {"corporate_name": "Empresa Ltda", "cnpj": "12ABC34501DE35"}
    asked["payment"]["banking_billet"]["customer"] = {"juridical_person": company}
    client = Client(efi)
    client.issue(asked)
    found = client("GET", f"/charges?charge_type=billet&{PERIOD}")[1]
    assert [each["customer"]["cnpj"] for each in found["data"]] == ["12ABC34501DE35"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/charge/{id}", None),
        ("PUT", "/charge/{id}/cancel", None),
        ("PUT", "/charge/{id}/settle", None),
        ("PUT", "/charge/{id}/billet", {"expire_at": DUE}),
        ("POST", "/charge/{id}/billet/resend", {"email": "a@b.test"}),
        ("GET", "/notification/{token}", None),
    ],
)
def test_nobody_sees_or_changes_another_account_s(
    efi: Efi, method: str, path: str, body: object
) -> None:
    number = Client(efi).issue()
    before = efi.control.issued()
    path = path.format(id=number, token=efi.control.token(number))
    status, answer = Client(efi, 1)(method, path, body)
    assert (status, answer["code"]) == (500, 3500010)
    assert efi.control.issued() == before
    assert Client(efi)(method, path, body)[0] == 200


def test_the_list_is_filtered_and_paged(efi: Efi) -> None:
    client = Client(efi)
    numbers = [client.issue(charge(value=1000 + n, custom_id=f"c{n}")) for n in range(5)]
    Client(efi, 1).issue()

    def found(query: str) -> list[int]:
        answer = client("GET", f"/charges?charge_type=billet&{query}")[1]
        return [each["id"] for each in answer["data"]]

    assert found(PERIOD) == numbers
    assert found(f"{PERIOD}&limit=2&page=2") == numbers[2:4]
    assert found(f"{PERIOD}&custom_id=c3") == numbers[3:4]
    assert found(f"begin_date={DUE}&end_date={DUE}") == []
    for bad in ("charge_type=billet", PERIOD, f"charge_type=billet&{PERIOD}&name=x"):
        assert client("GET", f"/charges?{bad}")[1]["code"] == 3500034


def test_a_due_date_is_changed_while_it_is_open(efi: Efi) -> None:
    client = Client(efi)
    number = client.issue()
    later = (date.fromisoformat(DUE) + timedelta(days=9)).isoformat()
    path = f"/charge/{number}/billet"
    assert client("PUT", path, {"expire_at": later}) == (200, {"code": 200})
    data = client("GET", f"/charge/{number}")[1]["data"]
    assert data["payment"]["banking_billet"]["expire_at"] == later
    assert client("PUT", path, {"expire_at": "2020-01-01"})[1]["code"] == 4600007
    efi.control.pay(number)
    assert client("PUT", path, {"expire_at": later})[1]["code"] == 3500038
    resent = client("POST", f"/charge/{number}/billet/resend", {"email": "ana@b.test"})
    assert resent[1]["code"] == 3500038
