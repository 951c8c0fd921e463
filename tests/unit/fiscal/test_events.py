from datetime import datetime, timedelta, timezone

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Effect, Environment, EventSummary, FiscalEvent, read

BRASILIA = timezone(timedelta(hours=-3))
NFE = "http://www.portalfiscal.inf.br/nfe"
CTE = "http://www.portalfiscal.inf.br/cte"


def event(xml: str) -> FiscalEvent:
    record = read(xml.encode())
    assert isinstance(record, FiscalEvent)
    return record


def cte_event(key: str, event_type: str, details: str, status_code: str = "135") -> str:
    return (
        f'<procEventoCTe xmlns="{CTE}"><eventoCTe><infEvento Id="ID{event_type}{key}001">'
        f"<CNPJ>11222333000181</CNPJ><chCTe>{key}</chCTe><tpEvento>{event_type}</tpEvento>"
        f"<nSeqEvento>1</nSeqEvento><detEvento>{details}</detEvento></infEvento></eventoCTe>"
        f"<retEventoCTe><infEvento><cStat>{status_code}</cStat></infEvento></retEventoCTe>"
        f"</procEventoCTe>"
    )


def test_every_field_of_a_cancellation(cancellation: str, nfe_key: str) -> None:
    found = event(cancellation)
    assert found == FiscalEvent(
        access_key=nfe_key,
        event_type="110111",
        sequence=1,
        author_tax_id="12ABC34501DE35",
        recipient_tax_id="11222333000181",
        organ="35",
        occurred_at=datetime(2026, 8, 3, 15, tzinfo=BRASILIA),
        description="Cancelamento",
        text="Pedido desfeito pelo cliente",
        protocol="135260000000002",
        status_code="135",
        registered_at=datetime(2026, 8, 3, 15, 0, 5, tzinfo=BRASILIA),
        environment=Environment.PRODUCTION,
    )
    assert found.registered
    assert found.effect is Effect.CANCELLATION
    assert found.party_tax_ids == {"12ABC34501DE35", "11222333000181"}


def test_a_bare_event_is_not_registered(cancellation: str, nfe_key: str) -> None:
    bare = cancellation[cancellation.index("<evento") : cancellation.index("<retEvento")]
    found = event(bare.replace("<evento", f'<evento xmlns="{NFE}"'))
    assert found.access_key == nfe_key
    assert found.status_code is None
    assert not found.registered


@pytest.mark.parametrize(
    ("status_code", "registered"),
    [("134", True), ("135", True), ("136", True), ("155", True), ("573", False), ("", False)],
)
def test_registered(cancellation: str, status_code: str, registered: bool) -> None:
    answered = cancellation.replace("<cStat>135", f"<cStat>{status_code}")
    assert event(answered).registered is registered


@pytest.mark.parametrize(
    ("event_type", "effect"),
    [
        ("110110", Effect.CORRECTION_LETTER),
        ("110111", Effect.CANCELLATION),
        ("110112", Effect.CANCELLATION),
        ("210200", Effect.RECIPIENT_MANIFESTATION),
        ("210210", Effect.RECIPIENT_MANIFESTATION),
        ("210220", Effect.RECIPIENT_MANIFESTATION),
        ("210240", Effect.RECIPIENT_MANIFESTATION),
        ("610110", Effect.RECIPIENT_MANIFESTATION),
        ("610600", None),
    ],
)
def test_effect(cancellation: str, event_type: str, effect: Effect | None) -> None:
    assert event(cancellation.replace("110111", event_type)).effect is effect


@pytest.mark.parametrize(
    ("tag", "value"),
    [("chNFe", "access_key"), ("tpEvento", "event_type"), ("nSeqEvento", "sequence")],
)
def test_identity_is_in_the_tags_the_id_and_the_receipt(
    cancellation: str, tag: str, value: str
) -> None:
    whole = getattr(event(cancellation), value)
    start = cancellation.index(f"<{tag}>")
    end = cancellation.index(f"</{tag}>") + len(f"</{tag}>")
    untagged = cancellation[:start] + cancellation[end:]
    only_id = untagged.replace(f"<{tag}>", "<other>").replace(f"</{tag}>", "</other>")
    only_receipt = untagged.replace(' Id="ID', ' Code="ID')
    assert getattr(event(only_id), value) == whole
    assert getattr(event(only_receipt), value) == whole
    with pytest.raises(IdentityMissing):
        read(only_id.replace(' Id="ID', ' Code="ID').encode())


