"""Real processes with a real table and bucket, killed by SIGKILL at each boundary in turn.

The n-th that asks SEFAZ for a page dies at the n-th boundary that it comes to. Now and then one
works undisturbed; new documents come when all others are there.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import boto3

from local.cloud import Cloud
from malote.adapters import keys
from malote.adapters.sefaz_feeds import FeedItems
from malote.adapters.sefaz_settings import SefazSettingsItems
from malote.adapters.table import Table
from malote.sefaz import pace
from malote.sefaz.feeds import Feed
from malote.sefaz.models import SefazSettings
from malote.sefaz.waking import wake
from tests.crash.environments import End, Environments, environments
from tests.fakes.scripted_sefaz import ScriptedSefaz
from tests.sefaz.line import answer_on
from tests.sefaz.world import CNPJ, FEED, TENANT

_TICK = timedelta(minutes=5)
_PAGE = 50
_DEATHS = 8  # over each page, but for those that come when it is done


@dataclass
class Killing:
    """``deaths`` by the boundary at which they were; ``every``: there was no further one."""

    deaths: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    every: bool = False
    complaints: list[str] = field(default_factory=list)


def kill(
    cloud: Cloud,
    table: Table,
    bucket: str,
    documents: int,
    deaths: range,
    say: Callable[[str], None],
) -> Killing:
    """Until a page has no boundary of that number, or the range ends."""
    settings = SefazSettings(tenant=TENANT, tax_id=CNPJ, automatic=True, revision="1")
    SefazSettingsItems(table).save(settings, instead_of=None)
    sefaz, result = ScriptedSefaz(), Killing()
    with TemporaryDirectory() as name:
        line = Path(name) / "sefaz"
        env = {"TABLE_NAME": table.name, "BUCKET_NAME": bucket, "SEFAZ_LINE": str(line)}
        with (
            answer_on(line, sefaz),
            environments("tests.sefaz.victim", {**cloud.env, **env}, Path(name) / "log") as living,
        ):
            driver = Driver(FeedItems(table), sefaz, living, result)
            sefaz.fill(2 * _PAGE)
            wake(driver.feeds, FEED, sefaz.now)
            driver.learn()
            for number in deaths:
                if driver.at_the_end():
                    sefaz.fill(_PAGE)
                if sefaz.highest > documents:
                    break
                if not driver.die(number):
                    result.every = True
                    break
                driver.go_on(pages=int(number % _DEATHS == 0))
            sefaz.fill(max(0, documents - sefaz.highest))
            driver.go_on(pages=documents)
        result.requests = len(sefaz.told)
        result.complaints += _look(driver, table, bucket)
    died = f"{result.deaths.total()} processes died at {len(result.deaths)} kinds of boundary"
    say(
        f"{documents} documents, {result.requests} requests, {died}; {result.complaints or 'all well'}"
    )
    return result


@dataclass
class Driver:
    """The planner, and the queue: what is due is worked at, whoever died of it before."""

    feeds: FeedItems
    sefaz: ScriptedSefaz
    processes: Environments
    result: Killing
    labels: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._live = self.processes.start()

    @property
    def feed(self) -> Feed:
        found = self.feeds.get(FEED)
        assert found
        return found

    def at_the_end(self) -> bool:
        return int(self.feed.position) == self.sefaz.highest

    def learn(self) -> None:
        """One page, to know the boundaries by name."""
        self.labels |= set(self._take(0).crossed)

    def die(self, number: int) -> bool:
        """The next that asks dies at the boundary of this number; False if it has no so many."""
        self._rest()
        end = self._take(number)
        if end.ended:
            assert self.processes.buried(self._live) == -9
            self.result.deaths[end.at] += 1
            self._live = self.processes.start()
        return bool(end.ended)

    def go_on(self, pages: int) -> None:
        """What was left is taken up; so many pages more, or to the end."""
        for _ in range(pages):
            self._rest()
            self._take(0)
            if self.at_the_end() and not self.feed.asked:
                return

    def _rest(self) -> None:
        """Until the next request may be made; the planner looks every five minutes."""
        while True:
            feed = self.feed
            wait = pace.pause(feed, self.sefaz.now)
            if wait is not None:
                self.sefaz.now += timedelta(seconds=wait)
                return
            due = FEED in self.feeds.due(self.sefaz.now)
            if due:
                return
            self.sefaz.now += _TICK

    def _take(self, dying_at: int) -> End:
        known = sorted(self.labels)
        plan = {"how": "SIGKILL", "known": known, "labels": known, "nth": dying_at}
        event = {"now": self.sefaz.now.isoformat()}
        return self._live.invoke(
            {"function": "take", "event": event, "plan": plan if dying_at else None}
        )


def _look(driver: Driver, table: Table, bucket: str) -> Iterator[str]:
    sefaz, feeds = driver.sefaz, driver.feeds
    yield from sefaz.undue
    if sefaz.hurried:
        yield f"{sefaz.hurried} requests in a hurry"
    if not driver.at_the_end() or feeds.gaps(FEED, 10):
        yield f"not at the end: {driver.feed}"
    s3 = boto3.client("s3")
    found = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    names = [each["Key"] for page in found for each in page.get("Contents", [])]
    bodies = Counter(s3.get_object(Bucket=bucket, Key=name)["Body"].read() for name in names)
    if bodies != Counter(sefaz.documents.values()):
        yield f"{len(names)} objects, {len(sefaz.documents)} documents"
    numbers, cursor = list[str](), None
    while True:
        rows, cursor = feeds.pages(FEED, 50, cursor)
        numbers += [x.nsu or "" for row in rows for x in row.documents]
        if not cursor:
            break
    if sorted(numbers) != [f"{nsu:015}" for nsu in sorted(sefaz.documents)]:
        yield f"{len(numbers)} documents in the ledger, {len(set(numbers))} different ones"
    for name in names:
        sha256 = name.rpartition("/")[2]
        of = keys.source(TENANT, sha256, "")
        sources = [*table.query(of["PK"], begins=of["SK"])]
        if len(sources) != 1:
            yield f"{sha256} has {len(sources)} sources: {json.dumps(sources, default=str)}"
