"""Certificates as users see them: status, days, results and remarks, and nothing of the secret."""

from datetime import timedelta
from typing import Any

import pytest

from malote.audit import Actor
from malote.branches.models import Module
from malote.certificates.answers import CertificateDeleted, CertificateSaved
from malote.certificates.history_views import ACTION_NAMES, CertificateHistoryPage
from malote.certificates.models import (
    STATUS_NAMES,
    Binding,
    Facts,
    HistoryAction,
    HistoryRow,
    Installed,
    Remark,
    Status,
)
from malote.certificates.remark_views import BindingResult
from malote.certificates.views import CertificatePage, CertificateView
from malote.environment import Environment
from malote.errors import ModuleNotLicensed
from malote.portfolio import Portfolio
from tests.fakes.stores import NOON

BRANCH = "12ABC34501DE35"
FACTS = Facts(
    holder="EMPRESA LTDA", tax_id=BRANCH, responsible_name="FULANA", issuing_authority="AC TESTE",
    responsible_tax_id="52998224725", policy="A1", serial_number="0a", sha256="f" * 64,
    not_before=NOON - timedelta(days=300), expires_at=NOON + timedelta(days=65),
)  # fmt: skip
BILLING = Binding(branch=BRANCH, module=Module.BILLING)
SEFAZ = Binding(branch=BRANCH, module=Module.SEFAZ, environment=Environment.HOMOLOGATION)
NOT_LICENSED = Remark(ModuleNotLicensed.code, "SEFAZ não está na licença.", SEFAZ)


def installed(certificate_id: str = "a" * 32, days: float = 65, **more: Any) -> Installed:
    facts = FACTS.model_copy(update={"expires_at": NOON + timedelta(days=days)})
    return Installed(
        tenant="acme", certificate_id=certificate_id, revision="r1", facts=facts, state="live",
        file_name="empresa.pfx", added_at=NOON, added_by="ana@acme.test",
        secret_name="malote/test/certificate/acme/the-secret", **more,
    )  # fmt: skip


def portfolio(*certificates: Installed, **bound: Binding) -> Portfolio:
    return Portfolio(
        "acme",
        certificates={each.certificate_id: each for each in certificates},
        bound={binding: certificate_id * 32 for certificate_id, binding in bound.items()},
    )


def row(action: HistoryAction = HistoryAction.INSTALLATION, **more: Any) -> HistoryRow:
    return HistoryRow(
        "acme", NOON, "row-1", "a" * 32, "EMPRESA LTDA", BRANCH, action,
        Actor("user", "u-1", "ana@acme.test"), **more,
    )  # fmt: skip


def test_all_that_is_known_but_the_secret() -> None:
    view = CertificateView.found(portfolio(installed(renews="b" * 32), a=BILLING), "a" * 32, NOON)
    assert view.model_dump(mode="json") == {
        "id": "a" * 32, "holder": "EMPRESA LTDA", "tax_id": BRANCH,
        "tax_id_formatted": "12.ABC.345/01DE-35", "responsible_name": "FULANA",
        "responsible_tax_id": "52998224725", "issuing_authority": "AC TESTE", "policy": "A1",
        "serial_number": "0a", "sha256": "f" * 64, "not_before": "2026-01-25T12:00:00Z",
        "expires_at": "2027-01-25T12:00:00Z", "days_left": 65, "status": "configured",
        "status_name": "Instalado e configurado", "by_hand": False, "file_name": "empresa.pfx",
        "bindings": [{"branch": BRANCH, "module": "billing", "environment": "production"}],
        "added_at": "2026-11-21T12:00:00Z", "added_by": "ana@acme.test", "renews": "b" * 32,
        "renewed_by": None, "revision": "r1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by_hand", "bound", "days", "status"),
    [
        (False, True, 1, Status.CONFIGURED),
        (True, True, 1, Status.INSTALLED_MANUALLY),
        (False, False, 1, Status.AVAILABLE),
        (True, False, 1, Status.AVAILABLE),
        (False, True, 0, Status.EXPIRED),
        (True, False, -1, Status.EXPIRED),
    ],
)
def test_the_status_is_derived(by_hand: bool, bound: bool, days: int, status: Status) -> None:
    bindings = [BILLING] if bound else []
    view = CertificateView.made(installed(days=days, by_hand=by_hand), bindings, NOON)
    assert (view.status, view.status_name) == (status, STATUS_NAMES[status])


