"""What needs the grants of SEFAZ's roles: see exercises.py.

Turns are taken in the call itself: one that fails in the queue would be tried again later.
"""

from datetime import UTC, datetime, timedelta

from malote.adapters import keys
from malote.adapters.items import stamp
from malote.adapters.sefaz_request_items import beside, request_put
from malote.adapters.transaction import Put
from malote.clock import BRASILIA
from malote.environment import Environment
from malote.messages.identity import new_id
from malote.notices.models import NoticeKind
from malote.sefaz.made import Deadline, Manifested, SefazRequest
from malote.sefaz.models import FeedId, Service
from malote.sefaz.operations import ManifestationKind
from malote.sefaz.queued import FeedTurn, ManifestationTurn, Turn
from tests.e2e.account_exercises import forget
from tests.e2e.exercises import Rig
from tests.e2e.sefaz import Company
from tests.e2e.sending_exercises import change, put, there, works

AT_SEFAZ, AT_A_DEVICE = "45723174000110", "11444777000161"
"""The rig's tenant's: one has an A1, and an Integrador has the other's A3."""

_PRODUCTION = Environment.PRODUCTION


def feed_of(company: Company) -> FeedId:
    """Of NF-e."""
    return FeedId(company.tenant.name, company.tax_id, Service.NFE, _PRODUCTION)


def taken(rig: Rig, turn: Turn) -> bool:
    """Whether a turn is taken as far as it goes."""
    return rig.stack.handle("SefazWorkFunction", turn.model_dump_json()) == 0


def distributed(rig: Rig) -> bool:
    """Whether all that SEFAZ has comes, now that it may be asked again."""
    company = rig.company
    company.an_hour_passes()
    return taken(rig, FeedTurn.of(feed_of(company))) and all_came(company)


def all_came(company: Company) -> bool:
    """Whether the feed is as far as SEFAZ's sequence."""
    highest = company.sefaz.control.position(company.tax_id)["highest"]
    return bool(company.feed()["position"] == highest)


def show_settings(rig: Rig) -> bool:
    return works(rig, "GET", "/sefaz/settings")


def change_settings(rig: Rig) -> bool:
    return rig.company.settle()[0] == 200


def list_requests(rig: Rig) -> bool:
    return works(rig, "GET", "/sefaz/requests")


def list_deadlines(rig: Rig) -> bool:
    return works(rig, "GET", "/sefaz/deadlines")


def ask_sefaz(rig: Rig) -> bool:
    """For what SEFAZ is not asked before an hour has passed."""
    asked = rig.company.asking("distribution", service="nfe")
    return works(rig, "POST", "/sefaz/requests", asked)


def plan(rig: Rig) -> bool:
    """The feed is due."""
    feed_id, at = feed_of(rig.company), datetime.now(UTC)
    key = keys.feed(feed_id.tenant, AT_SEFAZ, "nfe", _PRODUCTION)
    index = {"GSI1PK": keys.DUE_FEEDS, "GSI1SK": f"{stamp(at)}#{feed_id.tenant}#{key['SK']}"}
    change(rig, key, due_at=at, **index)
    return planned(rig)["feeds"] > 0


def planned(rig: Rig) -> dict[str, int]:
    """What the schedule queues; zeros if it fails."""
    try:
        queued = rig.stack.invoke("SefazPlanFunction", {})
    except AssertionError:
        return {"feeds": 0, "jobs": 0}
    rig.stack.wait_until_idle()
    return dict(queued)


def distribute(rig: Rig) -> bool:
    """A note comes."""
    rig.company.sefaz.control.add_notes(AT_SEFAZ)
    return distributed(rig)


def distribute_what_cannot_be_opened(rig: Rig) -> bool:
    rig.company.sefaz.control.add_broken(AT_SEFAZ)
    return distributed(rig)


def distribute_and_acknowledge(rig: Rig) -> bool:
    """A note comes, whose awareness is queued."""
    settings = keys.sefaz_settings(rig.tenant.name, AT_SEFAZ)
    change(rig, settings, acknowledges=True)
    done = distribute(rig)
    change(rig, settings, acknowledges=False)
    return done


def be_refused(rig: Rig) -> bool:
    """The users are to be told of a 656."""
    company = rig.company
    company.an_hour_passes()
    company.sefaz.control.misbehave("nfe", "undue")
    return taken(rig, FeedTurn.of(feed_of(company)))


def query(rig: Rig) -> bool:
    """A user's query, which then waits no more."""
    company = rig.company
    company.an_hour_passes()
    made = queried(rig, company)
    return taken(rig, FeedTurn.of(feed_of(company))) & ended(rig, company, made)


def ended(rig: Rig, company: Company, made: SefazRequest) -> bool:
    """Whether it is done; if not, it stands in no other's way."""
    if company.request(made.request_id)["status"] == "done":
        return True
    feed = company.tenant.name, company.tax_id, Service.NFE, _PRODUCTION
    forget(rig, keys.open_query(keys.ledger_of_nsu(*feed), made.request_id))
    return False


def queried(rig: Rig, company: Company) -> SefazRequest:
    """A request for one number, that nothing was queued for."""
    return _put(rig, _made(company, type="nsu", nsu=f"{1:015}"))


def manifest(rig: Rig) -> bool:
    """A note needs no answer any more."""
    company, at = rig.company, datetime.now(UTC)
    (access_key,) = company.sefaz.control.add_notes(AT_SEFAZ)
    document = Manifested(access_key=access_key, sequence=1, at=at)
    made = _made(
        company, type="manifestation", manifestation=ManifestationKind.CONFIRMATION,
        documents=(document,), resumes_at=at,
    )  # fmt: skip
    _put(rig, made)
    done = taken(rig, ManifestationTurn(tenant=made.tenant, request_id=made.request_id))
    return done and company.request(made.request_id)["status"] == "done"


def watch_deadlines(rig: Rig) -> bool:
    """Users are to be told of one that ends in thirty days."""
    tenant, until = rig.tenant.name, datetime.now(UTC) + timedelta(days=30)
    access_key = rig.company.sefaz.control.add_notes(AT_A_DEVICE)[0]
    deadline = Deadline(
        tenant=tenant, access_key=access_key, tax_id=AT_A_DEVICE,
        authorized_at=until - timedelta(days=180), until=until,
    )  # fmt: skip
    index = {
        "GSI1PK": keys.by_date(tenant, "DEADLINES"),
        "GSI1SK": f"{stamp(until)}#{access_key}",
    }
    put(rig, {**keys.deadline(tenant, access_key), **deadline.model_dump(mode="json"), **index})
    local = until.astimezone(BRASILIA).date()
    notice = keys.notice(tenant, NoticeKind.MANIFESTATION_ENDING, f"{AT_A_DEVICE}#{local}#30")
    forget(rig, notice)
    try:
        rig.stack.invoke("SefazDeadlinesFunction", {})
    except AssertionError:
        return False
    rig.stack.wait_until_idle()
    return there(rig, notice)


def _made(company: Company, **others: object) -> SefazRequest:
    at = datetime.now(UTC)
    known: dict[str, object] = {
        "tenant": company.tenant.name, "request_id": new_id(at), "tax_id": company.tax_id,
        "environment": _PRODUCTION, "created_at": at, "by": "ana",
    }  # fmt: skip
    return SefazRequest.model_validate({**known, **others})


def _put(rig: Rig, made: SefazRequest) -> SefazRequest:
    for each in (request_put(None, made), *beside(None, made)):
        assert isinstance(each, Put)
        put(rig, dict(each.item))
    return made
