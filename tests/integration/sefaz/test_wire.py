"""All that SEFAZ is asked, at its stand-in: it takes every request, and its answers are read."""

from datetime import UTC, datetime, timedelta

import pytest

from local.sefaz.server import Sefaz
from malote.adapters.sefaz import SefazTransport
from malote.certificates.pfx import open_pfx
from malote.environment import Environment
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.reader import read
from malote.sefaz import distribution, manifestation
from malote.sefaz.answers import DistributionAnswer
from malote.sefaz.asking import exchange
from malote.sefaz.exchange import Exchange
from malote.sefaz.models import NONE_YET, Service
from malote.sefaz.operations import (
    EVENT_TYPES,
    Asking,
    Distribute,
    Manifest,
    ManifestationKind,
    Operation,
    QueryKey,
    QueryNsu,
    ToManifest,
)
from malote.sefaz.signing import PfxSigner
from tests.integration.sefaz.server import COMPANY, PERSON, identity
from tests.unit.sefaz.wire import JUST


def ask(sefaz: Sefaz, operation: Operation, tax_id: str = COMPANY) -> Exchange:
    opened = open_pfx(identity(tax_id).pfx("senha"), "senha")
    asked = Asking(
        tax_id=tax_id, state="SP", environment=Environment.PRODUCTION, operation=operation
    )
    return exchange(
        asked, PfxSigner(opened), SefazTransport(opened, sefaz.roots.read_text()), sefaz.url
    )


def page(sefaz: Sefaz, operation: Operation, tax_id: str = COMPANY) -> DistributionAnswer:
    return distribution.read_answer(ask(sefaz, operation, tax_id).answer)


@pytest.mark.parametrize("tax_id", [COMPANY, PERSON])
def test_pages(sefaz: Sefaz, tax_id: str) -> None:
    keys = sefaz.control.add_notes(tax_id, 51)
    first = page(sefaz, Distribute(service=Service.NFE, last_nsu=NONE_YET), tax_id)
    assert (first.status_code, first.last_nsu, first.max_nsu) == ("138", f"{50:015}", f"{51:015}")
    assert [each.nsu for each in first.documents] == [f"{number:015}" for number in range(1, 51)]
    sefaz.control.advance(3)
    rest = page(sefaz, Distribute(service=Service.NFE, last_nsu=f"{50:015}"), tax_id)
    found = [read(each.content or b"") for each in (*first.documents, *rest.documents)]
    assert [each.access_key for each in found] == keys
    assert rest.last_nsu == rest.max_nsu == f"{51:015}"


def test_queries(sefaz: Sefaz) -> None:
    (key, *_) = sefaz.control.add_notes(COMPANY, 2)
    for operation in (QueryKey(access_key=key), QueryNsu(service=Service.NFE, nsu=f"{1:015}")):
        found = page(sefaz, operation)
        assert found.status_code == "138"
        assert [read(each.content or b"").access_key for each in found.documents] == [key]
    sefaz.control.skip(COMPANY, 1, "cte")
    nothing = page(sefaz, QueryNsu(service=Service.CTE, nsu=f"{1:015}"))
    assert (nothing.status_code, nothing.documents) == ("137", ())


def test_a_broken_document_beside_a_good_one(sefaz: Sefaz) -> None:
    sefaz.control.add_broken(COMPANY, "cte")
    sefaz.control.add_document(COMPANY, b"<good/>", service="cte", numbered=False)
    found = page(sefaz, Distribute(service=Service.CTE, last_nsu=NONE_YET)).documents
    assert [(each.nsu, each.content) for each in found] == [(f"{1:015}", None), (None, b"<good/>")]
    assert found[0].raw


def test_every_kind_of_event(sefaz: Sefaz) -> None:
    keys = sefaz.control.add_notes(COMPANY, 4)
    now = datetime.now(UTC) - timedelta(minutes=1)
    events = tuple(
        ToManifest(
            access_key=key,
            kind=kind,
            sequence=1,
            at=now,
            justification=JUST if kind is ManifestationKind.NOT_PERFORMED else None,
        )
        for key, kind in zip(keys, ManifestationKind, strict=True)
    )
    for status in ("135", "573"):
        made = ask(sefaz, Manifest(lot="1", events=events))
        found = manifestation.read_answer(made.answer, made.request)
        assert found.status_code == "128"
        assert [each.status_code for each in found.results.values()] == [status] * 4
        signed = manifestation.signed_events(made.request)
        if status == "135":
            documents = [
                read(manifestation.proc_event(signed[of], one)) for of, one in found.results.items()
            ]
    for document, key, kind in zip(documents, keys, ManifestationKind, strict=True):
        assert isinstance(document, FiscalEvent)
        assert (document.access_key, document.event_type) == (key, EVENT_TYPES[kind])
        assert (document.status_code, document.author_tax_id) == ("135", COMPANY)
