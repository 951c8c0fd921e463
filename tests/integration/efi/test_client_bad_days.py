"""What our client makes of Efí's bad days: what may have been done is uncertain, and asked once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from malote.adapters.efi import orders
from malote.adapters.efi.hosts import Hosts
from malote.billing.charges import Charge
from malote.errors import (
    EfiCredentialsRefused,
    EfiError,
    EfiOverQuota,
    EfiUnavailable,
    EfiUncertain,
)
from tests.integration.efi.asking import (
    ACCOUNT,
    NOTIFY,
    OTHER,
    TODAY,
    Asked,
    asked,
    asking,
    carnet,
    charge,
)

ALWAYS = 99


@dataclass
class World:
    asked: Asked
    known: Charge
    token: str


@pytest.fixture(scope="module")
def lasting() -> Iterator[World]:
    with asked(client={"seconds": 10}) as efi:
        made = efi.client.issue(ACCOUNT, charge(), NOTIFY)
        assert made.efi_id
        efi.client.issue(OTHER, charge(9), NOTIFY)
        efi.client.issue_carnet(ACCOUNT, *carnet(2), NOTIFY)
        yield World(efi, charge(efi_id=made.efi_id), efi.efi.control.token(made.efi_id))


@pytest.fixture
def world(lasting: World) -> Iterator[World]:
    yield lasting
    lasting.asked.efi.control.behave()


def hasty(world: World) -> World:
    """Its client waits half a second."""
    efi = world.asked
    client = asking(efi.efi.url, efi.secrets, efi.quota, seconds=0.5)
    client.charge(ACCOUNT, world.known.efi_id or 0)  # has a token
    return replace(world, asked=replace(efi, client=client))


type Ask = Callable[[World], object]
MAKING: dict[str, Ask] = {
    "POST /charge/one-step": lambda w: w.asked.client.issue(ACCOUNT, charge(2), NOTIFY),
    "POST /carnet": lambda w: w.asked.client.issue_carnet(ACCOUNT, *carnet(2), NOTIFY),
    "PUT /charge/:id/cancel": lambda w: w.asked.client.cancel(ACCOUNT, w.known),
    "PUT /charge/:id/settle": lambda w: w.asked.client.settle(ACCOUNT, w.known),
    "POST /charge/:id/billet/resend": lambda w: w.asked.client.resend(ACCOUNT, w.known, "a@b.co"),
    "PUT /charge/:id/billet": lambda w: w.asked.client.change_due_date(
        ACCOUNT, w.known, w.known.due_date or TODAY
    ),
}
ASKING: dict[str, Ask] = {
    "GET /charge/:id": lambda w: w.asked.client.charge(ACCOUNT, w.known.efi_id or 0),
    "GET /charges": lambda w: w.asked.client.find(ACCOUNT, w.known.charge_id, TODAY),
    "GET /notification/:token": lambda w: w.asked.client.history(ACCOUNT, w.token),
}


def outcome(ask: Ask, world: World) -> type[EfiError] | None:
    try:
        ask(world)
    except EfiError as error:
        return type(error)
    return None


UNCERTAIN = (
    "error", "outage", "cut", "midway", "html", "empty", "truncated", "wrong_types",
)  # fmt: skip


@pytest.mark.parametrize("endpoint", MAKING)
@pytest.mark.parametrize(
    ("how", "after", "expected"),
    [
        *((how, after, EfiUncertain) for how in UNCERTAIN for after in (False, True)),
        ("slow", True, EfiUncertain),
        ("quota", False, EfiOverQuota),
    ],
)
def test_what_makes_something_is_asked_once(
    world: World, endpoint: str, how: str, after: bool, expected: type[EfiError]
) -> None:
    world = hasty(world) if how == "slow" else world
    before = world.asked.calls(endpoint)
    world.asked.efi.control.misbehave(endpoint, how, ALWAYS, after=after, seconds=1)
    assert outcome(MAKING[endpoint], world) is expected
    assert world.asked.calls(endpoint) == before + 1


@pytest.mark.parametrize("endpoint", ASKING)
@pytest.mark.parametrize(
    "how", ["error", "outage", "cut", "midway", "html", "empty", "truncated", "wrong_types"]
)
def test_what_only_asks_is_asked_three_times(world: World, endpoint: str, how: str) -> None:
    before = world.asked.calls(endpoint)
    world.asked.efi.control.misbehave(endpoint, how, ALWAYS)
    assert outcome(ASKING[endpoint], world) is EfiUnavailable
    assert world.asked.calls(endpoint) == before + 3
    world.asked.efi.control.behave()
    world.asked.efi.control.misbehave(endpoint, how, 2)
    assert outcome(ASKING[endpoint], world) is None


@pytest.mark.parametrize("endpoint", ASKING)
@pytest.mark.parametrize(
    ("how", "expected", "times"),
    [
        ("slow", EfiUnavailable, 1),
        ("quota", EfiOverQuota, 1),
        ("unauthorized", EfiCredentialsRefused, 2),
    ],
)
def test_what_is_not_asked_again(
    world: World, endpoint: str, how: str, expected: type[EfiError], times: int
) -> None:
    world = hasty(world) if how == "slow" else world
    before = world.asked.calls(endpoint)
    world.asked.efi.control.misbehave(endpoint, how, ALWAYS, seconds=1)
    assert outcome(ASKING[endpoint], world) is expected
    assert world.asked.calls(endpoint) == before + times


def test_nobody_waits_past_the_deadline(world: World) -> None:
    pauses: list[float] = []
    efi = world.asked
    client = asking(efi.efi.url, efi.secrets, efi.quota, seconds=0.5, pause=pauses.append)
    efi.efi.control.misbehave("GET /charge/:id", "error", ALWAYS, seconds=0)
    with pytest.raises(EfiUnavailable):
        client.charge(ACCOUNT, world.known.efi_id or 0)
    assert all(0.2 <= each <= 0.6 for each in pauses)
    before = [*pauses]
    efi.efi.control.behave()
    efi.efi.control.misbehave("GET /charge/:id", "slow", ALWAYS, seconds=1)
    with pytest.raises(EfiUnavailable):
        client.charge(ACCOUNT, world.known.efi_id or 0)
    assert pauses == before


def test_somebody_else_s_charge_is_no_answer(world: World) -> None:
    world.asked.efi.control.misbehave("GET /charge/:id", "foreign", ALWAYS)
    assert outcome(ASKING["GET /charge/:id"], world) is EfiUnavailable


@pytest.mark.parametrize(
    "other",
    [
        charge(2, amount="5.00", items=[{"name": "x", "amount": "5.00"}]),
        charge(2, due_date="2027-12-31"),
    ],
    ids=["of another amount", "due another day"],
)
def test_another_charge_s_answer_is_uncertain(
    world: World, monkeypatch: pytest.MonkeyPatch, other: Charge
) -> None:
    body = orders.billet(other, NOTIFY)
    monkeypatch.setattr(orders, "billet", lambda *_: body)
    assert outcome(MAKING["POST /charge/one-step"], world) is EfiUncertain


@pytest.mark.parametrize("endpoint", [*MAKING, *ASKING])
def test_without_a_connection_nothing_was_done(
    world: World, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome(ASKING["GET /charge/:id"], world)  # with a token in hand
    before = world.asked.calls(endpoint)
    monkeypatch.setattr(Hosts, "base", lambda *_: "http://127.0.0.1:9")
    assert outcome((MAKING | ASKING)[endpoint], world) is EfiUnavailable
    assert world.asked.calls(endpoint) == before
