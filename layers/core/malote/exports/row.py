"""A document's line in the spreadsheet."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import BaseModel

from malote.documents.views import DocumentHeader
from malote.exports.names import KIND_NAMES
from malote.fiscal import FiscalDocument
from malote.fiscal.details import Details, Totals

_STATUSES = {
    "returned": "Retornada",
    "accepted": "Aceita",
    "ignored": "Ignorada",
    "cancelled": "Cancelada",
}
_VERDICTS = {
    "valid": "válida",
    "untrusted_chain": "cadeia não confiável",
    "tampered": "não confere",
    "unsupported": "não suportada",
    "absent": "ausente",
}
_ENVIRONMENTS = {"production": "produção", "homologation": "homologação"}


class Row(BaseModel):
    """Money is Decimal in reais; times keep the document's own clock; the rest is text."""

    kind: str
    number: int
    series: int
    issued_at: datetime | None
    content: str
    status: str
    issuer_name: str | None
    issuer_tax_id: str | None
    issuer_uf: str | None
    recipient_name: str | None
    recipient_tax_id: str | None
    operation_nature: str | None
    total_amount: Decimal | None
    products_amount: Decimal | None = None
    services_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    icms_base_amount: Decimal | None = None
    icms_amount: Decimal | None = None
    icms_st_amount: Decimal | None = None
    fcp_amount: Decimal | None = None
    ipi_amount: Decimal | None = None
    pis_amount: Decimal | None = None
    cofins_amount: Decimal | None = None
    iss_amount: Decimal | None = None
    withheld_amount: Decimal | None = None
    is_amount: Decimal | None = None
    ibs_amount: Decimal | None = None
    cbs_amount: Decimal | None = None
    environment: str
    protocol: str | None
    authorized_at: datetime | None
    signature: str
    remarks: str
    note: str | None
    access_key: str
    xml_file: str
    pdf_file: str

    @classmethod
    def of(
        cls, header: DocumentHeader, record: FiscalDocument | None, xml_file: str, pdf_file: str
    ) -> Self:
        """From a stored header, and what its XML says when it could be read.

        ``pdf_file`` says instead why there is none.
        """
        details = (record.details if record else None) or Details()
        totals = cls.model_fields.keys() & Totals.model_fields.keys()
        amounts = {name: _amount(name, details.totals, record) for name in totals}
        same = header.model_dump(include=set(cls.model_fields) - {"signature", "remarks"})
        remarks = (f"{each.message} {each.detail}".strip() for each in header.remarks)
        verdict = header.signature.verdict if header.signature else None
        return cls.model_validate(
            {
                **same,
                **amounts,
                "kind": KIND_NAMES.get(header.kind, f"modelo {header.model}"),
                "content": "completo" if header.record == "document" else "só resumo",
                "status": _STATUSES[header.status],
                "environment": _ENVIRONMENTS.get(header.environment or "", ""),
                "signature": _VERDICTS.get(verdict or "", "não verificada"),
                "remarks": "; ".join(remarks),
                "xml_file": xml_file,
                "pdf_file": pdf_file,
            }
        )


def _amount(name: str, totals: Totals, record: FiscalDocument | None) -> Decimal | None:
    # The header of a record has the two that lists may want; its details have all.
    found: Decimal | None = getattr(totals, name)
    return found if found is not None else getattr(record, name, None)
