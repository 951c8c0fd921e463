"""At least once in, exactly one effect: whatever comes twice changes nothing."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from malote.adapters import keys
from malote.mailboxes.models import PollRequest
from tests.e2e.samples import KEYS, mail, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")


def outcomes(tenant: Tenant) -> list[str]:
    """What the ledger says of the mailbox's mails, in their order."""
    of_the_mailbox = f"TENANT#{tenant.name}#MAILBOX#{tenant.box}"
    return [
        item["outcome"]
        for item in tenant.stack.items(tenant.name)
        if item["PK"] == of_the_mailbox and item["SK"].startswith("MESSAGE#")
    ]


def test_the_same_mails_again_are_duplicates(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    mails = [mail(nfe(key)) for key in KEYS[:2]]
    dovecot.deliver(tenant.address, *mails)
    assert tenant.poll()["stored"] == 2
    tenant.wait_for(*KEYS[:2])
    registered = {key: tenant.get(f"/documents/{key}")["registered_at"] for key in KEYS[:2]}

    dovecot.deliver(tenant.address, *mails)
    result = tenant.poll()
    assert (result["mails"], result["stored"], result["duplicate"]) == (2, 0, 2)
    assert outcomes(tenant) == ["stored", "stored", "duplicate", "duplicate"]
    tenant.wait_for(*KEYS[:2])
    assert len(tenant.stack.objects(tenant.name)) == 2
    for key in KEYS[:2]:
        assert tenant.get(f"/documents/{key}")["registered_at"] == registered[key]
        assert len(tenant.sources(key)) == 2

    assert tenant.poll()["mails"] == 0  # what was read is not read again


def test_upload_mail_and_another_mail_make_one_document_with_three_sources(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    tenant.upload(nfe(KEYS[0]))
    tenant.wait_for(KEYS[0])
    for subject in ("NF-e", "NF-e, segunda via"):
        dovecot.deliver(tenant.address, mail(nfe(KEYS[0]), subject=subject))
        tenant.poll()
    tenant.wait_for(KEYS[0])
    found = [(source["kind"], source["subject"]) for source in tenant.sources(KEYS[0])]
    assert sorted(found, key=str) == [
        ("mail", "NF-e"),
        ("mail", "NF-e, segunda via"),
        ("upload", None),
    ]
    assert tenant.all("/quarantine") == []


def test_the_same_s3_event_again_is_a_duplicate(
    stack: Stack, new_tenant: Callable[..., Tenant]
) -> None:
    tenant, content = new_tenant(), nfe(KEYS[0])
    tenant.upload(content)
    tenant.wait_for(KEYS[0])
    before = without_sources(stack, tenant)

    sha256 = hashlib.sha256(content).hexdigest()
    event = {"Records": [{"s3": {"object": {"key": keys.inbox(tenant.name, sha256)}}}]}
    for _ in range(3):  # in a batch of its own each: together they are one
        assert stack.handle("ParseFunction", *[json.dumps(event)] * 2) == 0
    settled = until(
        "four batches with the object settled",
        lambda: [
            json.loads(line)
            for _, line in stack.logs("parse")
            if sha256 in line and tenant.name in line
        ],
        lambda lines: len(lines) == 4,
    )
    assert sorted(line["outcome"] for line in settled) == ["duplicate"] * 3 + ["registered"]
    stack.send("InboxQueue", *[json.dumps(event)] * 3)  # and as the queue itself hands them over
    stack.wait_until_idle()
    assert without_sources(stack, tenant) == before


def without_sources(stack: Stack, tenant: Tenant) -> list[dict[str, object]]:
    """The blob and the document; ``settled_at`` and all, but not who brought it."""
    return [item for item in stack.items(tenant.name) if "SOURCE#" not in item["SK"]]


def test_the_same_poll_twice_at_once_reads_each_mail_once(
    stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    dovecot.deliver(tenant.address, *(mail(nfe(key)) for key in KEYS))
    request = PollRequest(tenant=tenant.name, mailbox_id=tenant.box, requested_at=datetime.now(UTC))
    stack.send("PollQueue", *[request.model_dump_json()] * 5)
    tenant.wait_for(*KEYS)
    assert outcomes(tenant) == ["stored"] * 4
    assert [len(tenant.sources(key)) for key in KEYS] == [1] * 4
    polls = [json.loads(line) for _, line in stack.logs("poll") if tenant.name in line]
    assert sum(poll["mails"] for poll in polls) == 4
