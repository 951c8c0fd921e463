"""What becomes of one message when its turn comes."""

from datetime import timedelta

import pytest

from malote.audit import Action
from malote.errors import (
    CredentialsRefused,
    DeliveryUncertain,
    HostUnreachable,
    MailboxError,
    MailDeferred,
    MessageUnfit,
    RecipientsRefused,
)
from malote.messages.models import Accepted, Attempt, Envelope, Status
from malote.messages.turns import Turn
from malote.messages.views import MessageView
from tests.fakes.outbox import message
from tests.fakes.stores import NOON
from tests.unit.messages.post_office import PostOffice, at_step, settings

BCC = message(to=("a@x.test", "b@x.test"), cc=("a@x.test",), bcc=("c@x.test",))
LATER = at_step(MailDeferred("451 4.7.1 later", 451), "recipient")


def ends(office: PostOffice, end: object) -> tuple[Status | None, str | None]:
    assert isinstance(end, Turn), end
    return end.status, end.attempt.outcome if end.attempt else None


def test_a_message_goes_out_and_is_told_as_sent() -> None:
    office = PostOffice()
    (request,) = office.add(BCC)
    (end,) = office.send(request)
    told = Attempt(
        number=1, at=NOON, seconds=0, outcome="sent", reply=250, server_said="250 2.0.0 ok"
    )
    assert office.message(request).status is Status.SENT
    (kept,) = office.message(request).attempts
    assert kept.model_copy(update={"seconds": 0.0}) == told
    assert end == Turn(Status.SENT, kept)
    recipients = ("a@x.test", "b@x.test", "c@x.test")
    envelope = Envelope("notas@12abc34501de35.test", recipients, request.message_id)
    assert office.server.mails == [(envelope, office.mails.kept[request.message_id])]
    assert office.queue.sent == []


def test_it_is_handed_over_before_its_first_byte() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.server.on_data = lambda: seen.append(
        office.outbox.entries["acme", request.message_id].handed_over
    )
    seen: list[bool] = []
    office.send(request)
    assert seen == [True]


def test_a_refusal_is_told_in_the_servers_words() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.server.replies = [RecipientsRefused("550 5.1.1 who?", 550)]
    office.send(request)
    (kept,) = office.message(request).attempts
    assert (kept.outcome, kept.step, kept.code) == ("refused", "recipient", "recipients_refused")
    assert (kept.reply, kept.server_said) == (550, "550 5.1.1 who?")
    assert office.message(request).status is Status.FAILED


def test_what_cannot_be_put_together_says_why() -> None:
    office = PostOffice(unfit=MessageUnfit("nota.pdf: o anexo não está mais guardado"))
    (request,) = office.add(message())
    office.send(request)
    (kept,) = office.message(request).attempts
    assert (kept.outcome, kept.code, kept.step) == ("unfit", "message_unfit", None)
    assert kept.server_said == "nota.pdf: o anexo não está mais guardado"
    assert office.server.wire == []


def test_without_an_account_it_fails() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.accounts.kept.clear()
    assert ends(office, *office.send(request)) == (Status.FAILED, "unfit")
    assert office.message(request).attempts[0].code == "mail_settings_missing"


def test_what_was_put_off_comes_again_when_it_is_due_with_the_same_bytes() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.server.replies = [LATER, DeliveryUncertain()]
    office.server.after_data = True
    assert ends(office, *office.send(request)) == (Status.QUEUED, "deferred")
    assert office.message(request).due_at == NOON + timedelta(minutes=5)
    assert office.queue.sent == [(request.message_id, 300)]
    assert office.send(request) == [Turn(Status.QUEUED)], "it is not due"
    office.later(minutes=5)
    assert ends(office, *office.send(request)) == (Status.UNCERTAIN, "uncertain")
    assert office.composed == [request.message_id]
    assert len({mime for _, mime in office.server.mails}) == 1
    office.later(days=1)
    assert office.send(request) == [None], "it is not sent again by itself"
    assert len(office.server.mails) == 2


