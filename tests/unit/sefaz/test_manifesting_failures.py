"""Whatever fails, dies or comes second: each event is registered once, and nothing is lost."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from malote.errors import (
    CertificateExpired,
    DeviceOffline,
    KeptKeyLost,
    MaloteError,
    NoCertificateBound,
    SefazCertificateRefused,
    SefazUncertain,
    SefazUnreachable,
)
from malote.sefaz.made import ManifestationStatus, RequestStatus, SefazRequest
from malote.sefaz.operations import ManifestationKind
from tests.fakes.watching import Stopped, nothing, stop_at
from tests.unit.sefaz.manifesting_world import World, deadline, key

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def statuses(request: SefazRequest) -> set[str]:
    return {each.status.value for each in request.documents}


OFFS: list[tuple[MaloteError, str, timedelta]] = [
    (SefazUnreachable("x"), "waiting", MINUTE),
    (SefazUncertain("x"), "uncertain", 10 * MINUTE),
    (DeviceOffline(), "waiting", HOUR),
    (SefazCertificateRefused("x"), "waiting", HOUR),
    (NoCertificateBound("x"), "waiting", HOUR),
    (CertificateExpired("x"), "waiting", HOUR),
    (KeptKeyLost("x"), "waiting", HOUR),
]


@pytest.mark.parametrize(
    ("error", "stands", "rest"), OFFS, ids=lambda each: getattr(each, "code", "")
)
def test_what_was_not_answered_rests_and_goes_on(
    error: MaloteError, stands: str, rest: timedelta
) -> None:
    world = World()
    world.sefaz.before = [error]
    request = world.ask(2)
    off = world.take(request)
    assert statuses(off) == {stands}
    assert (off.status, off.resumes_at, off.problem) == (stands, world.now + rest, error.code)
    needs_somebody = rest == HOUR and not isinstance(error, DeviceOffline)
    assert world.told == [off] * needs_somebody
    early = world.take(request, rest - timedelta(seconds=1))
    offline = isinstance(error, DeviceOffline)  # a device came: no need to wait
    assert (early == off) == (not offline)
    done = world.take(request, timedelta(seconds=1))
    assert (done.status, done.problem) == (RequestStatus.DONE, "")
    assert set(world.sefaz.sent.values()) == {1}


def test_the_rest_grows_to_an_hour_and_is_forgotten_with_an_answer() -> None:
    world = World()
    world.sefaz.before = [SefazUnreachable()] * 9
    request = world.ask(21)
    assert world.rests(request, 9) == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    world.take(request)
    world.sefaz.before = [SefazUnreachable()]
    off = world.take(request)
    assert off.resumes_at == world.now + MINUTE


def test_a_certificate_that_nobody_sees_to_fails_after_two_days() -> None:
    world = World()
    world.sefaz.before = [NoCertificateBound("x")] * 60
    request = world.ask(2)
    hours, off = 0, world.take(request)
    while off.status is RequestStatus.WAITING:
        hours, off = hours + 1, world.take(request, HOUR)
    assert hours == 48
    assert (off.status, off.resumes_at) == (RequestStatus.FAILED, None)
    assert {each.reason for each in off.documents} == {NoCertificateBound.message}
    assert statuses(off) == {"refused"}
    assert world.requests.claimed("acme", key(1)) == {}


def test_a_lost_answer_is_asked_for_again_with_the_very_same_events() -> None:
    world = World()
    world.sefaz.after = [SefazUncertain()]
    request = world.ask(2, ManifestationKind.NOT_PERFORMED)
    world.take(request)
    done = world.take(request, 10 * MINUTE)
    assert {each.status_code for each in done.documents} == {"573"}
    assert done.status is RequestStatus.DONE
    assert {len(forms) for forms in world.sefaz.forms.values()} == {1}
    assert set(world.sefaz.sent.values()) == {2}
    assert {each.sha256 for each in done.documents} == {None}  # a 573 proves nothing
    assert not world.archive.inbox


def test_what_no_result_speaks_of_is_uncertain_and_the_rest_is_not() -> None:
    world = World()
    world.sefaz.silent = {key(2)}
    request = world.ask(3)
    taken = world.take(request)
    assert [each.status.value for each in taken.documents] == [
        "registered", "uncertain", "registered",
    ]  # fmt: skip
    assert taken.resumes_at == world.now + 10 * MINUTE
    world.sefaz.silent = set()
    done = world.take(request, 10 * MINUTE)
    assert done.status is RequestStatus.DONE
    assert sorted(world.sefaz.sent.values()) == [1, 1, 2]


def test_nonsense_is_uncertain() -> None:
    world = World()
    world.sefaz.garbage = True
    taken = world.take(world.ask())
    assert (taken.status, taken.problem) == (RequestStatus.UNCERTAIN, "sefaz_nonsense")


def test_two_workers_send_a_lot_once() -> None:
    world = World()
    request = world.ask(2)

    def second(step: str) -> None:
        if step == "before sefaz carry":
            world.watch = nothing
            world.take(request)  # it is asked, and not due

    world.watch = second
    first = world.take(request)
    assert first.status is RequestStatus.DONE
    assert set(world.sefaz.sent.values()) == {1}


def test_the_very_same_moment_is_won_by_one() -> None:
    world = World()
    request = world.ask()

    def rival(step: str) -> None:
        if step == "requests get done":
            world.requests.put(request.model_copy(update={"revision": 1}))

    world.watch = rival
    assert world.try_to_take(request) is None
    assert not world.sefaz.sent


def lives(world: World, request: SefazRequest) -> None:
    """Turns until it is finished; a turn that dies is handed out again when it is due."""
    for _ in range(12):
        stands = world.again(request)
        if stands.status not in {"waiting", "asked", "uncertain"}:
            return
        world.now = max(world.now, stands.resumes_at or world.now)
        world.take(request)


def test_who_dies_anywhere_loses_nothing_and_registers_once() -> None:
    places = []
    for number in count(1):
        world = World()
        world.deadlines.note(map(deadline, range(1, 26)))
        request = world.ask(25)
        steps: list[str] = []
        stop = stop_at(number)

        def watch(step: str, steps: list[str] = steps, stop: Any = stop) -> None:
            steps.append(step)
            stop(step)

        world.watch = watch
        try:
            lives(world, request)
        except Stopped:
            places.append(steps[-1])
        else:
            break
        world.watch = nothing
        stands = world.again(request)
        registered = [e for e in stands.documents if e.status is ManifestationStatus.REGISTERED]
        assert {x.sha256 for x in registered if x.sha256} <= world.archive.inbox.keys()
        lives(world, request)
        done = world.again(request)
        assert done.status is RequestStatus.DONE, places[-1]
        assert statuses(done) == {"registered"}
        assert len(world.sefaz.registered) == 25
        assert max(world.sefaz.sent.values()) <= 2
        assert {len(forms) for forms in world.sefaz.forms.values()} == {1}
        for each in done.documents:
            assert each.status_code == "573" or each.sha256 in world.archive.inbox
        assert not world.deadlines.kept
    assert len(places) == 28  # before and after each of seven calls, for two lots
