"""Made once, told first, queued whatever happens: and called back, and sent again."""

import pytest

from malote.audit import Action, Actor, Entry
from malote.errors import IdempotencyMismatch, MailSettingsMissing, MessageSettled, NotFound
from malote.messages.models import SendRequest, Status
from tests.fakes.stores import NOON
from tests.unit.messages.desk import PLAIN, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def entry(action: Action, target: str) -> Entry:
    return Entry("acme", NOON, Actor("user", "u-1"), action, target)


def test_it_is_told_written_and_queued(desk: Desk) -> None:
    made = desk.post(PLAIN)
    assert desk.outbox.get("acme", made.message_id) == made
    assert desk.queue.sent == [SendRequest(tenant="acme", message_id=made.message_id)]
    (told,) = desk.trail.kept
    assert (told.action, told.target) == (Action.MESSAGE_CREATED, made.message_id)
    assert told.details == {"to": "Bia@cliente.test", "branch": made.branch}
    assert desk.post(PLAIN).message_id != made.message_id


def test_the_same_key_is_the_same_message_as_it_is_now(desk: Desk) -> None:
    made = desk.post(PLAIN, "k")
    desk.posting.cancel(entry(Action.MESSAGE_CANCELLED, made.message_id))
    desk.accounts.kept.clear()  # what has changed since does not matter
    again = desk.post({**PLAIN, "cc": []}, "k")
    assert (again.message_id, again.status) == (made.message_id, Status.CANCELLED)
    assert len(desk.outbox.entries) == len(desk.queue.sent) == 1
    with pytest.raises(IdempotencyMismatch):
        desk.post({**PLAIN, "text": "Outro"}, "k")
    assert len(desk.trail.kept) == 2


def test_what_a_crash_left_undone_is_done_when_asked_again(desk: Desk) -> None:
    account = desk.accounts.kept.popitem()
    with pytest.raises(MailSettingsMissing):  # the key is taken, and nothing is made
        desk.post(PLAIN, "k")
    desk.accounts.kept[account[0]] = account[1]
    desk.queue.broken = True
    with pytest.raises(ConnectionError):  # made, and not queued
        desk.post(PLAIN, "k")
    desk.queue.broken = False
    again = desk.post(PLAIN, "k")
    assert list(desk.outbox.entries) == [("acme", again.message_id)]
    assert [each.message_id for each in desk.queue.sent] == [again.message_id]


def test_keys_are_of_a_tenant_and_of_a_purpose(desk: Desk) -> None:
    desk.accounts.kept["outra", "12ABC34501DE35"] = desk.accounts.kept["acme", "12ABC34501DE35"]
    assert desk.post(PLAIN, "k").message_id != desk.post(PLAIN, "k", tenant="outra").message_id


def test_of_two_at_once_with_a_key_both_get_the_one_that_was_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.post(PLAIN, "k")
    first = desk.outbox.cancel("acme", first.message_id)
    seen = iter([None])
    get = desk.outbox.get
    monkeypatch.setattr(desk.outbox, "get", lambda *of: next(seen, get(*of)))
    assert desk.post(PLAIN, "k") == first


def test_a_message_is_called_back_and_sent_after_all(desk: Desk) -> None:
    made = desk.post(PLAIN)
    cancelled = desk.posting.cancel(entry(Action.MESSAGE_CANCELLED, made.message_id))
    assert cancelled.status is Status.CANCELLED
    again = desk.posting.resend(entry(Action.MESSAGE_RESENT, made.message_id))
    assert (again.status, again.mime_id) == (Status.QUEUED, made.mime_id)
    assert len(desk.queue.sent) == 2
    with pytest.raises(MessageSettled):
        desk.posting.resend(entry(Action.MESSAGE_RESENT, made.message_id))
    with pytest.raises(NotFound):
        desk.posting.cancel(entry(Action.MESSAGE_CANCELLED, "zzz"))
    told = [(each.action, each.target) for each in desk.trail.kept]
    assert told[1:3] == [
        (Action.MESSAGE_CANCELLED, made.message_id), (Action.MESSAGE_RESENT, made.message_id)
    ]  # fmt: skip
