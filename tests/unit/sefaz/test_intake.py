"""Where what SEFAZ sent is said to come from."""

import pytest

from malote.adapters.sources import source_item
from malote.documents.views import SourceView
from malote.sefaz.answers import Distributed
from malote.sefaz.intake import Intake
from tests.fakes.stores import NOON, MemoryArchive, MemoryQuarantine
from tests.sefaz.world import CNPJ, FEED, TENANT, Sources

PAGE = {"tax_id": CNPJ, "service": "nfe", "nsu": f"{7:015}", "request": None, "job": None}
JOB = PAGE | {"job": "job-1"}
EVENT = PAGE | {"nsu": None, "request": "r-1"}


@pytest.mark.parametrize("told", [PAGE, JOB, EVENT], ids=["a page", "a job", "an event"])
def test_a_document_tells_where_it_came_from(told: dict[str, str | None]) -> None:
    sources = Sources()
    details = {name: told[name] or "" for name in ("request", "job")}
    came = Distributed(told["nsu"], "resNFe_v1.01.xsd", b"<resNFe/>")
    Intake(MemoryArchive(), sources, MemoryQuarantine()).keep(
        FEED, [came], NOON, "sefaz", **details
    )
    ((sha256, found),) = sources.of.items()
    (source,) = found.values()
    shown = SourceView.model_validate({**source_item(TENANT, sha256, source), "sha256": sha256})
    assert shown.model_dump(include=set(told)) == told
