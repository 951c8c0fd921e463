"""SEFAZ: which adapter stands behind each of its ports."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from malote.bootstrap import archive, audit_trail, catalog, mail_ledger, registry, table
from malote.bootstrap.certificates import portfolios
from malote.bootstrap.follow_ups import notice_queue, notices
from malote.bootstrap.sending import once
from malote.clock import utc_now
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.sefaz import A1Carrier
    from malote.adapters.sefaz_deadlines import DeadlineItems
    from malote.adapters.sefaz_feeds import FeedItems
    from malote.adapters.sefaz_queue import SqsSefazQueue
    from malote.adapters.sefaz_requests import SefazRequestItems
    from malote.adapters.sefaz_settings import SefazSettingsItems
    from malote.ports.sefaz import Carrier
    from malote.sefaz.feeds import Feed
    from malote.sefaz.intake import Intake
    from malote.sefaz.made import SefazRequest
    from malote.sefaz.manifesting import Manifesting
    from malote.sefaz.models import CertificateType
    from malote.sefaz.noticing import Noticing
    from malote.sefaz.requesting import Requesting
    from malote.sefaz.settings_changes import SettingsChanges
    from malote.sefaz.showing import Showing
    from malote.sefaz.turns import FeedTurns
    from malote.sefaz.working import Worker

    type Carriers = Mapping[CertificateType, Carrier]


def settings_store() -> "SefazSettingsItems":
    """How each CNPJ is served."""
    from malote.adapters.sefaz_settings import SefazSettingsItems

    return SefazSettingsItems(table())


def feeds() -> "FeedItems":
    """How far distributions have come."""
    from malote.adapters.sefaz_feeds import FeedItems

    return FeedItems(table())


def requests() -> "SefazRequestItems":
    """What was asked to be done."""
    from malote.adapters.sefaz_requests import SefazRequestItems

    return SefazRequestItems(table())


def deadlines() -> "DeadlineItems":
    """Notes that wait for a conclusive manifestation."""
    from malote.adapters.sefaz_deadlines import DeadlineItems

    return DeadlineItems(table())


def queue() -> "SqsSefazQueue":
    """Where turns are queued."""
    from malote.adapters.sefaz_queue import SqsSefazQueue

    return SqsSefazQueue(settings().sefaz_queue_url)


def a1_carrier() -> "A1Carrier":
    """Asks SEFAZ with A1s; make one for each invocation, since it holds keys for a while."""
    from malote.adapters.sefaz import A1Carrier
    from malote.adapters.trust import read_bundle
    from malote.bootstrap.certificates import keys

    return A1Carrier(keys(), lambda: read_bundle(settings().bucket_name), settings().sefaz_url)


def showing() -> "Showing":
    """Shows users how it stands."""
    from malote.bootstrap.relay import devices
    from malote.sefaz.showing import Showing

    return Showing(settings_store(), portfolios(), devices(), feeds(), requests())


def settings_changes() -> "SettingsChanges":
    """Changes how a CNPJ is served."""
    from malote.sefaz.settings_changes import SettingsChanges

    return SettingsChanges(settings_store(), portfolios(), feeds(), queue(), audit_trail())


def requesting() -> "Requesting":
    """Makes users' requests."""
    from malote.sefaz.requesting import Requesting

    return Requesting(
        settings_store(),
        portfolios(),
        catalog(),
        feeds(),
        requests(),
        queue(),
        once(),
        audit_trail(),
    )


def intake() -> "Intake":
    """Puts what SEFAZ sent into the inbox."""
    from malote.sefaz.intake import Intake

    return Intake(archive(), mail_ledger(), registry())


def noticing() -> "Noticing":
    """Looks at what came for what waits for an answer."""
    from malote.sefaz.noticing import Noticing

    return Noticing(deadlines(), requests(), registry(), queue(), audit_trail())


def feed_turns(carriers: "Carriers") -> "FeedTurns":
    """Takes distributions further; who only applies answers has no carriers."""
    from malote.sefaz.book import FeedBook
    from malote.sefaz.turns import FeedTurns

    book = FeedBook(feeds(), requests(), settings_store())
    return FeedTurns(book, carriers, portfolios(), intake(), noticing().notice, _tell_of_feed)


def manifesting(carriers: "Carriers") -> "Manifesting":
    """Sends manifestations; who only applies answers has no carriers."""
    from malote.sefaz.manifesting import Manifesting

    return Manifesting(
        requests(),
        settings_store(),
        portfolios(),
        carriers,
        intake(),
        deadlines(),
        _tell_of_request,
    )


def worker() -> "Worker":
    """Takes turns; make one for each invocation, as of what holds keys."""
    from malote.bootstrap.relay import carrier
    from malote.sefaz.models import CertificateType
    from malote.sefaz.working import Worker

    carriers: Carriers = {CertificateType.A1: a1_carrier(), CertificateType.A3: carrier()}
    return Worker(feed_turns(carriers), manifesting(carriers), queue())


def _tell_of_feed(feed: "Feed") -> None:
    from malote.notices.tell import tell
    from malote.sefaz.telling import notice_of_error

    if answer := feed.last_answer:
        notice = notice_of_error(feed.feed_id, answer.problem, answer.detail, answer.at)
        tell(notice, utc_now(), notices(), notice_queue())


def _tell_of_request(request: "SefazRequest") -> None:
    from malote.notices.tell import tell
    from malote.sefaz.telling import notice_of_manifestation

    at = utc_now()
    tell(notice_of_manifestation(request, at), at, notices(), notice_queue())
