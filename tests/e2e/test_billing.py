"""Charges by Efí on the deployed stack: what its stand-in tells ends up in the ledger, once."""

import csv
from collections.abc import Callable
from decimal import Decimal
from email import message_from_bytes, policy
from io import StringIO
from urllib.request import Request, urlopen

import pytest

from local.efi.server import Efi
from tests.e2e.accounts import ask, set_up, settled
from tests.e2e.billing import CODES, CUSTOMER, FORM, JSON, Desk, lines
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.smtp.servers import SmtpTestServer

pytestmark = pytest.mark.usefixtures("schedule")

BRANCH = "34128745000152"
PAID = [
    ("receipt", CODES["receipt"], "149.90", False),
    ("entry", CODES["entry"], "149.90", False),
    ("fee", CODES["fee"], "-2.50", False),
]
BACK = [
    ("receipt", CODES["receipt"], "-149.90", True),
    ("entry", CODES["entry"], "-149.90", True),
]

type NewTenant = Callable[..., Tenant]


@pytest.fixture(scope="module")
def desk(new_tenant: NewTenant, schedule: object, efi: Efi) -> Desk:
    made = Desk(new_tenant(), efi)
    made.set_up()
    return made


@pytest.fixture(scope="module", autouse=True)
def unlucky(desk: Desk) -> str:
    """A charge that is issued while Efí is down. It has a minute to rest while others are tested."""
    desk.efi.control.misbehave("POST /authorize", "outage")
    status, made = ask(desk.tenant, "POST", "/billing/charges", desk.asked())
    assert (status, made["status"], made["error"]["code"]) == (201, "issuing", "efi_unavailable")
    return str(made["id"])


def test_the_life_of_a_bolix(desk: Desk, smtp: SmtpTestServer) -> None:
    set_up(desk.tenant, smtp, BRANCH)
    charge = desk.issue()
    assert (charge["status"], charge["amount"]) == ("waiting", "149.90")
    assert charge["barcode"]
    assert charge["pix_copy_paste"]

    attached = {"attachments": [{"kind": "charge", "id": charge["id"]}]}
    status, message = ask(desk.tenant, "POST", "/messages", attached)
    assert status == 202, message
    message = settled(desk.tenant, message["id"])
    assert (message["status"], message["to"]) == ("sent", [CUSTOMER["email"]])
    mails = [message_from_bytes(each.content, policy=policy.default) for each in smtp.received]
    (mail,) = [mail for mail in mails if mail["Message-ID"] == message["mime_id"]]
    (boleto,) = mail.iter_attachments()
    content = boleto.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF")

    desk.efi.control.pay(charge["efi_id"])
    paid = desk.booked(charge["id"], 3)
    assert (paid["status"], lines(paid)) == ("paid", PAID)
    assert {each["agreement"] for each in paid["entries"]} == {"0-Carteira"}
    path = f"/billing/ledger?environment=test&charge={charge['id']}"
    ledger = desk.tenant.get(path)
    assert {each["kind"]: each["amount"] for each in ledger["totals"]} == {
        "receipt": "149.90", "entry": "149.90", "fee": "-2.50",
    }  # fmt: skip
    rows = list(csv.DictReader(StringIO(as_csv(desk.tenant, path)), delimiter=";"))
    assert sorted((row["Histórico"], row["Valor"]) for row in rows) == [
        ("101", "149,90"), ("201", "149,90"), ("301", "-2,50"),
    ]  # fmt: skip

    desk.efi.control.refund(charge["efi_id"])
    refunded = desk.booked(charge["id"], 5)
    assert (refunded["status"], lines(refunded)) == ("refunded", PAID + BACK)
    ledger = desk.tenant.get(path)
    assert {each["kind"]: each["amount"] for each in ledger["totals"]} == {
        "receipt": "0.00", "entry": "0.00", "fee": "-2.50",
    }  # fmt: skip


def as_csv(tenant: Tenant, path: str) -> str:
    headers = {"Authorization": tenant.token, "Accept": "text/csv"}
    with urlopen(
        Request(f"{tenant.stack.cloud.api_url}{path}", headers=headers), timeout=30
    ) as file:
        return bytes(file.read()).decode("utf-8-sig")


def test_the_parcels_of_a_carne_are_booked_each_on_its_own(desk: Desk) -> None:
    carnet = desk.issue_carnet(3)
    assert [each["parcel"] for each in carnet["parcels"]] == [1, 2, 3]
    ids = [each["id"] for each in carnet["parcels"]]
    first, second, third = (desk.charge(each)["efi_id"] for each in ids)
    control = desk.efi.control
    control.pay(second)
    control.pay(first, 15_990)  # late, with a fine
    control.refund(second)
    control.pay(third)
    found = [desk.booked(each, entries) for each, entries in zip(ids, (3, 5, 3), strict=True)]
    assert [each["status"] for each in found] == ["paid", "refunded", "paid"]
    assert [each["flags"] for each in found] == [["value_differs"], [], []]
    assert lines(found[0])[1] == ("entry", CODES["entry"], "159.90", False)
    assert lines(found[1]) == PAID + BACK
    assert lines(found[2]) == PAID
    assert desk.tenant.get(f"/billing/carnets/{carnet['id']}")["status"] == "finished"
    listed = desk.tenant.get(f"/billing/charges?carnet={carnet['id']}")["items"]
    assert sorted(each["id"] for each in listed) == sorted(ids)


