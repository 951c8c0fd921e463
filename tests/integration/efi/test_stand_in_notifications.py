"""The stand-in's notifications: a token for life, told again until somebody asked what happened."""

from collections.abc import Iterator

import pytest

from local.efi.server import Efi
from tests.integration.efi.client import Client, Told, carnet, charge, told, until
from tests.integration.efi.server import efi_server


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


@pytest.fixture
def heard() -> Iterator[Told]:
    with told() as listening:
        yield listening


def test_the_token_alone_is_posted_and_is_the_same_for_life(efi: Efi, heard: Told) -> None:
    client = Client(efi)
    number = client.issue(charge(notification_url=heard.url, custom_id="nota-1"))
    token = efi.control.token(number)
    until(lambda: len(heard.posts) >= 2)
    rows = client.rows(token)
    assert [row["status"] for row in rows] == [
        {"current": "new", "previous": None},
        {"current": "waiting", "previous": "new"},
    ]
    until(lambda: not efi.control.pending())
    posts = len(heard.posts)
    efi.control.pay(number, value=6001, at="2026-05-04T23:30:00")
    until(lambda: len(heard.posts) > posts)
    last = client.rows(token)[-1]
    assert set(heard.posts) == {("/webhooks/efi/opaque", f"notification={token}")}
    paid = {
        name: last[name] for name in ("id", "type", "custom_id", "value", "received_by_bank_at")
    }
    assert paid == {
        "id": 3,
        "type": "charge",
        "custom_id": "nota-1",
        "value": 6001,
        "received_by_bank_at": "2026-05-04",
    }


def test_it_is_posted_again_until_it_is_asked_for_whatever_the_answer(heard: Told) -> None:
    with efi_server(retries=(0.05,) * 4) as efi:
        client = Client(efi)
        asked, ignored = (
            efi.control.token(client.issue(charge(name, notification_url=heard.url)))
            for name in ("Asked for", "Ignored")
        )
        until(lambda: asked in heard.tokens)
        client.rows(asked)
        until(lambda: not efi.control.pending())
        assert heard.tokens.count(ignored) == 2 * (1 + 4)
        assert 2 <= heard.tokens.count(asked) < 2 * (1 + 4)
        assert efi.control.unacknowledged() == [ignored]
        efi.control.notify(asked)
        until(lambda: not efi.control.pending())
        assert efi.control.posted(asked) >= 2 + 5  # what was asked for before does not count


@pytest.mark.parametrize("status", [302, 429, 500])
def test_an_answer_changes_nothing_and_redirects_are_not_followed(heard: Told, status: int) -> None:
    heard.status = status
    with efi_server(retries=(0.05, 0.05)) as efi:
        Client(efi).issue(charge(notification_url=heard.url))
        until(lambda: not efi.control.pending())
        assert len(heard.posts) == 2 * 3


def test_lost_repeated_and_disordered(heard: Told) -> None:
    with efi_server(retries=()) as efi:
        client = Client(efi)
        efi.control.mute()
        lost = efi.control.token(client.issue(charge(notification_url=heard.url)))
        efi.control.mute(False)
        efi.control.duplicate(3)
        repeated = efi.control.token(client.issue(charge("Other", notification_url=heard.url)))
        until(lambda: not efi.control.pending())
        assert heard.tokens == [repeated] * 2 * 3
        assert len(client.rows(lost)) == 2  # though nobody was told
        efi.control.duplicate(1)
        efi.control.shuffle(0.5)
        order = [
            efi.control.token(client.issue(charge(f"In disorder {n}", notification_url=heard.url)))
            for n in range(8)
        ]
        until(lambda: not efi.control.pending())
        later = list(dict.fromkeys(heard.tokens[6:]))
        assert set(later) == set(order)
        assert later != order


def test_a_carne_posts_its_one_token_for_every_row(efi: Efi, heard: Told) -> None:
    client = Client(efi)
    client("POST", "/carnet", carnet(3) | {"metadata": {"notification_url": heard.url}})
    token = efi.control.unacknowledged()[0]
    until(lambda: len(heard.tokens) >= 7)
    assert set(heard.tokens) == {token}
    assert len(client.rows(token)) == 7


def test_the_same_seed_gives_the_same_tokens() -> None:
    seen = []
    for seed in (1, 1, 2):
        with efi_server(seed=seed) as efi:
            seen.append(efi.control.token(Client(efi).issue()))
    assert seen[0] == seen[1] != seen[2]
