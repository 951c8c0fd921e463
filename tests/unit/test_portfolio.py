"""A change is planned on what is there, and anew when that changed."""

import pytest

from malote.branches.models import Branch
from malote.errors import ChangedMeanwhile, NotFound
from malote.portfolio import Change, Portfolio, commit
from tests.fakes.portfolios import MemoryPortfolios

TAX_IDS = ("12ABC34501DE35", "12ABC345000269")


def named(name: str, tax_id: str = TAX_IDS[0]) -> Change:
    branch = Branch(tenant="acme", tax_id=tax_id, name=name, state="SP", revision=name)
    return Change(bound={}, branches=(branch,))


@pytest.mark.parametrize("rivals", [0, 1, 4])
def test_it_is_planned_again_on_what_others_wrote(rivals: int) -> None:
    store, seen = MemoryPortfolios(), list[str | None]()

    def plan(portfolio: Portfolio) -> Change:
        seen.append(portfolio.revision)
        if len(seen) <= rivals:
            assert store.commit(store.get("acme"), named("rival"))
        return named("ours", TAX_IDS[1])

    before, change = commit(store, "acme", plan)
    assert seen == [None, "1", "2", "3", "4"][: rivals + 1]
    assert (before.revision, change) == (seen[-1], named("ours", TAX_IDS[1]))
    assert store.get("acme").branch(TAX_IDS[1]).name == "ours"
    assert (TAX_IDS[0] in store.get("acme").branches) is (rivals > 0)


def test_it_is_not_planned_for_ever() -> None:
    store = MemoryPortfolios()

    def plan(portfolio: Portfolio) -> Change:
        assert store.commit(store.get("acme"), named("rival"))
        return named("ours")

    with pytest.raises(ChangedMeanwhile):
        commit(store, "acme", plan)
    assert store.revisions == {"acme": 5}
    assert store.get("acme").branch(TAX_IDS[0]).name == "rival"


def test_tenants_do_not_meet() -> None:
    store = MemoryPortfolios()
    commit(store, "acme", lambda _: named("ours"))
    assert store.get("other") == Portfolio("other")
    with pytest.raises(NotFound):
        store.get("other").branch(TAX_IDS[0])
    with pytest.raises(NotFound):
        store.get("acme").certificate("0" * 32)
