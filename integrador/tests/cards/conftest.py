"""Real cards as far as software goes: SoftHSM, and in front of it a driver with their habits."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3]))  # where tests.softhsm is, of the whole project

from integrador.certificates import find
from integrador.references import CertificateRef
from tests.cards.authority import Identity, authority
from tests.cards.driver import Driver
from tests.softhsm import MODULE, SoftToken, make_token

TAX_ID = "12ABC34501DE35"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="session")
def root() -> Identity:
    return authority()


@pytest.fixture(scope="session")
def made_token(tmp_path_factory: pytest.TempPathFactory, root: Identity) -> SoftToken:
    return make_token(
        tmp_path_factory.mktemp("token"), root, TAX_ID, pin="12ab%3;4", label="e-CNPJ; não 100%"
    )


@pytest.fixture
def token(made_token: SoftToken, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    for name, value in made_token.environment.items():
        monkeypatch.setenv(name, value)
    return made_token


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("driver") / "card.so"
    source = Path(__file__).with_name("card.c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-I/usr/include/p11-kit-1", "-o", library, source], check=True
    )
    return library


@pytest.fixture
def driver(
    token: SoftToken, compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Driver:
    """The same token behind a driver with the habits of real ones."""
    monkeypatch.setenv("CARD_MODULE", MODULE)
    monkeypatch.setenv("CARD_FOLDER", str(tmp_path))
    monkeypatch.setenv("INTEGRADOR_PKCS11", str(compiled))
    return Driver(tmp_path)


@pytest.fixture
def ref(driver: Driver) -> CertificateRef:
    """The token's certificate, through that driver."""
    found, troubles = find([], NOW)
    assert not troubles
    driver.forget()
    return found[0].ref
