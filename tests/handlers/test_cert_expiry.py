"""The daily function: what is kept, queued and counted, and that one tenant stops no other."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.cert_expiry import handler
from malote.bootstrap import certificates, follow_ups
from malote.branches.models import Module
from malote.certificates.models import Binding
from malote.notices.models import Notice
from malote.portfolio import Portfolio
from tests.fakes.notices import MemoryBook
from tests.fakes.portfolios import MemoryLedger, MemoryPortfolios
from tests.fakes.stores import NOON
from tests.handlers.events import Context
from tests.unit.branches.office import HEAD, bind, certificate

DAY = timedelta(days=1)


class Portfolios(MemoryPortfolios):
    """One tenant's cannot be read."""

    broken = ""

    def get(self, tenant: str) -> Portfolio:
        if tenant == self.broken:
            raise ConnectionError(tenant)
        return super().get(tenant)


@dataclass
class World:
    """All that the function has; ``lost`` sends fail."""

    portfolios: Portfolios = field(default_factory=Portfolios)
    book: MemoryBook = field(default_factory=MemoryBook)
    queued: list[Notice] = field(default_factory=list)
    lost: int = 0
    swept: list[datetime] = field(default_factory=list)
    now: datetime = NOON

    def add(self, certificate_id: str, days: int, **more: Any) -> None:
        self.portfolios.write(certificate(certificate_id, NOON + days * DAY, **more))

    def send(self, notices: list[Notice]) -> None:
        if self.lost:
            self.lost -= 1
            raise TimeoutError
        self.queued += notices

    def sweep(self, at: datetime) -> int:
        self.swept.append(at)
        return 2

    def run(self, days: int = 0) -> None:
        self.now = NOON + days * DAY
        handler.handle({}, Context())

    def told(self) -> list[str]:
        return [each.of for each in self.queued]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(handler, "utc_now", lambda: world.now)
    monkeypatch.setattr(certificates, "portfolios", lambda: world.portfolios)
    monkeypatch.setattr(certificates, "certificate_ledger", lambda: MemoryLedger(world.portfolios))
    monkeypatch.setattr(certificates, "certificate_changes", lambda: world)
    monkeypatch.setattr(follow_ups, "notices", lambda: world.book)
    monkeypatch.setattr(follow_ups, "notice_queue", lambda: world)
    return world


def published(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (found,) = (line for line in lines if "_aws" in line)
    return {name: value for name, value in found.items() if name.startswith("Certificate")}


def test_what_is_due_is_kept_queued_and_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for certificate_id, days in {"a": 61, "b": 60, "c": 30, "d": -1, "e": -8}.items():
        world.add(certificate_id, days)
    world.add("f", 5, tenant="other")
    world.add("g", 5, renewed_by="a")
    world.add("i", 5, state="deleted")
    for module, of in zip(Module, "bcde", strict=True):
        bind(world.portfolios, Binding(branch=HEAD, module=module), of=of)
    world.run()
    assert world.told() == ["b#60", "c#30", "d#0", "f#7"]
    assert [each.tenant for each in world.queued] == ["acme"] * 3 + ["other"]
    assert list(world.book.notices.values()) == world.queued
    assert world.swept == [NOON]
    assert published(capsys) == {
        "CertificatesExpiring": [1.0], "CertificatesExpired": [2.0],
        "CertificateSecretsGivenUp": [2.0],
    }  # fmt: skip
    serves = {each.of: each.details["serves"] for each in world.queued}
    assert serves["c#30"] == "12.ABC.345/01DE-35 (Recebimento CT-e)"
    assert serves["f#7"] == ""


def test_without_any_the_graph_has_its_points(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run()
    assert published(capsys)["CertificatesExpired"] == [0.0]


def test_a_year_of_days_queues_each_threshold_while_it_is_new(world: World) -> None:
    world.add("a", 70)
    for day in range(100):
        world.run(day)
        world.run(day)  # a rule may fire twice
    assert list(dict.fromkeys(world.told())) == [f"a#{each}" for each in (60, 30, 15, 7, 0)]
    assert len(world.told()) == 5 * 2 * 2  # the second day's are mailed to nobody again
    assert [each.at for each in world.book.notices.values()] == [
        NOON + (70 - left) * DAY for left in (60, 30, 15, 7, 0)
    ]


def test_one_tenants_trouble_is_raised_when_all_else_is_done(world: World) -> None:
    for tenant in ("acme", "broken", "other"):
        world.add(f"{tenant[0]}", 5, tenant=tenant)
    world.portfolios.broken = "broken"
    with pytest.raises(ExceptionGroup) as raised:
        world.run()
    assert [type(each) for each in raised.value.exceptions] == [ConnectionError]
    assert world.told() == ["a#7", "o#7"]
    assert world.swept == [NOON]
    world.portfolios.broken = ""
    world.run()  # as Lambda does
    assert set(world.told()) == {"a#7", "b#7", "o#7"}


@pytest.mark.parametrize("later", [0, 1])
def test_what_was_kept_and_not_queued_is_queued_by_the_next_run(world: World, later: int) -> None:
    world.add("a", 5)
    world.lost = 1
    with pytest.raises(ExceptionGroup):
        world.run()
    assert not world.queued
    world.run(later)
    assert [(each.of, each.at) for each in world.queued] == [("a#7", NOON)]