def test_what_no_server_wanted_yet_is_made_anew_as_things_are_now() -> None:
    """Its account may have another address by then, or its NF-e be cancelled."""
    office = PostOffice()
    (request,) = office.add(message())
    office.server.replies = [LATER]
    assert ends(office, *office.send(request)) == (Status.QUEUED, "deferred")
    assert office.mails.kept == {}
    office.later(minutes=5)
    office.unfit = MessageUnfit("n.xml: foi cancelada")
    assert ends(office, *office.send(request)) == (Status.FAILED, "unfit")


def test_what_is_due_later_than_a_queue_can_hold_is_left_to_the_sweep() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.server.replies = [LATER] * 4
    for minutes in (5, 10, 20, 40):
        office.send(request)
        office.later(minutes=minutes)
    assert office.queue.sent == [(request.message_id, 300), (request.message_id, 600)]


def test_recipients_that_were_put_off_are_tried_again_alone() -> None:
    office = PostOffice()
    (request,) = office.add(BCC)
    refused = {"a@x.test": "451 4.7.1 later", "b@x.test": "550 5.1.1 who?"}
    office.server.accepted = [Accepted(250, "250 ok", refused)]
    assert ends(office, *office.send(request)) == (Status.QUEUED, "sent")
    office.later(minutes=5)
    assert ends(office, *office.send(request)) == (Status.SENT, "sent")
    first, second = (envelope.recipients for envelope, _ in office.server.mails)
    assert (len(first), second) == (3, ("a@x.test",))


def test_an_account_that_is_paused_or_held_costs_no_attempt() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    held = NOON + timedelta(minutes=3)
    office.accounts.hold(settings(), held)
    assert office.send(request) == [Turn(Status.QUEUED)]
    assert (office.message(request).due_at, office.queue.sent[-1][1]) == (held, 180)
    office.later(minutes=3)
    office.accounts.pause(settings(), "credentials_refused")
    assert office.send(request) == [Turn(Status.QUEUED)]
    assert office.queue.sent[-1] == (request.message_id, 900)
    assert office.message(request).attempts == ()
    assert office.server.wire == []


def test_refused_credentials_pause_the_account_until_new_ones_are_saved() -> None:
    office = PostOffice()
    requests = office.add(message(1), message(2))
    refusal = CredentialsRefused("senha")
    refusal.said = "535 5.7.8 no"
    office.server.logins = [refusal]
    first, second = office.send(*requests)
    assert isinstance(first, Turn)
    assert first.attempt
    assert first.paused
    assert second == Turn(Status.QUEUED)
    assert (first.status, first.attempt.server_said) == (Status.QUEUED, "535 5.7.8 no")
    assert office.accounts.kept["acme", settings().branch].paused == "credentials_refused"
    (entry,) = office.trail.kept
    assert (entry.action, entry.target) == (Action.MAIL_SETTINGS_PAUSED, settings().branch)
    assert entry.details == {"reason": "credentials_refused"}
    office.accounts.save(settings(revision="2"), instead_of=settings().revision)
    office.later(minutes=15)
    assert [ends(office, end)[0] for end in office.send(*requests)] == [Status.SENT] * 2


def test_after_five_days_a_message_fails_for_what_it_waited_for() -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.accounts.pause(settings(), "consent_withdrawn")
    office.later(days=5)
    assert ends(office, *office.send(request)) == (Status.FAILED, "deferred")
    assert office.message(request).attempts[-1].code == "consent_withdrawn"


@pytest.mark.parametrize("hours", [5, 120])
@pytest.mark.parametrize("error", [LATER, at_step(HostUnreachable("x"), "recipient")])
def test_a_message_that_is_given_up_is_not_said_to_be_tried_again(
    error: MailboxError, hours: int
) -> None:
    office = PostOffice()
    (request,) = office.add(message())
    office.server.replies = [error] * 20
    while office.message(request).status is Status.QUEUED:
        office.send(request)
        office.later(hours=hours)
    told = MessageView.of(office.message(request)).error
    assert told
    assert told.code == "delivery_given_up"
    assert "/resend" in told.action
