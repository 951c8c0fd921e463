"""The main job: the schedule fires, and what suppliers mailed is registered, listed, downloaded."""

from collections import Counter
from typing import Any
from urllib.request import urlopen

import pytest

from local.demo.mails import Mail, sample
from local.demo.tenants import TENANTS
from tests.e2e.samples import KEYS, nfe
from tests.e2e.tenants import Tenant

pytestmark = pytest.mark.usefixtures("schedule")

CANCELLED = KEYS[1]
HOMOLOGATION = "41170706117473000150550010000463202612756525"
CTE = "43120178408960000182570010000000041000000047"


@pytest.fixture
def alimentos(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[0]


@pytest.fixture
def fornos(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[1]


@pytest.mark.parametrize("number", range(2))
def test_every_document_is_registered_and_shown_as_its_xml_says(
    tenants: tuple[Tenant, Tenant], sent: list[Mail], number: int
) -> None:
    mine = [mail for mail in sent if mail.to == TENANTS[number].mailbox]
    tenant, expected = tenants[number], {key for mail in mine for key in mail.documents}

    tenant.wait_for(*expected)
    for key in expected:
        detail = tenant.get(f"/documents/{key}")
        brought = {mail.message["Subject"] for mail in mine if key in mail.documents}
        assert detail["content"]["access_key"] == key
        assert {source["subject"] for source in detail["sources"]} == brought
        assert {source["mailbox_id"] for source in detail["sources"]} == {tenant.box}


def test_what_is_no_document_of_the_tenant_waits_in_quarantine_with_the_reason(
    alimentos: Tenant, fornos: Tenant
) -> None:
    found = {item["code"]: item for item in alimentos.all("/quarantine")}
    assert set(found) == {"not_a_party", "malformed_xml", "archive_unsupported"}
    assert all(item["message"] and item["action"] for item in found.values())
    assert found["malformed_xml"]["sources"][0]["subject"] == "XML cortado ao meio"
    assert [item["code"] for item in fornos.all("/quarantine")] == ["unsupported_document"]


def test_the_mailbox_shows_how_its_last_poll_went(
    schedule: list[dict[str, Any]], alimentos: Tenant, sent: list[Mail]
) -> None:
    box, read = schedule[0], [mail for mail in sent if mail.to == TENANTS[0].mailbox]
    assert (box["status"], box["username"]) == ("active", alimentos.address)
    result = box["last_result"]
    assert (result["outcome"], result["error"], result["mails"]) == ("ok", None, len(read))
    # One comes twice, one is a RAR, eight hold nothing; the rest is for parse_xml to judge.
    counts = [result[name] for name in ("duplicate", "quarantined", "ignored", "stored")]
    assert counts == [1, 1, 8, len(read) - 10]


def test_pages_hold_every_document_once_newest_first(alimentos: Tenant) -> None:
    pages, cursor = [], ""
    while cursor is not None:
        page = alimentos.get(
            f"/documents?limit=3&cursor={cursor}" if cursor else "/documents?limit=3"
        )
        pages.append(page["items"])
        cursor = page["next_cursor"]
    assert [len(page) for page in pages if page] == [3, 3, 3, 2]
    items = [item for page in pages for item in page]
    assert [item["access_key"] for item in items] == alimentos.documents()
    dates = [item["issued_at"] for item in items]
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) == 11


def test_quarantine_has_pages_too(alimentos: Tenant) -> None:
    first = alimentos.get("/quarantine?limit=2")
    second = alimentos.get(f"/quarantine?limit=2&cursor={first['next_cursor']}")
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == [item["id"] for item in alimentos.all("/quarantine")]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=nfe", 4),
        ("kind=cte", 1),
        ("kind=nfcom", 1),
        ("kind=nfce", 0),
        ("status=returned", 6),
        ("status=cancelled", 0),
        ("issuer=75277525000178", 3),
        ("issuer=78408960000182&kind=cte", 1),
        ("period=2021", 2),
        ("period=2021-07", 1),
        ("period=2021-07-22", 1),
        ("period=2012/2017-07", 2),
        ("period=2022-05-28/2022-12", 0),
        ("period=2021&kind=nfe&limit=1", 1),
    ],
)
def test_filters(fornos: Tenant, query: str, count: int) -> None:
    assert len(fornos.get(f"/documents?{query}")["items"]) == count


@pytest.mark.parametrize(
    "query",
    ["kind=x", "status=x", "issuer=1", "period=2021-13", "limit=0", "limit=201", "cursor=x"],
)
def test_a_filter_that_cannot_be_is_refused(fornos: Tenant, query: str) -> None:
    status, problem = fornos.call("GET", f"/documents?{query}")
    assert (status, problem["code"]) == (400, "invalid_input")
    assert query.partition("=")[0] in problem["detail"]


def test_a_cancellation_by_mail_cancels_the_document(alimentos: Tenant) -> None:
    (cancelled,) = alimentos.get("/documents?status=cancelled")["items"]
    assert cancelled["access_key"] == CANCELLED
    (event,) = alimentos.get(f"/documents/{CANCELLED}")["events"]
    assert (event["effect"], event["registered"]) == ("cancellation", True)
    assert len(alimentos.get("/documents?status=returned")["items"]) == 10


def test_the_link_downloads_the_very_bytes_that_were_sent(
    alimentos: Tenant, fornos: Tenant
) -> None:
    for tenant, key, original in (
        (alimentos, KEYS[0], nfe(KEYS[0])),
        (fornos, CTE, sample(f"cte/samples/v4_0/{CTE}-cte.xml")),
    ):
        url = tenant.get(f"/documents/{key}/xml")["url"]
        with urlopen(url, timeout=10) as answer:
            assert answer.read() == original
            assert f'filename="{key}.xml"' in answer.headers["Content-Disposition"]


def test_one_document_in_two_versions_is_one_with_both_sources(fornos: Tenant) -> None:
    sources = fornos.sources(HOMOLOGATION)
    assert Counter(source["subject"] for source in sources) == {
        "NF-e de homologação": 1,
        "a mesma chave em outros bytes": 1,
    }
    assert len({source["sha256"] for source in sources}) == 2
