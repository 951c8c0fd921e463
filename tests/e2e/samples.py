"""Real documents and the mails that bring them."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from local.demo.mails import sample

KEYS = (
    "35180834128745000152550010000474281920007498",
    "35180834128745000152550010000474491454651420",
    "35180834128745000152550010000474501597356342",
    "35180834128745000152550010000474641681223493",
)
"""NF-e that tests.e2e.tenants.ALIMENTOS is a party in."""
MONTH = "2018-08"
"""When all of them were issued."""

SINCE_2010 = (datetime(2010, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
"""Certificates were good when the samples were signed."""

RAR = b"Rar!\x1a\x07\x01\x00" + bytes(64)


def nfe(access_key: str) -> bytes:
    return sample(f"nfe/samples/v4_0/leiauteNFe/{access_key}-nfe.xml")


def batch(*access_keys: str) -> bytes:
    """Their bare NF-e, as an ``enviNFe`` in a SOAP envelope."""
    notes = b"".join(
        xml[xml.index(b"<NFe") : xml.index(b"</NFe>") + len(b"</NFe>")]
        for xml in map(nfe, access_keys)
    )
    return (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
        b'<enviNFe xmlns="http://www.portalfiscal.inf.br/nfe">%b</enviNFe></s:Body></s:Envelope>'
    ) % notes


def mail(*attachments: bytes, subject: str = "NF-e") -> bytes:
    """A supplier's mail, another one each time."""
    message = EmailMessage()
    message["From"] = "Faturamento <faturamento@fornecedor.test>"
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="fornecedor.test")
    message.set_content("Segue em anexo.")
    for content in attachments:
        message.add_attachment(content, maintype="application", subtype="xml", filename="nfe.xml")
    return message.as_bytes()
