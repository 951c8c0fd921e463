"""Whether an event is signed as SEFAZ wants it, and by whom it has to be. xmlsec says so."""

import base64
import binascii
from copy import deepcopy

import xmlsec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from local.sefaz.holders import holder
from local.sefaz.rejections import Rejected
from malote import tax_id as tax_ids

_DSIG = "{http://www.w3.org/2000/09/xmldsig#}"


def check_signature(
    event: etree._Element, reference: str, author: str, root: x509.Certificate
) -> None:
    """Raises Rejected: 298 for its form, 297, 293, 213 and 227 for whose certificate it is."""
    own = alone(event)
    signature = next(own.iterchildren(f"{_DSIG}Signature"))
    if signature.findtext(f".//{_DSIG}Reference[@URI='#{reference}']/{_DSIG}DigestValue") is None:
        raise Rejected("298")
    certificate = _certificate(signature)
    _verify(own, signature, certificate)
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise Rejected("293") from error
    if tax_ids.base(holder(certificate) or "") != tax_ids.base(author):
        raise Rejected("213" if tax_ids.is_cnpj(author) else "227")


def alone(event: etree._Element) -> etree._Element:
    """Out of its envelope, whose namespaces it was not signed with."""
    return etree.fromstring(etree.tostring(deepcopy(event), with_tail=False))


def _certificate(signature: etree._Element) -> x509.Certificate:
    text = signature.findtext(f".//{_DSIG}X509Certificate") or ""
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(text.split())))
    except (ValueError, binascii.Error) as error:
        raise Rejected("298") from error


def _verify(event: etree._Element, signature: etree._Element, signer: x509.Certificate) -> None:
    context = xmlsec.SignatureContext()
    pem = signer.public_bytes(Encoding.PEM)
    try:
        xmlsec.tree.add_ids(event, ["Id"])
        context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem)
        context.verify(signature)
    except xmlsec.Error as error:
        raise Rejected("297") from error
