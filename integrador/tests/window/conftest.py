"""A window over a real agent on a home of its own, between two stand-ins on localhost."""

import logging
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3]))  # where tests.softhsm is, of the whole project

from PySide6.QtWidgets import QApplication

from integrador.certificates import Found, Trouble
from integrador.config import Config, Configured
from integrador.events import EventLog
from integrador.home import Home
from integrador.ports import Key
from integrador.references import CertificateRef
from integrador.service import Service
from integrador.window.agent import Agent
from integrador.window.main_window import MainWindow
from integrador.window.questions import Questions
from tests.core.conftest import QUICK, asked, configured, home, key, pem, remote
from tests.core.software_key import TAX_ID, SoftwareKey
from tests.window.screen import application, eventually, shown

__all__ = ["asked", "configured", "home", "key", "pem", "remote"]

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def qt() -> QApplication:
    return application()


@dataclass
class AskingKeyring:
    """Asks for the PIN once, as the real one does; PINs that it was given are kept for the test."""

    opened: Key
    questions: Questions
    pin: str = "1234"
    tried: list[str | None] = field(default_factory=list)
    warning: str = ""
    failure: type[Exception] | None = None
    good: bool = False

    def key(self, certificate: CertificateRef) -> Key:
        from integrador.errors import PinNeeded, PinWrong

        if self.good:
            return self.opened
        if self.failure:
            raise self.failure
        given = self.questions.ask(certificate, self.warning)
        self.tried.append(given)
        if given != self.pin:
            self.failure = PinNeeded if given is None else PinWrong
            raise self.failure
        self.good = True
        return self.opened

    def ask_again(self, certificate: CertificateRef) -> None:
        self.failure = None


@dataclass
class Certificates:
    """What ``find`` finds."""

    found: list[Found]
    troubles: list[Trouble] = field(default_factory=list)
    modules: list[list[str]] = field(default_factory=list)

    def find(self, more: Iterable[str], at: datetime) -> tuple[list[Found], list[Trouble]]:
        self.modules.append(list(more))
        return self.found, self.troubles


@dataclass
class Desk:
    """All that stands behind and on the screen."""

    agent: Agent
    keyring: AskingKeyring
    questions: Questions
    certificates: Certificates
    window: MainWindow
    left: list[bool] = field(default_factory=list)

    @property
    def state(self) -> str:
        (row,) = self.window.companies.model.rows
        return row.status.state.name


def found_of(key: SoftwareKey, why_not: str = "") -> Found:
    ref = key.ref.model_copy(update={"kind": "pkcs11", "path": "", "token": "Cartão de teste"})
    if why_not:
        ref = ref.model_copy(update={"thumbprint": "0" * 64})
    return Found(
        ref=ref,
        holder="EMPRESA DE TESTE LTDA",
        tax_id=TAX_ID,
        issuing_authority="AC TESTE",
        policy="A3",
        not_before=NOW - timedelta(days=300),
        expires_at=NOW + timedelta(days=300),
        why_not=why_not,
    )


@pytest.fixture
def desk(home: Home, key: SoftwareKey) -> Iterator[Desk]:
    questions = Questions()
    keyring = AskingKeyring(key, questions)
    certificates = Certificates([found_of(key), found_of(key, "O certificado venceu.")])
    config, events = Config(home), EventLog(logging.getLogger("integrador.tests"))
    service = Service(config, keyring, events, pace=QUICK)
    agent = Agent(config, keyring, events, service, certificates.find)
    window = MainWindow(agent, questions, "0.0.0")
    desk = Desk(agent, keyring, questions, certificates, window)
    window.left.connect(lambda: desk.left.append(True))
    with shown(window):
        yield desk
        if not desk.left:
            window.leave()
            eventually(lambda: desk.left)


@pytest.fixture
def working(configured: Configured, desk: Desk) -> Desk:
    """With one that is configured, and at work."""
    desk.keyring.good = True
    desk.window.refresh()
    desk.window.begin()
    eventually(lambda: desk.state == "WORKING")
    return desk
