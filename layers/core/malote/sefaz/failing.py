"""What could not be asked, or was not answered: what that makes of a feed and of its request."""

from datetime import datetime

from malote.errors import DeviceOffline, MaloteError, SefazUncertain, SefazUnreachable
from malote.sefaz import answering, outcomes
from malote.sefaz.changes import Change
from malote.sefaz.pace import HOUR, free_at
from malote.sefaz.planning import Situation


def fail(situation: Situation, error: MaloteError, now: datetime) -> Change:
    """The end of what the feed has asked, and of the request that it was for, if for one."""
    feed = situation.feed
    request = situation.asked_for()
    match error:
        case SefazUncertain():
            after = answering.unanswered(feed, error, now)
            put_off = request and outcomes.uncertain(request, error, free_at(after))
            return Change(after, request=put_off)
        case SefazUnreachable():
            after = answering.not_sent(feed, error, now)
            put_off = request and outcomes.not_sent(request, error, free_at(after))
            return Change(after, request=put_off)
        case DeviceOffline():
            # No rest: it begins at once when an Integrador comes.
            after, until = answering.failed(feed, error, now), now + HOUR
            put_off = request and outcomes.not_sent(request, error, until)
            return Change(after, request=put_off, until=until)
        case _:
            after = answering.turned_away(feed, error, now)
            ended = request and outcomes.failed(request, error)
            return Change(after, request=ended, telling=True)
