"""Messages as users see them: what happened, what it means, what to do."""

import pytest

from malote.errors import NotFound
from malote.messages.models import Attempt, Bounce, Status
from malote.messages.show import detail
from malote.messages.views import MessageDetail, MessageView
from tests.fakes.outbox import MemoryOutbox, message
from tests.fakes.stores import NOON


class Links:
    def put_once(self, tenant: str, message_id: str, mime: bytes) -> bytes:
        raise NotImplementedError

    def get(self, tenant: str, message_id: str) -> bytes | None:
        raise NotImplementedError

    def link(self, tenant: str, message_id: str, seconds: int) -> str:
        return f"memory:{tenant}/{message_id}/{seconds}"


def bounce(action: str) -> Bounce:
    return Bounce.model_validate({"recipient": "b@x.test", "action": action, "reported_at": NOON})


@pytest.mark.parametrize(
    ("status", "action", "shown"),
    [
        (Status.SENT, "failed", "bounced"),
        (Status.SENT, "delayed", "sent"),
        (Status.QUEUED, "failed", "queued"),
        *[(each, "delivered", each) for each in Status],
    ],
)
def test_a_sent_one_that_somebody_did_not_get_bounced(
    status: Status, action: str, shown: str
) -> None:
    told = message(status=status, bounces=(bounce("relayed"), bounce(action)))
    assert MessageView.of(told).status == shown


@pytest.mark.parametrize(
    ("reply", "shown"), [("550 5.1.1 who?", "bounced"), ("451 4.7.1 later", "sent")]
)
def test_one_that_the_server_took_for_some_alone_is_not_just_sent(reply: str, shown: str) -> None:
    partly = Attempt(number=1, at=NOON, seconds=1, outcome="sent", refused={"b@x.test": reply})
    whole = Attempt(number=2, at=NOON, seconds=1, outcome="sent")
    told = message(status=Status.SENT, attempts=(partly, whole))
    assert MessageView.of(told).status == shown


def test_an_attempt_is_told_with_what_to_do() -> None:
    refused = Attempt(
        number=2, at=NOON, seconds=1.5, outcome="refused", step="recipient",
        code="recipients_refused", reply=550, server_said="550 5.1.1 no such user",
    )  # fmt: skip
    lost = Attempt(number=1, at=NOON, seconds=0, outcome="lost")
    shown = MessageDetail.of(message(attempts=(lost, refused), status=Status.FAILED))
    assert [each.error and each.error.code for each in shown.attempts] == [
        None, "recipients_refused"
    ]  # fmt: skip
    assert shown.error
    assert shown.error.action == "Confira os endereços dos destinatários."
    assert (shown.attempts[1].reply, shown.attempts[1].server_said[:3]) == (550, "550")
    assert shown.attempts[0].outcome == "lost"


@pytest.mark.parametrize("status", Status)
def test_the_mail_itself_is_there_once_it_went_out(status: Status) -> None:
    outbox, kept = MemoryOutbox(), message(status=status)
    outbox.add(kept)
    shown = detail("acme", kept.message_id, outbox, Links())
    went_out = status in {Status.SENT, Status.UNCERTAIN}
    assert shown.mime_url == (f"memory:acme/{kept.message_id}/300" if went_out else None)
    with pytest.raises(NotFound):
        detail("outra", kept.message_id, outbox, Links())
