"""What a cloud admin mends: a branch that was not named, a folder that is not there."""

from collections.abc import Callable

import pytest

from local.cloud import admin
from local.demo.mails import sample
from tests.e2e.samples import KEYS, mail, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")

OVENS = "42220575277525000178550030000292481295366801"


def test_a_branch_named_later_gets_what_waited_for_it(
    stack: Stack, new_tenant: Callable[..., Tenant]
) -> None:
    tenant = new_tenant()
    tenant.upload(sample(f"nfe/samples/v4_0/leiauteNFe/{OVENS}-procNFe.xml"))
    codes = until(
        "the quarantine", lambda: [item["code"] for item in tenant.all("/quarantine")], bool
    )
    assert codes == ["not_a_party"]
    admin(stack.cloud, "tenant", "add-tax-id", tenant.name, "75.277.525/0001-78")
    tenant.wait_for(OVENS)
    assert tenant.all("/quarantine") == []


def test_a_missing_folder_pauses_and_another_one_resumes(
    stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0])))
    command = ("mailbox", "set", tenant.name, tenant.box, "--folder")
    admin(stack.cloud, *command, "Notas")
    assert tenant.poll()["error"] == "folder_missing"
    until("the pause", lambda: tenant.mailbox()["status"], lambda status: status == "paused")
    admin(stack.cloud, *command, "INBOX")
    assert tenant.poll()["outcome"] == "ok"
    tenant.wait_for(KEYS[0])
