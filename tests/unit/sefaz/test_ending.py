"""Whose time to be answered ends, and the words that name them; what of an error is told once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from malote.clock import BRASILIA
from malote.environment import Environment
from malote.errors import NoCertificateBound, SefazBlocked
from malote.notices.models import Notice, NoticeKind
from malote.notices.sefaz_words import sefaz_error
from malote.sefaz.ending import AHEAD, notices_of
from malote.sefaz.models import FeedId, Service
from malote.sefaz.telling import notice_of_error, notice_of_manifestation
from tests.fakes.sefaz_made import FEED, TAX_ID, deadline, document, manifestation
from tests.fakes.stores import NOON

CPF = "52998224725"


@pytest.mark.parametrize(
    ("left", "mark"),
    [(31, None), (30, 30), (29, 30), (28, None), (16, None), (15, 15), (14, 15), (13, None),
     (8, None), (7, 7), (6, 7), (5, None), (4, None), (3, 3), (2, 3), (1, 1), (0, 1), (-1, None)],
)  # fmt: skip
def test_each_mark_and_the_day_after(left: int, mark: int | None) -> None:
    found = [*notices_of([deadline(1, left)], NOON)]
    last = (NOON + timedelta(days=left)).date()
    assert [each.of for each in found] == ([f"{TAX_ID}#{last}#{mark}"] if mark else [])
    assert [each.details["days_left"] for each in found] == ([str(left)] if mark else [])


def test_days_are_of_brasilia() -> None:
    late = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)  # half an hour before midnight
    ends = late + timedelta(minutes=29), late + timedelta(minutes=31)
    told = [next(notices_of([deadline(1, 0, until=end)], late)).details for end in ends]
    assert [(each["until"], each["days_left"]) for each in told] == [
        ("21/11/2026", "0"), ("22/11/2026", "1"),
    ]  # fmt: skip
    assert late + AHEAD > datetime(2026, 12, 21, 23, 59, tzinfo=BRASILIA)


def test_one_for_each_tax_id_day_and_tenant() -> None:
    found = [
        *notices_of(
            [
                deadline(1, 7), deadline(2, 7.1, tax_id=CPF), deadline(3, 7.2), deadline(4, 15),
                deadline(5, 7, tenant="outra"),
            ],
            NOON,
        )
    ]  # fmt: skip
    assert [(each.tenant, each.of, each.details["count"]) for each in found] == [
        ("acme", f"{TAX_ID}#2026-11-28#7", "2"), ("acme", f"{CPF}#2026-11-28#7", "1"),
        ("acme", f"{TAX_ID}#2026-12-06#15", "1"), ("outra", f"{TAX_ID}#2026-11-28#7", "1"),
    ]  # fmt: skip
    assert {(each.kind, each.at) for each in found} == {(NoticeKind.MANIFESTATION_ENDING, NOON)}


NAMES: dict[str, tuple[dict[str, Any], str]] = {
    "whole": ({}, "nº 1 de Beta (34.128.745/0001-52), R$ 1.234,50"),
    "millions": ({"total_amount": "1234567.8"}, "nº 1 de Beta (34.128.745/0001-52), R$ 1.234.567,80"),
    "a CPF": ({"issuer_tax_id": CPF}, "nº 1 de Beta (529.982.247-25), R$ 1.234,50"),
    "the key alone": (
        {"issuer_tax_id": None, "issuer_name": None, "total_amount": None},
        "nº 1 de 34.128.745/0001-52",
    ),
    "a name of two lines": (
        {"issuer_name": "Beta\r\nBcc: x\x1b[2J"}, "nº 1 de Beta Bcc: x [2J (34.128.745/0001-52), R$ 1.234,50"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMES)
def test_a_note_is_named(case: str) -> None:
    others, named = NAMES[case]
    assert next(notices_of([deadline(1, 7, **others)], NOON)).details["notes"] == named


@pytest.mark.parametrize(
    ("count", "end"), [(5, "R$ 1.234,50"), (6, "; e mais 1"), (99, "; e mais 94")]
)
def test_the_first_five_are_named(count: int, end: str) -> None:
    notes = next(notices_of([deadline(number, 7) for number in range(count)], NOON)).details[
        "notes"
    ]
    assert notes.count("nº") == 5
    assert notes.endswith(end)


def error(of: FeedId = FEED, code: str = SefazBlocked.code, hours: int = 0) -> Notice:
    return notice_of_error(
        of, code, "656 Consumo\nindevido" + "!" * 999, NOON + timedelta(hours=hours)
    )


def test_an_error_is_told_once_a_day_feed_and_code() -> None:
    one = error()
    assert (one.tenant, one.kind) == ("acme", NoticeKind.SEFAZ_ERROR)
    assert one.of == f"{TAX_ID}#nfe#production#sefaz_blocked#2026-11-21"
    assert one.details["detail"].startswith("656 Consumo indevido!!!")
    assert len(one.details["detail"]) == 300
    assert error(hours=14).of == one.of  # 23:00 in Brasília
    others = [
        error(hours=15), error(code="no_certificate_bound"),
        error(FeedId("acme", TAX_ID, Service.CTE, Environment.PRODUCTION)),
        error(FeedId("acme", TAX_ID, Service.NFE, Environment.HOMOLOGATION)),
        error(FeedId("acme", CPF, Service.NFE, Environment.PRODUCTION)),
    ]  # fmt: skip
    assert len({each.of for each in [one, *others]}) == 6


def test_a_manifestation_that_waits_is_told_apart_from_the_distribution() -> None:
    request = manifestation(1, document(1), problem="no_certificate_bound", detail="x")
    notice = notice_of_manifestation(request, NOON)
    assert notice.of == f"manifestation#{error(code='no_certificate_bound').of}"
    said = " ".join(sefaz_error(notice.details))
    assert "manifestações de 12.ABC.345/01DE-35" in said
    assert "90 dias" not in said
    assert NoCertificateBound.message in said
