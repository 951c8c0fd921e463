"""What opens accounts at Efí, kept in Secrets Manager."""

import re
import traceback

import boto3
import pytest
from pydantic import SecretStr

from local.cloud import Cloud
from malote.adapters.billing_secrets import BillingVault
from malote.billing.remote import EfiSecret
from malote.errors import NotFound
from tests.canaries import Canaries

pytestmark = pytest.mark.usefixtures("cloud")
FULL = EfiSecret(SecretStr('s"é\\'), b"\x00\xffPFX", SecretStr(""), SecretStr("h"))


@pytest.fixture
def vault() -> BillingVault:
    return BillingVault("test")


@pytest.mark.parametrize(
    "secret", [FULL, EfiSecret(SecretStr("s")), EfiSecret(SecretStr("s"), hmac=SecretStr("h"))],
    ids=["all of it", "a client secret", "and an hmac"],
)  # fmt: skip
def test_what_was_kept_is_read(vault: BillingVault, secret: EfiSecret) -> None:
    name = vault.add("acme", "conta-1", secret)
    assert vault.read(name) == secret


def test_each_has_a_name_of_its_own(vault: BillingVault) -> None:
    names = {vault.add("acme", "conta-1", FULL) for _ in range(3)}
    assert len(names) == 3
    for name in names:
        assert re.fullmatch(r"malote/test/efi/acme/conta-1/[0-9a-f]{32}", name)


@pytest.mark.parametrize("tenant", ["", "acme/../globex", "a#b"])
def test_without_a_tenant_there_is_none(vault: BillingVault, tenant: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        vault.add(tenant, "conta-1", FULL)


def test_deleted_is_gone_at_once(vault: BillingVault) -> None:
    name, other = vault.add("acme", "conta-1", FULL), vault.add("acme", "conta-1", FULL)
    for _ in range(2):
        vault.delete(name)
    with pytest.raises(NotFound):
        vault.read(name)
    listed = boto3.client("secretsmanager").list_secrets(IncludePlannedDeletion=True)
    assert name not in {each["Name"] for each in listed["SecretList"]}
    assert vault.read(other) == FULL


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"client_secret": 5}', '{"client_secret": "CANARY", "pix_pfx": "é"}', "CANARY"],
)  # fmt: skip
def test_one_that_is_not_as_it_should_be_tells_nothing(
    vault: BillingVault, cloud: Cloud, text: str
) -> None:
    canaries = Canaries()
    kept = text.replace("CANARY", canaries.plant("secret", "-_"))
    name = vault.add("acme", "conta-1", FULL)
    boto3.client("secretsmanager").put_secret_value(SecretId=name, SecretString=kept or " ")
    with pytest.raises(NotFound) as refused:
        vault.read(name)
    told = [*traceback.format_exception(refused.value), repr(vars(refused.value))]
    assert canaries.found("\n".join(told)) == []