@pytest.mark.parametrize(
    ("expiring_in", "listed"),
    [(None, "edcba"), (3650, "dcba"), (30, "dcb"), (29, "dc"), (1, "dc"), (0, "d")],
)
def test_the_first_to_expire_comes_first(expiring_in: int | None, listed: str) -> None:
    ends = {"a": 65, "b": 30, "c": 1, "d": 0.01, "e": -0.01}
    kept = portfolio(*(installed(name * 32, days) for name, days in ends.items()))
    page = CertificatePage.of(kept, NOON, expiring_in)
    assert "".join(view.id[0] for view in page.items) == listed
    assert page.next_cursor is None


@pytest.mark.parametrize("field", ["holder", "responsible_name", "issuing_authority"])
def test_what_a_stranger_wrote_is_one_short_line(field: str) -> None:
    """A row of the history may repeat it 500 times, and an item of the table has 400 KB."""
    written = "ACME\r\n\x1b[31m\u202e\0" + "n" * 40_000
    found = Facts.model_validate(FACTS.model_dump() | {field: written}).model_dump()[field]
    assert found == "ACME  " + " [31m  " + "n" * 107


def test_what_was_asked_is_told_of_one_by_one() -> None:
    """A remark on what is bound all the same, or on another one, is no reason."""
    replaced = Remark("replaced", "Toma o lugar de outro.", BILLING)
    done = row(asked=(SEFAZ, BILLING), after=(BILLING,), remarks=(replaced, NOT_LICENSED))
    saved = CertificateSaved.of(installed(), done, NOON)
    assert [each.model_dump(mode="json") for each in saved.results] == [
        {"branch": BRANCH, "module": "sefaz", "environment": "homologation", "bound": False,
         "code": "module_not_licensed", "message": "SEFAZ não está na licença.",
         "action": "Contrate o módulo com o suporte."},
        {"branch": BRANCH, "module": "billing", "environment": "production", "bound": True,
         "code": None, "message": None, "action": None},
    ]  # fmt: skip
    assert [(each.code, each.action) for each in saved.remarks] == [
        ("replaced", None),
        ("module_not_licensed", "Contrate o módulo com o suporte."),
    ]
    assert saved.certificate.bindings == [BILLING]
    assert saved.certificate.status is Status.CONFIGURED


class _Long(list[Binding]):
    """In which nothing is to be looked for: a search for each of thousands took 6 s."""

    def __contains__(self, _: object) -> bool:
        raise AssertionError("searched")


def test_thousands_of_bindings_are_no_matter() -> None:
    results = BindingResult.each([BILLING, SEFAZ], _Long([BILLING]), [NOT_LICENSED])
    assert [each.bound for each in results] == [True, False]


def test_a_binding_that_nobody_explains_is_told_of_too() -> None:
    assert BindingResult.each([SEFAZ], [], []) == [BindingResult(**dict(SEFAZ), bound=False)]


def test_what_was_deleted_is_told_as_it_was() -> None:
    deletion = row(HistoryAction.DELETION, before=(BILLING,))
    later = NOON + timedelta(hours=1)
    deleted = CertificateDeleted.of(installed(), deletion, later)
    assert deleted.certificate.bindings == [BILLING]
    assert deleted.deleted_at == NOON


@pytest.mark.parametrize("action", HistoryAction)
def test_history_shows_before_and_after(action: HistoryAction) -> None:
    done = row(action, asked=(BILLING, SEFAZ), before=(SEFAZ,), after=(BILLING,),
               remarks=(NOT_LICENSED,))  # fmt: skip
    page = CertificateHistoryPage.of([done], "next")
    billing, sefaz = (each.model_dump(mode="json") for each in (BILLING, SEFAZ))
    assert page.next_cursor == "next"
    assert page.items[0].model_dump(mode="json") == {
        "id": "row-1", "at": "2026-11-21T12:00:00Z", "certificate_id": "a" * 32,
        "holder": "EMPRESA LTDA", "tax_id": BRANCH, "action": action,
        "action_name": ACTION_NAMES[action], "actor_kind": "user", "actor": "u-1",
        "email": "ana@acme.test", "asked": [billing, sefaz], "before": [sefaz], "after": [billing],
        "remarks": [{"code": "module_not_licensed", "text": "SEFAZ não está na licença.",
                     "action": "Contrate o módulo com o suporte.", "binding": sefaz}],
    }  # fmt: skip
