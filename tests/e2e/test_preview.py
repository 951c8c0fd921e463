"""A preview shows what a poll would do, and does nothing."""

import json
from collections.abc import Callable

import pytest

from tests.e2e.samples import KEYS, RAR, mail, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")


def test_what_was_shown_is_what_happens(
    stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    tenant.upload(nfe(KEYS[0]))
    tenant.wait_for(KEYS[0])
    mails = [mail(nfe(KEYS[0]), subject="de novo"), mail(nfe(KEYS[1])), mail(RAR), mail()]
    dovecot.deliver(tenant.address, *mails, mail(nfe(KEYS[2])[:999]))
    before = stack.items(tenant.name), stack.objects(tenant.name)
    status, shown = tenant.call("POST", f"/mailboxes/{tenant.box}/preview")
    assert status == 200, shown
    told = json.dumps(shown, ensure_ascii=False)
    assert KEYS[1] in told
    assert "malformed_xml" in told
    assert "archive_unsupported" in told
    after = [item for item in stack.items(tenant.name) if "#PACE" not in item["SK"]]
    untouched = [item for item in before[0] if "PACE#" not in item["SK"]]
    assert [item for item in after if "PACE#" not in item["SK"]] == untouched
    assert stack.objects(tenant.name) == before[1]

    result = tenant.poll()
    assert (result["stored"], result["duplicate"]) == (2, 1)
    tenant.wait_for(*KEYS[:2])
    assert sorted(each["code"] for each in tenant.all("/quarantine")) == [
        "archive_unsupported", "malformed_xml",
    ]  # fmt: skip
