"""The cancellation of a CF-e SAT: a coupon of its own, which is an event on the one it cancels.

The SAT equipment is the authority, and makes it within half an hour of the sale. The request that
the shop hands to the equipment has the same root, but no ``Id``. Source: ER SAT 2.0, annex 2.
"""

from malote import tax_id
from malote.errors import IdentityMissing
from malote.fiscal.access_key import AccessKey
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.groups import tax_id_of
from malote.fiscal.layout import Layout
from malote.fiscal.values import moment
from malote.fiscal.xml import Element, Group


def _event(root: Element) -> FiscalEvent:
    own = Group(root).group("infCFe")
    cancelled = AccessKey.find(own.attribute("chCanc"))
    if cancelled is None or cancelled.model != "59":
        raise IdentityMissing("chCanc não traz a chave de um CF-e")
    made_as = AccessKey.find(own.attribute("Id"))
    if made_as and made_as.tax_id != cancelled.tax_id:  # another's coupon
        made_as = None
    ide, recipient = own.group("ide"), own.group("dest")
    at = moment("T".join(filter(None, (ide.text("dEmi"), ide.text("hEmi")))))
    return FiscalEvent(
        access_key=cancelled.value,
        event_type="110111",
        sequence=1,
        author_tax_id=tax_id_of(own.group("emit")) or cancelled.issuer_tax_id,
        recipient_tax_id=tax_id_of(recipient) or tax_id.find(recipient.text("CPFCNPJ")),
        occurred_at=at,
        description="Cancelamento de CF-e",
        protocol=made_as.value if made_as else None,
        registered_at=at if made_as else None,
        by_authority=made_as is not None,
    )


ROOTS = {"CFeCanc": Layout(_event, signed=("infCFe",))}
