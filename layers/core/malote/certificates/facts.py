"""What an ICP-Brasil certificate says of itself, and whether it is valid."""

import re
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from malote.certificates.holder import holder_of
from malote.certificates.models import Facts, one_line
from malote.certificates.refusing import refusing
from malote.clock import BRASILIA
from malote.errors import (
    CertificateExpired,
    CertificateMalformed,
    CertificateNotYetValid,
    HolderMissing,
)

_POLICY = re.compile(r"2\.16\.76\.1\.2\.([1-4])\.[0-9.]+")  # DOC-ICP-04: A1 to A4


def facts_of(certificate: x509.Certificate) -> Facts:
    """Read them all. Raises HolderMissing without a CNPJ or CPF, and CertificateMalformed."""
    with refusing(CertificateMalformed("não é possível ler todos os campos dele")):
        holder = holder_of(certificate)
        if holder.tax_id is None:
            raise HolderMissing(one_line(holder.name or ""))
        return Facts.model_validate({
            "holder": holder.name or holder.tax_id,
            "tax_id": holder.tax_id,
            "responsible_name": holder.responsible_name,
            "responsible_tax_id": holder.responsible_tax_id,
            "issuing_authority": _issuing_authority(certificate),
            "policy": _policy(certificate),
            "serial_number": f"{certificate.serial_number:x}",
            "sha256": certificate.fingerprint(SHA256()).hex(),
            "not_before": certificate.not_valid_before_utc,
            "expires_at": certificate.not_valid_after_utc,
        })  # fmt: skip


def check_validity(facts: Facts, at: datetime) -> None:
    """Raise CertificateExpired or CertificateNotYetValid, at an aware moment."""
    if facts.expires_at <= at:
        raise CertificateExpired(f"venceu em {_written(facts.expires_at)}")
    if at < facts.not_before:
        raise CertificateNotYetValid(f"vale a partir de {_written(facts.not_before)}")


def _issuing_authority(certificate: x509.Certificate) -> str:
    names = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[-1].value) if names else certificate.issuer.rfc4514_string()


def _policy(certificate: x509.Certificate) -> str | None:
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return None
    found = (_POLICY.fullmatch(each.policy_identifier.dotted_string) for each in policies)
    return next((f"A{each[1]}" for each in found if each), None)


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(BRASILIA):%d/%m/%Y %H:%M}"
