"""A charge or a carnê that goes out by mail, with the boleto that Efí has of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from malote.billing.charges import PAYABLE, Charge, Customer
from malote.errors import (
    BoletoUnavailable,
    ChargeNotOpen,
    EfiError,
    InvalidInput,
    MessageUnfit,
)
from malote.messages.models import Attached
from malote.messages.requests import WantedBill
from malote.messages.template_values import Value, values_of
from malote.ports import ChargeBook, Efi, Files

_LONGEST = 200  # characters of what it is for


@dataclass(frozen=True, slots=True)
class Bill:
    """What is sent: who pays it, what a template says of it, the PDF's name and address."""

    wanted: WantedBill
    customer: Customer
    values: Mapping[str, Value]
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Bills:
    """Finds them, and keeps their PDFs as files are kept that users upload."""

    book: ChargeBook
    efi: Efi
    files: Files

    def find(self, tenant: str, wanted: WantedBill) -> Bill:
        """One that may still be paid: nobody is asked for money twice.

        Raises InvalidInput for one that there is not, ChargeNotOpen, MessageUnfit for one without
        a boleto.
        """
        return (self._charge if wanted.kind == "charge" else self._carnet)(tenant, wanted)

    def attach(self, tenant: str, bill: Bill) -> Attached:
        """With its PDF as it is now. Raises BoletoUnavailable."""
        try:
            pdf = self.efi.document(bill.link)
        except EfiError as error:
            raise BoletoUnavailable(error.detail) from None
        sha256 = self.files.put(tenant, pdf)
        return Attached(kind=bill.wanted.kind, id=bill.wanted.id, sha256=sha256, name=bill.name)

    def _charge(self, tenant: str, wanted: WantedBill) -> Bill:
        charge = self.book.get(tenant, wanted.id)
        if not charge:
            raise InvalidInput(f"attachments: não há a cobrança {wanted.id}")
        if charge.status not in PAYABLE:
            raise ChargeNotOpen(f"a situação dela é {charge.status}")
        values = _values(charge, charge.link) | {
            "numero": charge.efi_id,
            "linha_digitavel": charge.barcode,
            "pix": charge.pix_copy_paste,
        }
        return _bill(wanted, charge, values, charge.pdf_link)

    def _carnet(self, tenant: str, wanted: WantedBill) -> Bill:
        carnet = self.book.carnet(tenant, wanted.id)
        if not carnet:
            raise InvalidInput(f"attachments: não há o carnê {wanted.id}")
        due = self._due(tenant, carnet.parcels)
        if not due or carnet.status == "canceled":
            raise ChargeNotOpen(f"a situação do carnê é {carnet.status}")
        values = _values(due, carnet.link) | {"parcelas": len(carnet.parcels)}
        return _bill(wanted, due, values, carnet.pdf_link)

    def _due(self, tenant: str, parcels: Sequence[str]) -> Charge | None:
        """The first that may still be paid."""
        found = (self.book.get(tenant, each) for each in parcels)
        return next((each for each in found if each and each.status in PAYABLE), None)


def _bill(
    wanted: WantedBill, charge: Charge, values: Mapping[str, Value | None], link: str | None
) -> Bill:
    if not link:
        pix = charge.method == "pix"
        raise MessageUnfit("um Pix não tem boleto" if pix else "a Efí não deu o PDF do boleto")
    name = "boleto" if wanted.kind == "charge" else "carne"
    return Bill(wanted, charge.customer, values_of(values), f"{name}-{charge.due_date}.pdf", link)


def _values(charge: Charge, link: str | None) -> dict[str, Value | None]:
    names = ", ".join(each.name for each in charge.items)
    return {
        "destinatario": charge.customer.name,
        "descricao": names[:_LONGEST],
        "valor": charge.amount,
        "vencimento": charge.due_date,
        # The stand-in's own is not one that templates take.
        "link": link if link and link.startswith("https://") else None,
    }
