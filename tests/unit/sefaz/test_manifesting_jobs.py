"""Manifestations through the Integrador: a job now, its answer some time later, or never."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from malote.errors import (
    DeviceOffline,
    SefazCertificateRefused,
    SefazError,
    SefazUncertain,
    SefazUnreachable,
)
from malote.sefaz.answers import EventId
from malote.sefaz.made import RequestStatus, SefazRequest
from malote.sefaz.models import CertificateType, SefazSettings
from malote.sefaz.operations import Asking
from malote.sefaz.queued import ManifestationTurn, Turn
from tests.fakes.event_sefaz import EventSefaz
from tests.fakes.sefaz_made import TAX_ID
from tests.fakes.watching import nothing
from tests.unit.sefaz.manifesting_world import World, key

MINUTE = timedelta(minutes=1)


@dataclass
class Jobs(EventSefaz):
    """The carrier of A3s."""

    made: dict[str, tuple[Asking, Turn]] = field(default_factory=dict)

    def carry(self, settings: SefazSettings, asking: Asking, turn: Turn, now: datetime) -> str:  # type: ignore[override]
        if self.before:
            raise self.before.pop(0)
        job_id = f"job-{len(self.made) + 1:06}"
        self.made[job_id] = asking, turn
        return job_id


def offices() -> tuple[World, Jobs]:
    jobs = Jobs()
    world = World(sefaz=jobs)
    a3 = {"certificate_type": CertificateType.A3}
    world.settings.kept["acme", TAX_ID] = world.settings.kept["acme", TAX_ID].model_copy(update=a3)
    return world, jobs


def bring(world: World, jobs: Jobs, job_id: str, error: SefazError | None = None) -> SefazRequest:
    asking, turn = jobs.made[job_id]
    assert isinstance(turn, ManifestationTurn)
    outcome = error or jobs.exchange(asking)
    stands = world.manifesting.answered(turn, job_id, outcome, world.now)
    assert stands is not None
    return stands


def test_a_job_is_made_and_its_answer_applied() -> None:
    world, jobs = offices()
    request = world.ask(21)
    jobs.before = [DeviceOffline("x")]
    world.take(request)
    asked = world.take(request)
    assert (asked.status, asked.job) == (RequestStatus.ASKED, "job-000001")
    assert (asked.problem, asked.detail) == ("", "")  # it is at work again
    assert world.take(request) == asked  # nothing more until it comes
    world.now += 5 * MINUTE
    stands = bring(world, jobs, "job-000001")
    assert (stands.status, stands.job, stands.resumes_at) == ("waiting", "", world.now)
    world.take(request)
    assert bring(world, jobs, "job-000002").status is RequestStatus.DONE
    done = world.again(request)
    assert bring(world, jobs, "job-000001") == bring(world, jobs, "job-000002") == done  # once more
    assert {source.split("#")[0] for _, source in world.ledger.uploads} == {"SEFAZ"}
    assert len(world.archive.inbox) == 21  # what was 573 then is no document


@pytest.mark.parametrize(
    ("error", "stands", "rest", "told"),
    [
        (SefazUnreachable("expirou"), "waiting", MINUTE, 0),
        (SefazUncertain("x"), "uncertain", 10 * MINUTE, 0),
        (SefazCertificateRefused("x"), "waiting", 60 * MINUTE, 1),
    ],
)
def test_a_job_that_failed(error: SefazError, stands: str, rest: timedelta, told: int) -> None:
    world, jobs = offices()
    request = world.ask()
    world.take(request)
    off = bring(world, jobs, "job-000001", error)
    assert (off.status, off.resumes_at, off.problem) == (stands, world.now + rest, error.code)
    assert len(world.told) == told
    assert bring(world, jobs, "job-000001", error) == off
    world.take(request, rest)
    assert len(jobs.made) == 2
    assert bring(world, jobs, "job-000001", error) == world.again(request)  # of an old one
    assert world.again(request).status is RequestStatus.ASKED
    assert bring(world, jobs, "job-000002").status is RequestStatus.DONE


def test_a_late_answer_counts_while_the_events_are_sent_again() -> None:
    world, jobs = offices()
    request = world.ask(2)
    world.take(request)
    again = world.take(request, 10 * MINUTE)
    assert (again.status, again.job) == (RequestStatus.ASKED, "job-000002")
    assert bring(world, jobs, "job-000001").status is RequestStatus.DONE
    assert bring(world, jobs, "job-000002", SefazUnreachable()).status is RequestStatus.DONE
    assert set(jobs.sent.values()) == {1}


def test_a_late_answer_of_one_lot_leaves_the_next_alone() -> None:
    world, jobs = offices()
    request = world.ask(21)
    world.take(request)
    world.take(request, 10 * MINUTE)
    bring(world, jobs, "job-000001")
    third = world.take(request)
    assert third.job == "job-000003"
    assert bring(world, jobs, "job-000002") == third  # nothing new in it
    assert bring(world, jobs, "job-000003").status is RequestStatus.DONE
    assert jobs.sent[EventId(key(21), "210200", 1)] == 1


def test_a_late_answer_leaves_a_job_in_flight_what_it_does_not_speak_of() -> None:
    world, jobs = offices()
    request = world.ask(21)
    world.take(request)
    world.take(request, 10 * MINUTE)
    jobs.silent = {key(2)}
    bring(world, jobs, "job-000002")
    jobs.silent = set()
    third = world.take(request, 10 * MINUTE)
    stands = bring(world, jobs, "job-000001")
    assert [each.access_key for each in stands.documents if each.status == "asked"] == [key(21)]
    assert (stands.status, stands.job, stands.resumes_at) == ("asked", third.job, third.resumes_at)
    off = bring(world, jobs, third.job, SefazUnreachable())
    assert [each.access_key for each in off.documents if each.status == "waiting"] == [key(21)]


def test_a_device_may_be_faster_than_we_are() -> None:
    world, jobs = offices()
    request = world.ask()

    def fast(step: str) -> None:
        if step == "sefaz carry done":
            bring(world, jobs, "job-000001")

    world.watch = fast
    taken = world.take(request)
    assert (taken.status, taken.job) == (RequestStatus.DONE, "")


def test_an_answer_to_other_events_changes_nothing() -> None:
    world, jobs = offices()
    request = world.ask()
    taken = world.take(request)
    asking, turn = jobs.made["job-000001"]
    assert isinstance(turn, ManifestationTurn)
    other = asking.model_dump(mode="json")
    other["operation"]["events"][0]["access_key"] = key(9)
    forged = jobs.exchange(Asking.model_validate(other))
    assert world.manifesting.answered(turn, "job-000001", forged, world.now) == taken
    assert (world.archive.inbox, world.deadlines.settled) == ({}, set())
    assert world.manifesting.answered(
        ManifestationTurn(tenant="other", request_id=request.request_id), "j", forged, world.now
    ) is None  # fmt: skip


def test_an_error_that_comes_late_touches_no_later_lot() -> None:
    world, jobs = offices()
    request = world.ask()

    def rival(step: str) -> None:
        if step == "before sefaz carry":
            world.watch = nothing
            world.take(request, 10 * MINUTE)
            jobs.before = [SefazCertificateRefused("x")]

    world.watch = rival
    world.take(request)
    stands = world.again(request)
    assert (stands.status, stands.job, stands.problem) == ("asked", "job-000001", "")
    assert world.told == []
