"""Accounts are saved if Efí takes them, and Efí is told where to tell of Pix."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from malote.audit import Action
from malote.billing.account_requests import NewBillingAccount
from malote.billing.accounts import BillingAccount
from malote.billing.setup import BillingSetup
from malote.errors import EfiCertificateRefused, EfiCredentialsRefused, EfiError, EfiRefused
from tests.fakes.billing import MemoryBillingAccounts
from tests.fakes.notices import MemoryUsers
from tests.fakes.trail import MemoryTrail, entry
from tests.integration.efi.asking import Counted, asking
from tests.integration.efi.client import Told, told
from tests.integration.efi.client_certificates import client_certificate
from tests.integration.efi.server import efi_server
from tests.unit.billing.setup_desk import MemorySecrets
from tests.unit.billing.test_requests import ACCOUNT


@dataclass
class World:
    setup: BillingSetup
    accounts: MemoryBillingAccounts
    secrets: MemorySecrets
    heard: Told
    pfx: bytes

    def create(self, **asked: Any) -> BillingAccount:
        new = NewBillingAccount.model_validate(ACCOUNT | asked)
        return self.setup.create(new, entry(Action.BILLING_ACCOUNT_CHANGED, ""))

    @property
    def pix(self) -> dict[str, Any]:
        certificate = b64encode(self.pfx).decode()
        return {"pix_key": "chave-1", "pix_certificate": certificate, "pix_proof": "hmac"}


@pytest.fixture(scope="module")
def pfx(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return client_certificate(tmp_path_factory.mktemp("pix")).pfx


@pytest.fixture
def world(pfx: bytes) -> Iterator[World]:
    accounts, secrets = MemoryBillingAccounts(), MemorySecrets()
    with efi_server() as efi, told() as heard:
        client = asking(efi.url, secrets, Counted())
        base = heard.url.partition("/webhooks")[0]
        setup = BillingSetup(accounts, secrets, client, MemoryUsers(), MemoryTrail(), base)
        yield World(setup, accounts, secrets, heard, pfx)


def test_what_efi_takes_is_saved_and_tested(world: World) -> None:
    made = world.create(**world.pix)
    ((path, _),) = world.heard.posts
    proof = world.secrets.read(made.secret_name).hmac
    assert proof
    assert path == f"/webhooks/efi/{made.webhook_id}/pix?hmac={proof.get_secret_value()}&ignorar="
    assert world.setup.test(entry(Action.BILLING_ACCOUNT_TESTED, "efi")).status == "ok"


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({"client_secret": "wrong"}, 200, EfiCredentialsRefused),
        ({"pix_certificate": "cGxhaW4="}, 200, EfiCertificateRefused),
        ({"pix_key": "de-outro"}, 200, EfiRefused),
        ({}, 500, EfiRefused),
    ],
)
def test_what_efi_does_not_take_is_not_saved(
    world: World, asked: dict[str, Any], status: int, error: type[EfiError]
) -> None:
    world.heard.status = status
    with pytest.raises(error):
        world.create(**world.pix | asked)
    assert not world.accounts.kept
    assert not world.secrets.kept
