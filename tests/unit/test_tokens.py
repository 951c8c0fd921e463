"""Access tokens: kept while fresh, made anew once at a time, and no refresh token ever lost."""

import json
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

import pytest

from malote.errors import ConsentWithdrawn, TokenUnavailable
from malote.grants import Given, Grant
from malote.mail_accounts import Account
from malote.mailboxes.models import Mailbox
from malote.tokens import AccessTokens
from tests.fakes.credentials import MemorySecrets
from tests.fakes.stores import NOON

HOUR = timedelta(hours=1)


def mailbox(number: int = 1, **settings: object) -> Mailbox:
    defaults = {"tenant": "t", "mailbox_id": "m", "host": "h", "username": "ana@x.test"}
    named = {"auth": "google", "secret_name": f"s{number}", "revision": "1"}
    return Mailbox.model_validate(defaults | named | settings)


@dataclass
class Provider:
    """The port ``TokenEndpoint``. ``strict``: a refresh token is good for one use.

    ``meanwhile`` is what others do after the provider answered and before we hear of it.
    """

    good: set[str]
    rotating: bool = False
    strict: bool = False
    slow: float = 0
    lifetime: timedelta = HOUR
    asked: list[str] = field(default_factory=list)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def refresh(self, account: Account, grant: Grant, deadline: float = math.inf) -> Given:
        used = grant.refresh_token.get_secret_value()
        with self._lock:
            number = next(self._numbers)
            self.asked.append(used)
            given = self._given(used, number)
        time.sleep(self.slow)
        while self.meanwhile:
            self.meanwhile.pop(0)()
        if given is None:
            raise ConsentWithdrawn("invalid_grant")
        return given

    def _given(self, used: str, number: int) -> Given | None:
        if used not in self.good:
            return None
        if not self.rotating:
            return Given(f"access{number}", self.lifetime)
        if self.strict:
            self.good.remove(used)
        self.good.add(f"refresh{number}")
        return Given(f"access{number}", self.lifetime, f"refresh{number}")


@dataclass
class World:
    """``process`` makes a process of its own, with the same secrets and the same provider."""

    now: datetime = NOON
    provider: Provider = field(default_factory=lambda: Provider({"refresh0"}))
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = json.dumps({"client_id": "app", "refresh_token": "refresh0", "note": "kept"})
        self.secrets = MemorySecrets({f"s{number}": text for number in range(1, 9)})

    def process(self, pause: Callable[[float], None] | None = None) -> AccessTokens:
        return AccessTokens(
            self.secrets, self.provider, lambda: self.now, pause or self.waited.append
        )

    def kept(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.secrets.read("s1").text)
        return found

    def give(self, refresh_token: str) -> None:
        self.secrets.give("s1", json.dumps({**self.kept(), "refresh_token": refresh_token}))


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("lifetime", "later", "asked"),
    [
        (HOUR, timedelta(minutes=58, seconds=59), 1),
        (HOUR, timedelta(minutes=59), 2),
        (HOUR, timedelta(hours=2), 2),
        (timedelta(seconds=30), timedelta(), 2),  # never fresh: used at once, and not kept
        (timedelta(), timedelta(), 2),
    ],
)
def test_fresh_until_a_minute_before_it_expires(
    world: World, lifetime: timedelta, later: timedelta, asked: int
) -> None:
    world.provider.lifetime = lifetime
    tokens = world.process()
    first = tokens.get(mailbox())
    world.now += later
    assert (tokens.get(mailbox()) == first) is (asked == 1)
    assert len(world.provider.asked) == asked


def test_another_one_when_asked_for(world: World) -> None:
    tokens = world.process()
    assert tokens.get(mailbox()) != (renewed := tokens.get(mailbox(), renew=True))
    assert tokens.get(mailbox()) == renewed


def test_a_renewal_that_failed_leaves_no_token(world: World) -> None:
    tokens = world.process()
    tokens.get(mailbox())
    world.provider.good.clear()
    for renew in (True, False):
        with pytest.raises(ConsentWithdrawn):
            tokens.get(mailbox(), renew=renew)


