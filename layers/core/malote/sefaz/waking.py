"""Having a feed looked at: something about it changed."""

from datetime import datetime

from malote.errors import ChangedMeanwhile
from malote.ports.sefaz import Feeds
from malote.sefaz.feeds import Feed
from malote.sefaz.models import NONE_YET, FeedId, Nsu

_TRIES = 5


def wake(feeds: Feeds, feed_id: FeedId, now: datetime, position: Nsu = NONE_YET) -> None:
    """Make it due, and begin it at ``position`` if there is none; pace is kept all the same.

    Raises ChangedMeanwhile if others write it all the time.
    """
    for _ in range(_TRIES):
        before = feeds.get(feed_id)
        feed = before or begun(feed_id, position)
        if feeds.write(before, feed.changed(due_at=now)):
            return
    raise ChangedMeanwhile


def begun(feed_id: FeedId, position: Nsu) -> Feed:
    """A feed that is not kept yet."""
    return Feed(**feed_id._asdict(), position=position)
