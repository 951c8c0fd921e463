"""A feed's turns: plan, write down what is asked, ask, and write down what came of it.

What is asked is kept before, and leaves with the answer: whoever dies, is late or comes second
does not ask SEFAZ again before it may be asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from malote.clock import utc_now
from malote.errors import ChangedMeanwhile, MaloteError, SefazNonsense
from malote.ports import Portfolios
from malote.ports.sefaz import Carrier
from malote.sefaz import outcomes, pace
from malote.sefaz.answers import NSU_TOO_HIGH
from malote.sefaz.applying import apply
from malote.sefaz.book import FeedBook
from malote.sefaz.changes import Change
from malote.sefaz.distribution import read_answer
from malote.sefaz.exchange import Exchange
from malote.sefaz.failing import fail
from malote.sefaz.feeds import Asked, Feed
from malote.sefaz.gaps import changed_by, expired
from malote.sefaz.intake import Intake
from malote.sefaz.models import NONE_YET, CertificateType, FeedId, Nsu, SefazSettings
from malote.sefaz.operations import Asking
from malote.sefaz.planning import Rest, Situation, next_step
from malote.sefaz.queued import FeedTurn
from malote.sefaz.served import first_nsu, served

type Notice = Callable[[FeedId, SefazSettings, Sequence[tuple[str, bytes]], datetime], None]

_TRIES = 5


@dataclass(frozen=True, slots=True)
class FeedTurns:
    """``notice`` looks at documents that are safe, each with its SHA-256.

    ``tell`` is given a feed whose last answer is a problem that it did not have before, at least
    once; ``clock`` says when SEFAZ's answer came.
    """

    book: FeedBook
    carriers: Mapping[CertificateType, Carrier]
    portfolios: Portfolios
    intake: Intake
    notice: Notice
    tell: Callable[[Feed], None]
    clock: Callable[[], datetime] = utc_now

    def take(self, feed_id: FeedId, now: datetime) -> Feed | None:
        """One step, with one request of SEFAZ's at most. The feed as it is then, and when due.

        None: nobody has set it up, or another worker is at it. What SEFAZ, the certificate or the
        Integrador is to blame for is kept in the feed, not raised.
        """
        found = self._found(feed_id)
        if found is None:
            return None
        stale = found.feed
        gone = expired(found.gaps, now)
        found = replace(found, feed=pace.recalled(stale, now), gaps=changed_by(found.gaps, gone))
        found = self.book.explain(found, now)
        step = next_step(found, now)
        if isinstance(step, Rest):
            if stale.revision and not gone and step.until == stale.due_at:
                return stale
            return self.book.write(found, Change(found.feed, gaps=gone))
        request = step.request and outcomes.asked(step.request, now)
        request_id = request.request_id if request else ""
        name = str(found.feed.revision + 1)
        asked = Asked(operation=step.operation, at=now, by=name, request_id=request_id)
        asking = pace.counted(found.feed, asked)
        after = self.book.write(found, Change(asking, gaps=gone, request=request))
        return self._ask(after, asked, found.settings) if after else None

    def answered(
        self, turn: FeedTurn, job_id: str, outcome: Exchange | MaloteError, now: datetime
    ) -> Feed | None:
        """What became of a job. None: too late, or it was settled; its documents are kept."""
        if isinstance(outcome, MaloteError):
            return self._failed(turn, outcome, now)
        return self._came(turn, outcome, now, job=job_id)

    def _ask(self, feed: Feed, asked: Asked, settings: SefazSettings) -> Feed | None:
        """Carry what is written down; a job's answer comes later."""
        of = feed.feed_id
        turn = FeedTurn.of(of, asked.by)
        try:
            asking = Asking(
                tax_id=of.tax_id,
                state=served(self.portfolios.get(of.tenant), of.tax_id, of.service).state,
                environment=of.environment,
                operation=asked.operation,
            )
            carrier = self.carriers[settings.certificate_type]
            carried = carrier.carry(settings, asking, turn, asked.at)
        except MaloteError as error:
            return self._failed(turn, error, self.clock())
        if isinstance(carried, str):
            return feed
        return self._came(turn, carried, self.clock())

    def _came(
        self, turn: FeedTurn, exchange: Exchange, now: datetime, job: str = ""
    ) -> Feed | None:
        """Bytes into the inbox, sources, notices; and only then the ledger."""
        of = turn.feed_id
        try:
            answer = read_answer(exchange.answer)
        except SefazNonsense as error:
            self.intake.keep_nonsense(of, exchange.answer, now)
            return self._failed(turn, error, now)
        kind: Literal["sefaz", "integrador"] = "integrador" if job else "sefaz"
        received = self.intake.keep(of, answer.documents, now, kind, job=job)
        settings = self.book.settings.get(of.tenant, of.tax_id) if received else None
        if settings:
            new = zip(received, answer.documents, strict=True)
            contents = [(x.sha256, each.content) for x, each in new if x.sha256 and each.content]
            self.notice(of, settings, contents, now)

        def applied(found: Situation, asked: Asked) -> Change:
            kept = self._kept(of) if answer.status_code == NSU_TOO_HIGH else NONE_YET
            return apply(found, asked, answer, received, kept, now)

        return self._settle(turn, applied)

    def _failed(self, turn: FeedTurn, error: MaloteError, now: datetime) -> Feed | None:
        return self._settle(turn, lambda found, _: fail(found, error, now))

    def _settle(
        self, turn: FeedTurn, change_of: Callable[[Situation, Asked], Change]
    ) -> Feed | None:
        """Write what became of what is asked; None if that is not asked any more."""
        for _ in range(_TRIES):
            found = self._found(turn.feed_id)
            asked = found and found.feed.asked
            if not found or not asked or asked.by != turn.asked:
                return None
            change = change_of(found, asked)
            if change.telling and _problem(change.feed) != _problem(found.feed):
                self.tell(change.feed)
            after = self.book.write(found, change)
            if after:
                return after
        raise ChangedMeanwhile

    def _found(self, feed_id: FeedId) -> Situation | None:
        return self.book.open(feed_id, self._first)

    def _first(self, feed_id: FeedId) -> Nsu:
        branch = self.portfolios.get(feed_id.tenant).branches.get(feed_id.tax_id)
        return first_nsu(branch, feed_id.service) if branch else NONE_YET

    def _kept(self, feed_id: FeedId) -> Nsu:
        """The highest NSU of which a document is here."""
        pages, _ = self.book.feeds.pages(feed_id, 1, None)
        return max((x.nsu for page in pages for x in page.documents if x.nsu), default=NONE_YET)


def _problem(feed: Feed) -> str:
    return feed.last_answer.problem if feed.last_answer else ""
