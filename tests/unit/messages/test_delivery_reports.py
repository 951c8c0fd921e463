"""What delivery reports say, and of which of our messages."""

from datetime import UTC, datetime

import pytest

from malote.messages.delivery_reports import LONGEST, DeliveryReport, read_report
from tests.bounces import EXCHANGE, GMAIL, POSTFIX

ID = "20261121t130000123-0123456789ab"
OURS = f"Subject: NF-e\r\nMessage-ID: <malote.{ID}@empresa.test>\r\n".encode()
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def read(status: str, headers: bytes = OURS) -> DeliveryReport | None:
    return read_report(status.replace("\n", "\r\n").encode(), headers, NOON)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            POSTFIX,
            [("compras@cliente.test", "failed", "5.1.1", "550 5.1.1 <compras@cliente.test>: Recipient address rejected: User unknown in virtual mailbox table")],
        ),
        (EXCHANGE, [("Compras@cliente.test", "failed", "5.2.2", "552 5.2.2 mailbox full; STOREDRV.Deliver; mailbox is over quota")]),
        (
            GMAIL,
            [
                ("compras@cliente.test", "delayed", "4.4.1", "The recipient server did not accept our requests to connect."),
                ("fiscal@cliente.test", "failed", "5.7.1", ""),
            ],
        ),
    ],
)  # fmt: skip
def test_who_did_not_get_it_and_why(status: str, told: list[tuple[str, ...]]) -> None:
    report = read(status)
    assert report
    assert report.message_id == ID
    assert [(b.recipient, b.action, b.status, b.diagnostic) for b in report.bounces] == told
    assert {bounce.reported_at for bounce in report.bounces} == {NOON}


def test_the_envelope_id_is_enough() -> None:
    report = read(GMAIL.replace("{id}", ID), b"")
    assert report
    assert report.message_id == ID


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (POSTFIX, b"Message-ID: <1@elsewhere.test>\r\n"),
        (POSTFIX, b"X-Message-ID: <malote.20261121t130000123-0123456789ab@x>\r\n"),
        (POSTFIX, b""),
        ("", OURS),
        ("Reporting-MTA: dns; x\n\n\n\n", OURS),
        (POSTFIX.replace("failed", "exploded"), OURS),
        (POSTFIX.replace("-Recipient:", "-Recipients:"), OURS),
        (":" * LONGEST + POSTFIX, OURS),
    ],
)
def test_what_is_no_report_of_ours(status: str, headers: bytes) -> None:
    assert read(status, headers) is None


def test_what_a_stranger_writes_is_cut_and_on_one_line() -> None:
    many = "Reporting-MTA: dns; x\n" + 60 * f"\n{POSTFIX.partition('\n\n')[2]}"
    report = read(many.replace("rejected", "\x1b[31m" + "x" * 800))
    assert report
    assert len(report.bounces) == 50
    assert all(len(b.diagnostic) <= 300 and b.diagnostic.isprintable() for b in report.bounces)


def test_a_hundred_reports_fit_into_the_message_whatever_their_letters() -> None:
    recipient = f"Final-Recipient: rfc822; {'\N{GRINNING FACE}' * 800}"
    report = read(f"Reporting-MTA: dns; x\n\n{recipient}\nAction: failed\n")
    assert report
    assert len(report.bounces[0].recipient.encode()) <= 300