def test_a_new_grant_counts_at_once(world: World) -> None:
    tokens = world.process()
    tokens.get(mailbox())
    world.provider.good.add("new")
    world.give("new")
    tokens.get(mailbox(revision="2"))
    assert world.provider.asked == ["refresh0", "new"]


def test_mailboxes_have_a_token_each(world: World) -> None:
    tokens = world.process()
    assert len({tokens.get(mailbox(number)) for number in range(1, 9)}) == 8


def test_one_refresh_at_a_time_for_each_of_fifty_polls(world: World) -> None:
    world.provider.slow = 0.02
    tokens = world.process()
    with ThreadPoolExecutor(50) as threads:
        polls = [mailbox(number % 8 + 1) for number in range(50)]
        found = list(threads.map(tokens.get, polls))
    assert len(set(found)) == len(world.provider.asked) == 8


@pytest.mark.parametrize("strict", [True, False])
def test_a_rotated_refresh_token_is_written_with_all_the_rest(world: World, strict: bool) -> None:
    world.provider.rotating, world.provider.strict = True, strict
    tokens = world.process()
    tokens.get(mailbox())
    assert world.kept() == {"client_id": "app", "refresh_token": "refresh1", "note": "kept"}
    tokens.get(mailbox(), renew=True)
    assert world.provider.asked == ["refresh0", "refresh1"]
    assert world.process().get(mailbox()) == "access3"


def test_without_rotation_nothing_is_written(world: World) -> None:
    world.process().get(mailbox())
    assert not world.secrets.wrote


def test_it_is_written_before_the_token_is_used(world: World) -> None:
    world.provider.rotating = world.provider.strict = True

    def fail(*_: object, **__: object) -> bool:
        raise ConnectionError

    tokens = world.process()
    world.secrets.replace = fail  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        tokens.get(mailbox())


@pytest.mark.parametrize("strict", [True, False])
def test_two_processes_refresh_at_once(world: World, strict: bool) -> None:
    """Both get a token, and the refresh token that stays is a good one."""
    world.provider.rotating, world.provider.strict = True, strict
    processes = [world.process(pause=lambda _: time.sleep(0.01)) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        for _ in range(50):
            found = list(threads.map(lambda each: each.get(mailbox(), renew=True), processes))
            assert len(set(found)) == 2
            assert world.kept()["refresh_token"] in world.provider.good


def test_another_process_took_the_refresh_token_and_writes_the_next_one_late(world: World) -> None:
    world.provider.rotating = world.provider.strict = True
    world.provider.good = {"refresh-of-the-other"}

    def the_other_writes(seconds: float) -> None:
        world.give("refresh-of-the-other")

    assert world.process(pause=the_other_writes).get(mailbox()) == "access2"
    assert world.provider.asked == ["refresh0", "refresh-of-the-other"]


def test_a_new_grant_is_never_overwritten_by_a_rotation(world: World) -> None:
    """The tenant authorized again while the old refresh token was in use."""
    world.provider.rotating = True
    world.provider.good.add("new")
    world.provider.meanwhile = [lambda: world.give("new")]
    assert world.process().get(mailbox()) == "access2"
    assert world.provider.asked == ["refresh0", "new"]
    assert world.kept()["refresh_token"] == "refresh2"
    assert ["refresh1" in text for text in world.secrets.wrote] == [False]


def test_a_secret_that_never_rests_is_left_for_later(world: World) -> None:
    world.provider.rotating = True
    restless = world.provider._given

    def given(used: str, number: int) -> Given | None:
        world.provider.good.add(f"n{number}")
        world.give(f"n{number}")
        return restless(used, number)

    world.provider._given = given  # type: ignore[method-assign]
    with pytest.raises(TokenUnavailable):
        world.process().get(mailbox())
    assert len(world.provider.asked) == 3


def test_a_consent_that_was_withdrawn_is_told_after_a_second_look(world: World) -> None:
    world.provider.good.clear()
    with pytest.raises(ConsentWithdrawn):
        world.process().get(mailbox())
    assert len(world.waited) == 1
