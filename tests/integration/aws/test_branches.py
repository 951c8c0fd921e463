"""Branches over a real table: what an admin sets up, and who wins a race."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from functions.branches.handler import handle
from malote import bootstrap
from malote.adapters.table import Table
from malote.audit import Action
from malote.audit.views import AuditPage, AuditQuery
from malote.bootstrap import certificates
from malote.branches.models import Module
from malote.branches.requests import BranchEdit, NewBranch
from malote.certificates.models import Binding
from malote.certificates.requests import CertificateEdit
from malote.errors import AlreadyExists, BranchInUse, ChangedMeanwhile
from malote.portfolio import Change, commit
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.fakes.trail import entry
from tests.integration.aws.follow_ups import call
from tests.integration.aws.test_certificate_races import at_once
from tests.unit.branches.office import ASKED, BILLING, HEAD, UNKNOWN, certificate

ONE = f"/branches/{HEAD}"
BILLED = Binding(branch=HEAD, module=Module.BILLING)


@pytest.fixture(autouse=True)
def environment(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Lambda would set, and a tenant."""
    for name, value in {"STAGE": "test", "TABLE_NAME": table._name, "BUCKET_NAME": "b"}.items():
        monkeypatch.setenv(name, value)
    for cached in (settings, bootstrap.table):
        cached.cache_clear()
    bootstrap.tenants().create("acme", "Acme", NOON, [Module.BILLING])
    bootstrap.tenants().add_tax_ids("acme", [HEAD], NOON)
    yield
    for cached in (settings, bootstrap.table):
        cached.cache_clear()


def ends_of(*deeds: Callable[[], object]) -> list[type[Exception] | None]:
    """How each ended, all at once."""
    return [type(end) if isinstance(end, Exception) else None for end in at_once(deeds)]


def create(tax_id: str = HEAD) -> object:
    asked = NewBranch.model_validate(ASKED | {"tax_id": tax_id})
    return certificates.branch_changes().create(asked, entry(Action.BRANCH_CREATED, ""))


def change(revision: str, name: str, **modules: Any) -> object:
    asked = BranchEdit.model_validate(
        {"name": name, "state": "SP", "modules": modules, "revision": revision}
    )
    return certificates.branch_changes().change(asked, entry(Action.BRANCH_CHANGED, HEAD))


def delete() -> object:
    return certificates.branch_changes().delete(entry(Action.BRANCH_DELETED, HEAD))


def test_from_nothing_to_nothing() -> None:
    for tax_id in (HEAD, UNKNOWN):
        status, made = call(
            handle, "POST", "/branches", NewBranch(**ASKED | {"tax_id": tax_id}).model_dump_json()
        )
        assert (status, made["modules"]["billing"]) == (201, BILLING)
    assert bootstrap.registry().tax_ids("acme") == {HEAD, UNKNOWN}  # documents in its name are its
    listed = call(handle, "GET", "/branches")[1]["items"]
    assert [(each["tax_id"], each["name"]) for each in listed] == [
        (UNKNOWN, "Matriz"), (HEAD, "Matriz"),
    ]  # fmt: skip
    body = '{"name": "Filial", "state": "RS", "modules": {}, "revision": "%s"}'
    status, changed = call(handle, "PUT", ONE, body % listed[1]["revision"])
    assert (status, changed["name"], changed["modules"]["billing"]) == (200, "Filial", None)
    assert call(handle, "PUT", ONE, body % listed[1]["revision"])[0] == 409
    assert call(handle, "DELETE", ONE)[1]["name"] is None
    assert call(handle, "DELETE", ONE)[0] == 404
    assert bootstrap.registry().tax_ids("acme") == {HEAD, UNKNOWN}
    trail = AuditPage.of(*bootstrap.audit_trail().entries("acme", AuditQuery(), 50, None)).items
    assert sorted(each.action for each in trail) == [
        "branch.changed", "branch.created", "branch.created", "branch.deleted",
    ]  # fmt: skip
    licensed = [each["licensed"] for each in call(handle, "GET", "/modules")[1]["items"]]
    assert licensed == [True, False, False, False]


def test_of_many_who_make_one_branch_one_does() -> None:
    assert Counter(ends_of(*[create] * 4)) == {None: 1, AlreadyExists: 3}


def test_of_two_edits_at_once_one_wins_and_the_other_is_told() -> None:
    create()
    for _ in range(5):
        seen = certificates.portfolios().get("acme").branch(HEAD).revision
        ends = ends_of(partial(change, seen, "Ana"), partial(change, seen, "Bia"))
        assert set(ends) == {None, ChangedMeanwhile}
        name = certificates.portfolios().get("acme").branch(HEAD).name
        assert name == ("Ana" if ends[0] is None else "Bia")


def test_branches_made_at_once_are_all_made() -> None:
    assert ends_of(create, partial(create, UNKNOWN)) == [None, None]
    assert certificates.portfolios().get("acme").branches.keys() == {HEAD, UNKNOWN}


@pytest.mark.parametrize("hostile", ["delete", "change"])
def test_a_branch_is_never_gone_under_a_certificate(hostile: str) -> None:
    """While one admin binds a certificate to it another one deletes it, or what the module needs."""
    one = certificate()
    certificates.certificate_ledger().begin(one.model_copy(update={"state": "pending"}))
    commit(certificates.portfolios(), "acme", lambda _: Change({}, certificates=(one,)))
    for _ in range(5):
        if HEAD not in certificates.portfolios().get("acme").branches:
            create()
        before = certificates.portfolios().get("acme")
        if before.branch(HEAD).modules.billing is None:
            change(before.branch(HEAD).revision, "Matriz", billing=BILLING)
            before = certificates.portfolios().get("acme")
        seen, revision = before.certificate(one.certificate_id), before.branch(HEAD).revision
        edit = CertificateEdit(bindings=(BILLED,), revision=seen.revision)
        told = entry(Action.CERTIFICATE_CHANGED, one.certificate_id)
        ends = ends_of(
            delete if hostile == "delete" else partial(change, revision, "Outra"),
            partial(certificates.certificate_changes().edit, edit, told),
        )
        after = certificates.portfolios().get("acme")
        if after.bound:
            assert ends == [BranchInUse, None]
            assert after.branch(HEAD).modules.billing
            commit(certificates.portfolios(), "acme", lambda _: Change({}))
        else:
            assert ends == [None, None]  # the certificate's answer says why it is not bound
            assert HEAD not in after.branches or after.branch(HEAD).modules.billing is None
