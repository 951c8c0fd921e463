"""Documents are safe first, whoever else is at the same feed."""

from malote.branches.models import ModuleParameters, SefazParameters
from tests.sefaz.world import CNPJ, FEED, TENANT, World
from tests.unit.sefaz.test_turns import nsu, world


def test_documents_without_number_and_broken_ones() -> None:
    one = world(4)
    one.sefaz.unnumbered, one.sefaz.broken = {2}, {3}
    one.take()
    (row,) = one.feeds.rows[FEED]
    assert [(x.nsu, bool(x.sha256)) for x in row.documents] == [
        (nsu(1), True),
        (None, True),
        (nsu(3), False),
        (nsu(4), True),
    ]
    (aside,) = one.quarantine.kept.values()
    assert one.archive.aside == {aside.blob_id: b"AAAA00000003"}
    sources = {id_: source for of in one.sources.of.values() for id_, source in of.items()}
    prefix = f"SEFAZ#nfe#production#{CNPJ}#"
    unnumbered = next(x for x in row.documents if not x.nsu).sha256
    names = {*map(nsu, (1, 3, 4)), unnumbered}
    assert sources.keys() == {f"{prefix}{name}" for name in names}
    numbered = {"tax_id": CNPJ, "nsu": nsu(1), "service": "nfe"}
    assert sources[prefix + nsu(1)].details == numbered
    assert sum(one.noticed.values()) == 3


def test_somebody_else_is_faster() -> None:
    one = world(5)

    def rival(step: str) -> None:
        if step == "before feeds write":
            one.wake()

    one.watch = rival
    assert one.take() is None
    assert one.sefaz.told == []


def test_a_change_of_the_feed_meanwhile_does_not_lose_the_answer() -> None:
    one, steps = world(5), list[str]()

    def rival(step: str) -> None:
        steps.append(step)
        if step == "before feeds write" and steps.count(step) in {2, 3}:
            one.wake()

    one.watch = rival
    feed = one.take()
    assert feed
    assert feed.position == nsu(5)
    assert not feed.asked
    assert len(one.feeds.rows[FEED]) == len(one.sefaz.told) == 1


def test_a_feed_that_nobody_works_at_is_due_when_it_is_woken() -> None:
    one = world()
    one.serve(automatic=False)
    one.take()
    assert [*one.feeds.due(one.now)] == []
    one.wake()
    assert [*one.feeds.due(one.now)] == [FEED]
    one.take()
    assert [*one.feeds.due(one.now)] == []
    assert one.sefaz.told == []


def test_documents_are_safe_and_noticed_before_the_ledger_knows_of_them() -> None:
    one, steps = world(5), list[str]()
    one.watch = steps.append
    one.take()
    wanted = [
        "feeds write done",
        "sefaz carry done",
        "archive put_all done",
        "sources record_sources done",
        "hooks notice done",
        "before feeds write",
    ]
    places = [steps.index(each) for each in wanted[:-1]]
    last = len(steps) - steps[::-1].index("before feeds write") - 1
    assert [*places, last] == sorted([*places, last])


def test_a_feed_begins_where_the_branch_says() -> None:
    one = World()
    modules = ModuleParameters(sefaz=SefazParameters(from_nsu=nsu(7)))
    branch = one.portfolios.branches[TENANT, CNPJ].model_copy(update={"modules": modules})
    one.portfolios.branches[TENANT, CNPJ] = branch
    one.sefaz.fill(9)
    one.take()
    assert [each.value for each in one.sefaz.told] == ["7"]
    assert one.feed.position == nsu(9)
