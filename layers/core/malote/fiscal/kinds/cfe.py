"""CF-e SAT, model 59, in no namespace: São Paulo's and Ceará's coupon (ER SAT 2.0, annex 2).

The SAT equipment numbers and signs it, so it has no protocol. ``series`` is the equipment's
serial number, of nine digits; in the key it stands with the number where other models have series
and number. What a shop hands to its equipment has the same root, but no ``Id``.
"""

from malote.fiscal.codes import Kind, OperationType
from malote.fiscal.details import Details, Item, Payment, Totals
from malote.fiscal.groups import ENVIRONMENTS, digest_value, identity, party
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument, Party
from malote.fiscal.nfe_taxes import item_taxes
from malote.fiscal.values import decimal, integer, moment, total
from malote.fiscal.xml import ABSENT, Element, Group

_TEXT_LIMIT = 5000


def _document(root: Element) -> FiscalDocument:
    whole = Group(root)
    own = whole.group("infCFe")
    key = identity(own, ABSENT, "chCFe")
    ide, amounts = own.group("ide"), own.group("total")
    products = amounts.group("ICMSTot")
    series, number = integer(ide.text("nserieSAT")), integer(ide.text("nCFe"))
    recipient = party(own.group("dest"), "")
    return FiscalDocument(
        kind=Kind.CFE,
        access_key=key.value,
        model="59",
        series=int(key.value[22:31]) if series is None else series,
        number=int(key.value[31:37]) if number is None else number,
        issued_at=moment("T".join(filter(None, (ide.text("dEmi"), ide.text("hEmi"))))),
        environment=ENVIRONMENTS.get(ide.text("tpAmb") or ""),
        operation_type=OperationType.OUTGOING,
        issuer=party(own.group("emit"), "enderEmit"),
        recipient=None if recipient == Party() else recipient,  # an empty dest: nobody said who
        total_amount=decimal(amounts.text("vCFe")),
        products_amount=decimal(products.text("vProd")),
        icms_amount=decimal(products.text("vICMS")),
        digest_value=digest_value(whole),
    )


def _details(root: Element) -> Details:
    own = Group(root).group("infCFe")
    amounts = own.group("total")
    products, services = amounts.group("ICMSTot"), amounts.group("ISSQNtot")
    subtotal = amounts.group("DescAcrEntr")
    return Details(
        items=tuple(map(_item, own.groups("det"))),
        payments=tuple(
            Payment(method=one.text("cMP"), amount=decimal(one.text("vMP")))
            for one in own.group("pgto").groups("MP")
        ),
        totals=Totals(
            products_amount=decimal(products.text("vProd")),
            discount_amount=total(products.text("vDesc"), subtotal.text("vDescSubtot")),
            other_amount=total(products.text("vOutro"), subtotal.text("vAcresSubtot")),
            icms_amount=decimal(products.text("vICMS")),
            pis_amount=total(products.text("vPIS"), services.text("vPIS")),
            cofins_amount=total(products.text("vCOFINS"), services.text("vCOFINS")),
            iss_base_amount=decimal(services.text("vBC")),
            iss_amount=decimal(services.text("vISS")),
            approximate_taxes_amount=decimal(amounts.text("vCFeLei12741")),
        ),
        additional_information=own.group("infAdic").text("infCpl", _TEXT_LIMIT),
    )


def _item(line: Group) -> Item:
    product = line.group("prod")
    return Item(
        number=integer(line.attribute("nItem")),
        code=product.text("cProd"),
        gtin=product.text("cEAN"),
        description=product.text("xProd"),
        ncm=product.text("NCM"),
        cest=product.text("CEST"),
        cfop=product.text("CFOP"),
        unit=product.text("uCom"),
        quantity=decimal(product.text("qCom")),
        unit_amount=decimal(product.text("vUnCom")),
        total_amount=decimal(product.text("vProd")),
        discount_amount=total(product.text("vDesc"), product.text("vRatDesc")),
        taxes=item_taxes(line.group("imposto")),
        additional_information=line.text("infAdProd", _TEXT_LIMIT),
    )


ROOTS = {"CFe": Layout(_document, signed=("infCFe",), details=_details)}
