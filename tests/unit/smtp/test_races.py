"""Saving while others save, read, or everything stops: a secret and its server stay together."""

import pytest

from malote.errors import ChangedMeanwhile
from tests.fakes.watching import Stopped, nothing, stop_at
from tests.unit.smtp.office import BRANCH, OTHER, Office


def opened_by(office: Office) -> set[tuple[str, str]]:
    """Each account's host, with the password that a sender who reads now would take there."""
    return {
        (one.host, office.vault.get(one).secret.get_secret_value())
        for one in office.store.list("acme")
    }


def test_who_reads_in_between_sees_what_goes_together(office: Office) -> None:
    office.save(host="old.test", password="old")
    seen: list[tuple[str, str]] = []
    former = office.settings()

    def read(step: str) -> None:
        seen.extend(opened_by(office))
        if former.secret_name in office.vault.kept:  # who read the item before the secret
            seen.append((former.host, office.vault.get(former).secret.get_secret_value()))

    office.watch(read)
    office.save(host="new.test", password="new")
    assert set(seen) == {("old.test", "old"), ("new.test", "new")}
    assert office.unnamed == []


@pytest.mark.parametrize("number", range(1, 6))
def test_a_save_that_stops_leaves_one_or_the_other(office: Office, number: int) -> None:
    office.save(host="old.test", password="old")
    office.watch(stop_at(number))
    with pytest.raises(Stopped):
        office.save(host="new.test", password="new")
    office.watch(nothing)
    saved = number >= 3  # secret added, before save | saved, before and after the old one goes
    assert opened_by(office) == {("new.test", "new") if saved else ("old.test", "old")}
    assert len(office.unnamed) == (0 if number == 5 else 1)
    office.save(host="new.test", password="newer")
    assert opened_by(office) == {("new.test", "newer")}


@pytest.mark.parametrize("number", range(1, 5))
def test_a_deletion_that_stops_is_completed_by_asking_again(office: Office, number: int) -> None:
    office.save()
    office.watch(stop_at(number))
    with pytest.raises(Stopped):
        office.delete()
    office.watch(nothing)
    if number < 4:
        office.delete()
    assert office.store.list("acme") == []
    assert office.vault.kept == {}


@pytest.mark.parametrize("there", [True, False], ids=["changed", "new"])
@pytest.mark.parametrize("when", ["secret added", "before save"])
def test_of_two_who_save_at_once_one_is_told(office: Office, when: str, there: bool) -> None:
    if there:
        office.save(host="old.test", password="old")
    rivals = iter(["rival"])

    def rival(step: str) -> None:
        if step == when and (name := next(rivals, None)):
            office.save(host=f"{name}.test", password=name)

    office.watch(rival)
    with pytest.raises(ChangedMeanwhile):
        office.save(host="late.test", password="late")
    assert opened_by(office) == {("rival.test", "rival")}
    assert office.unnamed == []


def test_who_keeps_the_secret_and_comes_late_deletes_none(office: Office) -> None:
    office.save()
    names = iter(["rival"])

    def rival(step: str) -> None:
        if step == "before save" and (name := next(names, None)):
            office.save(password=None, display_name=name)

    office.watch(rival)
    with pytest.raises(ChangedMeanwhile):
        office.save(password=None, display_name="late")
    assert office.settings().display_name == "rival"
    assert opened_by(office) == {("smtp.acme.test", "p1")}


@pytest.mark.parametrize("password", [None, "p2"], ids=["kept", "new"])
def test_what_is_saved_during_a_deletion_is_deleted_too(
    office: Office, password: str | None
) -> None:
    office.save()
    office.save(branch=OTHER, password="other")
    saves = iter([password])

    def rival(step: str) -> None:
        if step == "before secret deleted":
            for given in saves:
                office.save(password=given, display_name="rival")

    office.watch(rival)
    office.delete()
    assert office.store.get("acme", BRANCH) is None
    assert list(office.vault.kept.values()) == [{"password": "other"}]
