"""Askings of every kind, a signer, and answers as SEFAZ writes them."""

import gzip
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache

from malote.certificates.pfx import OpenedPfx
from malote.environment import Environment
from malote.sefaz.models import Service
from malote.sefaz.operations import (
    Asking,
    Distribute,
    Manifest,
    ManifestationKind,
    Operation,
    QueryKey,
    QueryNsu,
    ToManifest,
)
from malote.sefaz.signing import PfxSigner
from tests.signing import Identity, authority, certificate

CNPJ, CPF, LETTERS = "45723174000110", "52998224725", "12ABC34501DE35"
KEY = "35260712345678000195550010000000011000000017"
OTHER_KEY = "35260712345678000195550010000000021000000022"
JUST = 'Mercadoria <trocada> & "avariada" em São Paulo'
AT = datetime(2026, 11, 21, 2, 4, 5, 678, tzinfo=UTC)
NFE, CTE = "http://www.portalfiscal.inf.br/nfe", "http://www.portalfiscal.inf.br/cte"

OPERATIONS: dict[str, Operation] = {
    "NF-e after an NSU": Distribute(service=Service.NFE, last_nsu="000000000000042"),
    "one NSU of NF-e": QueryNsu(service=Service.NFE, nsu="000000000000043"),
    "one NF-e": QueryKey(access_key=KEY),
    "CT-e after an NSU": Distribute(service=Service.CTE, last_nsu="000000000000000"),
    "one NSU of CT-e": QueryNsu(service=Service.CTE, nsu="000000000000007"),
}


def lot(*events: ToManifest) -> Manifest:
    return Manifest(lot="17", events=events or tuple(map(event, ManifestationKind)))


def event(kind: ManifestationKind, sequence: int = 1, key: str = KEY) -> ToManifest:
    reason = JUST if kind is ManifestationKind.NOT_PERFORMED else None
    return ToManifest(access_key=key, kind=kind, sequence=sequence, at=AT, justification=reason)


def asking(
    operation: Operation,
    tax_id: str = CNPJ,
    environment: Environment = Environment.HOMOLOGATION,
) -> Asking:
    return Asking(tax_id=tax_id, state="SP", environment=environment, operation=operation)


@cache
def identity(tax_id: str = CNPJ) -> Identity:
    return certificate(tax_id, authority())


def opened(of: Identity) -> OpenedPfx:
    return OpenedPfx(of.key, of.certificate, ())


def signer(tax_id: str = CNPJ) -> PfxSigner:
    return PfxSigner(opened(identity(tax_id)))


def doc_zip(xml: bytes, attributes: str = 'NSU="000000000000043" schema="resNFe_v1.01.xsd"') -> str:
    coded = b64encode(gzip.compress(xml)).decode()
    return f"<docZip {attributes}>{coded}</docZip>"


def page(*documents: str, status: str = "138", last: str = "43", highest: str = "99") -> str:
    """A ``retDistDFeInt``."""
    inside = f"<loteDistDFeInt>{''.join(documents)}</loteDistDFeInt>" if documents else ""
    return (
        f'<retDistDFeInt versao="1.01" xmlns="{NFE}"><tpAmb>2</tpAmb><verAplic>1.5</verAplic>'
        f"<cStat>{status}</cStat><xMotivo>Um motivo só</xMotivo>"
        f"<dhResp>2026-11-21T09:10:11-03:00</dhResp><ultNSU>{last}</ultNSU>"
        f"<maxNSU>{highest}</maxNSU>{inside}</retDistDFeInt>"
    )


def soap(result: str, version: str = "http://www.w3.org/2003/05/soap-envelope") -> bytes:
    """Around a result, as .NET writes it."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{version}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>'
        f'<r:resposta xmlns:r="{NFE}/wsdl/X"><r:resultado>{result}</r:resultado></r:resposta>'
        "</soap:Body></soap:Envelope>"
    ).encode()