def test_a_pix_is_booked_and_nobody_else_can_tell_of_one(
    new_tenant: NewTenant, efi: Efi, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(new_tenant(), efi)
    desk.set_up_with_pix(tmp_path_factory.mktemp("pix"))
    charge = desk.issue("pix")
    assert charge["pix_copy_paste"]
    end_to_end = efi.control.pay_pix(charge["txid"], fee="1.19")
    paid = desk.booked(charge["id"], 3)
    assert (lines(paid), paid["flags"]) == (PAID, ["fee_differs"])
    efi.control.refund_pix(end_to_end, "50.00")
    back = desk.booked(charge["id"], 5)
    assert [each[2] for each in lines(back)[3:]] == ["-50.00", "-50.00"]
    path = f"{desk.webhook}/pix"
    told = b'{"pix": [{"endToEndId": "%s"}]}' % end_to_end.encode()
    for query in ("", f"?hmac={'0' * 64}"):
        assert desk.post(told, JSON, path + query) == 403


def test_a_forged_notification_changes_nothing(desk: Desk, new_tenant: NewTenant) -> None:
    other = Desk(new_tenant(), desk.efi)
    other.set_up()
    theirs = other.pay_unheard(other.issue()["efi_id"])
    before = seen(desk.tenant)
    forged = (b"notification=nao-existe", f"notification={theirs}".encode())
    assert [desk.post(body) for body in forged] == [200, 200]
    for body, kind in (
        (b"notification=%00", FORM),
        (b"{}x", JSON),
        (b"", FORM),
        (b"a=1", "text/plain"),
    ):
        assert desk.post(body, kind) == 400
    assert desk.post(forged[0], path=f"/webhooks/efi/{'0' * 32}") == 404
    desk.tenant.stack.wait_until_idle()
    assert seen(desk.tenant) == before
    assert other.tenant.get("/billing/ledger?environment=test")["items"] == []


def seen(tenant: Tenant) -> list[object]:
    return [
        [tenant.get(path)["items"] for path in ("/billing/charges", "/billing/accounts")],
        tenant.get("/billing/ledger?environment=test"),
    ]


def test_a_token_that_is_told_forty_times_books_once(desk: Desk) -> None:
    charge = desk.issue()
    token = desk.pay_unheard(charge["efi_id"])
    assert desk.charge(charge["id"])["entries"] == []
    for _ in range(2):
        assert desk.tell([token] * 20) == [200] * 20
    assert lines(desk.booked(charge["id"], 3)) == PAID


def test_the_daily_comparison_mends_what_nobody_told(stack: Stack, desk: Desk) -> None:
    charge = desk.issue()
    token = desk.pay_unheard(charge["efi_id"])
    assert stack.invoke("BillingPlanFunction", {})["queued"] >= 1
    paid = desk.booked(charge["id"], 3)
    assert lines(paid) == PAID
    assert {each["source"] for each in paid["entries"]} == {"reconciliation"}
    (report,) = desk.tenant.get("/billing/reconciliations")["items"]
    assert report["account_id"] == desk.name
    assert (report["mended"], report["paid_here"]) == (1, report["paid_there"])
    assert desk.tell([token]) == [200]
    assert desk.booked(charge["id"], 3) == paid


def test_the_ledger_comes_to_what_efi_says(desk: Desk) -> None:
    told = desk.efi.control.totals(desk.client_id)
    sums = {
        each["kind"]: Decimal(each["amount"])
        for each in desk.tenant.get("/billing/ledger?environment=test")["totals"]
    }
    assert sums["entry"] * 100 == told["paid"] - told["refunded"] - told["contested"]


def test_what_efi_did_and_could_not_say_is_known_when_it_tells_of_it(desk: Desk) -> None:
    desk.efi.control.misbehave("POST /charge/one-step", "cut", after=True)
    status, made = ask(desk.tenant, "POST", "/billing/charges", desk.asked())
    assert (status, made["status"]) == (201, "uncertain")
    issued = until(
        "a charge that Efí tells of",
        lambda: desk.charge(made["id"]),
        lambda charge: charge["status"] == "waiting",
    )
    assert issued_as(desk, made["id"]) == [issued["efi_id"]]


def issued_as(desk: Desk, charge_id: str) -> list[int]:
    """All that the stand-in made of it."""
    made = desk.efi.control.issued(desk.client_id)
    return [each["charge_id"] for each in made if each["custom_id"] == charge_id]


def test_what_efi_was_down_for_is_issued_once(desk: Desk, unlucky: str) -> None:
    issued = until(
        "a charge that is issued late",
        lambda: desk.charge(unlucky),
        lambda charge: charge["status"] != "issuing",
        seconds=120,
    )
    assert (issued["status"], issued["error"]) == ("waiting", None)
    assert issued_as(desk, unlucky) == [issued["efi_id"]]
    desk.efi.control.pay(issued["efi_id"])
    assert lines(desk.booked(unlucky, 3)) == PAID
