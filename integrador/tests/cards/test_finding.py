"""Certificates of this computer, found without a PIN."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from integrador.certificates import find, finding, look, pfx_files
from integrador.certificates.modules import modules
from malote.errors import CertificateError, HolderMissing, PfxPasswordWrong, PfxUnreadable
from tests.cards.authority import Identity
from tests.cards.conftest import NOW, TAX_ID
from tests.cards.driver import Driver
from tests.softhsm import MODULE, SoftToken, make_token


def test_token_is_found_without_its_pin(token: SoftToken) -> None:
    (found,), troubles = find([], NOW)
    assert not troubles
    assert found.usable
    assert (found.tax_id, found.holder) == (TAX_ID, "EMPRESA DE TESTE LTDA")
    assert (found.policy, found.issuing_authority) == ("A3", "AC Raiz de Teste")
    assert found.expires_at == datetime(2040, 1, 1, tzinfo=UTC)
    der = token.certificate.public_bytes(Encoding.DER)
    assert found.ref.thumbprint == sha256(der).hexdigest()
    assert (found.ref.module, found.ref.token, found.ref.object_id) == (
        MODULE,
        token.label,
        "0a1b",
    )


def test_one_that_cannot_be_used_says_why(
    tmp_path: Path, root: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC))
    expired = make_token(tmp_path, root, "52998224725", label="velho", valid=years)
    for name, value in expired.environment.items():
        monkeypatch.setenv(name, value)
    (found,), _ = find([], NOW)
    assert not found.usable
    assert found.why_not == "O certificado está vencido. (venceu em 31/12/2022 21:00)"


@pytest.mark.parametrize("does", ["crash", "hang"])
def test_broken_driver_harms_no_other(
    does: str, driver: Driver, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_DEADLINE", 4.0)
    monkeypatch.setenv("INTEGRADOR_PKCS11", f"{compiled}:{MODULE}:/nonexistent/driver.so")
    driver.do(does)
    begun = time.monotonic()
    (found,), troubles = find([], NOW)
    assert time.monotonic() - begun < 30
    assert found.usable
    assert [each.where for each in troubles] == [str(compiled), "/nonexistent/driver.so"]


def test_same_certificate_through_two_drivers_is_one(
    driver: Driver, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEGRADOR_PKCS11", f"{compiled}:{MODULE}")
    (found,), _ = find([], NOW)
    assert found.ref.module == str(compiled)


def test_no_token_is_no_trouble(driver: Driver) -> None:
    driver.do("pulled")
    assert find([], NOW) == ([], [])


def test_modules_are_the_known_ones_and_those_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INTEGRADOR_PKCS11", raising=False)
    found = modules(["/of/settings.so"])
    assert found[0] == "/of/settings.so"
    assert MODULE in found
    assert all(Path(each).is_file() for each in found[1:])
    link = tmp_path / "again.so"
    link.symlink_to(MODULE)
    assert modules([str(link)]).count(str(link)) == 1
    assert MODULE not in modules([str(link)])
    monkeypatch.setenv("INTEGRADOR_PKCS11", "/only/this.so")
    assert modules(["/of/settings.so"]) == ["/only/this.so"]


def test_pfx_files_are_known_by_name_and_opened_by_password(tmp_path: Path, root: Identity) -> None:
    file, other, not_one = tmp_path / "a.PFX", tmp_path / "b.p12", tmp_path / "c.txt"
    file.write_bytes(root.a1(TAX_ID).pfx("çedilha"))
    other.write_bytes(b"nonsense")
    not_one.touch()
    (tmp_path / "folder.pfx").mkdir()
    assert pfx_files([tmp_path, file, not_one, tmp_path / "missing"]) == [file, other]
    found = look(file, "çedilha", NOW)
    assert (found.tax_id, found.policy, found.usable) == (TAX_ID, "A1", True)
    assert (found.ref.kind, found.ref.path) == ("pfx", str(file))


@pytest.mark.parametrize(
    ("content", "password", "error"),
    [
        (lambda root: root.a1(TAX_ID).pfx("right"), "wrong", PfxPasswordWrong),
        (lambda _root: b"nonsense", "", PfxUnreadable),
        (lambda root: root.pfx("right"), "right", HolderMissing),
    ],
    ids=["password", "nonsense", "authority"],
)
def test_pfx_that_cannot_be_looked_at(
    content: Callable[[Identity], bytes],
    password: str,
    error: type[CertificateError],
    tmp_path: Path,
    root: Identity,
) -> None:
    file = tmp_path / "a.pfx"
    file.write_bytes(content(root))
    with pytest.raises(error):
        look(file, password, NOW)
