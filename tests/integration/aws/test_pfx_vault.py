"""PFX and their passwords in Secrets Manager: kept, given up, recovered."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import boto3
import pytest
from pydantic import SecretStr

from local.cloud import Cloud
from malote.adapters.pfx_vault import SecretPfxVault
from malote.errors import KeptKeyLost, NotFound
from malote.observability import logger
from malote.ports import KeptPfx

PFX = bytes(range(256))
KEPT = KeptPfx(PFX, SecretStr('sénha "\\ 中文 \0'))


@pytest.fixture
def vault(cloud: Cloud) -> SecretPfxVault:
    return SecretPfxVault(f"t{uuid4().hex[:8]}")


@pytest.fixture
def name(vault: SecretPfxVault) -> str:
    """Of one that is kept."""
    name = vault.name_of("acme", "a" * 32)
    vault.keep(name, KEPT)
    return name


def test_its_name_says_whose_it_is(cloud: Cloud) -> None:
    vault = SecretPfxVault("prod")
    assert vault.name_of("acme", "a" * 32) == f"malote/prod/certificate/acme/{'a' * 32}"
    with pytest.raises(ValueError, match="not a tenant"):
        vault.name_of("acme/../outra", "a" * 32)


def test_it_comes_back_and_the_same_again_does_no_harm(vault: SecretPfxVault, name: str) -> None:
    for _ in range(2):
        assert vault.read(name) == KEPT
        vault.keep(name, KEPT)
    shown = f"{KEPT} {vault.read(name)}"
    assert "nha" not in shown
    assert str(PFX[65:70])[2:-1] not in shown


@pytest.mark.parametrize("character", ["x", "\0", "é", "中", "😀"])
def test_the_largest_has_room(vault: SecretPfxVault, character: str) -> None:
    kept = KeptPfx(bytes([255]) * 48 * 1024, SecretStr(character * 500))
    name = vault.name_of("acme", "c" * 32)
    vault.keep(name, kept)
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    assert 60 * 1024 < len(secret.encode()) <= 64 * 1024  # Secrets Manager's quota
    assert vault.read(name) == kept


def test_what_is_given_up_can_be_recovered(vault: SecretPfxVault, name: str) -> None:
    for _ in range(2):
        vault.give_up(name)
        with pytest.raises(NotFound):
            vault.read(name)
    secrets = boto3.client("secretsmanager")
    left = secrets.describe_secret(SecretId=name)["DeletedDate"] - datetime.now(UTC)
    # The day on which AWS was asked; MiniStack says the day on which it is gone.
    assert left < timedelta(minutes=1) or timedelta(days=29) < left <= timedelta(days=30)
    for _ in range(2):
        vault.recover(name)
        assert vault.read(name) == KEPT


def test_what_is_kept_again_is_not_to_be_deleted(vault: SecretPfxVault, name: str) -> None:
    vault.give_up(name)
    vault.keep(name, KEPT)
    assert vault.read(name) == KEPT


@pytest.mark.parametrize("gone", [False, True])
def test_what_is_not_there(vault: SecretPfxVault, name: str, gone: bool) -> None:
    if gone:
        boto3.client("secretsmanager").delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    else:
        name = vault.name_of("acme", "b" * 32)
    vault.give_up(name)
    for ask in (vault.read, vault.recover):
        with pytest.raises(NotFound):
            ask(name)


@pytest.mark.parametrize(
    "text",
    [
        None, "canary", '"canary"', '{"pfx": "canary"}', '{"pfx": "canary\\"", "password": "canary"}',
        '{"pfx": "VPR", "password": ["canary"]}', '{"pfx": 5, "password": "canary"}', "null",
    ],
)  # fmt: skip
def test_what_is_not_ours_is_told_and_not_shown(
    vault: SecretPfxVault, text: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    name = vault.name_of("acme", "d" * 32)
    secret = {"SecretString": text} if text else {"SecretBinary": b"canary"}
    boto3.client("secretsmanager").create_secret(Name=name, **secret)
    try:
        vault.read(name)
    except KeptKeyLost:
        logger.exception("lost")
    assert "KeptKeyLost" in log.getvalue()
    assert "canary" not in log.getvalue()
