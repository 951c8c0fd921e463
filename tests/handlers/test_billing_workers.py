"""The readers of billing's queues and its schedules: what comes again, what is counted, told."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.billing_issue import handler as issue
from functions.billing_reconcile import handler as reconcile
from functions.billing_webhook import handler as webhook
from malote.billing.applying import Applier
from malote.billing.charges import Status
from malote.billing.queued import ToCompare, ToIssue, Told
from malote.billing.reconcile import BillingReconciler
from malote.bootstrap import billing, follow_ups
from malote.clock import utc_now
from malote.errors import EfiCredentialsRefused, EfiError, EfiOverQuota, EfiUnavailable
from malote.notices.models import Notice
from tests.fakes.billing import account
from tests.fakes.notices import MemoryBook
from tests.fakes.pace import FixedPace
from tests.handlers.billing_desk import Desk
from tests.handlers.events import Context, sqs


class Bells(MemoryBook):
    """Notices that are kept, and those that are queued to be mailed."""

    def __init__(self) -> None:
        super().__init__()
        self.rung: list[Notice] = []

    def send(self, notices: list[Notice]) -> None:
        assert {(each.kind, each.of) for each in notices} <= self.notices.keys()
        self.rung += notices


class Wanted(list[ToCompare]):
    def send(self, wanted: Any) -> int:
        self.extend(wanted)
        return len(self)


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> Bells:
    bells = Bells()
    monkeypatch.setattr(follow_ups, "notices", lambda: bells)
    monkeypatch.setattr(follow_ups, "notice_queue", lambda: bells)
    return bells


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace, bells: Bells) -> Desk:
    desk = Desk(monkeypatch, pace)
    applier = Applier(desk.accounts, desk.book, desk.efi)
    monkeypatch.setattr(billing, "applier", lambda: applier)
    stores = (desk.accounts, desk.book, desk.efi, desk.differences)
    reconciler = BillingReconciler(*stores, lambda: desk.now)
    monkeypatch.setattr(billing, "reconciler", lambda: reconciler)
    return desk


def hint(reference: str, number: int = 1) -> str:
    return Told(webhook_id=f"{number:032x}", kind="charge", reference=reference).model_dump_json()


def counted(capsys: pytest.CaptureFixture[str]) -> Mapping[str, Any]:
    found = [json.loads(each) for each in capsys.readouterr().out.splitlines() if "_aws" in each]
    return found[0] if found else {}


def failed(answer: Mapping[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_hints_are_applied_and_only_what_failed_comes_again(
    desk: Desk, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    charge = desk.create()
    token = desk.efi.happen(charge.efi_id or 0, "paid", "100.00")
    answer = webhook.apply(sqs(hint(token), "{", hint("unknown-t"), hint(token, 9)), Context())
    assert failed(answer) == ["m1"]
    assert desk.again(charge).status is Status.PAID
    metrics = counted(capsys)
    assert (metrics["BillingApplied"], metrics["BillingEntries"]) == ([1.0], [3.0])
    assert sum(metrics["BillingIgnored"]) == 2
    reasons = [vars(each)["reason"] for each in caplog.records if "ignored" in each.message]
    assert sorted(reasons) == ["unknown_account", "unknown_reference"]
    assert token not in str([vars(each) for each in caplog.records])
    assert failed(webhook.apply(sqs(hint(token)), Context())) == []
    assert counted(capsys) == {}
    assert len(desk.book.ledger) == 3


@pytest.mark.parametrize(
    ("error", "told"),
    [(EfiCredentialsRefused(), True), (EfiOverQuota(), True), (EfiUnavailable(), False)],
)
def test_an_account_that_efi_does_not_serve_is_told_once_a_day(
    desk: Desk, bells: Bells, error: EfiError, *, told: bool
) -> None:
    desk.efi.trouble["history"] = [error] * 4
    answers = [webhook.apply(sqs(hint("a"), hint("b")), Context()) for _ in range(2)]
    assert list(map(failed, answers)) == [["m0", "m1"]] * 2
    assert [each.only for each in bells.notices.values()] == [("bia@acme.test",)] * told
    assert len({each.of for each in bells.rung}) == told


def queued(name: str) -> str:
    return ToIssue(tenant="acme", kind="charge", id=name).model_dump_json()


def test_what_is_not_issued_yet_is(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.efi.trouble["issue"] = [EfiUnavailable()]
    charge = desk.create()
    assert desk.again(charge).status is Status.ISSUING
    assert issue.sweep({}, Context()) == {"queued": 1}
    assert counted(capsys)["ChargesSwept"] == [1.0]
    assert [each.id for each, _ in desk.queues.issue][-1] == charge.charge_id
    later = desk.again(charge).model_copy(update={"created_at": utc_now(), "held_until": None})
    desk.book.charges["acme", charge.charge_id] = later
    assert failed(issue.issue(sqs(queued(charge.charge_id), "{", queued("none")), Context())) == [
        "m1"
    ]
    assert desk.again(charge).status is Status.WAITING


def test_every_active_account_is_compared_on_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.accounts.save(account(2, tenant="other"), instead_of=None)
    desk.accounts.save(account(3, active=False), instead_of=None)
    queue = Wanted()
    monkeypatch.setattr(billing, "compare_queue", lambda: queue)
    assert reconcile.plan({}, Context()) == {"queued": 2}
    assert counted(capsys)["BillingAccountsActive"] == [2.0]
    assert [(each.tenant, each.account_id) for each in queue] == [
        ("acme", "conta-1"), ("other", "conta-2"),
    ]  # fmt: skip
    gone = [ToCompare(tenant="acme", account_id=f"conta-{n}") for n in (3, 4)]
    bodies = [each.model_dump_json() for each in [*queue, *gone]]
    desk.efi.trouble["charges"] = [EfiUnavailable()]
    assert failed(reconcile.compare(sqs(bodies[0], "{", *bodies[1:]), Context())) == ["m1"]
    assert [(each.tenant, each.problem) for each in desk.differences.kept] == [
        ("acme", EfiUnavailable.code), ("other", None),
    ]  # fmt: skip
    assert counted(capsys)["BillingNotCompared"] == [1.0]


def test_what_nobody_told_is_found_and_counted(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    charge = desk.create()
    desk.efi.happen(charge.efi_id or 0, "paid", "100.00")
    wanted = ToCompare(tenant="acme", account_id="conta-1").model_dump_json()
    assert failed(reconcile.compare(sqs(wanted), Context())) == []
    assert desk.again(charge).status is Status.PAID
    metrics = counted(capsys)
    assert metrics["BillingMended"] == [1.0]
