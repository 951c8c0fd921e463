"""Each notice goes to each user once, whatever is repeated, fails or dies."""

from dataclasses import replace

import pytest

from malote.notices.models import Delivery, NoticeKind, NoticeMail, NoticeRequest
from malote.notices.send import MAILS_A_DAY, Herald, NoticesDelayed
from tests.fakes.notices import MemoryBook, MemorySender, MemoryUsers, user
from tests.unit.notices.test_words import NOTICES

NOTICE = NOTICES["mailbox"]
ANA, BIA, CAU = user("ana"), user("bia"), user("cau", NoticeKind.MAILBOX_PAUSED)
KIND = NoticeKind.MAILBOX_PAUSED


def request(of: str = NOTICE.of) -> NoticeRequest:
    return NoticeRequest(tenant="acme", kind=KIND, of=of)


def herald(sender: MemorySender, *, notices: int = 1) -> Herald:
    users = MemoryUsers({each.sub: each for each in (ANA, BIA, CAU)})
    users.save(replace(user("eve"), tenant="other"))
    made = Herald(MemoryBook(), users, sender, lambda user, notice: f"https://l/{user.sub}")
    for number in range(notices):
        made.book.keep(replace(NOTICE, of=f"n{number}") if notices > 1 else NOTICE)
    return made


def test_whoever_wants_it_gets_it_once() -> None:
    sender = MemorySender()
    told = herald(sender)
    assert told.tell(request()) == {"sent": 2}
    assert told.tell(request()) == {}
    assert [each.to_address for each in sender.mails] == ["ana@acme.test", "bia@acme.test"]
    assert sender.mails[1].headers["List-Unsubscribe"] == "<https://l/bia>"
    assert told.book.mails([NOTICE], "ana") == {(KIND, NOTICE.of): "sent"}
    assert told.book.mails([NOTICE], "cau") == {}


@pytest.mark.parametrize(
    ("only", "told"),
    [
        (("BIA@acme.test",), ["bia"]),
        (("bia@acme.test", "gone@acme.test"), ["bia"]),
        (("cau@acme.test",), []),  # who turned it off
        (("gone@acme.test", "eve@acme.test"), ["ana", "bia"]),  # eve is of another tenant
    ],
)
def test_whom_it_names_is_mailed_and_no_other(only: tuple[str, ...], told: list[str]) -> None:
    sender = MemorySender()
    made = herald(sender)
    made.book.keep(replace(NOTICE, of="named", only=only))
    made.tell(request("named"))
    assert [each.to_address for each in sender.mails] == [f"{each}@acme.test" for each in told]


def test_a_notice_that_is_not_there_is_nobodys() -> None:
    assert herald(MemorySender()).tell(request("else")) == {}


def test_what_the_sender_did_not_take_now_comes_again_and_nothing_else_does() -> None:
    def busy(mail: NoticeMail) -> Delivery:
        return "later" if mail.to_address == "ana@acme.test" else "sent"

    sender = MemorySender(busy)
    told = herald(sender)
    with pytest.raises(NoticesDelayed):
        told.tell(request())
    assert told.book.mails([NOTICE], "ana") == {}
    sender.answer = lambda _: "sent"
    assert told.tell(request()) == {"sent": 1}
    assert [each.to_address for each in sender.mails] == ["bia@acme.test", "ana@acme.test"]


def test_what_was_not_sent_is_not_of_the_days_share() -> None:
    sender = MemorySender(lambda _: "later")
    told = herald(sender)
    for _ in range(MAILS_A_DAY + 1):
        with pytest.raises(NoticesDelayed):
            told.tell(request())
    sender.answer = lambda _: "sent"
    assert told.tell(request()) == {"sent": 2}


@pytest.mark.parametrize(("end", "state"), [("refused", "not_sent"), ("uncertain", "uncertain")])
def test_what_was_refused_or_may_have_gone_is_not_repeated(end: Delivery, state: str) -> None:
    told = herald(MemorySender(lambda _: end))
    assert told.tell(request()) == {end: 2}
    assert told.tell(request()) == {}
    assert told.book.mails([NOTICE], "ana") == {(KIND, NOTICE.of): state}


class Killed(BaseException):
    """As a process is."""


@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_the_send_is_told_and_not_repeated(after: bool) -> None:
    gone: list[NoticeMail] = []

    def die(mail: NoticeMail) -> Delivery:
        if after:
            gone.append(mail)
        raise Killed

    sender = MemorySender(die)
    told = herald(sender)
    with pytest.raises(Killed):
        told.tell(request())
    assert told.book.mails([NOTICE], "ana") == {(KIND, NOTICE.of): "uncertain"}
    sender.answer = lambda _: "sent"
    assert told.tell(request()) == {"sent": 1}
    assert [each.to_address for each in sender.mails] == ["bia@acme.test"]


def test_a_flood_ends_and_its_last_mail_says_so() -> None:
    sender = MemorySender()
    told = herald(sender, notices=MAILS_A_DAY + 3)
    ends = [told.tell(request(f"n{number}")) for number in range(MAILS_A_DAY + 3)]
    assert ends == [{"sent": 2}] * MAILS_A_DAY + [{"held": 2}] * 3
    mine = [each.text for each in sender.mails if each.to_address == "ana@acme.test"]
    assert ["último aviso" in text for text in mine] == [False] * (MAILS_A_DAY - 1) + [True]
    held = replace(NOTICE, of=f"n{MAILS_A_DAY}")
    assert told.book.mails([held], "ana") == {(KIND, held.of): "not_sent"}
