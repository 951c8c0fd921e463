"""What is asked next: users first, then what is new, then what is missing."""

from datetime import timedelta
from typing import Any

import pytest

from malote.environment import Environment
from malote.sefaz.feeds import Feed, Gap, GapCause
from malote.sefaz.made import RequestType, SefazRequest
from malote.sefaz.models import SefazSettings
from malote.sefaz.planning import Ask, Rest, Situation, due_at, next_step
from tests.fakes.stores import NOON
from tests.sefaz.world import CNPJ, FEED, TENANT
from tests.unit.sefaz.test_pace import feed, queries

KEY = "35260712345678000195550010000000011000000017"
FIVE = f"{5:015}"
LATER = NOON + timedelta(minutes=30)
GAPS = [Gap(first=FIVE, last=f"{9:015}", cause=GapCause.SKIPPED, found_at=NOON)]


def request(type_: RequestType, **values: Any) -> SefazRequest:
    return SefazRequest(
        tenant=TENANT,
        request_id=f"r-{type_}",
        type=type_,
        tax_id=CNPJ,
        environment=FEED.environment,
        created_at=NOON,
        by="ana",
        **values,
    )


ALL = [request("distribution"), request("nsu", nsu=FIVE), request("key", access_key=KEY)]


@pytest.mark.parametrize(
    ("of", "requests", "gaps", "automatic", "step"),
    [
        (feed(), ALL, GAPS, True, ("query_nsu", "r-nsu")),
        (feed(), [ALL[0], ALL[2]], GAPS, True, ("query_key", "r-key")),
        (feed(), ALL[:1], GAPS, False, ("distribute", "r-distribution")),
        (feed(), [], GAPS, True, ("distribute", "")),
        (feed(), [], GAPS, False, None),
        (feed(rests_until=LATER), ALL[:1], GAPS, True, ("query_nsu", "")),
        (feed(rests_until=LATER), ALL[:1], [], True, LATER),
        (feed(rests_until=LATER, queries=queries(15)), [], GAPS, True, LATER),
        (feed(queries=queries(20)), ALL[1:], [], True, ("distribute", "")),
        (feed(blocked_until=LATER), ALL, GAPS, True, LATER),
        (feed(), [], [], False, None),
    ],
    ids=[
        "a number first", "then a key", "then a page", "by itself", "no gaps by hand", "gaps while it rests",
        "rests", "gaps leave five", "users have twenty", "blocked", "never",
    ],
)  # fmt: skip
def test_the_most_urgent_is_asked_first(
    of: Feed, requests: list[SefazRequest], gaps: list[Gap], automatic: bool, step: Any
) -> None:
    settings = SefazSettings(tenant=TENANT, tax_id=CNPJ, automatic=automatic)
    found = next_step(Situation(of, settings, requests, gaps), NOON + timedelta(minutes=1))
    if isinstance(found, Ask):
        asked_for = found.request.request_id if found.request else ""
        assert (found.operation.operation, asked_for) == step
    else:
        assert found == Rest(step)


def test_a_page_is_asked_from_where_the_feed_is_and_a_gap_from_its_end() -> None:
    automatic = SefazSettings(tenant=TENANT, tax_id=CNPJ, automatic=True)
    page = next_step(Situation(feed(position=FIVE), automatic), NOON)
    assert isinstance(page, Ask)
    assert page.operation.last_nsu == FIVE  # type: ignore[union-attr]
    resting = feed(rests_until=LATER)
    gap = next_step(Situation(resting, automatic, gaps=GAPS), NOON)
    assert isinstance(gap, Ask)
    assert gap.operation.nsu == f"{9:015}"  # type: ignore[union-attr]


def test_another_environment_than_the_settings_is_not_automatic() -> None:
    homologation = SefazSettings(
        tenant=TENANT, tax_id=CNPJ, automatic=True, environment=Environment.HOMOLOGATION
    )
    assert due_at(Situation(feed(), homologation, gaps=GAPS)) is None
