"""What becomes of a user's request, as its feed goes on."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from malote.errors import MaloteError, SefazUncertain
from malote.sefaz.answers import (
    FOUND,
    NOTHING_FOUND,
    NSU_TOO_HIGH,
    STOPPED,
    UNDUE,
    DistributionAnswer,
)
from malote.sefaz.feeds import Feed, Received
from malote.sefaz.made import OPEN, RequestStatus, SefazRequest
from malote.sefaz.pace import distribution_at, query_at

MOST_ATTEMPTS = 3
"""Without an answer, or with a 656; then it stands no longer in the way of others."""

_RECEIVED_SHOWN = 100
_HOURLY = "A SEFAZ aceita uma nova consulta de distribuição uma hora depois da última."
_BUDGET = "A SEFAZ aceita 20 consultas por NSU ou chave por hora."
_UNANSWERED = "A SEFAZ ainda não respondeu à consulta anterior."
_GOES_ON = "A distribuição ainda não chegou ao fim."


def asked(request: SefazRequest, now: datetime) -> SefazRequest:
    """It is being asked."""
    values = {"status": RequestStatus.ASKED, "asked_at": now, "attempts": request.attempts + 1}
    return _with(request, **values, resumes_at=None, problem="", detail="")


def answered(
    request: SefazRequest,
    feed: Feed,
    answer: DistributionAnswer,
    received: Sequence[Received],
) -> SefazRequest:
    """SEFAZ said this; a distribution is done when the feed, as it is then, rests."""
    code = answer.status_code
    blobs = tuple(each.sha256 for each in received if each.sha256)
    shown = tuple(dict.fromkeys((*request.received, *blobs)))[:_RECEIVED_SHOWN]
    undue = code == UNDUE
    request = _with(
        request,
        attempts=request.attempts if undue else 0,
        status_code=code,
        reason=answer.reason,
        received=shown,
        received_count=request.received_count + len(received),
    )
    distribution = request.type == "distribution"
    given_up = undue and not distribution and request.attempts >= MOST_ATTEMPTS
    again = undue or code in STOPPED or (distribution and code == NSU_TOO_HIGH)
    if given_up:
        return _with(request, status=RequestStatus.REFUSED)
    if again or (distribution and code == FOUND and not feed.rests_until):
        return waiting(request, feed)
    done = code in {FOUND, NOTHING_FOUND}
    return _with(request, status=RequestStatus.DONE if done else RequestStatus.REFUSED)


def failed(request: SefazRequest, error: MaloteError) -> SefazRequest:
    """It cannot be asked at all, and will not be again."""
    return _ended(request, error.code, error.detail)


def uncertain(request: SefazRequest, error: MaloteError, until: datetime) -> SefazRequest:
    """SEFAZ may know of it; it is asked again when the feed may be, but not for ever."""
    if request.type != "distribution" and request.attempts >= MOST_ATTEMPTS:
        return failed(request, error)
    return _put_off(request, RequestStatus.UNCERTAIN, error, until)


def not_sent(request: SefazRequest, error: MaloteError, until: datetime) -> SefazRequest:
    """SEFAZ certainly knows nothing of it."""
    return _put_off(request, RequestStatus.WAITING, error, until)


def waiting(request: SefazRequest, feed: Feed) -> SefazRequest:
    """Until when and why it waits, by what its feed is at."""
    distribution = request.type == "distribution"
    at = distribution_at(feed) if distribution else query_at(feed)
    problem, detail = "", _BUDGET
    if feed.blocked_until and feed.blocked_until >= at and feed.last_answer:
        problem, detail = feed.last_answer.problem, feed.last_answer.detail
    elif feed.asked:
        detail = _UNANSWERED
    elif distribution:
        detail = _HOURLY if feed.rests_until and feed.rests_until >= at else _GOES_ON
    values = {"resumes_at": at, "problem": problem, "detail": detail}
    return _with(request, status=RequestStatus.WAITING, **values)


def explained(
    requests: Sequence[SefazRequest], feed: Feed, now: datetime
) -> Iterator[tuple[SefazRequest, SefazRequest]]:
    """Those that have to wait and do not say so yet, and those that are given up."""
    for each in requests:
        after = each
        lost = each.status in {RequestStatus.ASKED, RequestStatus.UNCERTAIN}
        if lost and not feed.asked and each.attempts >= MOST_ATTEMPTS:
            after = _ended(each, SefazUncertain.code, "")
        elif each.status is RequestStatus.WAITING and not each.problem:
            later = waiting(each, feed)
            if later.resumes_at and later.resumes_at > now:
                after = later
        if after != each:
            yield each, after


def _put_off(
    request: SefazRequest, status: RequestStatus, error: MaloteError, until: datetime
) -> SefazRequest:
    told = {"problem": error.code, "detail": error.detail, "resumes_at": until}
    return _with(request, status=status, **told)


def _ended(request: SefazRequest, problem: str, detail: str) -> SefazRequest:
    return _with(request, status=RequestStatus.FAILED, problem=problem, detail=detail)


def _with(request: SefazRequest, **values: object) -> SefazRequest:
    """Whoever writes it gives it another revision."""
    after = request.model_copy(update=values)
    return after if after.status in OPEN else after.model_copy(update={"resumes_at": None})
