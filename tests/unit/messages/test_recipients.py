from datetime import datetime, timedelta

from malote.messages.attempts import with_attempt
from malote.messages.models import Attempt, Message
from malote.messages.recipients import left, put_off
from tests.fakes.outbox import message
from tests.fakes.stores import NOON

LATER, NEVER = "451 4.7.1 later", "550 5.1.1 who?"


def attempted(outcome: str, refused: dict[str, str], to: Message, at: datetime = NOON) -> Message:
    number = len(to.attempts) + 1
    made = {"number": number, "at": at, "seconds": 1, "outcome": outcome, "refused": refused}
    return to.model_copy(update={"attempts": with_attempt(to, Attempt.model_validate(made))})


def test_only_a_4yz_may_be_taken_later() -> None:
    assert put_off({"a@x.test": LATER, "b@x.test": NEVER, "c@x.test": "(resposta omitida)"}) == {
        "a@x.test"
    }


def test_capitals_make_no_other_recipient() -> None:
    to = message(to=("Bia@Cliente.test", "c@x.test"), bcc=("C@X.test", "bia@cliente.test"))
    assert left(to) == ("Bia@Cliente.test", "c@x.test")


def test_who_is_left_after_each_attempt() -> None:
    to = message(to=("a@x.test", "b@x.test", "c@x.test"), bcc=("d@x.test",))
    assert left(to) == ("a@x.test", "b@x.test", "c@x.test", "d@x.test")
    to = attempted("sent", {"b@x.test": LATER, "c@x.test": NEVER, "d@x.test": LATER}, to)
    assert left(to) == ("b@x.test", "d@x.test")
    to = attempted("sent", {"d@x.test": LATER}, to)
    assert left(to) == ("d@x.test",)
    for _ in range(40):  # more than are kept
        to = attempted("deferred", {}, to)
    assert left(to) == ("d@x.test",)
    assert len(to.attempts) < 40


def test_sent_again_it_goes_to_those_who_did_not_get_it() -> None:
    to = message(to=("a@x.test", "b@x.test", "c@x.test", "d@x.test"))
    to = attempted("sent", dict.fromkeys(("b@x.test", "d@x.test"), LATER) | {"c@x.test": NEVER}, to)
    to = attempted("sent", {"d@x.test": LATER}, to)
    to = attempted("deferred", {}, to)  # and given up
    again = to.model_copy(update={"resent_at": NOON + timedelta(seconds=1)})
    assert left(again) == ("c@x.test", "d@x.test")
    later = NOON + timedelta(seconds=2)
    assert left(attempted("sent", {"d@x.test": LATER}, again, later)) == ("d@x.test",)


def test_of_one_that_may_have_gone_out_nobody_is_known_to_have_it() -> None:
    to = attempted("uncertain", {}, message(to=("a@x.test", "b@x.test")))
    again = to.model_copy(update={"resent_at": NOON + timedelta(seconds=1)})
    assert left(again) == ("a@x.test", "b@x.test")
