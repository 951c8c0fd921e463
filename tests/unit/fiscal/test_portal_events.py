"""Events of MDF-e, BP-e, NF3e, NFCom, and of the CT-e's kin, as the Portal Fiscal answers them."""

from collections.abc import Iterator

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import Effect, FiscalEvent, read


def key_of(model: str) -> str:
    return f"3526080X0J92JY000196{model}0010000006041448679012"


def answered(name: str, key: str, event_type: str, details: str) -> str:
    said = f"<evAlgo><descEvento>Algo</descEvento>{details}</evAlgo>"
    return (
        f'<procEvento{name} xmlns="http://www.portalfiscal.inf.br/{name.lower()}" versao="1.00">'
        f'<evento{name}><infEvento Id="ID{event_type}{key}001"><cOrgao>35</cOrgao><tpAmb>1</tpAmb>'
        f"<CNPJ>0X0J92JY000196</CNPJ><ch{name}>{key}</ch{name}><tpEvento>{event_type}</tpEvento>"
        f"<nSeqEvento>1</nSeqEvento><detEvento>{said}</detEvento></infEvento></evento{name}>"
        f"<retEvento{name}><infEvento><cStat>135</cStat><ch{name}>{key}</ch{name}><nProt>9</nProt>"
        f"<dhRegEvento>2026-08-03T15:00:05-03:00</dhRegEvento></infEvento></retEvento{name}>"
        f"</procEvento{name}>"
    )


def event(xml: str) -> FiscalEvent:
    record = read(xml.encode())
    assert isinstance(record, FiscalEvent)
    return record


NAMES = {"MDFe": "58", "BPe": "63", "NF3e": "66", "NFCom": "62"}


@pytest.mark.parametrize(("name", "model"), NAMES.items())
def test_a_cancellation(name: str, model: str) -> None:
    key = key_of(model)
    xml = answered(name, key, "110111", "<xJust>Viagem desfeita</xJust>")
    found = event(xml)
    assert (found.access_key, found.event_type, found.sequence) == (key, "110111", 1)
    assert (found.model, found.protocol, found.status_code) == (model, "9", "135")
    assert (found.description, found.text) == ("Algo", "Viagem desfeita")
    assert found.author_tax_id == "0X0J92JY000196"
    assert found.registered
    assert found.effect is Effect.CANCELLATION
    bare = xml[xml.index(f"<evento{name}>") : xml.index(f"<retEvento{name}>")]
    namespace = f'xmlns="http://www.portalfiscal.inf.br/{name.lower()}"'
    bare = bare.replace(f"<evento{name}>", f"<evento{name} {namespace}>")
    assert not event(bare).registered
    assert event(bare).access_key == key
    assert event(xml.replace("Id=", "Code=")).access_key == key
    with pytest.raises(IdentityMissing):
        read(xml.replace(key, "").encode())


def effects() -> Iterator[tuple[str, str, str, Effect | None]]:
    manifestation = Effect.RECIPIENT_MANIFESTATION
    yield "MDFe", "58", "110112", None  # encerramento
    yield "MDFe", "55", "110112", None  # a key of another model does not make it a cancellation
    yield "MDFe", "58", "110114", None
    yield "BPe", "63", "110115", None  # não embarque
    yield "BPe", "63", "110116", None
    for model in ("57", "64", "67"):
        yield "CTe", model, "110111", Effect.CANCELLATION
        yield "CTe", model, "110110", Effect.CORRECTION_LETTER
        yield "CTe", model, "110112", None
        yield "CTe", model, "610110", manifestation
        yield "CTe", model, "610111", manifestation
        yield "CTe", model, "110180", None  # comprovante de entrega


@pytest.mark.parametrize(("name", "model", "event_type", "effect"), list(effects()))
def test_effect(name: str, model: str, event_type: str, effect: Effect | None) -> None:
    assert event(answered(name, key_of(model), event_type, "")).effect is effect


@pytest.mark.parametrize(("model", "effect"), [("55", 1), ("65", 1), ("58", 0), ("57", 0)])
def test_by_substitution_only_notes_are_cancelled(model: str, effect: int) -> None:
    found = FiscalEvent(access_key=key_of(model), event_type="110112", sequence=1)
    assert (found.effect is Effect.CANCELLATION) is bool(effect)
