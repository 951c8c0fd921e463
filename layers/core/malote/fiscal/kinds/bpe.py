"""BP-e, model 63: a ticket by road, rail or water, of a day's city rides (TM) or by air (TA)."""

from malote.fiscal.codes import Kind
from malote.fiscal.details import (
    Details,
    Item,
    Passenger,
    Payment,
    Place,
    Tax,
    Totals,
    Transport,
    Vehicle,
)
from malote.fiscal.groups import access_keys, party, tax_id_of
from malote.fiscal.header import document_and_protocol, header
from malote.fiscal.ibs_cbs import government_purchase, ibs_cbs_taxes, ibs_cbs_totals
from malote.fiscal.icms_group import destination_taxes, icms_taxes
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument
from malote.fiscal.values import day, decimal, integer
from malote.fiscal.xml import Element, Group, local_name

_ROAD = {
    "01": "Tarifa",
    "02": "Pedágio",
    "03": "Taxa de embarque",
    "04": "Seguro",
    "05": "Taxa de manutenção de rodovia",
    "06": "Serviço de venda integrada",
    "99": "Outros",
}
_AIR = _ROAD | {"06": "Bagagem", "07": "Reserva de assento", "08": "Transporte de animais"}
_PARTS = {"BPe": _ROAD, "BPeTA": _AIR}


def _open(root: Element) -> tuple[str, Group, Group]:
    root_name = local_name(root)
    known = (name for name in ("BPe", "BPeTM", "BPeTA") if Group(root).group(name))
    name = root_name if root_name.startswith("BPe") else next(known, "BPe")
    return name, *document_and_protocol(root, name, "protBPe")


def _read(root: Element) -> FiscalDocument:
    _, ticket, protocol = _open(root)
    own = ticket.group("infBPe")
    ide, value, total = own.group("ide"), own.group("infValorBPe"), own.group("total")
    icms = own.group("imp").group("ICMS").choice("ICMS") or total.group("ICMSTot")
    passenger = own.group("infPassagem").group("infPassageiro")
    return FiscalDocument(
        kind=Kind.BPE,
        model="63",
        **header(ticket, own, ide, protocol, key_tag="chBPe", number_tag="nBP"),
        purpose=ide.text("tpBPe"),
        # The buyer; most tickets have none but who travels.
        recipient=party(own.group("comp"), "enderComp") or party(passenger, ""),
        intermediary=party(own.group("agencia"), "enderAgencia"),
        total_amount=decimal(value.text("vPgto") or value.text("vBP") or total.text("vBP")),
        icms_amount=decimal(icms.text("vICMS")),
    )


def _details(root: Element) -> Details:
    name, ticket, _ = _open(root)
    own = ticket.group("infBPe")
    ide, value, owed, total = (own.group(one) for one in ("ide", "infValorBPe", "imp", "total"))
    more = own.group("infAdic")
    icms = owed.group("ICMS").choice("ICMS") or total.group("ICMSTot")
    return Details(
        items=_rides(own, ide.text("CFOP")) if name == "BPeTM" else _parts(value, _PARTS[name]),
        taxes=_taxes(owed),
        payments=tuple(
            Payment(method=one.text("tPag"), amount=decimal(one.text("vPag")))
            for one in own.groups("pag")
        ),
        totals=Totals(
            services_amount=decimal(value.text("vBP") or total.text("vBP")),
            discount_amount=decimal(value.text("vDesconto")),
            icms_base_amount=decimal(icms.text("vBC")),
            icms_amount=decimal(icms.text("vICMS")),
            net_amount=decimal(value.text("vPgto")),
            total_with_taxes_amount=decimal(owed.text("vTotDFe") or total.text("vTotDFe")),
            approximate_taxes_amount=decimal(owed.text("vTotTrib")),
            **ibs_cbs_totals(total.group("IBSCBSTot")),
        ),
        transport=_transport(own, ide),
        referenced_keys=access_keys(
            own.group("infBPeSub").text("chBPe"), own.group("infBPeVinculado").text("chBPeMultiplo")
        ),
        competence_on=day(ide.text("dCompet")),
        government_purchase=government_purchase(ide),
        fiscal_information=owed.text("infAdFisco", 2000) or more.text("infAdFisco", 2000),
        additional_information=more.text("infCpl", 5000),
    )


def _parts(value: Group, names: dict[str, str]) -> tuple[Item, ...]:
    return tuple(
        Item(
            number=number,
            code=part.text("tpComp"),
            description=names.get(part.text("tpComp") or ""),
            total_amount=decimal(part.text("vComp")),
        )
        for number, part in enumerate(value.groups("Comp"), 1)
    )


def _rides(own: Group, cfop: str | None) -> tuple[Item, ...]:
    return tuple(
        Item(
            number=integer(ride.attribute("nViagem")),
            code=counter.attribute("idEqpCont"),
            description=ride.group("Comp").text("xNome"),
            cfop=cfop,
            quantity=decimal(ride.text("qPass")),
            total_amount=decimal(ride.text("vBP")),
            taxes=_taxes(ride.group("imp")),
        )
        for counter in own.groups("detBPeTM")
        for ride in counter.groups("det")
    )


def _taxes(owed: Group) -> tuple[Tax, ...]:
    return (
        *icms_taxes(owed.group("ICMS").choice("ICMS")),
        *destination_taxes(owed.group("ICMSUFFim"), "UFFim"),
        *ibs_cbs_taxes(owed.group("IBSCBS")),
    )


def _transport(own: Group, ide: Group) -> Transport:
    ticket = own.group("infPassagem")
    passenger = ticket.group("infPassageiro")
    plates = dict.fromkeys(one.text("placa") for one in own.groups("detBPeTM"))
    return Transport(
        modal=ide.text("modal"),
        origin=Place(
            municipality_code=ide.text("cMunIni"),
            municipality=ticket.text("xLocOrig"),
            uf=ide.text("UFIni"),
        ),
        destination=Place(
            municipality_code=ide.text("cMunFim"),
            municipality=ticket.text("xLocDest"),
            uf=ide.text("UFFim"),
        ),
        vehicles=tuple(Vehicle(plate=plate) for plate in plates if plate),
        passengers=(
            Passenger(
                name=passenger.text("xNome"),
                tax_id=tax_id_of(passenger),
                document=passenger.text("nDoc"),
            ),
        )
        if passenger
        else (),
    )


_NAMESPACE = "{http://www.portalfiscal.inf.br/bpe}"
_SCHEMAS = "bpe/schemas/v1_0"
ROOTS = {
    f"{_NAMESPACE}bpeProc": Layout(
        _read, ("BPe", "infBPe"), f"{_SCHEMAS}/procBPe_v1.00.xsd", _details
    ),
    f"{_NAMESPACE}bpeTMProc": Layout(
        _read, ("BPeTM", "infBPe"), f"{_SCHEMAS}/procBPeTM_v1.00.xsd", _details
    ),
    f"{_NAMESPACE}bpeTAProc": Layout(_read, ("BPeTA", "infBPe"), details=_details),
    f"{_NAMESPACE}BPe": Layout(_read, ("infBPe",), f"{_SCHEMAS}/bpe_v1.00.xsd", _details),
    f"{_NAMESPACE}BPeTM": Layout(_read, ("infBPe",), f"{_SCHEMAS}/bpeTM_v1.00.xsd", _details),
    f"{_NAMESPACE}BPeTA": Layout(_read, ("infBPe",), f"{_SCHEMAS}/bpeTA_v1.00.xsd", _details),
}
