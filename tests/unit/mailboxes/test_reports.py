"""Delivery reports among the mails of a mailbox, over fakes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from malote.errors import MailProtocolError
from malote.mailboxes.models import MailOutcome, Part
from malote.mailboxes.reports import fetch_reports, report_parts
from tests.fakes.folder import FakeFolder
from tests.unit.mailboxes.world import XML, World


@dataclass
class Sender:
    """The port ``DeliveryReports``: knows one message."""

    took: list[tuple[str, bytes, bytes]] = field(default_factory=list)

    def take(self, tenant: str, status: bytes, headers: bytes, at: datetime) -> str:
        self.took.append((tenant, status, headers))
        return "m1" if b"m1" in headers else ""


def with_reports(world: World) -> Sender:
    sender = Sender()
    world.reports = sender
    return sender


def test_a_report_is_told_and_a_stranger_s_is_an_ordinary_mail(world: World) -> None:
    sender = with_reports(world)
    for about in (b"m1", b"m2"):
        status = ("message/delivery-status", "", b"Action: failed")
        world.folder.add(("text/plain", "", b"Oi"), status, ("text/rfc822-headers", "", about))
    assert world.report().ignored == 2
    assert sender.took == [("acme", b"Action: failed", b"m1"), ("acme", b"Action: failed", b"m2")]
    ours, other = world.ledger.mails[1, 1], world.ledger.mails[1, 2]
    assert (ours.outcome, ours.reason) == (MailOutcome.IGNORED, "delivery_report")
    assert [part.ref for part in ours.parts if part.reason == "delivery_report"] == ["m1"]
    assert other.reason == "no_document"


def test_the_document_that_comes_back_is_kept_all_the_same(world: World) -> None:
    with_reports(world)
    status = ("message/delivery-status", "", b"Action: failed")
    world.folder.add(status, ("text/rfc822-headers", "", b"m1"), ("text/xml", "n.xml", XML % 1))
    assert world.report().stored == 1


def test_a_server_that_knows_no_such_section_costs_nothing() -> None:
    class Refusing(FakeFolder):
        def fetch(self, *_: object, **__: object) -> dict[tuple[int, str], bytes]:
            raise MailProtocolError("BAD")

    parts = (Part("1", "text/plain", "", 2), Part("2", "message/delivery-status", "7bit", 20))
    wanted = report_parts(parts)
    assert wanted
    assert wanted.headers == "3.HEADER"
    assert fetch_reports(Refusing(), {1: wanted}) == {}


def test_of_many_reports_no_more_is_asked_for_than_a_session_may_take() -> None:
    class Watched(FakeFolder):
        def fetch(
            self, sections: Any, first_bytes: int | None = None, expected: int = 0
        ) -> dict[tuple[int, str], bytes]:
            asked.append(sum(map(len, sections.values())) * (first_bytes or 10**9))
            return super().fetch(sections, first_bytes, expected)

    asked: list[int] = []
    folder, status = Watched(), ("message/delivery-status", "", b"Action: failed")
    for _ in range(100):
        folder.add(status, ("text/rfc822-headers", "", b"m1" + b"x" * 1_000_000))
    found = {each.uid: report_parts(each.parts or ()) for each in folder.survey(range(1, 101))}
    told = fetch_reports(folder, {uid: wanted for uid, wanted in found.items() if wanted})
    assert len(told) == 100
    assert max(asked) <= 1024 * 1024


def test_one_of_a_megabyte_is_no_report() -> None:
    assert report_parts([Part("2", "message/delivery-status", "7bit", 1_000_000)]) is None
    nested = report_parts([Part("4.2", "message/delivery-status", "7bit", 9)])
    assert nested
    assert nested.headers == "4.3.HEADER"
