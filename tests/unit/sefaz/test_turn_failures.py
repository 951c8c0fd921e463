"""What a feed does when SEFAZ is not asked, or does not answer."""

from datetime import timedelta
from typing import Any

import pytest

from malote.environment import Environment
from malote.errors import (
    DeviceOffline,
    MaloteError,
    NoCertificateBound,
    SefazCertificateRefused,
    SefazUncertain,
    SefazUnreachable,
)
from malote.sefaz.exchange import Exchange
from malote.sefaz.made import RequestStatus
from tests.fakes.watching import nothing
from tests.sefaz.world import CNPJ, FEED, TENANT
from tests.unit.sefaz.test_turns import nsu, problem, world


@pytest.mark.parametrize(
    ("error", "after", "minutes", "asked"),
    [
        (SefazUnreachable("x"), False, [1, 2, 4, 8, 16, 32, 60, 60], False),
        (SefazUncertain("x"), True, [71, 71], True),
        (SefazCertificateRefused("x"), False, [61, 61], False),
        (NoCertificateBound("x"), False, [61], False),
        (DeviceOffline("x"), False, [61], False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, MaloteError) else None,
)
def test_what_is_not_answered_is_put_off(
    error: MaloteError, after: bool, minutes: list[int], asked: bool
) -> None:
    one = world(5)
    (one.sefaz.after if after else one.sefaz.trouble)[:] = [error] * len(minutes)
    for each in minutes:
        feed = one.take()
        assert feed
        assert feed.due_at == one.now + timedelta(minutes=each)
        assert bool(feed.asked) is asked
        assert problem(feed) == error.code
        one.pass_(minutes=each)
    one.take()
    assert one.missing() == set()
    assert (one.feed.failures, one.sefaz.undue) == (0, [])


def test_an_integrador_that_comes_is_served_at_once() -> None:
    one = world(5)
    one.sefaz.trouble = [DeviceOffline("x")]
    one.take()
    one.pass_(minutes=1)
    one.take()
    assert one.missing() == set()


def test_nonsense_is_kept_aside() -> None:
    one = world(5)

    class Nonsense:
        def carry(self, *_: Any) -> Exchange:
            return Exchange(request=b"", answer=b"<html/>")

    one.carrier = Nonsense()
    feed = one.take()
    assert feed
    assert feed.asked
    assert list(one.archive.aside.values()) == [b"<html/>"]
    assert problem(feed) == "sefaz_nonsense"


def test_nobody_asks_for_what_is_not_set_up() -> None:
    one = world(5)
    del one.settings.kept[TENANT, CNPJ]
    assert one.take() is None
    assert one.feed.due_at is None
    assert one.sefaz.told == []


@pytest.mark.parametrize("gone", ["branch", "licence"])
def test_nothing_is_asked_for_what_is_served_no_more_and_that_is_told(gone: str) -> None:
    one = world(5)
    if gone == "branch":
        del one.portfolios.branches[TENANT, CNPJ]
    else:
        one.portfolios.licensed[TENANT] = frozenset()
    one.ask(1, "distribution")
    one.run(3)
    assert one.sefaz.told == []
    assert [problem(each) for each in one.told] == ["sefaz_not_configured"]
    request = one.request("r-001")
    assert (request.status, request.problem) == ("failed", "sefaz_not_configured")


@pytest.mark.parametrize(
    "settings", [{"automatic": False}, {"environment": Environment.HOMOLOGATION}]
)
def test_a_feed_that_is_not_automatic_any_more_goes_quiet(settings: dict[str, Any]) -> None:
    one = world(40, highest=nsu(0))
    one.sefaz.skipped = set(range(1, 40))
    one.work()
    asked = len(one.sefaz.told)
    one.serve(**settings)
    one.run(3)
    assert one.feeds.gaps(FEED, 1)
    assert (len(one.sefaz.told), one.feed.due_at) == (asked, None)
    one.ask(1, "distribution")  # what a user asked for is done all the same
    one.run(2)
    assert one.request("r-001").status == "done"


@pytest.mark.parametrize("status", [RequestStatus.UNCERTAIN, RequestStatus.FAILED])
def test_a_query_that_nobody_answers_is_given_up(status: RequestStatus) -> None:
    one = world(5)
    one.ask(1, "nsu", nsu=nsu(3))
    times = 1 if status is RequestStatus.UNCERTAIN else 3
    one.sefaz.after = [SefazUncertain("x") for _ in range(times)]
    for _ in range(times):
        one.take()
        one.pass_(minutes=71)
    assert one.request("r-001").status is status
    one.run(3)
    wanted = RequestStatus.DONE if times == 1 else RequestStatus.FAILED
    assert one.request("r-001").status is wanted
    assert one.missing() == set()


def test_a_query_is_not_given_up_while_it_is_asked_for_the_last_time() -> None:
    one = world(5)
    one.ask(1, "nsu", nsu=nsu(3), attempts=2)

    def rival(step: str) -> None:
        if step == "before sefaz carry":
            one.watch = nothing
            one.take()

    one.watch = rival
    one.take()
    assert one.request("r-001").status is RequestStatus.DONE
