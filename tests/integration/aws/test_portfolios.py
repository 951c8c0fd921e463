"""Branches, certificates and what they serve: written together, and only on what was seen."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from malote.adapters import keys
from malote.adapters.certificate_ledger import CertificateItems
from malote.adapters.items import Item
from malote.adapters.portfolios import PortfolioItems
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.branches.models import Branch, Module
from malote.certificates.models import Binding, Installed, Remark
from malote.errors import ChangedMeanwhile, ChangeTooLarge
from malote.portfolio import Change, Portfolio
from tests.fakes.stores import NOON
from tests.integration.aws.installed import BILLING, BRANCH, TAX_ID, TRIAL, certificate, row

LIVE = certificate(state="live")


def begun(table: Table, *certificates: Installed) -> None:
    for each in certificates:
        CertificateItems(table).begin(each.model_copy(update={"state": "pending"}))


def all_items(table: Table) -> list[object]:
    partitions = ("TENANT#acme", "TENANT#acme#CERTIFICATES")
    return [item for each in partitions for item in table.query(each, latest=True)]


@pytest.fixture
def store(table: Table) -> PortfolioItems:
    """With a branch that a certificate serves."""
    TenantStore(table).create("acme", "Acme", NOON, [Module.BILLING, Module.SEFAZ])
    TenantStore(table).add_tax_ids("acme", ["52998224725"], NOON)
    begun(table, LIVE)
    store = PortfolioItems(table)
    bound = {BILLING: LIVE.certificate_id, TRIAL: LIVE.certificate_id}
    change = Change(bound, certificates=(LIVE,), branches=(BRANCH,), history=(row(),))
    assert store.commit(store.get("acme"), change)
    return store


def test_nothing_yet(table: Table) -> None:
    assert PortfolioItems(table).get("acme") == Portfolio("acme")


def test_all_of_it_comes_back(store: PortfolioItems, table: Table) -> None:
    begun(table, certificate(2))
    found = store.get("acme")
    assert found == Portfolio(
        tenant="acme",
        revision=found.revision,
        licensed=frozenset({Module.BILLING, Module.SEFAZ}),
        tax_ids=frozenset({TAX_ID, "52998224725"}),
        branches={TAX_ID: BRANCH},
        certificates={LIVE.certificate_id: LIVE},
        bound={BILLING: LIVE.certificate_id, TRIAL: LIVE.certificate_id},
    )
    assert found.bindings_of(LIVE.certificate_id) == (BILLING, TRIAL)
    assert CertificateItems(table).history("acme", None, 9, None) == ([row()], None)
    assert store.get("outra") == Portfolio("outra")


def test_a_new_branchs_tax_id_becomes_the_tenants(store: PortfolioItems, table: Table) -> None:
    assert Registry(table).tax_ids("acme") == {TAX_ID, "52998224725"}
    added = table.get(keys.tax_id("acme", TAX_ID))
    before = store.get("acme")
    assert store.commit(before, Change(before.bound, deleted_branches=(TAX_ID,)))
    assert store.get("acme").branches == {}
    assert Registry(table).tax_ids("acme") == {TAX_ID, "52998224725"}
    before = store.get("acme")
    assert store.commit(before, Change({}, branches=(BRANCH,)))
    assert table.get(keys.tax_id("acme", TAX_ID)) == added


def test_one_that_is_deleted_leaves(store: PortfolioItems, table: Table) -> None:
    gone = LIVE.model_copy(update={"state": "deleted", "deleted_at": NOON, "revision": "r2"})
    assert store.commit(store.get("acme"), Change({}, certificates=(gone,)))
    assert (store.get("acme").certificates, store.get("acme").bound) == ({}, {})
    assert CertificateItems(table).get("acme", gone.certificate_id) == gone


CHANGES = [
    Change({}, certificates=(LIVE.model_copy(update={"revision": "r2"}),)),
    Change({BILLING: LIVE.certificate_id}, history=(row(2),)),
    Change({}, deleted_branches=(TAX_ID,)),
    Change({}, branches=(BRANCH.model_copy(update={"revision": "b2"}),)),
]
"""What somebody may do, of all that a change can hold."""


@pytest.mark.parametrize("others", CHANGES)
@pytest.mark.parametrize("ours", CHANGES)
def test_of_two_changes_of_the_same_the_second_writes_nothing(
    store: PortfolioItems, table: Table, ours: Change, others: Change
) -> None:
    before = store.get("acme")
    assert store.commit(before, replace(others, history=(row(3),)))
    written = all_items(table)
    assert not store.commit(before, ours)
    assert all_items(table) == written


def as_if_seen(before: Portfolio) -> Iterable[Portfolio]:
    """As a Query may give it that sees a part of a transaction only."""
    older = LIVE.model_copy(update={"revision": "r0"})
    yield replace(before, certificates={LIVE.certificate_id: older})
    yield replace(before, branches={TAX_ID: BRANCH.model_copy(update={"revision": "b0"})})
    yield replace(before, branches={})
    yield replace(before, tax_ids=frozenset())


def test_what_was_seen_in_part_is_not_written_over(store: PortfolioItems, table: Table) -> None:
    edited = LIVE.model_copy(update={"revision": "r2"})
    moved = BRANCH.model_copy(update={"revision": "b2"})
    more = Branch.model_validate(BRANCH.model_dump() | {"tax_id": "52998224725", "name": "x"})
    before, written = store.get("acme"), all_items(table)
    old_certificate, old_branch, no_branch, no_tax_id = as_if_seen(before)
    for seen, change in (
        (old_certificate, Change({}, certificates=(edited,))),
        (old_branch, Change({}, branches=(moved,))),
        (old_branch, Change({}, deleted_branches=(TAX_ID,))),
        (no_branch, Change({}, branches=(moved,))),
        (no_tax_id, Change({}, branches=(more,))),
        (before, Change({}, certificates=(certificate(7, state="live"),))),  # swept meanwhile
        (before, Change({}, history=(row(),))),
    ):
        assert not store.commit(seen, change)
        assert all_items(table) == written


def test_the_same_again_is_known(store: PortfolioItems, table: Table) -> None:
    before = store.get("acme")
    change = Change({}, certificates=(LIVE.model_copy(update={"revision": "r2"}),))
    assert store.commit(before, change)
    written = all_items(table)
    assert store.commit(before, change)
    assert all_items(table) == written
    assert not store.commit(before, Change({}))


@pytest.mark.parametrize("number", [99, 100])
def test_a_hundred_items_at_most(store: PortfolioItems, table: Table, number: int) -> None:
    before, written = store.get("acme"), all_items(table)
    change = Change({}, history=tuple(map(row, range(2, number + 2))))
    if number == 99:  # and the bindings
        assert store.commit(before, change)
        assert len(all_items(table)) == len(written) + 99
    else:
        with pytest.raises(ChangeTooLarge, match="101 itens"):
            store.commit(before, change)
        assert all_items(table) == written


def test_the_largest_fits_into_an_item(store: PortfolioItems) -> None:
    """A tenant's 2000 bindings, all of one certificate that is renewed by one asked for 500."""
    many = [Binding(branch=f"12ABC345{n:06}", module=Module.CTE_RECEIPT) for n in range(2500)]
    why = "A licença da empresa não inclui este módulo. (Recebimento CT-e, na filial 12.ABC.345)"
    remarks = [Remark("module_not_licensed", why * 2, each) for each in many[:500]]
    whole = row(2, asked=many, before=many[:2000], after=many[:2000], remarks=remarks)
    change = Change(dict.fromkeys(many[:2000], LIVE.certificate_id), history=(whole,))
    assert store.commit(store.get("acme"), change)
    assert len(store.get("acme").bound) == 2000


