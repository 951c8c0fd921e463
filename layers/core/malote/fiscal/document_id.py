"""What names a document: the access key, or for kinds that have none, a name made of their own.

| kind            | form                                                                         |
|-----------------|------------------------------------------------------------------------------|
| most            | the access key, 44 characters                                                |
| national NFS-e  | its own key, 50: municipality 7, ambGer 1, tpInsc 1, CNPJ or CPF 14,         |
|                 | number 13, AAMM 4, code 9, check digit 1                                     |
| DPS             | its Id, 45: "DPS", municipality 7, tpInsc 1, CNPJ or CPF 14, series 5,       |
|                 | number 15                                                                    |
| municipal NFS-e | ours: NFSE-<municipality>-<provider's tax id>-<number>; the city numbers     |
|                 | each provider's documents, and 0000000 is a city that the document hides     |
| number voiding  | its request's Id, 43: "ID", state 2, year 2, CNPJ 14, model 2, series 3,     |
|                 | first number 9, last number 9; a CT-e's has no year, so 41                   |

Municipalities are IBGE's codes. ``tpInsc`` is 1 for a CPF, zero-padded to 14, and 2 for a CNPJ.
Only the CNPJ may hold letters. Sources: the schemas of the national NFS-e 1.01, of NF-e 4.00
and of CT-e 3.00.
"""

import re

from malote.fiscal.access_key import AccessKey

_ACCESS_KEY = r"[0-9]{6}[0-9A-Z]{12}[0-9]{26}"
_NFSE = r"[0-9]{9}[0-9A-Z]{12}[0-9]{29}"
_DPS = r"DPS[0-9]{8}[0-9A-Z]{12}[0-9]{22}"
_MUNICIPAL = r"NFSE-[0-9]{7}-(?:[0-9A-Z]{12}[0-9]{2}|[0-9]{11})-[0-9]{1,15}"
_VOIDING = r"ID[0-9]{2}(?:[0-9]{2})?[0-9A-Z]{12}[0-9]{25}"

# Unanchored, and in the syntax that Python, Rust (pydantic) and OpenAPI share.
DOCUMENT_ID = f"(?:{'|'.join((_ACCESS_KEY, _NFSE, _DPS, _MUNICIPAL, _VOIDING))})"

# ASCII: otherwise IGNORECASE lets "ſ" pass for an "S".
_FLAGS = re.ASCII | re.IGNORECASE
_NFSE_IN_TEXT = re.compile(f"(?:NFS)?({_NFSE})", _FLAGS)
_DPS_IN_TEXT = re.compile(_DPS, _FLAGS)
_MUNICIPALITY = re.compile(r"[0-9]{7}")
_CPF = "1"  # tpInsc


def issuer_tax_id(document_id: str) -> str | None:
    """The CNPJ or CPF of who issued it, as the document's name has it; None where it has none.

    Of an NFS-e that its taker had to issue, this is the taker.
    """
    if re.fullmatch(_ACCESS_KEY, document_id):
        return AccessKey(document_id).issuer_tax_id
    if re.fullmatch(_MUNICIPAL, document_id):
        return document_id.split("-")[2]
    if re.fullmatch(_NFSE, document_id):
        return _without_type(document_id[8:23])
    if re.fullmatch(_DPS, document_id):
        return _without_type(document_id[10:25])
    if re.fullmatch(_VOIDING, document_id):
        return document_id[-37:-23]
    return None


def _without_type(inscription: str) -> str:
    return inscription[4:] if inscription.startswith(_CPF) else inscription[1:]


def find_nfse_key(text: str | None) -> str | None:
    """A national NFS-e's key out of an ``Id`` or a ``chNFSe``, whatever its case and blanks."""
    match = _NFSE_IN_TEXT.fullmatch("".join((text or "").split()))
    return match[1].upper() if match else None


def find_dps_id(text: str | None) -> str | None:
    """A DPS's ``Id`` in good form, whatever its case and blanks."""
    match = _DPS_IN_TEXT.fullmatch("".join((text or "").split()))
    return match[0].upper() if match else None


def municipal_id(provider_tax_id: str, number: int, *municipalities: str | None) -> str:
    """Name a municipal NFS-e, by the first of the ``municipalities`` that is an IBGE code."""
    known = (code for code in municipalities if code and _MUNICIPALITY.fullmatch(code))
    return f"NFSE-{next(known, '0000000')}-{provider_tax_id}-{number}"
