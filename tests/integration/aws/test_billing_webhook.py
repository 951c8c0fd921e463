"""A webhook over a real table, queue and vault: what is posted is in the queue, and nothing else."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from malote import bootstrap
from malote.adapters.table import Table
from malote.billing.queued import ToCompare, Told
from malote.billing.remote import EfiSecret
from malote.bootstrap import billing
from malote.settings import settings
from tests.fakes.billing import account
from tests.handlers.test_billing_webhook import FORM, PIX, post, queued
from tests.integration.aws.queues import new_queue, taken

HMAC = "7" * 64


@pytest.fixture(autouse=True)
def environment(table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account that chose the hmac."""
    named = {
        "STAGE": bucket, "TABLE_NAME": table._name, "BUCKET_NAME": bucket,
        "TOLD_QUEUE_URL": new_queue(), "COMPARE_QUEUE_URL": new_queue(),
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    for cached in (settings, bootstrap.table):
        cached.cache_clear()
    secret = EfiSecret(SecretStr("c"), hmac=SecretStr(HMAC))
    made = account(
        pix_proof="hmac", pix_key="k", secret_name=billing.secrets().add("acme", "conta-1", secret)
    )
    assert billing.accounts().save(made, instead_of=None)
    yield
    for cached in (settings, bootstrap.table):
        cached.cache_clear()


def test_what_is_posted_is_queued_if_it_may_be_efis() -> None:
    path = f"/webhooks/efi/{account().webhook_id}"
    assert post(f"{path}/pix", PIX)["statusCode"] == 403
    assert post(f"/webhooks/efi/{'f' * 32}", PIX)["statusCode"] == 404
    assert taken(settings().told_queue_url) == []
    assert queued(post(f"{path}/pix?hmac={HMAC}&ignorar=/pix", PIX)) == 1
    many = {"pix": [{"endToEndId": f"E{number}"} for number in range(25)]}
    assert queued(post(f"{path}/pix?hmac={HMAC}&ignorar=/pix", many)) == 25
    assert queued(post(path, "notification=t-1", FORM)) == 1
    hints = [Told.model_validate_json(each) for each in taken(settings().told_queue_url)]
    assert len(hints) == 27
    assert {each.webhook_id for each in hints} == {account().webhook_id}
    assert [each.reference for each in hints if each.kind == "charge"] == ["t-1"]


def test_comparisons_are_queued_one_for_each_account() -> None:
    wanted = [ToCompare(tenant="acme", account_id=f"conta-{number}") for number in range(12)]
    assert billing.compare_queue().send(wanted) == 12
    found = [ToCompare.model_validate_json(each) for each in taken(settings().compare_queue_url)]
    assert sorted(found, key=str) == sorted(wanted, key=str)
