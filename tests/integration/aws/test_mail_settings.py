"""The branches' accounts, under the conditions that DynamoDB keeps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from malote.adapters import keys
from malote.adapters.mail_settings import MailSettingsItems
from malote.adapters.table import Table
from malote.mail_settings import MailSettings
from tests.fakes.stores import NOON

BRANCH = "12ABC34501DE35"
SETTINGS = MailSettings(
    tenant="acme", branch=BRANCH, host="smtp.acme.test", from_address="a@acme.test",
    display_name="Padaria São João", username="a", secret_name="s", revision="1",
)  # fmt: skip


def changed(**values: object) -> MailSettings:
    return SETTINGS.model_copy(update=values)


@pytest.fixture
def store(table: Table) -> MailSettingsItems:
    store = MailSettingsItems(table)
    assert store.save(SETTINGS, instead_of=None)
    return store


def test_they_come_back_and_are_the_tenants_own(store: MailSettingsItems) -> None:
    other = changed(tenant="outra", branch="52998224725", display_name="")
    assert store.save(other, instead_of=None)
    assert store.get("acme", BRANCH) == SETTINGS
    assert store.get("outra", BRANCH) is None
    assert store.list("acme") == [SETTINGS]
    assert store.list("outra") == [other]
    assert store.list("ninguem") == []


@pytest.mark.parametrize(
    ("instead_of", "taken"), [("1", True), ("0", False), (None, False), ("", False)]
)
def test_what_came_first_stays(
    store: MailSettingsItems, instead_of: str | None, taken: bool
) -> None:
    new = changed(host="smtp.other.test", revision="2")
    assert store.save(new, instead_of=instead_of) is taken
    assert store.get("acme", BRANCH) == (new if taken else SETTINGS)


def test_of_many_at_once_one_is_saved(store: MailSettingsItems) -> None:
    rivals = [changed(revision=f"r{n}", host=f"h{n}") for n in range(16)]
    with ThreadPoolExecutor(16) as pool:
        saved = list(pool.map(lambda one: store.save(one, instead_of="1"), rivals))
    assert saved.count(True) == 1
    assert store.get("acme", BRANCH) == rivals[saved.index(True)]


@pytest.mark.parametrize("instead_of", ["1", None])
def test_a_write_whose_answer_was_lost_is_no_rival(
    store: MailSettingsItems, instead_of: str | None
) -> None:
    new = changed(revision="2", branch=BRANCH if instead_of else "52998224725")
    assert [store.save(new, instead_of=instead_of) for _ in range(2)] == [True, True]


def test_of_none_nothing_can_be_replaced(table: Table) -> None:
    store = MailSettingsItems(table)
    assert not store.save(changed(revision="2"), instead_of="1")
    assert not store.pause(SETTINGS, "x")
    store.hold(SETTINGS, NOON)
    assert list(table.query("TENANT#acme")) == []


def test_they_are_deleted_as_they_were_read(store: MailSettingsItems) -> None:
    assert not store.delete(changed(revision="0"))
    assert store.get("acme", BRANCH)
    assert store.delete(SETTINGS)
    assert store.get("acme", BRANCH) is None
    assert not store.delete(SETTINGS)


def test_a_pause_is_of_the_settings_that_failed(store: MailSettingsItems) -> None:
    assert store.pause(SETTINGS, "credentials_refused")
    assert store.get("acme", BRANCH) == changed(paused="credentials_refused")
    new = changed(revision="2")
    assert store.save(new, instead_of="1")
    assert not store.pause(SETTINGS, "credentials_refused")
    assert store.get("acme", BRANCH) == new


def test_a_rest_is_forgotten_with_the_settings(store: MailSettingsItems, table: Table) -> None:
    assert store.held_until(SETTINGS) is None
    until = NOON + timedelta(minutes=5)
    store.hold(changed(revision="0"), until)
    assert store.held_until(SETTINGS) is None
    store.hold(SETTINGS, until)
    assert store.held_until(SETTINGS) == until
    store.hold(SETTINGS, NOON)
    assert store.held_until(SETTINGS) == until
    until += timedelta(minutes=5)
    store.hold(SETTINGS, until)
    assert store.held_until(SETTINGS) == until
    new = changed(revision="2")
    assert store.save(new, instead_of="1")
    assert store.held_until(new) is None
    store.hold(new, until)
    assert store.held_until(SETTINGS) is None
    assert store.delete(new)
    assert store.held_until(new) is None


def test_the_item_has_what_others_read(store: MailSettingsItems, table: Table) -> None:
    store.pause(SETTINGS, "credentials_refused")
    item = table.get(keys.mail_settings("acme", BRANCH))
    assert item
    names = ("revision", "paused", "from_address")
    assert [item[name] for name in names] == ["1", "credentials_refused", "a@acme.test"]
