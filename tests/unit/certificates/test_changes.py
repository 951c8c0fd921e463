"""What edits, deletions and restorations keep and tell, and what the daily sweep does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from malote.audit import Action
from malote.certificates.changes import CertificateChanges
from malote.certificates.models import HistoryRow, Installed
from malote.errors import InvalidInput, MaloteError, NotFound
from tests.certificate_life.memory import Office
from tests.fakes.portfolios import MemoryPfxVault
from tests.fakes.watching import Stopped, nothing, stop_at

type Change = Callable[[], tuple[Installed, HistoryRow]]


@pytest.fixture
def one(world: Office) -> Office:
    world.install("one", world.asked("one", "A.bill"))
    world.entries.kept.clear()
    world.now += timedelta(minutes=1)
    return world


def test_each_change_has_a_revision_and_is_told_before(one: Office) -> None:
    revisions = [one.revision("one")]
    told: list[tuple[int, Action]] = []

    def watch(step: str) -> None:
        if step == "before commit":
            told.append((len(one.entries.kept), one.entries.kept[-1].action))

    one.watch(watch)
    changes: list[Change] = [
        lambda: one.edit("one", "B.bill B.cte"),
        lambda: one.delete("one"),
        lambda: one.restore("one"),
    ]
    for change in changes:
        certificate, row = change()
        revisions.append(certificate.revision)
        assert row.at == one.now
        assert row.actor.name == "u-1"
        assert certificate == one.memory.certificates["acme", one.ids["one"]]
    assert len(set(revisions)) == 4
    assert [at for at, _ in told] == [1, 2, 3, 3]  # a restoration commits twice
    details = [(entry.target, entry.details["bindings"]) for entry in one.entries.kept]
    assert details == [(one.ids["one"], number) for number in ("2", "2", "0")]
    assert one.entries.kept[0].details["holder"] == "ONE"


@pytest.mark.parametrize("step", ["edit", "delete", "restore"])
def test_what_is_refused_leaves_no_trace(step: str, one: Office) -> None:
    acts: dict[str, Change] = {
        "edit": lambda: one.edit("one", "B.bill", seen="other"),
        "delete": lambda: one.delete("one", confirmed=False),
        "restore": lambda: one.restore("one"),
    }
    with pytest.raises(MaloteError):
        acts[step]()
    assert one.entries.kept == []


def test_a_deletion_repeated_answers_as_before(one: Office) -> None:
    first, row = one.delete("one")
    one.now += timedelta(days=1)
    again, same = one.delete("one", confirmed=False)
    assert same == row
    assert again.deleted_at == first.deleted_at == row.at
    assert list(one.secrets.scheduled) == [first.secret_name]


def test_what_is_restored_is_whole(one: Office) -> None:
    one.delete("one")
    certificate, row = one.restore("one")
    assert (certificate.state, certificate.deleted_at) == ("live", None)
    assert (row.asked, row.before, row.after) == ((), (), ())
    assert one.secrets.scheduled == {}
    assert one.sweep() == 0


def test_too_late_it_stays_deleted(one: Office) -> None:
    one.delete("one")
    one.secrets.scheduled.clear()  # after 30 days
    with pytest.raises(NotFound, match=f"a chave de ONE, {one.ids['one']}: o prazo"):
        one.restore("one")
    assert one.state("one") == "deleted -"
    assert one.sweep() == 1
    assert one.memory.left == set()


@pytest.mark.parametrize("state", ["nobody's", "pending", "another tenant's"])
@pytest.mark.parametrize("step", ["edit", "delete", "restore"])
def test_only_what_is_the_tenants_is_changed(step: str, state: str, world: Office) -> None:
    asked = world.asked("one", "A.bill")
    if state == "pending":
        world.watch(stop_at(5))
        with pytest.raises(Stopped):
            world.install("one", asked)
        world.watch(nothing)
        world.ids["one"] = next(id_ for _, id_ in world.memory.certificates)
    elif state == "another tenant's":
        world.install("one", asked)
        world.tenant = "other"
    else:
        world.ids["one"] = "0" * 32
    before = dict(world.memory.certificates)
    acts: dict[str, Change] = {
        "edit": lambda: world.edit("one", "", seen="1"),
        "delete": lambda: world.delete("one"),
        "restore": lambda: world.restore("one"),
    }
    with pytest.raises(NotFound):
        acts[step]()
    assert world.memory.certificates == before


def test_an_edit_too_has_a_bound(one: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malote.certificates.planning._MOST_BINDINGS", 1)
    one.edit("one", "B.bill")
    with pytest.raises(InvalidInput):
        one.edit("one", "B.bill B.cte")


@pytest.mark.parametrize(("minutes", "swept"), [(59, 0), (60, 1)])
def test_the_sweep_leaves_an_hour_to_who_is_at_it(minutes: int, swept: int, world: Office) -> None:
    world.watch(stop_at(5))  # the secret is kept, and nothing refers to it
    with pytest.raises(Stopped):
        world.install("one", world.asked("one", "A.bill"))
    world.watch(nothing)
    assert world.changes.sweep(world.now + timedelta(minutes=minutes)) == swept
    assert len(world.secrets.kept) == len(world.memory.certificates) == 1 - swept


@dataclass
class BrokenVault(MemoryPfxVault):
    """It does not give up the secret of this name."""

    broken: str = ""

    def give_up(self, name: str) -> None:
        if name == self.broken:
            raise ConnectionError
        super().give_up(name)


def test_one_secret_that_stays_does_not_keep_the_others(one: Office) -> None:
    vault = BrokenVault(one.secrets.kept)
    for name in ("two", "three"):
        one.install(name, one.asked(name))
    for name in ("one", "two", "three"):
        one.watch(stop_at(4))  # deleted, and its secret still there
        with pytest.raises(Stopped):
            one.delete(name)
    one.watch(nothing)
    assert len(one.memory.left) == len(vault.kept) == 3
    vault.broken = sorted(vault.kept)[1]
    changes = CertificateChanges(one.portfolios, one.ledger, vault, one.trail)
    with pytest.raises(ExceptionGroup) as raised:
        changes.sweep(one.now + timedelta(hours=1))
    assert [type(each) for each in raised.value.exceptions] == [ConnectionError]
    assert list(vault.kept) == [vault.broken]
    assert len(one.memory.left) == 1
    assert one.half_done() == []
