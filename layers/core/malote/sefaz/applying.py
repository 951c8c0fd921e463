"""What an answer changes in the ledger: the feed, a row, gaps and the user's request, as one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from malote.sefaz import outcomes
from malote.sefaz.answering import EMPTY, after_page, after_query
from malote.sefaz.answers import FOUND, STOPPED, UNDUE, DistributionAnswer
from malote.sefaz.changes import Change
from malote.sefaz.feeds import Asked, Feed, Gap, GapCause, Page, Received
from malote.sefaz.gaps import next_nsu, opened, without
from malote.sefaz.models import NONE_YET, Nsu
from malote.sefaz.operations import Distribute, Operation, QueryNsu
from malote.sefaz.planning import Situation

_MOST_GAPS = 90  # a transaction has a hundred items


def apply(
    situation: Situation,
    asked: Asked,
    answer: DistributionAnswer,
    received: tuple[Received, ...],
    kept: Nsu,
    now: datetime,
) -> Change:
    """The answer to what was asked; its documents are safe already.

    ``kept`` is the highest NSU of which a document is here.
    """
    if isinstance(asked.operation, Distribute):
        change = _page(situation, asked.operation, answer, received, kept, now)
        told = [each for each in situation.requests if each.type == "distribution"]
    else:
        change = _query(situation, asked, answer, received, now)
        told = [x for x in situation.requests if x.request_id == asked.request_id]
    told = [outcomes.answered(each, change.feed, answer, received) for each in told]
    problem = change.feed.last_answer and change.feed.last_answer.problem
    telling = bool(problem) and answer.status_code not in STOPPED  # nobody can do anything
    first, others = (told[0] if told else None), told[1:]
    return replace(change, request=first, others=others, telling=telling)


def _page(
    situation: Situation,
    operation: Operation,
    answer: DistributionAnswer,
    received: tuple[Received, ...],
    kept: Nsu,
    now: datetime,
) -> Change:
    before, numbers = situation.feed, _numbers(received)
    after = after_page(before, answer, kept, now)
    if after.position > before.position:
        first, last = next_nsu(before.position), after.position
    elif received:
        first = last = max(numbers, default=after.position)
    else:
        return Change(after)
    gaps = _changed(situation.gaps, numbers, _opened(before, after, answer, numbers, now))
    return Change(after, _row(first, last, operation, answer, received, now), gaps)


def _query(
    situation: Situation,
    asked: Asked,
    answer: DistributionAnswer,
    received: tuple[Received, ...],
    now: datetime,
) -> Change:
    operation, numbers = asked.operation, _numbers(received)
    after = after_query(situation.feed, answer, now, by_user=bool(asked.request_id))
    first = last = max(numbers, default=NONE_YET)
    if isinstance(operation, QueryNsu):
        first = last = operation.nsu
        if answer.status_code == FOUND or answer.status_code in EMPTY:
            numbers.add(operation.nsu)
    if not (numbers or received):
        return Change(after)
    row = _row(first, last, operation, answer, received, now)
    return Change(after, row, _changed(situation.gaps, numbers, []))


def _numbers(received: Sequence[Received]) -> set[Nsu]:
    return {each.nsu for each in received if each.nsu}


def _row(
    first: Nsu,
    last: Nsu,
    operation: Operation,
    answer: DistributionAnswer,
    received: tuple[Received, ...],
    now: datetime,
) -> Page:
    return Page(
        first=first,
        last=last,
        at=now,
        operation=operation.operation,
        status_code=answer.status_code,
        documents=received,
    )


def _changed(gaps: Sequence[Gap], numbers: set[Nsu], new: list[Gap]) -> list[Gap]:
    closing = without(gaps, numbers)
    if len(closing) + len(new) > _MOST_GAPS:
        closing = []  # what came is asked for again then, and known by its content
    return [*closing, *new]


def _opened(
    before: Feed, after: Feed, answer: DistributionAnswer, numbers: set[Nsu], now: datetime
) -> list[Gap]:
    """Numbers before the page's first are missed only if SEFAZ itself has told our position.

    Elsewhere nobody knows where the sequence begins: SEFAZ forgets after 90 days. What a 656
    passes over is missed in any case: another consumer was given it.
    """
    undue = answer.status_code == UNDUE
    start = next_nsu(before.position)
    if not undue and before.highest is None:
        start = min(numbers, default=next_nsu(after.position))
    cause = GapCause.OTHER_CONSUMER if undue else GapCause.SKIPPED
    return opened(start, after.position, numbers, cause, now)
