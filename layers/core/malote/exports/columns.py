"""The spreadsheet's columns, in the order an accountant reads them."""

from typing import NamedTuple


class Column(NamedTuple):
    """A heading, the field of ``Row`` under it, its width in characters."""

    heading: str
    field: str
    width: int = 12


COLUMNS = (
    Column("Tipo", "kind", 10),
    Column("Número", "number"),
    Column("Série", "series", 7),
    Column("Emissão", "issued_at", 17),
    Column("Situação", "status"),
    Column("Conteúdo", "content"),
    Column("Emitente", "issuer_name", 36),
    Column("CNPJ/CPF do emitente", "issuer_tax_id", 20),
    Column("UF do emitente", "issuer_uf", 8),
    Column("Destinatário", "recipient_name", 36),
    Column("CNPJ/CPF do destinatário", "recipient_tax_id", 20),
    Column("Natureza da operação", "operation_nature", 28),
    Column("Valor total", "total_amount", 14),
    Column("Produtos", "products_amount", 14),
    Column("Serviços", "services_amount", 14),
    Column("Descontos", "discount_amount"),
    Column("Frete", "freight_amount"),
    Column("Base do ICMS", "icms_base_amount", 14),
    Column("ICMS", "icms_amount"),
    Column("ICMS ST", "icms_st_amount"),
    Column("FCP", "fcp_amount"),
    Column("IPI", "ipi_amount"),
    Column("PIS", "pis_amount"),
    Column("COFINS", "cofins_amount"),
    Column("ISS", "iss_amount"),
    Column("Retenções", "withheld_amount"),
    Column("IS", "is_amount"),
    Column("IBS", "ibs_amount"),
    Column("CBS", "cbs_amount"),
    Column("Ambiente", "environment"),
    Column("Protocolo", "protocol", 18),
    Column("Autorizado em", "authorized_at", 17),
    Column("Assinatura", "signature", 18),
    Column("Observações", "remarks", 50),
    Column("Anotação", "note", 30),
    Column("Chave de acesso", "access_key", 48),
    Column("Arquivo XML", "xml_file", 56),
    Column("PDF, ou por que não há", "pdf_file", 56),
)
