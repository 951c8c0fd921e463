"""From a change in the table to a mail in somebody's hands, over a real stream, queue and SES."""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notices.handler import handle as notices
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters.table import Table
from malote.audit.views import AuditPage, AuditQuery
from malote.bootstrap import follow_ups, sending
from malote.clock import utc_now
from malote.errors import CredentialsRefused
from malote.mailboxes.models import Mailbox
from malote.messages.models import Attempt, Bounce, Claim, Status
from malote.notices.models import NoticeKind, User
from malote.settings import settings
from tests.fakes.outbox import message
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api
from tests.integration.aws.follow_ups import ACCOUNT, API, SENDER, call, follow, followed
from tests.unit.notices.test_words import NOTICES

MAILBOX = Mailbox(
    tenant="acme", mailbox_id="notas", host="imap.acme.test", username="notas@acme.test",
    secret_name="s", revision="r1",
)  # fmt: skip


@pytest.fixture(autouse=True)
def environment(table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Lambda would set."""
    with followed(table, bucket, monkeypatch):
        yield


def mailed(cloud: Cloud) -> list[dict[str, Any]]:
    """What SES was given for this test's users."""
    with urllib.request.urlopen(f"{cloud.endpoint_url}/_ministack/ses/messages") as answer:
        (found,) = json.load(answer)["messages"].values()
    return [each for each in found if settings().bucket_name in each["To"][0]]


def pause(revision: str) -> None:
    mailbox = MAILBOX.model_copy(update={"revision": revision})
    if revision == "r1":
        bootstrap.mailboxes().add(mailbox)
    else:
        old = bootstrap.mailboxes().get("acme", "notas")
        assert old
        assert bootstrap.mailboxes().resume(mailbox, instead_of=old.revision)
    assert bootstrap.mailboxes().pause(mailbox, CredentialsRefused(), utc_now())


def test_a_paused_mailbox_is_told_to_each_user_once(table: Table, cloud: Cloud) -> None:
    pause("r1")
    assert follow(table)
    assert follow(table)  # records and messages come at least once
    assert sorted(each["To"][0].partition(".")[0] for each in mailed(cloud)) == ["u-1", "u-2"]
    first = mailed(cloud)[0]
    assert first["Source"] == f"Malote <{SENDER}>"
    assert first["Subject"] == "A caixa de e-mail notas está pausada"
    assert CredentialsRefused.message in first["BodyText"]
    status, page = call(notices, "GET", "/notices")
    assert status == 200
    assert [(each["kind"], each["of"], each["mail"]) for each in page["items"]] == [
        ("mailbox_paused", "notas#r1", "sent")
    ]
    assert page["items"][0]["text"] in first["BodyText"]
    pause("r2")
    follow(table)
    assert len(mailed(cloud)) == 4


def test_notices_are_listed_newest_first_page_by_page() -> None:
    for hours, of in enumerate(("c", "b", "a")):
        later = replace(NOTICES["mailbox"], of=of, at=NOON + timedelta(hours=hours))
        follow_ups.notices().keep(later)
        follow_ups.notices().keep(replace(later, at=NOON - timedelta(days=1)))  # and not again
    follow_ups.notices().keep(replace(NOTICES["mailbox"], tenant="other"))
    seen, cursor = [], ""
    while True:
        page = call(
            notices, "GET", "/notices", limit="2", **({"cursor": cursor} if cursor else {})
        )[1]
        seen += [each["of"] for each in page["items"]]
        if not (cursor := page["next_cursor"] or ""):
            break
    assert seen == ["a", "b", "c"]


def test_a_paused_account_is_told(table: Table, cloud: Cloud) -> None:
    assert sending.mail_settings().save(ACCOUNT, instead_of=None)
    assert sending.mail_settings().pause(ACCOUNT, CredentialsRefused.code)
    follow(table)
    assert {each["Subject"] for each in mailed(cloud)} == {
        "O envio de e-mails de 34.128.745/0001-52 está pausado"
    }


def test_a_message_that_failed_and_came_back_is_told_of_each(table: Table, cloud: Cloud) -> None:
    outbox, due = sending.outbox(), message()
    assert outbox.add(due)
    for number in (1, 2):
        claim = outbox.claim("acme", due.message_id, NOON, NOON + timedelta(minutes=2))
        assert isinstance(claim, Claim)
        refused = Attempt(
            number=number, at=NOON, seconds=1, outcome="refused", code="recipients_refused"
        )
        outbox.settle(claim, refused, Status.FAILED)
        outbox.resend("acme", due.message_id, NOON)
    bounce = Bounce(recipient="bia@cliente.test", action="failed", reported_at=NOON)
    assert outbox.record_bounces("acme", due.message_id, [bounce])
    follow(table)
    told = [each["of"] for each in call(notices, "GET", "/notices")[1]["items"]]
    assert sorted(told) == [f"{due.message_id}#{each}" for each in ("1", "2", "bounced")]
    assert len(mailed(cloud)) == 6
    assert all("bia@cliente.test" in each["BodyText"] for each in mailed(cloud))


def test_the_link_asks_and_turns_off_only_when_its_button_is_pressed(
    table: Table, cloud: Cloud
) -> None:
    pause("r1")
    follow(table)
    (mine,) = [each for each in mailed(cloud) if each["To"][0].startswith("u-1.")]
    link = re.search(rf"{API}(/notices/unsubscribe)\?token=(\S+)\n", mine["BodyText"])
    assert link
    path, token = link.groups()

    def choices() -> Any:
        return call(notices, "GET", "/notice-settings")[1]

    for method, off in (("GET", False), ("GET", False), ("POST", True), ("POST", True)):
        body = "List-Unsubscribe=One-Click" if method == "POST" else None
        event = api(method, path, query={"token": token}, body=body)  # no login
        event["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = notices(event, Context())
        assert answer["statusCode"] == 200
        assert answer["multiValueHeaders"]["Content-Type"] == ["text/html; charset=utf-8"]
        assert "default-src 'none'" in answer["multiValueHeaders"]["Content-Security-Policy"][0]
        assert answer["multiValueHeaders"]["Cache-Control"] == ["no-store"]
        assert answer["body"].startswith("<!doctype html>")
        assert ('<form method="post">' in answer["body"]) == (method == "GET")
        for personal in ("acme", "u-1", "notas"):
            assert personal not in answer["body"]
        assert choices()["mailbox_paused"] is not off
    pause("r2")
    follow(table)
    again = [each["To"][0].partition(".")[0] for each in mailed(cloud)]
    assert sorted(again) == ["u-1", "u-2", "u-2"]
    assert call(notices, "GET", "/notices")[1]["items"][0]["mail"] == "not_sent"
    trail = AuditPage.of(*bootstrap.audit_trail().entries("acme", AuditQuery(), 50, None)).items
    assert {(each.actor, each.details["by"]) for each in trail} == {("u-1", "link")}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_bad_link_is_refused_and_told_nothing(method: str) -> None:
    status, answer = call(notices, method, "/notices/unsubscribe", token="AAAA" * 20)
    assert status == 400
    assert "Este link não vale" in answer["body"]
    assert follow_ups.users().list("acme")[0].off == frozenset()


def test_a_user_chooses_for_himself_and_the_rest_stays() -> None:
    put = "/notice-settings"
    assert call(notices, "PUT", put, '{"mailbox_paused": false}')[0] == 200
    status, chosen = call(notices, "PUT", put, '{"message_failed": false}')
    off = {"mailbox_paused": False, "message_failed": False}
    expected = dict.fromkeys(map(str, NoticeKind), True) | off
    assert (status, chosen) == (200, expected)
    assert call(notices, "PUT", put, '{"mailbox_paused": true}')[1]["mailbox_paused"] is True
    assert call(notices, "PUT", put, "{}")[1] == {**expected, "mailbox_paused": True}
    by_sub = {each.sub: each.off for each in follow_ups.users().list("acme")}
    assert by_sub == {"u-1": frozenset({NoticeKind.MESSAGE_FAILED}), "u-2": frozenset()}
    follow_ups.users().save(User("acme", "u-1", "new@acme.test", "operator", NOON))
    kept = follow_ups.users().get("acme", "u-1")
    assert kept
    assert (kept.email, kept.off) == ("new@acme.test", frozenset({NoticeKind.MESSAGE_FAILED}))
    follow_ups.users().delete("acme", "u-1")
    assert call(notices, "PUT", put, '{"mailbox_paused": false}')[0] == 404
    assert follow_ups.users().get("acme", "u-1") is None


def test_a_count_of_a_days_mails_expires(table: Table) -> None:
    user = User("acme", "u-1", "a@b.test", "admin", NOON)
    book = follow_ups.notices()
    assert [book.count_mail(user, NoticeKind.MESSAGE_FAILED) for _ in range(3)] == [1, 2, 3]
    assert book.count_mail(user, NoticeKind.MAILBOX_PAUSED) == 1
    assert book.count_mail(user, NoticeKind.MESSAGE_FAILED, -1) == 2
    for counter in table.query("TENANT#acme", begins="PACE#"):
        assert 86_400 < counter["expires_at"] - utc_now().timestamp() <= 2 * 86_400


def test_a_mail_is_begun_by_one_and_by_the_same_one_again() -> None:
    book, notice = follow_ups.notices(), NOTICES["mailbox"]
    assert [book.begin_mail(notice, "u-1", claim) for claim in "aab"] == [True, True, False]
    assert book.mails([notice], "u-1") == {(notice.kind, notice.of): "uncertain"}
    book.forget_mail(notice, "u-1")
    assert book.mails([notice], "u-1") == {}
    assert book.begin_mail(notice, "u-1", "b")
