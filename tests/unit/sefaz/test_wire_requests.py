"""What SEFAZ is asked: as the official schemas have it, where its services look for it."""

import re
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest
from lxml import etree
from pydantic import ValidationError

from malote.environment import Environment
from malote.sefaz.asking import address, exchange, render
from malote.sefaz.operations import Asking, ManifestationKind, Operation, ToManifest
from malote.sefaz.soap import content_type
from tests.unit.sefaz.wire import AT, CPF, CTE, KEY, NFE, OPERATIONS, asking, event, lot, signer

PACKAGE = Path(nfelib.__path__[0])
SCHEMAS = {
    f"{{{NFE}}}distDFeInt": "nfe_dist_dfe/schemas/v1_0/distDFeInt_v1.01.xsd",
    f"{{{CTE}}}distDFeInt": "cte_dist_dfe/schemas/v1_0/distDFeInt_v1.00.xsd",
    f"{{{NFE}}}envEvento": "nfe_evento_mde/schemas/v1_0/envConfRecebto_v1.00.xsd",
}
SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
ALL = OPERATIONS | {"a lot of events": lot()}


def schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(PACKAGE / path))


def data(request: bytes) -> etree._Element:
    """The message that is in an envelope."""
    (body,) = etree.fromstring(request)
    found = body
    while found.tag not in SCHEMAS:
        (found,) = found
    return found


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
@pytest.mark.parametrize("tax_id", ["45723174000110", CPF])
@pytest.mark.parametrize("environment", Environment)
def test_the_official_schema(operation: Operation, tax_id: str, environment: Environment) -> None:
    message = data(render(asking(operation, tax_id, environment), signer(tax_id)))
    schema(SCHEMAS[message.tag]).assertValid(etree.fromstring(etree.tostring(message)))
    codes = {"production": "1", "homologation": "2"}
    assert {each.text for each in message.iter("{*}tpAmb")} == {codes[environment]}
    assert {each.text for each in message.iter("{*}CNPJ", "{*}CPF")} == {tax_id}


def test_what_is_asked() -> None:
    said = {
        name: [(etree.QName(each).localname, each.text) for each in data(
            render(asking(operation), signer())
        ).iter("{*}cUFAutor", "{*}ultNSU", "{*}NSU", "{*}chNFe")]
        for name, operation in OPERATIONS.items()
    }  # fmt: skip
    assert said == {
        "NF-e after an NSU": [("cUFAutor", "35"), ("ultNSU", "000000000000042")],
        "one NSU of NF-e": [("cUFAutor", "35"), ("NSU", "000000000000043")],
        "one NF-e": [("cUFAutor", "35"), ("chNFe", KEY)],
        "CT-e after an NSU": [("cUFAutor", "35"), ("ultNSU", "000000000000000")],
        "one NSU of CT-e": [("cUFAutor", "35"), ("NSU", "000000000000007")],
    }


@pytest.mark.parametrize("kind", ManifestationKind)
def test_the_details_of_each_kind_have_schemas_of_their_own(kind: ManifestationKind) -> None:
    (event_type,) = data(render(asking(lot(event(kind))), signer())).iter("{*}tpEvento")
    (details,) = data(render(asking(lot(event(kind))), signer())).iter("{*}detEvento")
    own = schema(f"nfe_evento_mde/schemas/v1_0/e{event_type.text}_v1.00.xsd")
    own.assertValid(etree.fromstring(etree.tostring(details)))


def test_an_event_to_the_letter() -> None:
    made = event(ManifestationKind.NOT_PERFORMED, 2)
    (of,) = data(render(asking(lot(made)), signer())).iter("{*}infEvento")
    assert of.get("Id") == f"ID210240{KEY}02"
    said = {etree.QName(each).localname: each.text for each in of.iter() if not len(each)}
    assert said == {
        "cOrgao": "91", "tpAmb": "2", "CNPJ": "45723174000110", "chNFe": KEY,
        "dhEvento": "2026-11-20T23:04:05-03:00", "tpEvento": "210240", "nSeqEvento": "2",
        "verEvento": "1.00", "descEvento": "Operacao nao Realizada", "xJust": made.justification,
    }  # fmt: skip


