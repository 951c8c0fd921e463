"""A city's cancellation of an NFS-e, as it answers who asked for it."""

from datetime import UTC, datetime

import pytest

from malote.errors import UnsupportedDocument
from malote.fiscal import Effect, FiscalEvent, read
from tests.unit.fiscal.abrasf_notes import CANCELLATION, NAME, NAMESPACE, REFUSAL


def test_a_cancellation_that_comes_by_itself() -> None:
    at = datetime(2026, 8, 4, 12, tzinfo=UTC)
    answer = (
        f'<CancelarNfseResposta xmlns="{NAMESPACE}"><RetCancelamento>{CANCELLATION}'
        "</RetCancelamento></CancelarNfseResposta>"
    )
    found = read(answer.encode())
    assert found == FiscalEvent(
        access_key=NAME,
        event_type="110111",
        sequence=1,
        author_tax_id="12ABC34501DE35",
        occurred_at=at,
        description="Cancelamento de NFS-e",
        registered_at=at,
        by_authority=True,
    )
    assert (found.registered, found.effect) == (True, Effect.CANCELLATION)
    for tag in ("MotivoCancelamento", "DescricaoCancelamento"):
        said = answer.replace("<CodigoC", f"<{tag}>Erro</{tag}><CodigoC")
        assert read(said.encode()) == found.model_copy(update={"text": "Erro"})
    old = answer.replace("DataHora>", "DataHoraCancelamento>")
    assert read(old.replace("<CpfCnpj>", "").replace("</CpfCnpj>", "").encode()) == found


@pytest.mark.parametrize(
    "xml", [REFUSAL, CANCELLATION.replace("<Numero>202600000000042</Numero>", "")]
)
def test_a_cancellation_refused_or_of_nothing(xml: str) -> None:
    with pytest.raises(UnsupportedDocument):
        read(xml.encode())
