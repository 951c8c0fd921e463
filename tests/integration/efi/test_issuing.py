"""Charges are issued once each before an Efí that is down, slow, cut off or talks nonsense."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from malote.billing.charges import Charge, Status
from tests.fakes.watching import Stopped, stop_at
from tests.integration.efi.asking import DUE, Asked, asked, asking
from tests.integration.efi.client import until
from tests.integration.efi.client_certificates import client_certificate
from tests.issuing_world import PIX, Office

ENDPOINTS = {
    "charge": "POST /charge/one-step",
    "carnet": "POST /carnet",
    "pix": "PUT /v2/cob/:txid",
}
LOOKS = {"charge": "GET /charges", "carnet": "GET /charges", "pix": "GET /v2/cob/:txid"}
INSTEAD = ("error", "outage", "cut", "html", "empty")
TURNED_AWAY = ("quota", "unauthorized")
SPOILED = ("midway", "truncated", "wrong_types")


@dataclass
class World:
    asked: Asked
    office: Office

    def create(self, what: str, key: str | None = None) -> list[Charge]:
        due = {"due_date": DUE.isoformat()}
        if what == "carnet":
            return list(self.office.create_carnet(key, **due)[1])
        return [self.office.create(key, **(PIX if what == "pix" else due))]

    def misbehave(self, endpoint: str, how: str, **options: Any) -> None:
        self.asked.efi.control.misbehave(endpoint, how, **options)

    def made(self) -> list[str]:
        """Our ids of what Efí has: a carnê's once for each parcel."""
        bank = self.asked.efi.control.bank
        return sorted([each["custom_id"] for each in self.asked.efi.control.issued()]) + [
            txid for _, txid in bank.cobs
        ]

    def assert_once(self, made: list[Charge]) -> None:
        now = [self.office.again(each) for each in made]
        assert {(each.status, each.problem) for each in now} == {(Status.WAITING, None)}
        names = [each.txid or each.carnet_id or each.charge_id for each in now]
        assert self.made() == sorted(names)
        ids = {each["charge_id"] for each in self.asked.efi.control.issued()}
        assert ids == {each.efi_id for each in now if each.efi_id}
        assert all(each.barcode or each.pix_copy_paste for each in now)
        assert not self.office.book.opened


@pytest.fixture(scope="module")
def pfx(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return client_certificate(tmp_path_factory.mktemp("pix")).pfx


@pytest.fixture
def world(pfx: bytes) -> Iterator[World]:
    with asked(client={"seconds": 1.5}) as world:
        for name, secret in world.secrets.kept.items():
            world.secrets.kept[name] = replace(secret, pix_pfx=pfx)
        yield World(world, Office(world.client, now=datetime.now(UTC)))


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("how", "after"),
    [(how, after) for how in INSTEAD for after in (False, True)]
    + [(how, False) for how in SPOILED],
)
@pytest.mark.parametrize("what", ENDPOINTS)
def test_an_answer_that_is_lost_or_nonsense(
    world: World, what: str, how: str, after: bool, times: int
) -> None:
    world.misbehave(ENDPOINTS[what], how, times=times, after=after)
    made = world.create(what)
    waits = {each.status for each in made} <= {Status.ISSUING, Status.UNCERTAIN}
    assert waits or world.asked.calls(ENDPOINTS[what]) > 1 or what == "pix"
    world.office.pass_time(hours=1)
    world.assert_once(made)


@pytest.mark.parametrize("how", [*INSTEAD, *TURNED_AWAY, *SPOILED])
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("what", ENDPOINTS)
def test_nonsense_where_it_is_looked_for(world: World, what: str, done: bool, how: str) -> None:
    world.misbehave(ENDPOINTS[what], "cut", after=done)
    world.misbehave(LOOKS[what], how, times=7)
    made = world.create(what)
    world.office.pass_time(hours=3)
    world.assert_once(made)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("what", ENDPOINTS)
def test_an_answer_that_comes_too_late(world: World, what: str, after: bool) -> None:
    efi = world.asked
    world.office.efi = asking(efi.efi.url, efi.secrets, efi.quota, seconds=0.7)
    world.misbehave(ENDPOINTS[what], "slow", after=after, seconds=1)
    made = world.create(what)
    if what != "pix":
        assert {each.status for each in made} == {Status.UNCERTAIN}
    until(lambda: len(world.made()) == len(made))  # Efí does it, and nobody listens any more
    world.office.pass_time(hours=1)
    world.assert_once(made)
    assert world.asked.calls(ENDPOINTS[what]) <= 2


@pytest.mark.parametrize("how", [None, "cut", "error"])
@pytest.mark.parametrize("what", ENDPOINTS)
def test_fifty_requests_with_one_key_at_once(world: World, what: str, how: str | None) -> None:
    if how:
        world.misbehave(ENDPOINTS[what], how, after=True)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: world.create(what, "k"), range(50)))
    ids = {tuple(each.charge_id for each in answer) for answer in answers}
    assert len(ids) == 1
    world.office.pass_time(hours=1)
    world.assert_once(answers[0])


def test_efi_is_down_for_a_while(world: World) -> None:
    world.misbehave("*", "outage", times=10_000)
    made = [charge for what in ENDPOINTS for charge in world.create(what)]
    assert {each.problem for each in made} == {"efi_unavailable"}
    world.office.pass_time(hours=1)
    world.asked.efi.control.behave()
    world.office.pass_time(hours=1, minutes=10)
    world.assert_once(made)


def test_credentials_that_are_good_again(world: World) -> None:
    world.create("charge")
    world.asked.efi.control.revoke("client-1")
    made = world.create("charge")
    assert {each.problem for each in made} == {"efi_credentials_refused"}
    world.asked.efi.control.restore("client-1")
    world.office.pass_time(minutes=10)
    world.assert_once(list(world.office.book.charges.values()))


@pytest.mark.parametrize("what", ENDPOINTS)
def test_what_efi_declines_is_told_in_its_words(world: World, what: str) -> None:
    world.asked.efi.control.bank.options = replace(
        world.asked.efi.control.bank.options, identical=0
    )
    world.office.change_account(pix_key="de outro")
    (first, *_) = world.create(what)
    assert (first.status, first.problem) == (Status.NOT_ISSUED, "efi_refused")
    assert ("chave" if what == "pix" else "idênticas") in (first.said or "")
    world.office.pass_time(hours=1)
    assert world.made() == []
    assert world.asked.calls(ENDPOINTS[what]) == 1


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("step", range(1, 11))
@pytest.mark.parametrize("what", ENDPOINTS)
def test_wherever_the_process_dies(world: World, what: str, step: int, lost: bool) -> None:
    if lost:
        world.misbehave(ENDPOINTS[what], "cut", after=True)
    world.office.watch(stop_at(step))
    for work in (lambda: world.create(what, "k"), lambda: world.office.pass_time(minutes=20)):
        try:
            work()
        except Stopped:
            continue
    world.office.watch()
    world.create(what, "k")
    world.office.pass_time(hours=1)
    world.assert_once(list(world.office.book.charges.values()))
