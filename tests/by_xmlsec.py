"""What xmlsec, another's verifier, says of a signature."""

from base64 import b64decode

import xmlsec
from lxml import etree

from tests.signing import DSIG


def by_xmlsec(signature: etree._Element) -> bool:
    """Whether it is good, by the certificate that is in it."""
    (coded,) = signature.iter(f"{{{DSIG}}}X509Certificate")
    xmlsec.tree.add_ids(signature.getroottree().getroot(), ["Id"])
    context = xmlsec.SignatureContext()
    der = b64decode(coded.text or "")
    context.key = xmlsec.Key.from_memory(der, xmlsec.constants.KeyDataFormatCertDer)
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True
