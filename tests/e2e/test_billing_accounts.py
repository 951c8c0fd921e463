"""Accounts at Efí on the deployed stack: tried, proven, and watched."""

from collections.abc import Callable

import pytest

from local.efi.server import Efi
from tests.e2e.accounts import ask
from tests.e2e.billing import Desk
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until

pytestmark = pytest.mark.usefixtures("schedule")

type NewTenant = Callable[..., Tenant]


def test_what_efi_does_not_take_is_told_and_not_saved(new_tenant: NewTenant, efi: Efi) -> None:
    desk = Desk(new_tenant(), efi)
    stranger = desk.wanted(id="efi", told=["alguem@outra.test"])
    wrong = desk.wanted(id="efi", client_secret="Client_Secret_de_outra_pessoa")
    for asked, code in ((stranger, "invalid_input"), (wrong, "efi_credentials_refused")):
        status, answer = ask(desk.tenant, "POST", "/billing/accounts", asked)
        assert (status, answer["code"]) == (422 if asked is wrong else 400, code)
        assert answer["action"]
    assert desk.tenant.get("/billing/accounts")["items"] == []
    desk.set_up()
    path = "/billing/accounts/efi/test"
    assert ask(desk.tenant, "POST", path)[1]["status"] == "ok"
    efi.control.revoke(desk.client_id)
    assert ask(desk.tenant, "POST", path)[1]["code"] == "efi_credentials_refused"


def test_production_is_for_accounts_that_were_tried(new_tenant: NewTenant, efi: Efi) -> None:
    desk = Desk(new_tenant(), efi)
    desk.set_up()
    status, answer = desk.change(environment="production")
    assert (status, answer["code"]) == (409, "production_not_proven")
    desk.issue()
    until("a proof", desk.shown, lambda account: account["proven_at"])
    desk.rest()
    status, answer = desk.change(environment="production")
    assert (status, answer["environment"]) == (200, "production")
    charge = desk.issue()
    assert charge["environment"] == "production"
    efi.control.pay(charge["efi_id"])
    desk.booked(charge["id"], 3)
    assert len(desk.tenant.get("/billing/ledger")["items"]) == 3  # of production, unless asked
    assert desk.tenant.get("/billing/ledger?environment=test")["items"] == []


def test_users_whom_the_account_names_learn_that_efi_refuses_it(
    stack: Stack, new_tenant: NewTenant, efi: Efi
) -> None:
    desk = Desk(new_tenant(), efi)
    desk.set_up()
    efi.control.revoke(desk.client_id)
    made = ask(desk.tenant, "POST", "/billing/charges", desk.asked())[1]
    assert (made["status"], made["error"]["code"]) == ("issuing", "efi_credentials_refused")
    (notice,) = until(
        "a notice that was mailed",
        lambda: desk.tenant.get("/notices")["items"],
        lambda found: found and found[0]["mail"] == "sent",
    )
    assert notice["kind"] == "billing_error"
    assert notice["of"].startswith("efi#efi_credentials_refused#")
    assert [mail for mail in stack.ses_mails() if desk.tenant.user in mail]
