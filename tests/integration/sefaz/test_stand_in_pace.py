"""Undue consumption: what earns a 656, how long it lasts, and what it says."""

import pytest

from local.sefaz.server import Sefaz
from tests.integration.sefaz.client import Client
from tests.integration.sefaz.server import COMPANY, SUPPLIER, sefaz_server

START = "2026-11-03T12:00:00-03:00"
HOUR = 3600


@pytest.fixture
def client(sefaz: Sefaz) -> Client:
    """Time stands still, but for who moves it."""
    sefaz.control.set_clock(START)
    return Client(sefaz)


@pytest.mark.parametrize(("documents", "first"), [(0, "137"), (3, "138")])
def test_an_hour_of_rest_at_the_end(
    sefaz: Sefaz, client: Client, documents: int, first: str
) -> None:
    sefaz.control.add_notes(COMPANY, documents)
    assert client.after(0).status == first
    sefaz.control.advance(HOUR)
    assert client.after(documents).status == "137"
    sefaz.control.add_notes(COMPANY)
    sefaz.control.advance(HOUR - 1)
    got = client.after(documents)
    assert (got.status, got.last, got.highest) == ("656", documents, 0)
    assert "aguardado 1 hora" in (got.text("xMotivo") or "")
    sefaz.control.advance(HOUR)
    assert client.after(documents).status == "138"
    assert sefaz.control.counters()["undue"] == 1


def test_asking_again_begins_the_hour_anew_and_all_is_blocked(sefaz: Sefaz, client: Client) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    assert [client.after(0).status for _ in range(2)] == ["138", "656"]
    sefaz.control.advance(HOUR - 1)
    assert client.at(1).status == "656"
    sefaz.control.advance(HOUR - 1)
    assert client.key(key).status == "656"
    sefaz.control.advance(HOUR - 1)
    assert client.after(1).status == "656"
    sefaz.control.advance(HOUR)
    assert client.at(1).status == "138"
    assert sefaz.control.counters()["undue"] == 4


def test_others_are_not_blocked(sefaz: Sefaz, client: Client) -> None:
    assert [client.after(0).status for _ in range(2)] == ["137", "656"]
    assert client.after(0, "cte").status == "137"
    assert Client(sefaz, SUPPLIER).after(0).status == "137"
    assert Client(sefaz, "34128745000233").after(0).status == "137"


def test_pages_follow_each_other_and_none_is_asked_for_twice(sefaz: Sefaz, client: Client) -> None:
    sefaz.control.add_notes(COMPANY, 120)
    assert [client.after(at).status for at in (0, 50)] == ["138", "138"]
    got = client.after(50)
    assert (got.status, got.last, got.highest) == ("656", 100, 0)
    assert "utilizado o ultNSU" in (got.text("xMotivo") or "")
    sefaz.control.advance(HOUR)
    assert client.after(50).last == 100
    assert client.after(100).last == 120


def test_a_second_consumer(sefaz: Sefaz, client: Client) -> None:
    sefaz.control.add_notes(COMPANY, 120)
    assert client.after(0).last == 50
    assert sefaz.control.consume(COMPANY, 30) == f"{80:015}"
    got = client.after(50)
    assert (got.status, got.last) == ("656", 80)
    sefaz.control.advance(HOUR)
    assert client.after(80).last == 120
    assert sefaz.control.position(COMPANY) == {
        "highest": f"{120:015}",
        "delivered": f"{120:015}",
        "rests_until": "2026-11-03T14:00:00-03:00",
        "blocked_until": "2026-11-03T13:00:00-03:00",
    }


def test_twenty_queries_an_hour(sefaz: Sefaz, client: Client) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    assert {client.at(1).status for _ in range(10)} == {"138"}
    sefaz.control.advance(HOUR - 1)
    assert {client.key(key).status for _ in range(9)} == {"138"}
    assert client.at(99).status == "589"  # which counts
    got = client.at(1)
    assert (got.status, got.last) == ("656", 0)
    assert "limite de 20 consultas" in (got.text("xMotivo") or "")
    sefaz.control.advance(HOUR)
    assert client.at(1).status == "138"


def test_only_the_last_hour_s_queries_count(sefaz: Sefaz, client: Client) -> None:
    sefaz.control.add_notes(COMPANY)
    assert {client.at(1).status for _ in range(20)} == {"138"}
    sefaz.control.advance(HOUR)
    assert {client.at(1).status for _ in range(20)} == {"138"}


def test_who_is_refused_does_not_count(sefaz: Sefaz, client: Client) -> None:
    stranger = Client(sefaz, COMPANY, Client(sefaz, SUPPLIER).identity)
    assert {stranger.at(1).status for _ in range(25)} == {"593"}
    assert client.after(0).status == "137"


def test_requests_less_than_two_seconds_apart_are_counted(sefaz: Sefaz, client: Client) -> None:
    sefaz.control.add_notes(COMPANY, 200)
    client.after(0)
    sefaz.control.advance(2)
    client.after(50)
    assert sefaz.control.counters()["hurried"] == 0
    client.after(0, "cte")
    sefaz.control.advance(1.9)
    client.after(100)
    assert sefaz.control.counters()["hurried"] == 1


def test_hurry_by_everybody_s_time() -> None:
    with sefaz_server(real_pace=True) as sefaz:
        sefaz.control.add_notes(COMPANY, 200)
        Client(sefaz).after(0)
        sefaz.control.advance(60)
        Client(sefaz).after(50)
        assert sefaz.control.counters()["hurried"] == 1
