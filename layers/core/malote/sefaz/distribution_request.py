"""``distDFeInt``: asking for documents (NT 2014.002 of the NF-e, NT 2015.002 of the CT-e)."""

from malote.environment import Environment
from malote.fiscal.states import IBGE_CODES
from malote.fiscal.xml import Element
from malote.sefaz.endpoints import NFE_DISTRIBUTION, endpoint
from malote.sefaz.markup import Maker, maker
from malote.sefaz.operations import Asking, Distribute, QueryKey, QueryNsu
from malote.tax_id import is_cnpj

ENVIRONMENT_CODES = {Environment.PRODUCTION: "1", Environment.HOMOLOGATION: "2"}


def content(asking: Asking, operation: Distribute | QueryNsu | QueryKey) -> Element:
    """Version 1.01 for the NF-e, 1.00 for the CT-e."""
    of = endpoint(operation)
    make = maker(of.portal)
    return make(
        "distDFeInt",
        make("tpAmb", ENVIRONMENT_CODES[asking.environment]),
        make("cUFAutor", IBGE_CODES[asking.state]),
        party(make, asking.tax_id),
        _wanted(make, operation),
        versao="1.01" if of is NFE_DISTRIBUTION else "1.00",
    )


def party(make: Maker, tax_id: str) -> Element:
    """``CNPJ`` or ``CPF``."""
    return make("CNPJ" if is_cnpj(tax_id) else "CPF", tax_id)


def _wanted(make: Maker, operation: Distribute | QueryNsu | QueryKey) -> Element:
    match operation:
        case Distribute():
            return make("distNSU", make("ultNSU", operation.last_nsu))
        case QueryNsu():
            return make("consNSU", make("NSU", operation.nsu))
        case QueryKey():
            return make("consChNFe", make("chNFe", operation.access_key))