def test_the_correction_wins_over_the_justification(cancellation: str) -> None:
    letter = cancellation.replace("<xJust>", "<xCorrecao>Peso: 10 kg</xCorrecao><xJust>")
    assert event(letter).text == "Peso: 10 kg"


def test_a_long_correction_is_whole(cancellation: str) -> None:
    letter = cancellation.replace("<xJust>", f"<xCorrecao>{'x' * 1000}</xCorrecao><xJust>")
    assert event(letter).text == "x" * 1000


def test_a_persons_event(cancellation: str, nfe_key: str) -> None:
    key = "35260800052998224725559200000000071123456788"
    person = cancellation.replace(nfe_key, key).replace("<CNPJ>12ABC34501DE35</CNPJ>", "")
    assert event(person).party_tax_ids == {"52998224725", "11222333000181"}


def test_a_ctes_correction_letter_joins_its_alterations(cte_key: str) -> None:
    letter = (
        "<evCCeCTe><descEvento>Carta de Correcao</descEvento>"
        "<infCorrecao><grupoAlterado>ide</grupoAlterado><campoAlterado>CFOP</campoAlterado>"
        "<valorAlterado>6353</valorAlterado></infCorrecao>"
        "<infCorrecao><grupoAlterado/></infCorrecao>"
        "<infCorrecao><grupoAlterado>infQ</grupoAlterado><campoAlterado>qCarga</campoAlterado>"
        "<valorAlterado>9.3</valorAlterado><nroItemAlterado>02</nroItemAlterado></infCorrecao>"
        "</evCCeCTe>"
    )
    found = event(cte_event(cte_key, "110110", letter, "134"))
    assert found.text == "ide/CFOP: 6353; infQ/02/qCarga: 9.3"
    assert found.description == "Carta de Correcao"
    assert found.effect is Effect.CORRECTION_LETTER
    assert found.registered
    assert found.access_key == cte_key
    assert found.party_tax_ids == {"11222333000181", "0X0J92JY000196"}


@pytest.mark.parametrize(
    ("event_type", "details", "text"),
    [
        ("110111", "<evCancCTe><xJust>Erro de digitação</xJust></evCancCTe>", "Erro de digitação"),
        ("610110", "<evPrestDesacordo><xObs>Atraso</xObs></evPrestDesacordo>", "Atraso"),
        ("610110", "<evPrestDesacordo/>", None),
        ("610110", "", None),
    ],
)
def test_a_ctes_reasons(cte_key: str, event_type: str, details: str, text: str | None) -> None:
    assert event(cte_event(cte_key, event_type, details)).text == text


def test_res_evento(nfe_key: str) -> None:
    xml = (
        f'<resEvento xmlns="{NFE}"><cOrgao>35</cOrgao><CNPJ>11222333000181</CNPJ>'
        f"<chNFe>{nfe_key}</chNFe><dhEvento>2026-08-03T15:00:00-03:00</dhEvento>"
        "<tpEvento>210210</tpEvento><nSeqEvento>1</nSeqEvento><xEvento>Ciencia</xEvento>"
        "<dhRecbto>2026-08-03T15:00:05-03:00</dhRecbto><nProt>7</nProt></resEvento>"
    )
    found = read(xml.encode())
    assert found == EventSummary(
        access_key=nfe_key,
        event_type="210210",
        sequence=1,
        author_tax_id="11222333000181",
        organ="35",
        occurred_at=datetime(2026, 8, 3, 15, tzinfo=BRASILIA),
        description="Ciencia",
        protocol="7",
        registered_at=datetime(2026, 8, 3, 15, 0, 5, tzinfo=BRASILIA),
    )
    assert isinstance(found, EventSummary)
    assert found.registered
    assert found.effect is Effect.RECIPIENT_MANIFESTATION
    assert found.party_tax_ids == {"11222333000181", "12ABC34501DE35"}
    with pytest.raises(IdentityMissing):
        read(xml.replace("nSeqEvento", "other").encode())
