"""Private keys are opened by right, and recorded before they are read."""

import traceback
from collections.abc import Callable
from datetime import datetime

import pytest
from pydantic import SecretStr

from malote.audit import Action, Entry
from malote.certificates.key_test import test_key as try_key
from malote.certificates.use import Keys
from malote.environment import Environment
from malote.errors import (
    CertificateExpired,
    CertificateNotYetValid,
    KeptKeyLost,
    MaloteError,
    NoCertificateBound,
    NotFound,
)
from malote.ports import KeptPfx
from tests.canaries import Canaries
from tests.fakes.portfolios import MemoryPfxVault
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry
from tests.pfx import pfx
from tests.signing import VALID
from tests.unit.certificates.safe import ANA, BILLING, PASSWORD, SEFAZ, Safe, identity

TRIAL = BILLING.model_copy(update={"environment": Environment.HOMOLOGATION})
ONE = "a" * 32


def test_what_is_opened_is_what_was_installed() -> None:
    safe, of = Safe(), identity()
    certificate_id = safe.put(of, BILLING).certificate_id
    by_id = safe.keys.open("acme", certificate_id, "test", ANA, NOON)
    serving = safe.keys.for_binding("acme", BILLING, "sefaz", ANA, NOON)
    for opened in (by_id, serving):
        assert opened.certificate == of.certificate
        assert opened.key.private_numbers() == of.key.private_numbers()
    assert [each.details["purpose"] for each in safe.trail.kept] == ["test", "sefaz"]
    used = {(each.tenant, each.at, each.action, each.target) for each in safe.trail.kept}
    assert used == {("acme", NOON, Action.CERTIFICATE_USED, certificate_id)}


def test_each_environment_has_its_own() -> None:
    safe, production, trial = Safe(), identity(name="P"), identity(name="H")
    safe.put(production, BILLING)
    safe.put(trial, TRIAL)
    for binding, of in ((BILLING, production), (TRIAL, trial)):
        opened = safe.keys.for_binding("acme", binding, "sefaz", ANA, NOON)
        assert opened.certificate == of.certificate


@pytest.mark.parametrize(("broken", "done"), [("trail", ["trail"]), ("vault", ["trail", "vault"])])
def test_a_use_is_recorded_before_the_secret_is_read(broken: str, done: list[str]) -> None:
    safe, steps = Safe(), list[str]()

    def take(step: str) -> None:
        steps.append(step)
        if step == broken:
            raise ConnectionError(step)

    class Trail(MemoryTrail):
        def record(self, entry: Entry) -> None:
            take("trail")

    class Vault(MemoryPfxVault):
        def read(self, name: str) -> KeptPfx:
            take("vault")
            return super().read(name)

    certificate_id = safe.put(identity()).certificate_id
    with pytest.raises(ConnectionError, match=broken):
        Keys(safe.portfolios, Vault(), Trail()).open("acme", certificate_id, "x", ANA, NOON)
    assert steps == done


@pytest.mark.parametrize(
    ("at", "error"),
    [
        (VALID[1], CertificateExpired),
        (datetime(2019, 1, 1, tzinfo=NOON.tzinfo), CertificateNotYetValid),
    ],
)
def test_out_of_its_validity_it_is_not_even_read(at: datetime, error: type[MaloteError]) -> None:
    safe = Safe()
    certificate_id = safe.put(identity(), BILLING).certificate_id
    with pytest.raises(error):
        safe.keys.open("acme", certificate_id, "test", ANA, at)
    with pytest.raises(error):
        safe.keys.for_binding("acme", BILLING, "sefaz", ANA, at)
    assert not safe.trail.kept


@pytest.mark.parametrize("state", ["pending", "deleted", "another's", "none"])
def test_only_live_ones_of_the_tenant(state: str) -> None:
    safe = Safe()
    certificate = safe.put(identity())
    safe.portfolios.write(certificate.model_copy(update={"state": state}))
    tenant = "outra" if state == "another's" else "acme"
    certificate_id = ONE if state == "none" else certificate.certificate_id
    with pytest.raises(NotFound, match="certificado"):
        safe.keys.open(tenant, certificate_id, "test", ANA, NOON)
    assert not safe.trail.kept


def test_none_that_serves_it() -> None:
    safe = Safe()
    safe.put(identity(), BILLING)
    for tenant, binding in (("acme", TRIAL), ("acme", SEFAZ), ("outra", BILLING)):
        with pytest.raises(NoCertificateBound) as caught:
            safe.keys.for_binding(tenant, binding, "sefaz", ANA, NOON)
        assert caught.value.detail.startswith("12.ABC.345/01DE-35 (")
    assert not safe.trail.kept


def kept(file: bytes, password: str = PASSWORD) -> KeptPfx:
    return KeptPfx(file, SecretStr(password))


FOUND: dict[str, tuple[Callable[[], KeptPfx | None], str]] = {
    "nothing": (lambda: None, "não há nada guardado"),
    "empty": (lambda: kept(b""), "não se abre: O arquivo não é um PKCS#12"),
    "half": (lambda: kept(pfx(identity(), PASSWORD)[:999]), "não se abre: O arquivo não é um PKCS"),
    "another password": (lambda: kept(pfx(identity(), PASSWORD), "x"), "não se abre: A senha não"),
    "another": (lambda: kept(pfx(identity(days=9), PASSWORD)), "é de outro certificado"),
}


def replace_kept(vault: MemoryPfxVault, name: str, found: KeptPfx | None) -> None:
    vault.give_up(name)
    if found:
        vault.keep(name, found)


@pytest.mark.parametrize("found", FOUND)
def test_what_is_kept_is_lost(found: str) -> None:
    safe, (make, said) = Safe(), FOUND[found]
    certificate = safe.put(identity(), BILLING)
    replace_kept(safe.vault, certificate.secret_name, make())
    with pytest.raises(KeptKeyLost, match="kept_key_lost") as caught:
        safe.keys.open("acme", certificate.certificate_id, "test", ANA, NOON)
    assert said in caught.value.detail
    told = entry(Action.CERTIFICATE_USED, certificate.certificate_id)
    report = try_key(safe.keys, told)
    assert (report.status, report.code, report.detail) == (
        "failed",
        "kept_key_lost",
        caught.value.detail,
    )
    assert len(safe.trail.kept) == 2  # it was tried


def test_no_error_tells_the_password_or_where_it_is() -> None:
    canaries, safe = Canaries(), Safe()
    password = canaries.plant("password")
    certificate = safe.put(identity(), password=password)
    of, name = certificate.certificate_id, certificate.secret_name
    told = [repr(safe.keys.open("acme", of, "test", ANA, NOON)), repr(safe.vault.kept[name])]
    for found in (kept(pfx(identity(), "outra"), password), None):
        replace_kept(safe.vault, name, found)
        with pytest.raises(KeptKeyLost) as caught:
            safe.keys.open("acme", of, "test", ANA, NOON)
        told += ["".join(traceback.format_exception(caught.value)), str(vars(caught.value))]
    told.append(repr(safe.trail.kept))
    assert [canaries.found(each) for each in told] == [[]] * len(told)
    assert not [each for each in told if name in each]


def test_a_kept_key_signs() -> None:
    safe = Safe()
    told = entry(Action.CERTIFICATE_USED, safe.put(identity()).certificate_id)
    assert try_key(safe.keys, told).status == "ok"
    assert [each.details["purpose"] for each in safe.trail.kept] == ["test"]
