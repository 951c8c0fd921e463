"""A charge or carnê, once it is known that Efí has it."""

from collections.abc import Sequence
from uuid import uuid4

from malote.billing.booking import flagged
from malote.billing.charges import OPEN, PAYABLE, Carnet, Charge, Status
from malote.billing.flags import Flag
from malote.billing.remote import Issued, IssuedCarnet


def with_issued(charge: Charge, issued: Issued) -> Charge:
    """With what Efí says of it, under a new ``revision``; what came of it meanwhile stays.

    One that Efí already calls paid or cancelled waits here: its history tells, and books, that.
    """
    waits = charge.status in OPEN | {Status.NOT_ISSUED}
    status = issued.status if issued.status in PAYABLE else Status.WAITING
    changes = {
        "efi_id": issued.efi_id or charge.efi_id,
        "status": status if waits else charge.status,
        "barcode": issued.barcode or charge.barcode,
        "pix_copy_paste": issued.pix_copy_paste or charge.pix_copy_paste,
        "link": issued.link or charge.link,
        "pdf_link": issued.pdf_link or charge.pdf_link,
        "due_date": issued.due_date or charge.due_date,
        "problem": None,
        "said": None,
        "held_until": None,
        "revision": uuid4().hex,
    }
    after = charge.model_copy(update=changes)
    no_pix = charge.method == "bolix" and after.barcode and not after.pix_copy_paste
    return flagged(after, Flag.NO_PIX, if_=bool(no_pix))


def with_issued_carnet(
    carnet: Carnet, parcels: Sequence[Charge], issued: IssuedCarnet
) -> tuple[Carnet, list[tuple[Charge, Charge]]]:
    """The carnê, and each parcel before and after. Raises ValueError where one is missing."""
    of_efi = {each.parcel: each for each in issued.parcels}
    ours = {each.parcel: each for each in parcels}
    if of_efi.keys() != ours.keys():
        raise ValueError(f"a Efí tem outras parcelas do carnê {carnet.carnet_id}")
    waits = carnet.status in OPEN or carnet.status == "not_issued"
    changes = {
        "efi_id": issued.efi_id or carnet.efi_id,
        "status": "up_to_date" if waits else carnet.status,
        "link": issued.link or carnet.link,
        "pdf_link": issued.pdf_link or carnet.pdf_link,
        "problem": None,
        "said": None,
        "held_until": None,
        "revision": uuid4().hex,
    }
    pairs = [(each, with_issued(each, of_efi[each.parcel])) for each in parcels]
    return carnet.model_copy(update=changes), pairs
