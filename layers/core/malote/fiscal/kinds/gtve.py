"""GTV-e, model 64: the electronic guide of valuables in transit (MOC CT-e 4.00)."""

from malote.fiscal.codes import Kind
from malote.fiscal.details import Details, Item, Place, Transport, Vehicle, Volume
from malote.fiscal.groups import party
from malote.fiscal.header import document_and_protocol, header
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.values import decimal, total
from malote.fiscal.xml import Element, Group

_SPECIES = {"1": "Cédula", "2": "Cheque", "3": "Moeda", "4": "Outros"}


def _read(root: Element) -> FiscalDocument:
    guide, protocol = document_and_protocol(root, "GTVe", "protCTe")
    own = guide.group("infCte")
    ide = own.group("ide")
    sender = party(own.group("rem"), "enderReme")
    recipient = party(own.group("dest"), "enderDest")
    named = {"0": sender, "1": recipient}.get(ide.group("toma").text("toma") or "")
    return FiscalDocument(
        kind=Kind.GTVE,
        model="64",
        **header(guide, own, ide, protocol, key_tag="chCTe", number_tag="nCT"),
        purpose=ide.text("tpCTe"),
        sender=sender,
        recipient=recipient,
        taker=named or party(ide.group("tomaTerceiro"), "enderToma"),
    )


def _details(root: Element) -> Details:
    own = document_and_protocol(root, "GTVe", "protCTe")[0].group("infCte")
    ide, cargo = own.group("ide"), own.group("detGTV")
    quantity = decimal(cargo.text("qCarga"))
    return Details(
        items=tuple(
            Item(
                number=number,
                code=one.text("tpEspecie"),
                description=_SPECIES.get(one.text("tpEspecie") or ""),
                cfop=ide.text("CFOP"),
                total_amount=decimal(one.text("vEspecie")),
                additional_information=one.text("xMoedaEstr"),
            )
            for number, one in enumerate(cargo.groups("infEspecie"), 1)
        ),
        transport=Transport(
            modal=ide.text("modal"),
            origin=_place(own.group("origem") or own.group("rem").group("enderReme")),
            destination=_place(own.group("destino") or own.group("dest").group("enderDest")),
            cargo_amount=total(*(one.text("vEspecie") for one in cargo.groups("infEspecie"))),
            vehicles=tuple(
                Vehicle(plate=one.text("placa"), uf=one.text("UF"), rntrc=one.text("RNTRC"))
                for one in cargo.groups("infVeiculo")
            ),
            volumes=(Volume(quantity=quantity),) if quantity is not None else (),
        ),
        additional_information=own.group("compl").text("xObs", 2000),
    )


def _place(address: Group) -> Place:
    return Place(
        municipality_code=address.text("cMun"),
        municipality=address.text("xMun"),
        uf=address.text("UF"),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/cte}"
_SCHEMAS = "cte/schemas/v4_0"
ROOTS = {
    f"{_NAMESPACE}GTVeProc": Layout(
        _read, ("GTVe", "infCte"), f"{_SCHEMAS}/procGTVe_v4.00.xsd", _details
    ),
    f"{_NAMESPACE}GTVe": Layout(_read, ("infCte",), f"{_SCHEMAS}/GTVe_v4.00.xsd", _details),
}
