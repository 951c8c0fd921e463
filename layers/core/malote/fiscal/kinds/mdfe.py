"""MDF-e, model 58: what a vehicle carries, by the keys of its documents (MOC MDF-e 3.00)."""

from collections.abc import Iterator

from malote.fiscal.codes import Kind
from malote.fiscal.details import Details, Driver, Instalment, Place, Transport, Vehicle
from malote.fiscal.groups import access_keys, party
from malote.fiscal.header import document_and_protocol, header
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument, Party
from malote.fiscal.values import day, decimal
from malote.fiscal.xml import Element, Group

_KILOGRAMS = {"01": 1, "02": 1000}  # cUnid: kilograms or tons
_CONTRACTOR = "2"  # respSeg: who answers for the insurance


def _read(root: Element) -> FiscalDocument:
    manifest, protocol = document_and_protocol(root, "MDFe", "protMDFe")
    own = manifest.group("infMDFe")
    ide, road = own.group("ide"), own.group("infModal").group("rodo")
    return FiscalDocument(
        kind=Kind.MDFE,
        model="58",
        **header(manifest, own, ide, protocol, key_tag="chMDFe", number_tag="nMDF"),
        carrier=party(road.group("veicTracao").group("prop"), ""),
        contractors=_contractors(own, road.group("infANTT")),
        carried_keys=access_keys(*_carried_keys(own.group("infDoc"))),
    )


def _contractors(own: Group, register: Group) -> tuple[Party, ...]:
    """Those it travels for: who contracts it, who pays it, who insures it for its contractor."""
    answering = (insurance.group("infResp") for insurance in own.groups("seg"))
    groups = (
        *register.groups("infContratante"),
        *register.groups("infPag"),
        *(one for one in answering if one.text("respSeg") == _CONTRACTOR),
    )
    by_name: dict[str, Party] = {}
    for found in (party(group, "") for group in groups):
        if found and (name := found.tax_id or found.foreign_id or found.legal_name):
            by_name.setdefault(name, found)
    return tuple(by_name.values())


def _carried_keys(documents: Group) -> Iterator[str | None]:
    for place in documents.groups("infMunDescarga"):
        for conveyance in place.groups("infCTe"):
            yield conveyance.text("chCTe")
            for note in conveyance.groups("infNFePrestParcial"):
                yield note.text("chNFe")
        for note in place.groups("infNFe"):
            yield note.text("chNFe")
        for manifest in place.groups("infMDFeTransp"):
            yield manifest.text("chMDFe")


def _details(root: Element) -> Details:
    own = document_and_protocol(root, "MDFe", "protMDFe")[0].group("infMDFe")
    register = own.group("infModal").group("rodo").group("infANTT")
    more = own.group("infAdic")
    return Details(
        instalments=tuple(
            Instalment(
                number=one.text("nParcela"),
                due_date=day(one.text("dVenc")),
                amount=decimal(one.text("vParcela")),
            )
            for payment in register.groups("infPag")
            for one in payment.groups("infPrazo")
        ),
        transport=_transport(own),
        fiscal_information=more.text("infAdFisco", 2000),
        additional_information=more.text("infCpl", 5000),
    )


def _transport(own: Group) -> Transport:
    ide, total, road = own.group("ide"), own.group("tot"), own.group("infModal").group("rodo")
    loaded, unloaded = ide.group("infMunCarrega"), own.group("infDoc").group("infMunDescarga")
    weight, unit = decimal(total.text("qCarga")), _KILOGRAMS.get(total.text("cUnid") or "")
    tractor = road.group("veicTracao")
    return Transport(
        modal=ide.text("modal"),
        origin=Place(
            municipality_code=loaded.text("cMunCarrega"),
            municipality=loaded.text("xMunCarrega"),
            uf=ide.text("UFIni"),
        ),
        destination=Place(
            municipality_code=unloaded.text("cMunDescarga"),
            municipality=unloaded.text("xMunDescarga"),
            uf=ide.text("UFFim"),
        ),
        cargo_amount=decimal(total.text("vCarga")),
        cargo_weight=weight * unit if weight is not None and unit else None,
        main_product=own.group("prodPred").text("xProd"),
        vehicles=tuple(_vehicles(road)),
        drivers=tuple(
            Driver(name=one.text("xNome"), tax_id=one.text("CPF"))
            for one in tractor.groups("condutor")
        ),
    )


def _vehicles(road: Group) -> Iterator[Vehicle]:
    issuers = road.group("infANTT").text("RNTRC")
    vehicles = [*road.groups("veicTracao"), *road.groups("veicReboque")]
    for one in vehicles:
        yield Vehicle(
            plate=one.text("placa"),
            uf=one.text("UF"),
            rntrc=one.group("prop").text("RNTRC") or issuers,
        )
    if issuers and not vehicles:
        yield Vehicle(rntrc=issuers)


_NAMESPACE = "{http://www.portalfiscal.inf.br/mdfe}"
_SCHEMAS = "mdfe/schemas/v3_0"
ROOTS = {
    f"{_NAMESPACE}mdfeProc": Layout(
        _read, ("MDFe", "infMDFe"), f"{_SCHEMAS}/procMDFe_v3.00.xsd", _details
    ),
    f"{_NAMESPACE}MDFe": Layout(_read, ("infMDFe",), f"{_SCHEMAS}/mdfe_v3.00.xsd", _details),
}
