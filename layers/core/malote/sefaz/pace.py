"""The rules of pace: when a feed may be asked for what, and that it was."""

from datetime import UTC, datetime, timedelta

from malote.sefaz.feeds import Asked, Feed
from malote.sefaz.operations import Distribute

HOUR = timedelta(hours=1, minutes=1)
"""SEFAZ's hour, with a margin: its clock is not ours."""

UNANSWERED = HOUR + timedelta(minutes=10)
"""After an answer was lost; a job may have been carried out ten minutes after it was made."""

BETWEEN = timedelta(seconds=2)
"""Between any two requests of a feed."""

QUERIES = 20
"""By NSU and key together, in an hour (NT 2014.002)."""

GAP_QUERIES = 15
"""What gaps leave of them is for users."""

ALWAYS = datetime.min.replace(tzinfo=UTC)


def counted(feed: Feed, asked: Asked) -> Feed:
    """The feed as it is to be kept before SEFAZ is asked: a query counts from here on."""
    now = asked.at
    queries = tuple(at for at in feed.queries if at > now - HOUR)
    if not isinstance(asked.operation, Distribute):
        queries = (*queries, now)
    return feed.model_copy(update={"asked": asked, "last_asked_at": now, "queries": queries})


def recalled(feed: Feed, now: datetime) -> Feed:
    """The feed without what was asked so long ago that it may be asked again."""
    lost = feed.asked and feed.asked.at + UNANSWERED <= now
    return feed.model_copy(update={"asked": None}) if lost else feed


def free_at(feed: Feed) -> datetime:
    """From when on anything at all may be asked."""
    times = [
        feed.blocked_until,
        feed.last_asked_at and feed.last_asked_at + BETWEEN,
        feed.asked and feed.asked.at + UNANSWERED,
    ]
    return max((at for at in times if at), default=ALWAYS)


def distribution_at(feed: Feed) -> datetime:
    """From when on the next page may be asked for."""
    return max(free_at(feed), feed.rests_until or ALWAYS)


def query_at(feed: Feed) -> datetime:
    """From when on a user's query by NSU or key may be asked."""
    return max(free_at(feed), _room_at(feed, QUERIES))


def gap_at(feed: Feed) -> datetime:
    """From when on a number of a gap may be asked for; not while SEFAZ refuses what is asked."""
    refused = feed.last_answer and feed.last_answer.problem and feed.rests_until
    return max(free_at(feed), _room_at(feed, GAP_QUERIES), refused or ALWAYS)


def back_off(failures: int) -> timedelta:
    """Until SEFAZ is tried again: a minute, then two, up to an hour."""
    return min(timedelta(minutes=2 ** min(max(failures, 0), 6)), timedelta(hours=1))


def pause(feed: Feed | None, now: datetime) -> float | None:
    """In how many seconds a worker may go on with it, if it is worth waiting for that."""
    if not feed or feed.asked or not feed.due_at or feed.due_at > now + BETWEEN:
        return None
    return max(0.0, (feed.due_at - now).total_seconds())


def _room_at(feed: Feed, most: int) -> datetime:
    return feed.queries[-most] + HOUR if len(feed.queries) >= most else ALWAYS
