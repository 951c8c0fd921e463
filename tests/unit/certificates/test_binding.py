"""Why a certificate cannot serve a branch's module: the first reason, in this order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from malote.branches.models import BillingParameters, Branch, Module, ModuleParameters
from malote.certificates.binding import place, why_not
from malote.certificates.models import Binding, Installed
from malote.portfolio import Portfolio
from tests.fakes.stores import NOON
from tests.unit.branches.office import certificate

BILLING = ModuleParameters(billing=BillingParameters(state_registration="ISENTO"))


def expiring(certificate_id: str, days: float) -> Installed:
    return certificate(certificate_id, NOON + timedelta(days=days))


FACTS = expiring("mine", 50).facts


def binding(tax_id: str) -> Binding:
    return Binding(branch=tax_id, module=Module.BILLING)


def branch(tax_id: str, modules: ModuleParameters) -> Branch:
    return Branch(
        tenant="acme", tax_id=tax_id, name="Filial", state="SP", modules=modules, revision="1"
    )


OWN, OTHERS, PERSONS = binding("12ABC345000269"), binding("06157250000116"), binding("52998224725")


def serving(days: float, *bindings: Binding) -> Portfolio:
    """All is well, but for another certificate that serves what is asked for."""
    return Portfolio(
        tenant="acme",
        licensed=frozenset({Module.BILLING}),
        branches={each.branch: branch(each.branch, BILLING) for each in (OWN, OTHERS, PERSONS)},
        certificates={"other": expiring("other", days)},
        bound=dict.fromkeys(bindings, "other"),
    )


LATER = serving(50, OWN, OTHERS, PERSONS)
UNSET = replace(
    LATER, branches={id_: branch(id_, ModuleParameters()) for id_ in LATER.branches}
)  # fmt: skip


@pytest.mark.parametrize(
    ("portfolio", "wanted", "code", "detail"),
    [
        (replace(UNSET, licensed=frozenset(), branches={}), OTHERS, "module_not_licensed", "Fatur"),
        (replace(UNSET, branches={}), OTHERS, "branch_unknown", "06.157.250/0001-16"),
        (UNSET, OTHERS, "branch_of_another_company", "12.ABC.345 e a filial, de 06.157.250"),
        (UNSET, PERSONS, "branch_of_another_company", "12.ABC.345 e a filial, de 529.982.247-25"),
        (UNSET, OWN, "module_without_parameters", "Faturamento, na filial 12.ABC.345/0002-69"),
        (LATER, OWN, "later_certificate_bound", "ACME LTDA, other, até 10/01/2027"),
        (serving(51, OWN), OWN, "later_certificate_bound", "ACME LTDA, other, até 11/01/2027"),
        (serving(49.9, OWN), OWN, None, ""),
        (serving(90), OWN, None, ""),
    ],
)
def test_the_first_reason_is_told(
    portfolio: Portfolio, wanted: Binding, code: str | None, detail: str
) -> None:
    why = why_not(portfolio, FACTS, wanted, NOON)
    assert (why.code if why else None) == code
    assert detail in (why.detail if why else "")


def test_days_are_told_as_in_brasilia() -> None:
    why = why_not(serving(51.6, OWN), FACTS, OWN, NOON)  # 2:24 of the 12th in UTC
    assert why
    assert why.detail == "ACME LTDA, other, até 11/01/2027"


@pytest.mark.parametrize(("seconds", "blocks"), [(-1, True), (0, False), (1, False)])
def test_an_expired_one_blocks_nobody(seconds: int, blocks: bool) -> None:
    at = NOON + timedelta(days=60, seconds=seconds)
    assert bool(why_not(serving(60, OWN), FACTS, OWN, at)) is blocks


def test_what_is_its_own_is_not_judged() -> None:
    mine = replace(UNSET, bound={OWN: "mine", OTHERS: "old"}, licensed=frozenset())
    wanted = [OTHERS, OWN, PERSONS]
    placed = place(mine, expiring("mine", 1), wanted, NOON)
    assert placed.served == (OWN,)
    assert list(placed.refused) == [OTHERS, PERSONS]
    renewing = place(mine, expiring("mine", 1), wanted, NOON, renewing="old")
    assert renewing.served == (OTHERS, OWN)
    assert (renewing.displaced, list(renewing.refused)) == ({}, [PERSONS])


def test_others_give_way_with_all_that_they_lose() -> None:
    second = OWN.model_copy(update={"environment": "homologation"})
    portfolio = serving(10, OWN, second, OTHERS)
    placed = place(portfolio, expiring("mine", 50), [second, OWN, OTHERS], NOON)
    assert placed.displaced == {"other": (second, OWN)}
