"""Deadlines in a real table, and the daily function over a real table, queue and SES."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from functions.notices.handler import handle as notices
from functions.sefaz_deadlines import handler
from functions.send_notices.handler import handle as send_notices
from local.cloud import Cloud
from malote.adapters import keys
from malote.adapters.sefaz_deadlines import DeadlineItems
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.bootstrap import sefaz
from malote.errors import InvalidInput
from malote.ports.sefaz import Deadlines
from malote.sefaz.made import Deadline
from malote.settings import settings
from tests.fakes.sefaz import MemoryDeadlines
from tests.fakes.sefaz_made import access_key, deadline
from tests.fakes.stores import NOON
from tests.handlers.events import Context, sqs
from tests.integration.aws.follow_ups import call, followed
from tests.integration.aws.queues import taken
from tests.integration.aws.test_notices import mailed

DAY = timedelta(days=1)


@pytest.fixture
def tenants(table: Table) -> None:
    for tenant in ("acme", "other"):
        TenantStore(table).create(tenant, tenant, NOON)


@pytest.fixture(params=["memory", "table"])
def deadlines(request: pytest.FixtureRequest) -> Deadlines:
    if request.param == "memory":
        return MemoryDeadlines()
    request.getfixturevalue("tenants")
    return DeadlineItems(request.getfixturevalue("table"))


def listed(deadlines: Deadlines, tenant: str = "acme", limit: int = 99) -> list[Deadline]:
    found, cursor = deadlines.page(tenant, limit, None)
    whole = [*found]
    while cursor:
        found, cursor = deadlines.page(tenant, limit, cursor)
        whole += found
    return whole


def test_what_is_noted_is_listed_the_first_to_end_first(deadlines: Deadlines) -> None:
    bare = deadline(9, 1, issuer_tax_id=None, issuer_name=None, total_amount=None)
    notes = [deadline(number, 180 - number) for number in range(60)]
    theirs = deadline(1, 3, tenant="other")
    deadlines.note([*notes, theirs, bare.model_copy(update={"access_key": access_key(99)})])
    deadlines.note([])
    wanted = [access_key(99), *(access_key(n) for n in range(59, -1, -1))]
    for limit in (7, 99):
        found = listed(deadlines, limit=limit)
        assert [each.access_key for each in found] == wanted
    assert found[1:] == notes[::-1]
    assert listed(deadlines, "other") == [theirs]


def test_one_that_is_there_or_was_settled_stays_as_it_is(deadlines: Deadlines) -> None:
    first, second, third = (deadline(number, number) for number in (1, 2, 3))
    deadlines.note([first, second])
    again = [each.model_copy(update={"issuer_name": "x"}) for each in (first, second, third)]
    deadlines.settle("acme", [third.access_key, second.access_key])
    for _ in range(2):
        deadlines.note([*again, *again])
        deadlines.settle("acme", [second.access_key])
        assert listed(deadlines) == [first]
        assert [*deadlines.ending(NOON, NOON + 9 * DAY)] == [first]
    deadlines.settle("other", [first.access_key])
    assert listed(deadlines) == [first]
    deadlines.settle("acme", [first.access_key])
    assert listed(deadlines) == []


def test_what_is_over_goes_a_month_later_and_what_is_settled_stays(table: Table) -> None:
    deadlines = DeadlineItems(table)
    deadlines.note([deadline(1, 10)])
    item = table.get(keys.deadline("acme", access_key(1))) or {}
    assert item["expires_at"] == int((NOON + 40 * DAY).timestamp())
    deadlines.settle("acme", [access_key(1)])
    item = table.get(keys.deadline("acme", access_key(1))) or {}
    assert item["settled"]
    assert not {"expires_at", "GSI1PK", "GSI1SK"} & item.keys()


def test_what_ends_in_between_of_all_tenants(deadlines: Deadlines) -> None:
    mine, theirs = deadline(1, 0), deadline(1, 5, tenant="other")
    last, late = deadline(2, 5), deadline(3, 5.001)
    deadlines.note([theirs, late, last, mine, deadline(4, -0.001)])
    assert [*deadlines.ending(NOON, NOON + 5 * DAY)] == [mine, last, theirs]


def test_what_cannot_be_noted_is_raised(cloud: Cloud) -> None:
    with pytest.raises(ExceptionGroup, match="not noted"):
        DeadlineItems(Table("no-such-table")).note([deadline(1, 1)])


@pytest.mark.parametrize("cursor", ["x", "~", "IyM", "MjAyNi0xMS0yMVQjeA"])
def test_cursors_lead_nowhere_else(table: Table, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        DeadlineItems(table).page("acme", 2, cursor)


@pytest.fixture
def run(
    tenants: None, table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[float], None]]:
    """The function fires so many days later, and what it queues is mailed."""

    def run(days: float) -> None:
        monkeypatch.setattr(handler, "utc_now", lambda: NOON + days * DAY)
        handler.handle({}, Context())
        requests = taken(settings().notice_queue_url)
        assert send_notices(sqs(*requests), Context()) == {"batchItemFailures": []}

    with followed(table, bucket, monkeypatch):
        yield run


def subjects(cloud: Cloud, user: str) -> list[str]:
    return [each["Subject"] for each in mailed(cloud) if each["To"][0].startswith(user)]


def test_each_mark_is_mailed_to_each_user_once(run: Callable[[float], None], cloud: Cloud) -> None:
    sefaz.deadlines().note(
        [*(deadline(number, 30) for number in range(12)), deadline(20, 29.9, tenant="other")]
    )
    for day in range(32):
        run(day)
        run(day)
        if day == 20:
            sefaz.deadlines().settle("acme", [access_key(number) for number in range(11)])
    wanted = [
        f"{notes} manifestação conclusiva até 21/12/2026"
        for notes in [
            "12 notas contra 12.ABC.345/01DE-35 esperam", "12 notas contra 12.ABC.345/01DE-35 esperam",
            *["1 nota contra 12.ABC.345/01DE-35 espera"] * 3,
        ]
    ]  # fmt: skip
    assert subjects(cloud, "u-1") == subjects(cloud, "u-2") == wanted
    assert (
        subjects(cloud, "u-3")
        == ["1 nota contra 12.ABC.345/01DE-35 espera manifestação conclusiva até 21/12/2026"] * 5
    )
    items = call(notices, "GET", "/notices")[1]["items"]
    assert [(each["kind"], each["of"].rpartition("#")[2], each["mail"]) for each in items] == [
        ("manifestation_ending", mark, "sent") for mark in ("1", "3", "7", "15", "30")
    ]
    assert (
        "(faltam 30 dias): nº 0 de Beta (34.128.745/0001-52), R$ 1.234,50; nº 1"
        in items[-1]["text"]
    )
    assert "; e mais 7." in items[-1]["text"]
