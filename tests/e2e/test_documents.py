"""Working with documents: searched, decided, printed, packed, read again; batches taken apart."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from pypdf import PdfReader

from local.demo.mails import cancellation, sample
from malote.adapters import keys
from malote.adapters.items import to_item
from tests.e2e.samples import KEYS, MONTH, RAR, batch, nfe
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until


@pytest.fixture(scope="module")
def tenant(new_tenant: Callable[..., Tenant]) -> Tenant:
    """Holds KEYS, the second of them cancelled."""
    tenant = new_tenant()
    for body in (*map(nfe, KEYS), cancellation(KEYS[1])):
        tenant.upload(body)
    tenant.wait_for(*KEYS)
    return tenant


def fetched(link: dict[str, Any]) -> bytes:
    with urlopen(link["url"], timeout=10) as answer:
        return bytes(answer.read())


def test_documents_are_found_again_by_what_people_know_of_them(tenant: Tenant) -> None:
    first = tenant.get(f"/documents/{KEYS[0]}")
    amount, name = first["total_amount"], first["issuer_name"].lower()[:10].replace(" ", "%20")
    for query in (f"number={first['number']}", f"min_amount={amount}&max_amount={amount}"):
        assert KEYS[0] in [
            each["access_key"] for each in tenant.get(f"/documents?{query}")["items"]
        ]
    assert len(tenant.get(f"/documents?issuer_name={name}")["items"]) == len(KEYS)
    assert not tenant.get("/documents?min_amount=99999999")["items"]
    for remark in (each["code"] for each in first["remarks"]):
        found = tenant.get(f"/documents?remark={remark}")["items"]
        assert KEYS[0] in [each["access_key"] for each in found]


def test_a_decision_is_kept_with_who_and_when_and_survives_another_version(tenant: Tenant) -> None:
    path = f"/documents/{KEYS[2]}"
    body = json.dumps({"status": "accepted", "note": "Conferida com o pedido 12"}).encode()
    status, header = tenant.call("PATCH", path, body, {"Content-Type": "application/json"})
    assert (status, header["status"], header["note"]) == (
        200,
        "accepted",
        "Conferida com o pedido 12",
    )
    tenant.upload(nfe(KEYS[2]) + b"\n")
    tenant.stack.wait_until_idle()

    found = tenant.get(path)
    assert found["status"] == "accepted"
    assert len(found["versions"]) == 2
    (decision,) = found["decisions"]
    assert decision["decided_by_email"] == tenant.user
    assert KEYS[2] in [
        each["access_key"] for each in tenant.get("/documents?status=accepted")["items"]
    ]


@pytest.mark.parametrize("key", KEYS[:2], ids=["good", "cancelled"])
def test_a_pdf_is_drawn_and_a_cancelled_one_says_so(tenant: Tenant, key: str) -> None:
    pdf = PdfReader(io.BytesIO(fetched(tenant.get(f"/documents/{key}/pdf"))))
    text = "".join(page.extract_text() for page in pdf.pages).upper()
    assert " ".join(key[at : at + 4] for at in range(0, 44, 4)) in text
    assert ("CANCELAD" in text) == (key == KEYS[1])


def test_a_month_is_packed_off_the_request(tenant: Tenant) -> None:
    path = f"/documents/export?month={MONTH}"
    status, first = tenant.call("GET", path)
    assert (status, first["status"], first["links"]) == (202, "preparing", [])
    _, package = until(
        "the month's package", lambda: tenant.call("GET", path), lambda answer: answer[0] == 200
    )
    assert package["documents"] == len(KEYS)
    (link,) = package["links"]
    names = zipfile.ZipFile(io.BytesIO(fetched(link))).namelist()
    for key in KEYS:
        assert [name.rpartition(".")[2] for name in names if key in name and "evento" not in name]
    assert sum(name.endswith(".pdf") for name in names) == len(KEYS)
    assert sum(name.endswith(".xlsx") for name in names) == 1


def test_a_batch_in_an_envelope_is_taken_apart(new_tenant: Callable[..., Tenant]) -> None:
    tenant = new_tenant()
    tenant.upload(batch(*KEYS[:2]))
    tenant.wait_for(*KEYS[:2])
    sources = tenant.sources(KEYS[0])  # the file it was in, and who sent that
    assert [source["kind"] for source in sources] == ["container", "upload"]
    assert not tenant.all("/quarantine")


def test_what_is_in_quarantine_is_read_again_once_its_branch_is_named(
    new_tenant: Callable[..., Tenant],
) -> None:
    tenant = new_tenant()
    stranger = sample(
        "nfe/samples/v4_0/leiauteNFe/42210775277525000178550030000266631762885493-procNFe.xml"
    )
    tenant.upload(stranger)
    tenant.upload(RAR)
    tenant.stack.wait_until_idle()
    items = {item["code"]: item for item in tenant.all("/quarantine")}
    assert {code: item["retryable"] for code, item in items.items()} == {
        "not_a_party": True,
        "archive_unsupported": False,
    }
    branch = to_item(keys.tax_id(tenant.name, "75277525000178"))  # malote-admin would retry too
    tenant.stack.cloud.client("dynamodb").put_item(TableName=tenant.stack.table, Item=branch)
    status, _ = tenant.call("POST", f"/quarantine/{items['not_a_party']['id']}/retry")
    assert status == 202
    tenant.wait_for("42210775277525000178550030000266631762885493")
    status, answer = tenant.call("POST", f"/quarantine/{items['archive_unsupported']['id']}/retry")
    assert (status, answer["code"]) == (409, "not_retryable")
