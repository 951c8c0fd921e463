"""What may be done to branches, to whose, and what is told of it."""

from collections.abc import Callable
from typing import Any

import pytest

from malote.audit import Action
from malote.branches.changes import MAX_TAX_IDS
from malote.branches.models import MODULE_NAMES, Module
from malote.certificates.models import Binding
from malote.environment import Environment
from malote.errors import (
    AlreadyExists,
    BranchInUse,
    ChangedMeanwhile,
    InvalidInput,
    MaloteError,
    NotFound,
)
from tests.unit.branches.office import (
    ASKED,
    BILLING,
    HEAD,
    PERSON,
    UNKNOWN,
    Office,
    bind,
    tenant_with,
)

BILLED = Binding(branch=HEAD, module=Module.BILLING)
ELSEWHERE = Binding(branch=UNKNOWN, module=Module.SEFAZ)
TRIED = Binding(branch=HEAD, module=Module.SEFAZ, environment=Environment.HOMOLOGATION)


@pytest.mark.parametrize("tax_id", [HEAD, UNKNOWN, PERSON])
def test_a_branch_from_nothing_to_nothing(tax_id: str) -> None:
    office = Office()
    assert tax_id not in office.create(tax_id=tax_id).branches
    first = office.portfolios.get("acme").branch(tax_id)
    assert (first.name, first.state) == ("Matriz", "SP")
    assert first.modules.configured() == {Module.BILLING, Module.SEFAZ}
    office.change(tax_id, name="Filial", state="RS", modules={"billing": BILLING})
    second = office.portfolios.get("acme").branch(tax_id)
    assert (second.name, second.state) == ("Filial", "RS")
    assert second.modules.configured() == {Module.BILLING}
    assert first.revision != second.revision
    office.delete(tax_id)
    after = office.portfolios.get("acme")
    assert not after.branches
    assert after.tax_ids == {HEAD, PERSON, tax_id}  # its documents go on being registered
    told = [(each.action, each.target, each.details.get("name")) for each in office.trail.kept]
    assert told == [
        (Action.BRANCH_CREATED, tax_id, "Matriz"),
        (Action.BRANCH_CHANGED, tax_id, "Filial"),
        (Action.BRANCH_DELETED, tax_id, None),
    ]
    assert '"state_registration":"244123456110"' in office.trail.kept[0].details["modules"]


@pytest.mark.parametrize(
    ("deed", "error", "said"),
    [
        (lambda o: o.create(), AlreadyExists, "12.ABC.345/01DE-35"),
        (lambda o: o.create(tax_id="12ABC345000217"), InvalidInput, "confira os dígitos"),
        (lambda o: o.create(tax_id="34128745000152"), InvalidInput,
         "34.128.745/0001-52 não é desta empresa (12.ABC.345, 529.982.247-25)"),
        (lambda o: o.create(tax_id="11144477735"), InvalidInput, "111.444.777-35 não é desta"),
        (lambda o: o.change(UNKNOWN), NotFound, UNKNOWN),
        (lambda o: o.change(revision="older"), ChangedMeanwhile, "12.ABC.345/01DE-35"),
        (lambda o: o.delete(UNKNOWN), NotFound, UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_refused_changes_and_tells_nothing(
    deed: Callable[[Office], object], error: type[MaloteError], said: str
) -> None:
    office = Office()
    office.create()
    before = office.portfolios.get("acme")
    with pytest.raises(error) as refusal:
        deed(office)
    assert said in refusal.value.detail
    assert office.portfolios.get("acme") == before
    assert len(office.trail.kept) == 1


@pytest.mark.parametrize(
    "bound", [(BILLED,), (TRIED,), (BILLED, TRIED), ()], ids=["b", "t", "both", "none"]
)
@pytest.mark.parametrize("deed", ["delete", "billing", "sefaz", "name", "parameters"])
def test_what_a_certificate_serves_is_not_taken_away(deed: str, bound: tuple[Binding, ...]) -> None:
    office = Office()
    office.create()
    bind(office.portfolios, *bound, ELSEWHERE)
    changes: dict[str, dict[str, Any]] = {
        "billing": {"modules": {"sefaz": {}}},
        "sefaz": {"modules": {"billing": BILLING, "sefaz": None}},
        "name": {"name": "Outra"},
        "parameters": {
            "modules": {
                "billing": BILLING | {"series": 2},
                "sefaz": {"from_nsu": "000000000000042"},
            }
        },
    }
    taken = {"delete": {BILLED, TRIED}, "billing": {BILLED}, "sefaz": {TRIED}}.get(deed, set())
    hindered = taken & {*bound}

    def act() -> object:
        return office.delete() if deed == "delete" else office.change(**changes[deed])

    if hindered:
        with pytest.raises(BranchInUse) as refusal:
            act()
        for each in (BILLED, TRIED):
            assert (MODULE_NAMES[each.module] in refusal.value.detail) == (each in hindered)
        assert office.modules().configured() == {Module.BILLING, Module.SEFAZ}
    else:
        act()
    assert office.portfolios.get("acme").bound.keys() == {*bound, ELSEWHERE}


def test_a_refusal_names_all_that_serve() -> None:
    office = Office()
    office.create()
    bind(office.portfolios, BILLED, TRIED)
    bind(office.portfolios, Binding(branch=HEAD, module=Module.SEFAZ), of="d" * 32)
    with pytest.raises(BranchInUse) as refusal:
        office.delete()
    assert refusal.value.detail == (
        f"certificado {'c' * 32}: 12.ABC.345/01DE-35 (Faturamento, SEFAZ em homologação); "
        f"certificado {'d' * 32}: 12.ABC.345/01DE-35 (SEFAZ)"
    )


def test_a_tenant_does_not_name_branches_without_end() -> None:
    many = frozenset(f"12ABC345{number:04}00" for number in range(MAX_TAX_IDS - 1))
    office = Office(tenant_with(many | {HEAD}))
    with pytest.raises(InvalidInput, match="já tem 500"):
        office.create(tax_id=UNKNOWN)
    office.create(tax_id=HEAD)  # which is the tenant's already
    one_less = Office(tenant_with(many))
    one_less.create(tax_id=UNKNOWN)


@pytest.mark.parametrize("deed", ["delete", "change"])
def test_a_certificate_that_is_bound_meanwhile_hinders(deed: str) -> None:
    """The plan was made on a branch that was free; it is not any more when it is to be written."""
    office = Office()
    office.create()
    steps: list[str] = []

    def watch(step: str) -> None:
        if step == "before commit" and not steps:
            steps.append(step)
            bind(office.portfolios, BILLED)

    office.portfolios.watch = watch
    with pytest.raises(BranchInUse):
        office.delete() if deed == "delete" else office.change(modules={})
    after = office.portfolios.get("acme")
    assert steps
    assert after.branch(HEAD).modules.billing
    assert after.bound == {BILLED: "c" * 32}


def test_the_trail_is_told_first() -> None:
    office = Office()
    order: list[tuple[str, int]] = []

    def watch(step: str) -> None:
        order.append((step, len(office.trail.kept)))

    office.portfolios.watch = watch
    office.create(**ASKED)
    assert order[-2:] == [("before commit", 1), ("committed", 1)]
