"""Who holds an ICP-Brasil certificate (DOC-ICP-04, the otherNames of e-CNPJ and e-CPF)."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

from malote import tax_id

_PERSON = "2.16.76.1.3.1"  # ddmmyyyy, the CPF, NIS and RG in one text
_RESPONSIBLE_NAME = "2.16.76.1.3.2"
_CNPJ = "2.16.76.1.3.3"
_RESPONSIBLE = "2.16.76.1.3.4"  # laid out as _PERSON
_CPF = slice(8, 19)


@dataclass(frozen=True, slots=True)
class Holder:
    """A company with its CNPJ, or a person with a CPF; None for what the certificate lacks.

    ``name`` is the common name without the tax id. Only a company has somebody responsible.
    """

    tax_id: str | None
    name: str | None
    responsible_tax_id: str | None = None
    responsible_name: str | None = None


def holder_of(certificate: x509.Certificate) -> Holder:
    """The holder by the otherNames, else by a common name ``NAME:CNPJ`` or just ``CNPJ``.

    Raises ValueError when the extensions or the subject cannot be parsed.
    """
    others = _other_names(certificate)
    common_name = _common_name(certificate) or ""
    name, _, suffix = common_name.rpartition(":")
    by_name = _tax_id(suffix)
    return Holder(
        tax_id=_tax_id(others.get(_CNPJ)) or _tax_id(others.get(_PERSON, "")[_CPF]) or by_name,
        name=(name if by_name else common_name) or None,
        responsible_tax_id=_tax_id(others.get(_RESPONSIBLE, "")[_CPF]),
        responsible_name=others.get(_RESPONSIBLE_NAME),
    )


def _tax_id(text: str | None) -> str | None:
    found = tax_id.find(text)
    return found if found and found.strip("0") else None  # zeros fill what is not known


def _common_name(certificate: x509.Certificate) -> str | None:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[-1].value) if found else None


def _other_names(certificate: x509.Certificate) -> dict[str, str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    return {
        name.type_id.dotted_string: _text(name.value)
        for name in names.get_values_for_type(x509.OtherName)
    }


def _text(der: bytes) -> str:
    # An OCTET STRING by the norm; UTF8String, PrintableString and IA5String are seen too. All
    # are a tag, a length and the text; none of these texts is 128 bytes long or more but a name.
    start = 2 + (der[1] & 0x7F if der[1] & 0x80 else 0) if len(der) > 1 else 0
    return der[start:].decode("utf-8", "replace").strip()
