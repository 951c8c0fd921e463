"""Which changes have users told of something, and of what."""

from collections.abc import Iterator
from typing import Any

import pytest

from malote.errors import CredentialsRefused
from malote.notices.follow import Change, Subject, notices_of
from malote.notices.models import Notice
from tests.fakes.stores import NOON

REFUSED = CredentialsRefused.code
MAILBOX = {"mailbox_id": "notas", "username": "notas@acme.test", "revision": "r1"}
ACCOUNT = {"branch": "12ABC34501DE35", "from_address": "nfe@acme.test", "revision": "r2"}
MESSAGE = {"subject": "NF-e 1", "to": ["a@b.test", "c@d.test"], "status": "sending"}


def attempts(*codes: str | None) -> list[dict[str, Any]]:
    return [{"number": n, **({"code": c} if c else {})} for n, c in enumerate(codes, start=1)]


def refused(reply: str) -> list[dict[str, Any]]:
    return [{**each, "refused": {"c@d.test": reply}} for each in attempts(None)]


def bounces(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"recipient": recipient, "action": action} for recipient, action in pairs]


def followed(change: Change) -> Iterator[Notice]:
    return notices_of(change, lambda tenant, account: ())


def told(subject: Subject, name: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    found = list(followed(Change("acme", subject, name, old, new, NOON)))
    assert all((each.tenant, each.at) == ("acme", NOON) for each in found)
    return [f"{each.kind} {each.of}" for each in found]


@pytest.mark.parametrize(
    ("subject", "name", "base", "kind"),
    [("mailbox", "notas", MAILBOX, "mailbox_paused notas#r1"),
     ("mail_settings", "12ABC34501DE35", ACCOUNT, "sending_paused 12ABC34501DE35#r2")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ({}, {"paused": REFUSED}, True),
        ({}, {}, False),
        ({"paused": REFUSED}, {"paused": REFUSED}, False),  # some other setting was changed
        ({"paused": REFUSED}, {}, False),  # mended
        ({}, {"paused": "paused_by_user"}, False),  # its users know
    ],
)
def test_an_account_that_an_error_paused(
    subject: Subject, name: str, base: dict[str, Any], kind: str,
    before: dict[str, Any], after: dict[str, Any], is_told: bool,
) -> None:  # fmt: skip
    assert told(subject, name, {**base, **before}, {**base, **after}) == [kind] * is_told


def test_an_account_that_was_paused_when_it_was_first_seen() -> None:
    assert told("mailbox", "notas", {}, {**MAILBOX, "paused": REFUSED})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"status": "sent"}, []),
        ({}, {"status": "sent", "attempts": attempts(None)}, []),
        ({}, {"status": "sent", "attempts": refused("550 5.1.1 no")}, ["m#1"]),
        ({}, {"status": "sent", "attempts": refused("451 later")}, []),  # and taken afterwards
        ({"status": "sent"}, {"status": "sent", "attempts": refused("550")}, []),
        ({}, {"status": "queued", "attempts": refused("550")}, []),  # others are still to come
        ({}, {"status": "failed", "attempts": attempts("x")}, ["m#1"]),
        ({}, {"status": "uncertain", "attempts": attempts("x", "y")}, ["m#2"]),
        ({"status": "queued"}, {"status": "failed"}, ["m#0"]),  # given up before any attempt
        ({"status": "failed"}, {"status": "failed"}, []),
        ({"status": "failed"}, {"status": "queued"}, []),  # sent again by a user
        ({}, {"status": "cancelled"}, []),
        (
            {"status": "sent"},
            {"status": "sent", "bounces": bounces(("a@b.test", "failed"))},
            ["m#bounced"],
        ),
        ({"status": "sent"}, {"status": "sent", "bounces": bounces(("a@b.test", "delayed"))}, []),
        (
            {"status": "sent", "bounces": bounces(("a@b.test", "failed"))},
            {"status": "sent", "bounces": bounces(("a@b.test", "failed"), ("c@d.test", "failed"))},
            [],
        ),
    ],
)
def test_a_message_that_did_not_arrive(
    before: dict[str, Any], after: dict[str, Any], expected: list[str]
) -> None:
    found = told("message", "m", {**MESSAGE, **before}, {**MESSAGE, **after})
    assert found == [f"message_failed {of}" for of in expected]


def test_details_are_what_the_words_need() -> None:
    many = [f"u{n}@b.test" for n in range(5)]
    new = {**MESSAGE, "to": many, "status": "failed", "attempts": attempts("x", "mail_deferred")}
    (notice,) = followed(Change("acme", "message", "m", MESSAGE, new, NOON))
    assert notice.details == {
        "message_id": "m", "subject": "NF-e 1", "outcome": "failed", "code": "mail_deferred",
        "to": "u0@b.test, u1@b.test, u2@b.test e mais 2",
    }  # fmt: skip
    partly = {**MESSAGE, "status": "sent", "attempts": refused("550 no")}
    (notice,) = followed(Change("acme", "message", "m", MESSAGE, partly, NOON))
    assert (notice.details["to"], notice.details["outcome"]) == ("c@d.test", "refused")
    some = [{**each, "outcome": "sent"} for each in refused("451 later")]
    given_up = {**MESSAGE, "status": "failed", "attempts": [*some, *attempts("mail_deferred")]}
    (notice,) = followed(Change("acme", "message", "m", MESSAGE, given_up, NOON))
    assert (notice.details["to"], notice.details["outcome"]) == ("c@d.test", "failed")
    returned = {**MESSAGE, "bounces": bounces(("a@b.test", "delayed"), ("c@d.test", "failed"))}
    (notice,) = followed(Change("acme", "message", "m", MESSAGE, returned, NOON))
    assert (notice.details["to"], notice.details["outcome"]) == ("c@d.test", "returned")


def test_a_report_puts_no_words_of_its_own_into_a_notice() -> None:
    bait = "Sua conta vence hoje: https://malote.exemplo.test"
    for named, shown in ((bait, "a@b.test, c@d.test"), ("C@D.test", "c@d.test")):
        new = {**MESSAGE, "bounces": bounces((named, "failed"))}
        (notice,) = followed(Change("acme", "message", "m", MESSAGE, new, NOON))
        assert notice.details["to"] == shown


@pytest.mark.parametrize("subject", ["document", "upload"])
def test_documents_tell_nobody_anything(subject: Subject) -> None:
    assert told(subject, "x", {}, {"status": "failed", "paused": "x"}) == []
