"""An agent on a home of its own, between two stand-ins on localhost."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from integrador.config import Config, Configured
from integrador.enrolling import enrol
from integrador.events import EventLog
from integrador.home import Home
from integrador.pace import Pace
from integrador.service import Service
from integrador.states import State
from tests.core.remote_http import remote_service
from tests.core.remote_service import CODE, RemoteService
from tests.core.sefaz import Sefaz, sefaz
from tests.core.software_key import OneKey, SoftwareKey, certificate_pem

AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
"""Still November in Brasilia."""

QUICK = Pace(
    heartbeat=0.1,
    heartbeat_again=0.05,
    poll=1,
    elsewhere=0.1,
    token=0.1,
    refused=0.02,
    first_retry=0.05,
    last_retry=0.2,
)


def eventually(true: Callable[[], object], seconds: float = 10) -> None:
    """A bound against hanging."""
    until = monotonic() + seconds
    while not true():
        assert monotonic() < until, "it did not happen"
        sleep(0.01)


@pytest.fixture(scope="session")
def pem() -> bytes:
    return certificate_pem()


@pytest.fixture
def asked() -> Iterator[Sefaz]:
    with sefaz() as stand_in:
        yield stand_in


@pytest.fixture
def remote() -> Iterator[RemoteService]:
    with remote_service() as stand_in:
        yield stand_in


@pytest.fixture
def key(pem: bytes, asked: Sefaz) -> SoftwareKey:
    return SoftwareKey(pem, asked.url)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "casa")


@pytest.fixture
def configured(home: Home, remote: RemoteService, key: SoftwareKey) -> Configured:
    return enrol(Config(home), OneKey(key), api_url=remote.url, code=CODE, certificate=key.ref)


@dataclass
class Agent:
    service: Service
    events: EventLog
    keyring: OneKey
    configured: Configured
    home: Home

    @property
    def state(self) -> State:
        return self.service.statuses()[0].state

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in self.events.recent()]

    def start(self) -> None:
        self.service.start()
        eventually(lambda: self.state is State.WORKING)


def agent_on(home: Home, key: SoftwareKey, configured: Configured) -> Agent:
    events = EventLog(logging.getLogger("integrador.tests"))
    keyring = OneKey(key)
    service = Service(Config(home), keyring, events, pace=QUICK)
    return Agent(service, events, keyring, configured, home)


@pytest.fixture
def agent(home: Home, key: SoftwareKey, configured: Configured) -> Iterator[Agent]:
    agent = agent_on(home, key, configured)
    yield agent
    agent.service.close()
