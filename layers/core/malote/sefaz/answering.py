"""What an answer of SEFAZ, or none, makes of a feed. Cadence and codes: NT 2014.002."""

from datetime import datetime

from malote.errors import (
    MaloteError,
    SefazBlocked,
    SefazCertificateRefused,
    SefazRefused,
    SefazUnreachable,
)
from malote.sefaz.answers import (
    FOUND,
    NOTHING_FOUND,
    NSU_TOO_HIGH,
    OTHER_BASE,
    STOPPED,
    UNDUE,
    DistributionAnswer,
)
from malote.sefaz.feeds import Feed, LastAnswer
from malote.sefaz.models import NONE_YET, Nsu
from malote.sefaz.pace import HOUR, back_off

TOO_OLD = "632"
EMPTY = frozenset({NOTHING_FOUND, NSU_TOO_HIGH, TOO_OLD})
"""Answers to a query by NSU after which the number is not asked for again."""

_PROBLEMS: dict[str, type[MaloteError]] = {
    UNDUE: SefazBlocked,
    OTHER_BASE: SefazCertificateRefused,
    **dict.fromkeys(STOPPED, SefazUnreachable),
}


def after_page(feed: Feed, answer: DistributionAnswer, kept: Nsu, now: datetime) -> Feed:
    """A distribution was answered; ``kept`` is the highest NSU of which a document is here."""
    match answer.status_code:
        case code if code in {FOUND, NOTHING_FOUND}:
            numbers = [each.nsu for each in answer.documents if each.nsu]
            position = max(feed.position, answer.last_nsu or max(numbers, default=NONE_YET))
            highest = max(position, answer.max_nsu or feed.highest or NONE_YET)
            # A page that brings us no further would come again at once, and earn a 656.
            more = code == FOUND and feed.position < position < highest
            rest = None if more else now + HOUR
            return _answered(
                feed, answer, now, position=position, highest=highest, rests_until=rest
            )
        case code if code == UNDUE:
            blocked = _blocked(feed, answer, now)
            right = answer.last_nsu or NONE_YET
            if right == NONE_YET:
                return blocked
            # It is SEFAZ's word, as that of a page is.
            highest = max(right, feed.highest or NONE_YET)
            return blocked.model_copy(update={"position": right, "highest": highest})
        case code if code in STOPPED:
            return _blocked(feed, answer, now)
        case code if code == NSU_TOO_HIGH:
            told = (answer.last_nsu or NONE_YET, answer.max_nsu or NONE_YET, kept)
            # With none lower SEFAZ began its numbers anew, or what was kept of them is wrong. From
            # zero all comes again, or a 656 that has the right number.
            lower = (nsu for nsu in told if NONE_YET < nsu < feed.position)
            position = next(lower, NONE_YET)
            return _answered(
                feed,
                answer,
                now,
                position=position,
                highest=answer.max_nsu,
                rests_until=now + HOUR,
            )
        case _:
            return _refused(feed, answer, now)


def after_query(feed: Feed, answer: DistributionAnswer, now: datetime, *, by_user: bool) -> Feed:
    """A query by NSU or key was answered; a user's own mistake is not the feed's problem.

    Its ``ultNSU`` says nothing of how far the distribution is, not even with a 656.
    """
    # A job is carried out later than it was made: SEFAZ counts from then.
    counted = feed.model_copy(update={"queries": (*feed.queries[:-1], now)})
    code = answer.status_code
    if code == UNDUE or code in STOPPED:
        return _blocked(counted, answer, now)
    known = code == FOUND or code in EMPTY
    if code == OTHER_BASE or not (known or by_user):
        return _refused(counted, answer, now)
    return _answered(counted, answer, now)


def not_sent(feed: Feed, error: MaloteError, now: datetime) -> Feed:
    """SEFAZ could not be reached."""
    values = {"failures": feed.failures + 1, "blocked_until": now + back_off(feed.failures)}
    return failed(feed, error, now, **values)


def turned_away(feed: Feed, error: MaloteError, now: datetime) -> Feed:
    """The certificate does not do, or there is none."""
    return failed(feed, error, now, rests_until=now + HOUR)


def unanswered(feed: Feed, error: MaloteError, now: datetime) -> Feed:
    """SEFAZ may know of it: the feed stays asked."""
    return failed(feed, error, now, asked=feed.asked)


def failed(feed: Feed, error: MaloteError, now: datetime, **values: object) -> Feed:
    """SEFAZ certainly knows nothing of it."""
    said = LastAnswer(
        status_code="", reason=error.message, at=now, problem=error.code, detail=error.detail
    )
    return feed.model_copy(update={"asked": None, "last_answer": said, **values})


def _answered(
    feed: Feed,
    answer: DistributionAnswer,
    now: datetime,
    problem: type[MaloteError] | None = None,
    **values: object,
) -> Feed:
    said = LastAnswer(
        status_code=answer.status_code,
        reason=answer.reason,
        at=now,
        documents=len(answer.documents),
        problem=problem.code if problem else "",
        detail=f"{answer.status_code} {answer.reason}" if problem else "",
    )
    # A job is carried out later than it was made, and the next request comes after its answer.
    both = {"asked": None, "failures": 0, "last_answer": said, "last_asked_at": now}
    return feed.model_copy(update={**both, "blocked_until": None, **values})


def _blocked(feed: Feed, answer: DistributionAnswer, now: datetime) -> Feed:
    problem = _PROBLEMS[answer.status_code]
    return _answered(feed, answer, now, problem, blocked_until=now + HOUR)


def _refused(feed: Feed, answer: DistributionAnswer, now: datetime) -> Feed:
    problem = _PROBLEMS.get(answer.status_code, SefazRefused)
    return _answered(feed, answer, now, problem, rests_until=now + HOUR)
