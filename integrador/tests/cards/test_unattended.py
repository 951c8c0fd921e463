"""Service managers start the agent over and over: a wrong PIN goes to a card once even so."""

import os
import pty
import select
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrador.config import Config, Configured
from integrador.device_key import DeviceKey
from integrador.home import Home
from integrador.references import CertificateRef
from tests.cards.conftest import TAX_ID
from tests.cards.driver import Driver
from tests.softhsm import SoftToken

RUN = [sys.executable, "-m", "integrador", "run"]


@pytest.fixture
def home(tmp_path: Path, ref: CertificateRef, driver: Driver) -> Home:
    home = Home(tmp_path / "casa")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    key = DeviceKey.made(home).public_key
    for tax_id in (TAX_ID, "12ABC34501DE99"):  # two with one token
        configured = Configured(
            tax_id=tax_id,
            state="SP",
            holder="EMPRESA",
            company="Empresa",
            tenant="acme",
            device_id="device-0001",
            public_key=key,
            api_url="http://127.0.0.1:9",
            service_key=key,
            certificate=ref,
            certificate_expires_at=datetime(2999, 1, 1, tzinfo=UTC),
            enrolled_at=at,
        )
        Config(home).add(configured)
    driver.do("silent")
    return home


def run(home: Home, pin: str) -> str:
    environment = {**os.environ, "INTEGRADOR_HOME": str(home.root), "INTEGRADOR_PIN": pin}
    done = subprocess.run(
        RUN, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    return (done.stdout + done.stderr).decode()


def until(terminal: int, words: str) -> None:
    told = b""
    while words.encode() not in told:
        assert select.select([terminal], [], [], 20)[0], told.decode()
        told += os.read(terminal, 1000)


@pytest.mark.parametrize("habit", ["silent", "vague"])
def test_started_over_and_over(home: Home, driver: Driver, habit: str, token: SoftToken) -> None:
    driver.do(habit)
    assert "errado" in run(home, "0000")
    for pin in ("0000", "1111", token.pin):
        assert "nenhum outro é tentado sem uma pessoa" in run(home, pin)
    assert driver.noted("login") == ["login wrong"]
    assert not driver.noted("PIN in the environment")


def test_a_person_mends_it(home: Home, driver: Driver, token: SoftToken) -> None:
    run(home, "0000")
    (note,) = (home.root / "pins").iterdir()
    assert note.read_bytes() == b""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "INTEGRADOR_HOME": str(home.root)}
    with subprocess.Popen(
        RUN, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        until(ours, "PIN de EMPRESA")
        os.write(ours, token.pin.encode() + b"\n")
        until(ours, "Não foi possível falar")
        process.terminate()
        process.wait(20)
    assert driver.noted("login") == ["login wrong", "login"]
    assert list((home.root / "pins").iterdir()) == []
    assert token.pin.encode() not in b"".join(
        each.read_bytes() for each in home.root.rglob("*") if each.is_file()
    )
