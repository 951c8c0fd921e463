"""What every Outbox keeps: run against the table and against the one in memory."""

from datetime import datetime, timedelta

import pytest

from malote.errors import LeaseLost, MessageSettled, NotFound
from malote.messages.models import Attempt, Bounce, Claim, Message, SendRequest, Status
from malote.ports import Outbox
from tests.fakes.outbox import message
from tests.fakes.stores import NOON

MESSAGE = message()
ID = MESSAGE.message_id
WANTED = SendRequest(tenant="acme", message_id=ID)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def ended(outcome: str, number: int = 1) -> Attempt:
    return Attempt.model_validate(
        {"number": number, "at": NOON, "seconds": 1.25, "outcome": outcome, "reply": 451,
         "server_said": "451 4.7.1 later", "refused": {"x@cliente.test": "550 no"}}
    )  # fmt: skip


SENT, DEFERRED, REFUSED = ended("sent"), ended("deferred"), ended("refused")


def held(outbox: Outbox, seconds: float = 0) -> Claim:
    claim = outbox.claim("acme", ID, at(seconds), at(seconds + 100))
    assert isinstance(claim, Claim)
    return claim


def standing(outbox: Outbox) -> Message:
    found = outbox.get("acme", ID)
    assert found
    return found


class OutboxContract:
    """A subclass has a fixture ``outbox`` that is empty."""

    @pytest.fixture(autouse=True)
    def one_message(self, outbox: Outbox) -> None:
        assert outbox.add(MESSAGE)

    def test_what_is_added_comes_back_and_is_not_written_over(self, outbox: Outbox) -> None:
        assert standing(outbox) == MESSAGE
        assert not outbox.add(MESSAGE.model_copy(update={"subject": "outra"}))
        assert standing(outbox) == MESSAGE
        assert outbox.get("outra", ID) is None
        assert outbox.claim("outra", ID, NOON, at(100)) is None

    def test_one_has_the_claim_until_it_ends(self, outbox: Outbox) -> None:
        claim = held(outbox)
        assert (claim.number, claim.started, claim.message.status) == (1, NOON, Status.SENDING)
        assert outbox.claim("acme", ID, at(100), at(200)) == standing(outbox) == claim.message
        outbox.hand_over(claim)
        outbox.settle(claim, SENT, Status.SENT)
        done = standing(outbox)
        assert (done.status, done.attempts, done.due_at) == (Status.SENT, (SENT,), None)
        assert outbox.claim("acme", ID, at(300), at(400)) == done

    def test_a_later_time_is_waited_for(self, outbox: Outbox) -> None:
        outbox.settle(held(outbox), DEFERRED, Status.QUEUED, at(300))
        assert outbox.claim("acme", ID, at(299), at(400)) == standing(outbox)
        assert (standing(outbox).status, standing(outbox).due_at) == (Status.QUEUED, at(300))
        claim = held(outbox, 300)
        assert (claim.number, claim.message.attempts) == (2, (DEFERRED,))

    def test_put_off_is_no_attempt(self, outbox: Outbox) -> None:
        outbox.put_off(held(outbox), at(300))
        assert (standing(outbox).attempts, standing(outbox).due_at) == ((), at(300))
        assert held(outbox, 301).number == 1

    @pytest.mark.parametrize("handed_over", [False, True])
    def test_a_claim_that_ended_is_lost_or_uncertain(
        self, outbox: Outbox, handed_over: bool
    ) -> None:
        old = held(outbox)
        if handed_over:
            outbox.hand_over(old)
        new = outbox.claim("acme", ID, at(101), at(201))
        (told,) = standing(outbox).attempts
        assert (told.number, told.at) == (1, NOON)
        if handed_over:
            assert new == standing(outbox)
            assert (told.outcome, told.code) == ("uncertain", "delivery_uncertain")
            assert (standing(outbox).status, standing(outbox).due_at) == (Status.UNCERTAIN, None)
        else:
            assert isinstance(new, Claim)
            assert (told.outcome, told.code, new.number) == ("lost", None, 2)
            assert new.token > old.token
        with pytest.raises(LeaseLost):
            outbox.hand_over(old)
        with pytest.raises(LeaseLost):
            outbox.settle(old, SENT, Status.SENT)
        with pytest.raises(LeaseLost):
            outbox.put_off(old, at(300))
        if isinstance(new, Claim):
            outbox.settle(new, ended("sent", 2), Status.SENT)
            assert standing(outbox).status is Status.SENT
            with pytest.raises(LeaseLost):
                outbox.settle(old, SENT, Status.SENT)

    def test_what_was_handed_over_in_an_attempt_before_is_not_uncertain(
        self, outbox: Outbox
    ) -> None:
        claim = held(outbox)
        outbox.hand_over(claim)
        outbox.settle(claim, DEFERRED, Status.QUEUED, at(50))
        held(outbox, 50)
        assert isinstance(outbox.claim("acme", ID, at(151), at(200)), Claim)

    def test_a_queued_one_is_cancelled_and_no_other(self, outbox: Outbox) -> None:
        claim = held(outbox)
        with pytest.raises(MessageSettled, match="sending"):
            outbox.cancel("acme", ID)
        outbox.put_off(claim, at(10))
        cancelled = outbox.cancel("acme", ID)
        assert (cancelled.status, cancelled.due_at) == (Status.CANCELLED, None)
        assert outbox.cancel("acme", ID) == standing(outbox)
        assert outbox.claim("acme", ID, at(20), at(100)) == standing(outbox)
        with pytest.raises(NotFound):
            outbox.cancel("acme", "zzz")

    @pytest.mark.parametrize("status", [Status.FAILED, Status.UNCERTAIN, Status.CANCELLED])
    def test_what_ended_badly_is_sent_again(self, outbox: Outbox, status: Status) -> None:
        if status is Status.CANCELLED:
            outbox.cancel("acme", ID)
        else:
            outbox.settle(held(outbox), REFUSED, status)
        again = outbox.resend("acme", ID, at(500))
        assert (again.status, again.due_at, again.resent_at) == (Status.QUEUED, at(500), at(500))
        assert again == standing(outbox)
        assert held(outbox, 500).message.mime_id == MESSAGE.mime_id

    @pytest.mark.parametrize("status", [Status.QUEUED, Status.SENDING, Status.SENT])
    def test_what_is_under_way_or_sent_is_not_sent_again(
        self, outbox: Outbox, status: Status
    ) -> None:
        claim = None if status is Status.QUEUED else held(outbox)
        if claim and status is Status.SENT:
            outbox.settle(claim, SENT, status)
        with pytest.raises(MessageSettled, match=status):
            outbox.resend("acme", ID, at(500))
        with pytest.raises(NotFound):
            outbox.resend("outra", ID, at(500))

    def test_many_attempts_are_told_by_the_first_and_the_last(self, outbox: Outbox) -> None:
        for number in range(1, 41):
            claim = held(outbox, number)
            assert claim.number == number
            outbox.settle(claim, ended("deferred", number), Status.QUEUED, at(number))
        numbers = [attempt.number for attempt in standing(outbox).attempts]
        assert numbers == [*range(1, 6), *range(16, 41)]

    def test_reports_add_up_and_none_twice(self, outbox: Outbox) -> None:
        one, two = (
            Bounce(recipient=f"{name}@x.test", action="failed", reported_at=NOON) for name in "ab"
        )
        assert outbox.record_bounces("acme", ID, [one])
        assert outbox.record_bounces("acme", ID, [one, two])
        assert standing(outbox).bounces == (one, two)
        assert not outbox.record_bounces("acme", "zzz", [one])

    def test_what_waits_too_long_is_found(self, outbox: Outbox) -> None:
        def found(seconds: float) -> list[SendRequest]:
            return list(outbox.overdue(at(seconds)))

        assert found(-1) == []
        assert found(0) == [WANTED]
        claim = held(outbox)
        assert (found(99), found(100)) == ([], [WANTED])
        outbox.settle(claim, DEFERRED, Status.QUEUED, at(300))
        assert (found(299), found(300)) == ([], [WANTED])
        outbox.cancel("acme", ID)
        assert found(1000) == []
        outbox.resend("acme", ID, at(500))
        assert (found(499), found(500)) == ([], [WANTED])
        outbox.settle(held(outbox, 500), SENT, Status.SENT)
        assert found(1000) == []