class Busy(Table):
    """A table in which somebody commits between two reads of ours, so many times."""

    times = 0

    def query(self, partition: str, **asked: Any) -> Iterator[Item]:
        found = list(super().query(partition, **asked))
        if self.times and asked["begins"] == keys.certificate("acme")["SK"]:
            self.times -= 1
            other = PortfolioItems(Table(self.name))
            gone = LIVE.model_copy(update={"state": "deleted", "revision": str(self.times)})
            assert other.commit(other.get("acme"), Change({}, certificates=(gone,)))
        return iter(found)


@pytest.mark.parametrize("times", [1, 4, 5])
def test_it_is_read_whole_or_not_at_all(store: PortfolioItems, table: Table, times: int) -> None:
    busy = Busy(table.name)
    busy.times = times
    if times < 5:
        found = PortfolioItems(busy).get("acme")
        assert (found.bound, found.certificates) == ({}, {})
    else:
        with pytest.raises(ChangedMeanwhile):
            PortfolioItems(busy).get("acme")


def test_licences_are_the_tenants_own(table: Table) -> None:
    tenants = TenantStore(table)
    tenants.create("acme", "Acme", NOON)
    assert tenants.licensed("acme") == []
    assert not PortfolioItems(table).get("acme").licensed
    for modules in ([Module.SEFAZ, Module.BILLING], [Module.CTE_RECEIPT], []):
        tenants.license("acme", modules)
        assert tenants.licensed("acme") == sorted(modules)
        assert PortfolioItems(table).get("acme").licensed == set(modules)
    assert tenants.list()[0]["legal_name"] == "Acme"


def test_the_ledger_tells_them_by_expiry(store: PortfolioItems, table: Table) -> None:
    ledger, before = CertificateItems(table), store.get("acme")
    sooner = certificate(2, state="live", facts=LIVE.facts.model_copy(update={"expires_at": NOON}))
    begun(table, sooner)
    assert store.commit(before, Change(before.bound, certificates=(sooner,)))
    year = NOON + timedelta(days=365)
    assert list(ledger.expiring(NOON - timedelta(seconds=1))) == []
    assert list(ledger.expiring(NOON)) == [sooner]
    assert list(ledger.expiring(year)) == [sooner, LIVE]
    assert list(ledger.leftovers(year)) == []
