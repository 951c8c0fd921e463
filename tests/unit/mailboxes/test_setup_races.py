"""Changing a mailbox while others do, read, or everything stops: secret and host stay together."""

import pytest

from malote.errors import AlreadyExists, ChangedMeanwhile
from tests.fakes.watching import Stopped, nothing, stop_at
from tests.unit.mailboxes.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_who_reads_in_between_sees_what_goes_together(desk: Desk) -> None:
    former = desk.create(host="old.test", password="old")
    seen: set[tuple[str, str]] = set()

    def read(step: str) -> None:
        seen.update(desk.opened_by)
        if former.secret_name in desk.vault.kept:  # who read the item before the secret
            seen.add((former.host, desk.vault.get(former).secret.get_secret_value()))

    desk.watch(read)
    desk.change(host="new.test", password="new")
    assert seen == {("old.test", "old"), ("new.test", "new")}
    assert desk.unnamed == set()


@pytest.mark.parametrize("number", range(1, 6))
def test_a_change_that_stops_leaves_one_or_the_other(desk: Desk, number: int) -> None:
    desk.create(host="old.test", password="old")
    desk.watch(stop_at(number))
    with pytest.raises(Stopped):
        desk.change(host="new.test", password="new")
    desk.watch(nothing)
    saved = number >= 3  # secret added, before save | saved, before and after the old one goes
    assert desk.opened_by == {("new.test", "new") if saved else ("old.test", "old")}
    assert len(desk.unnamed) == (0 if number == 5 else 1)


@pytest.mark.parametrize("number", range(1, 5))
def test_a_deletion_that_stops_is_completed_by_asking_again(desk: Desk, number: int) -> None:
    desk.create()
    desk.watch(stop_at(number))
    with pytest.raises(Stopped):
        desk.delete()
    desk.watch(nothing)
    if number < 4:
        desk.delete()
    assert (desk.store.kept, desk.vault.kept) == ({}, {})


@pytest.mark.parametrize("key", [None, "k"])
def test_of_two_who_make_it_at_once_one_is_told(desk: Desk, key: str | None) -> None:
    rivals = iter(["rival"])

    def rival(step: str) -> None:
        if step == "before save" and (name := next(rivals, None)):
            desk.create(password=name, key=key)

    desk.watch(rival)
    if key:  # the same request twice
        assert desk.create(password="late", key=key) == desk.stored()
    else:
        with pytest.raises(AlreadyExists):
            desk.create(password="late")
    assert desk.opened_by == {("imap.acme.test", "rival")}
    assert desk.unnamed == set()


@pytest.mark.parametrize("password", [None, "late"], ids=["kept", "new"])
def test_of_two_who_change_it_at_once_one_is_told(desk: Desk, password: str | None) -> None:
    desk.create()
    rivals = iter(["rival"])

    def rival(step: str) -> None:
        if step == "before save" and (name := next(rivals, None)):
            desk.change(password=None, move_to=name)

    desk.watch(rival)
    with pytest.raises(ChangedMeanwhile):
        desk.change(password=password, move_to="late")
    assert desk.stored().move_to == "rival"
    assert desk.opened_by == {("imap.acme.test", "p1")}
    assert desk.unnamed == set()


def test_what_is_saved_during_a_deletion_is_deleted_too(desk: Desk) -> None:
    desk.create()
    saves = iter(["p2"])

    def rival(step: str) -> None:
        if step == "before secret deleted":
            for password in saves:
                desk.change(password=password)

    desk.watch(rival)
    desk.delete()
    assert (desk.store.kept, desk.vault.kept) == ({}, {})
