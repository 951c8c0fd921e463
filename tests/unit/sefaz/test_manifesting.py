"""Lots of events: each is registered once, kept, and told; whatever fails, dies or is late."""

from datetime import timedelta

import pytest

from malote.fiscal import FiscalEvent, read
from malote.sefaz.made import RequestStatus
from malote.sefaz.operations import ManifestationKind
from tests.fakes.sefaz_made import TAX_ID
from tests.unit.sefaz.manifesting_world import World, deadline, key

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
KINDS = list(ManifestationKind)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_registered_kept_and_told(kind: ManifestationKind) -> None:
    world = World()
    world.deadlines.note([deadline(1), deadline(9)])
    done = world.take(world.ask(kind=kind))
    assert done == world.again(done)
    assert (done.status, done.resumes_at, done.status_code) == (RequestStatus.DONE, None, "128")
    (document,) = done.documents
    assert (document.status_code, document.protocol) == ("135", "891")
    assert document.registered_at is not None
    event = read(world.archive.inbox[document.sha256 or ""])
    assert isinstance(event, FiscalEvent)
    assert (event.access_key, event.registered, event.sequence) == (key(1), True, 1)
    assert world.ledger.uploads == {
        (document.sha256, f"SEFAZ#nfe#production#{TAX_ID}#{document.sha256}")
    }
    waiting = {access_key for _, access_key in world.deadlines.kept}
    answered = kind is not ManifestationKind.AWARENESS
    assert waiting == ({key(9)} if answered else {key(1), key(9)})
    assert not world.told


def test_fifty_go_in_lots_of_twenty_one_after_the_other() -> None:
    world = World()
    request = world.ask(50)
    for left in (30, 10):
        taken = world.take(request)
        assert (taken.status, taken.resumes_at) == (RequestStatus.WAITING, world.now)
        assert sum(each.status == "waiting" for each in taken.documents) == left
    last = world.take(request)
    assert last.status is RequestStatus.DONE
    assert [len(asking.operation.model_dump()["events"]) for _, asking in world.sefaz.asked] == [
        20, 20, 10,
    ]  # fmt: skip
    assert set(world.sefaz.sent.values()) == {1}
    assert world.take(request) == last  # it is finished
    assert len(world.sefaz.asked) == 3


@pytest.mark.parametrize(
    ("status", "stands", "whole"),
    [
        ("135", "registered", "done"), ("136", "registered", "done"),
        ("155", "registered", "done"), ("573", "registered", "done"),
        ("596", "refused", "refused"), ("594", "refused", "refused"),
        ("650", "refused", "refused"), ("655", "refused", "refused"),
        ("108", "waiting", "waiting"), ("109", "waiting", "waiting"),
    ],
)  # fmt: skip
def test_what_sefaz_says_of_an_event(status: str, stands: str, whole: str) -> None:
    world = World()
    world.deadlines.note([deadline(1)])
    world.sefaz.refusals[key(1)] = status
    taken = world.take(world.ask())
    assert (taken.documents[0].status, taken.status) == (stands, whole)
    assert (taken.documents[0].status_code, taken.documents[0].reason) == (
        status, f"Evento {status}",
    )  # fmt: skip
    proved = stands == "registered" and status != "573"  # which would show it as refused
    assert bool(world.archive.inbox) == bool(taken.documents[0].sha256) == proved
    assert bool(taken.documents[0].registered_at) == proved
    assert (taken.resumes_at is None) == (stands != "waiting")
    assert bool(world.deadlines.kept) == (stands != "registered")
    assert bool(world.requests.claimed("acme", key(1))) == (stands != "refused")


def test_one_that_is_refused_harms_no_other() -> None:
    world = World()
    world.sefaz.refusals[key(2)] = "596"
    world.deadlines.note(map(deadline, (1, 2, 3)))
    taken = world.take(world.ask(3))
    assert [each.status.value for each in taken.documents] == [
        "registered",
        "refused",
        "registered",
    ]
    assert taken.status is RequestStatus.DONE
    assert {access_key for _, access_key in world.deadlines.kept} == {key(2)}


@pytest.mark.parametrize(
    ("status", "stands", "rest"),
    [("215", "refused", 0), ("108", "waiting", 1), ("656", "waiting", 61)],
)
def test_a_lot_that_is_not_taken(status: str, stands: str, rest: int) -> None:
    world = World()
    world.sefaz.lots = [status]
    taken = world.take(world.ask(21))
    assert [each.status.value for each in taken.documents] == [stands] * 20 + ["waiting"]
    assert {each.status_code for each in taken.documents[:20]} == {status}
    assert taken.resumes_at == world.now + rest * MINUTE
    again = world.take(taken)
    assert again.documents[20].status == ("registered" if stands == "refused" else "waiting")
    if stands == "waiting":
        assert world.take(taken, rest * MINUTE) != taken


def test_a_service_that_stays_stopped_is_asked_less_and_less() -> None:
    world = World()
    world.sefaz.lots = ["108"] * 4
    assert world.rests(world.ask(), 4) == [1, 2, 4, 8]