PLACES = {
    "NF-e after an NSU": ("nfe", "NFeDistribuicaoDFe", ["nfeDistDFeInteresse", "nfeDadosMsg"]),
    "CT-e after an NSU": ("cte", "CTeDistribuicaoDFe", ["cteDistDFeInteresse", "cteDadosMsg"]),
    "one NF-e": ("nfe", "NFeDistribuicaoDFe", ["nfeDistDFeInteresse", "nfeDadosMsg"]),
    "a lot of events": ("nfe", "NFeRecepcaoEvento4", ["nfeDadosMsg"]),
}


@pytest.mark.parametrize(("name", "place"), PLACES.items(), ids=PLACES)
def test_the_envelope(name: str, place: tuple[str, str, list[str]]) -> None:
    portal, service, path = place
    request = render(asking(ALL[name]), signer())
    envelope = etree.fromstring(request)
    assert [envelope.tag, *(each.tag for each in envelope)] == [f"{SOAP}Envelope", f"{SOAP}Body"]
    (found,) = envelope
    for each in path:
        (found,) = found
        assert found.tag == f"{{http://www.portalfiscal.inf.br/{portal}/wsdl/{service}}}{each}"
    assert found[0].tag in SCHEMAS
    assert not re.search(rb"xmlns:|<\w+:|>\s+<|\n", request)
    assert request.startswith(b'<?xml version="1.0" encoding="UTF-8"?><Envelope ')


def test_addresses() -> None:
    found = {
        (name, environment.value): address(asking(ALL[name], environment=environment))
        for name in ("NF-e after an NSU", "CT-e after an NSU", "a lot of events")
        for environment in Environment
    }
    wsdl = "http://www.portalfiscal.inf.br/{}/wsdl/{}"
    nfe = "fazenda.gov.br/NFeDistribuicaoDFe/NFeDistribuicaoDFe.asmx"
    cte = "fazenda.gov.br/CTeDistribuicaoDFe/CTeDistribuicaoDFe.asmx"
    events = "nfe.fazenda.gov.br/NFeRecepcaoEvento4/NFeRecepcaoEvento4.asmx"
    actions = [
        wsdl.format("nfe", "NFeDistribuicaoDFe/nfeDistDFeInteresse"),
        wsdl.format("cte", "CTeDistribuicaoDFe/cteDistDFeInteresse"),
        wsdl.format("nfe", "NFeRecepcaoEvento4/nfeRecepcaoEventoNF"),
    ]
    assert found == {
        ("NF-e after an NSU", "production"): (f"https://www1.nfe.{nfe}", actions[0]),
        ("NF-e after an NSU", "homologation"): (f"https://hom1.nfe.{nfe}", actions[0]),
        ("CT-e after an NSU", "production"): (f"https://www1.cte.{cte}", actions[1]),
        ("CT-e after an NSU", "homologation"): (f"https://hom1.cte.{cte}", actions[1]),
        ("a lot of events", "production"): (f"https://www.{events}", actions[2]),
        ("a lot of events", "homologation"): (f"https://hom1.{events}", actions[2]),
    }
    elsewhere, action = address(asking(lot()), "https://sefaz.test:8443/")
    assert elsewhere == "https://sefaz.test:8443/NFeRecepcaoEvento4/NFeRecepcaoEvento4.asmx"
    assert content_type(action) == f'application/soap+xml; charset=utf-8; action="{actions[2]}"'


def test_the_same_asking_is_the_same_bytes_however_it_travelled() -> None:
    asked = asking(lot())
    again = Asking.model_validate_json(asked.model_dump_json())
    assert render(asked, signer()) == render(again, signer())
    assert render(asked, signer()) != render(asking(lot(), CPF), signer())


def test_an_exchange_is_what_went_out_and_what_came_back() -> None:
    class Echo:
        def post(self, url: str, action: str, body: bytes) -> bytes:
            return f"{url} {action}".encode() + body

    asked = asking(lot())
    made = exchange(asked, signer(), Echo(), "https://x.test")
    assert made.request == render(asked, signer())
    assert made.answer == " ".join(address(asked, "https://x.test")).encode() + made.request


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("not_performed", None),
        ("awareness", "um motivo bem explicado"),
        ("not_performed", "curto"),
        ("not_performed", "a" * 256),
        ("not_performed", " um motivo bem explicado"),
        ("not_performed", "um motivo\nbem explicado"),
        ("not_performed", "um motivo bem explicado €"),
    ],
)
def test_a_justification_that_the_schema_refuses_is_none(kind: str, reason: str | None) -> None:
    with pytest.raises(ValidationError):
        ToManifest.model_validate(
            {"access_key": KEY, "kind": kind, "sequence": 1, "at": AT, "justification": reason}
        )
