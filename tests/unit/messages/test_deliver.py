"""A batch: account by account, each over one connection, in the time there is."""

import pytest

from malote.errors import HostUnreachable, MailDeferred, MessageRefused
from malote.messages.models import SendRequest, Status
from malote.messages.turns import Turn
from tests.fakes.outbox import message
from tests.unit.messages.post_office import PostOffice, at_step, settings

OTHER = "11222333000181"


def statuses(office: PostOffice, requests: list[SendRequest]) -> list[Status]:
    return [office.message(request).status for request in requests]


def test_one_connection_for_the_mails_of_an_account() -> None:
    office = PostOffice()
    requests = office.add(message(1), message(2), message(3))
    office.send(*requests)
    assert office.server.wire == ["open notas@12abc34501de35.test", *["mail"] * 3, "close"]


def test_each_account_has_its_own() -> None:
    office = PostOffice()
    requests = office.add(message(1), message(2, branch=OTHER), message(3))
    office.send(*requests)
    opened = sorted(each for each in office.server.wire if each.startswith("open"))
    assert opened == ["open notas@11222333000181.test", "open notas@12abc34501de35.test"]
    sent = {(envelope.sender, envelope.envelope_id) for envelope, _ in office.server.mails}
    assert sent == {
        ("notas@12abc34501de35.test", requests[0].message_id),
        ("notas@11222333000181.test", requests[1].message_id),
        ("notas@12abc34501de35.test", requests[2].message_id),
    }


@pytest.mark.parametrize(
    ("reply", "wire"),
    [
        (MessageRefused("552 5.3.4 too large", 552), "open mail close"),
        (MessageRefused("too large for SIZE"), "open close open mail close"),
        (at_step(HostUnreachable("cut"), "message"), "open close open mail close"),
    ],
)
def test_a_connection_is_made_anew_unless_the_server_said_no(reply: Exception, wire: str) -> None:
    office = PostOffice()
    office.server.replies = [reply]
    office.send(*office.add(message(1), message(2)))
    assert " ".join(each.split()[0] for each in office.server.wire) == wire


@pytest.mark.parametrize(
    "reply",
    [MailDeferred("421 4.7.0 too many", 421), at_step(MailDeferred("450 4.7.0", 450), "sender")],
)
def test_the_others_of_an_account_wait_when_the_server_wants_a_rest(reply: Exception) -> None:
    office = PostOffice()
    requests = office.add(message(1), message(2), message(3, branch=OTHER))
    office.server.replies = [reply]
    office.send(*requests[:2])
    office.send(requests[2])
    assert statuses(office, requests) == [Status.QUEUED, Status.QUEUED, Status.SENT]
    assert [len(office.message(each).attempts) for each in requests] == [1, 0, 1]
    office.later(minutes=5)
    office.send(*requests)
    assert statuses(office, requests) == [Status.SENT] * 3


def test_settings_that_change_in_between_count_at_once() -> None:
    office = PostOffice()
    requests = office.add(message(1), message(2))

    def change() -> None:
        office.accounts.save(
            settings(revision="2", from_address="novo@acme.test"), instead_of=settings().revision
        )

    office.server.on_data = change
    office.send(*requests)
    assert office.server.wire == [
        "open notas@12abc34501de35.test", "mail", "close", "open novo@acme.test", "mail", "close",
    ]  # fmt: skip


def test_what_there_is_no_time_for_is_queued_again_unclaimed() -> None:
    office = PostOffice()
    requests = office.add(message(1), message(2))
    assert office.send(*requests, enough=-1) == [None, None]
    assert office.queue.sent == [(request.message_id, 0) for request in requests]
    assert statuses(office, requests) == [Status.QUEUED] * 2
    assert office.server.wire == []


def test_what_is_gone_or_settled_is_done_with() -> None:
    office = PostOffice()
    (settled,) = office.add(message(1))
    office.outbox.cancel("acme", settled.message_id)
    gone = SendRequest(tenant="acme", message_id="x")
    assert office.send(gone, settled) == [None, None]


@pytest.mark.parametrize("store", ["get", "claim", "hand_over"])
def test_a_store_that_fails_makes_the_request_come_again(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = PostOffice()
    fails, well = office.add(message(1), message(2))
    whole = getattr(office.outbox, store)

    def broken(*asked: object) -> object:
        if fails.message_id in str(asked):
            raise ConnectionError
        return whole(*asked)

    monkeypatch.setattr(office.outbox, store, broken)
    first, second = office.send(fails, well)
    assert isinstance(first, ConnectionError)
    assert isinstance(second, Turn)
    assert statuses(office, [well]) == [Status.SENT]
    assert len(office.server.mails) == 1
