"""SEFAZ's ports in memory: settings, feeds with their ledger, requests, deadlines, the queue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from malote.sefaz.feeds import Feed, Gap, Page
from malote.sefaz.made import OPEN, Deadline, ManifestationStatus, SefazRequest
from malote.sefaz.models import FeedId, SefazSettings
from malote.sefaz.queued import FeedTurn, ManifestationTurn


@dataclass
class MemorySefazSettings:
    kept: dict[tuple[str, str], SefazSettings] = field(default_factory=dict)

    def get(self, tenant: str, tax_id: str) -> SefazSettings | None:
        return self.kept.get((tenant, tax_id))

    def list(self, tenant: str) -> list[SefazSettings]:
        return [one for (of, _), one in sorted(self.kept.items()) if of == tenant]

    def save(self, settings: SefazSettings, *, instead_of: str | None) -> bool:
        known = self.get(settings.tenant, settings.tax_id)
        if (known.revision if known else None) != instead_of:
            return False
        self.kept[settings.tenant, settings.tax_id] = settings
        return True


@dataclass
class MemorySefazRequests:
    kept: dict[tuple[str, str], SefazRequest] = field(default_factory=dict)
    claims: dict[tuple[str, str], dict[tuple[str, int], str]] = field(default_factory=dict)

    def get(self, tenant: str, request_id: str) -> SefazRequest | None:
        return self.kept.get((tenant, request_id))

    def add(self, request: SefazRequest) -> bool:
        wanted = [(each, self._claim(request, each.sequence)) for each in request.documents]
        taken = any(
            claim in self.claims.get((request.tenant, each.access_key), {})
            for each, claim in wanted
        )
        if taken or self.get(request.tenant, request.request_id):
            return False
        self.put(request)
        return True

    def write(self, before: SefazRequest, after: SefazRequest) -> bool:
        if not self.is_now(before):
            return False
        self.put(after)
        return True

    def is_now(self, request: SefazRequest) -> bool:
        known = self.get(request.tenant, request.request_id)
        return known is not None and known.revision == request.revision

    def put(self, request: SefazRequest) -> None:
        self.kept[request.tenant, request.request_id] = request
        for each in request.documents:
            of = self.claims.setdefault((request.tenant, each.access_key), {})
            claim = self._claim(request, each.sequence)
            over = request.status not in OPEN
            refused = each.status is ManifestationStatus.REFUSED
            if refused or (over and each.status is not ManifestationStatus.REGISTERED):
                if of.get(claim) == request.request_id:
                    del of[claim]
            else:
                of[claim] = request.request_id

    def open_queries(self, feed_id: FeedId) -> Sequence[SefazRequest]:
        return [
            one
            for _, one in sorted(self.kept.items())
            if one.type != "manifestation" and one.status in OPEN and one.feed_id == feed_id
        ]

    def unfinished(self, before: datetime) -> Iterator[ManifestationTurn]:
        waiting = [
            (one.resumes_at, one.tenant, one.request_id)
            for one in self.kept.values()
            if one.type == "manifestation" and one.resumes_at and one.resumes_at <= before
        ]
        for _, tenant, request_id in sorted(waiting):
            yield ManifestationTurn(tenant=tenant, request_id=request_id)

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[SefazRequest], str | None]:
        names = sorted((id_ for of, id_ in self.kept if of == tenant), reverse=True)
        left = [id_ for id_ in names if cursor is None or id_ < cursor]
        more = left[limit - 1] if len(left) > limit else None
        return [self.kept[tenant, id_] for id_ in left[:limit]], more

    def claimed(self, tenant: str, access_key: str) -> Mapping[tuple[str, int], str]:
        return dict(self.claims.get((tenant, access_key), {}))

    @staticmethod
    def _claim(request: SefazRequest, sequence: int) -> tuple[str, int]:
        return str(request.manifestation), sequence


@dataclass
class MemoryFeeds:
    """``requests`` are written with a feed, all or nothing."""

    requests: MemorySefazRequests = field(default_factory=MemorySefazRequests)
    kept: dict[FeedId, Feed] = field(default_factory=dict)
    rows: dict[FeedId, list[Page]] = field(default_factory=dict)
    open: dict[FeedId, dict[str, Gap]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def get(self, feed_id: FeedId) -> Feed | None:
        return self.kept.get(feed_id)

    def of_tenant(self, tenant: str) -> list[Feed]:
        return [one for of, one in self.kept.items() if of.tenant == tenant]

    def write(
        self,
        before: Feed | None,
        after: Feed,
        *,
        page: Page | None = None,
        gaps: Sequence[Gap] = (),
        request: tuple[SefazRequest, SefazRequest] | None = None,
    ) -> bool:
        of = after.feed_id
        with self.lock:
            known = self.kept.get(of)
            if (known.revision if known else None) != (before.revision if before else None):
                return False
            if request and not self.requests.is_now(request[0]):
                return False
            self.kept[of] = after
            if page:
                self.rows.setdefault(of, []).append(page)
            for gap in gaps:
                found = self.open.setdefault(of, {})
                found[gap.last] = gap
                if gap.closed:
                    del found[gap.last]
            if request:
                self.requests.put(request[1])
        return True

    def gaps(self, feed_id: FeedId, limit: int) -> Sequence[Gap]:
        found = self.open.get(feed_id, {})
        return [found[last] for last in sorted(found, reverse=True)][:limit]

    def pages(
        self, feed_id: FeedId, limit: int, cursor: str | None
    ) -> tuple[Sequence[Page], str | None]:
        found = sorted(self.rows.get(feed_id, []), key=lambda row: (row.last, row.at), reverse=True)
        start = int(cursor or 0)
        more = str(start + limit) if len(found) > start + limit else None
        return found[start : start + limit], more

    def due(self, now: datetime) -> Iterator[FeedId]:
        due = [one for one in self.kept.values() if one.due_at and one.due_at <= now]
        for one in sorted(due, key=lambda one: (one.due_at or now, one.tax_id)):
            yield one.feed_id


@dataclass
class MemoryDeadlines:
    kept: dict[tuple[str, str], Deadline] = field(default_factory=dict)
    settled: set[tuple[str, str]] = field(default_factory=set)

    def note(self, deadlines: Iterable[Deadline]) -> None:
        for each in deadlines:
            key = each.tenant, each.access_key
            if key not in self.settled:
                self.kept.setdefault(key, each)

    def settle(self, tenant: str, access_keys: Iterable[str]) -> None:
        for each in access_keys:
            self.settled.add((tenant, each))
            self.kept.pop((tenant, each), None)

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Deadline], str | None]:
        found = sorted(
            (one for one in self.kept.values() if one.tenant == tenant),
            key=lambda one: (one.until, one.access_key),
        )
        start = int(cursor or 0)
        more = str(start + limit) if len(found) > start + limit else None
        return found[start : start + limit], more

    def ending(self, since: datetime, until: datetime) -> Iterator[Deadline]:
        for one in sorted(
            self.kept.values(), key=lambda one: (one.tenant, one.until, one.access_key)
        ):
            if since <= one.until <= until:
                yield one


@dataclass
class MemorySefazQueue:
    sent: list[tuple[FeedTurn | ManifestationTurn, int]] = field(default_factory=list)

    def send(self, turns: Iterable[FeedTurn | ManifestationTurn], *, after_seconds: int = 0) -> int:
        new = [(each, after_seconds) for each in turns]
        self.sent += new
        return len(new)
