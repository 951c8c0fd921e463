"""A charge with what it booked, a carnê with its parcels."""

from malote.billing.charge_views import CarnetView, ChargeDetail
from malote.billing.charges import Charge
from malote.errors import NotFound
from malote.ports.billing import ChargeBook


def charge(tenant: str, charge_id: str, book: ChargeBook) -> ChargeDetail:
    """Raises NotFound."""
    found = book.get(tenant, charge_id)
    if found is None:
        raise NotFound(f"cobrança {charge_id}")
    return with_entries(found, book)


def with_entries(found: Charge, book: ChargeBook) -> ChargeDetail:
    """A charge that was just read or written."""
    return ChargeDetail.of(found, book.entries_of(found.tenant, found.charge_id))


def carnet(tenant: str, carnet_id: str, book: ChargeBook) -> CarnetView:
    """Raises NotFound."""
    found = book.carnet(tenant, carnet_id)
    if found is None:
        raise NotFound(f"carnê {carnet_id}")
    parcels = (book.get(tenant, each) for each in found.parcels)
    return CarnetView.of(found, [each for each in parcels if each])
