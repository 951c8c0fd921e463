"""Whom a document itself names as the one to be written to."""

import re

from malote.addresses import read_address
from malote.errors import FiscalError
from malote.fiscal.reader import take_in
from malote.fiscal.xml import Group

_BETWEEN = re.compile(r"[;,\s]+")


def email_of_recipient(xml: bytes) -> str | None:
    """The recipient's address in an NF-e, NFC-e or CT-e (``dest/email``), an ``Address``.

    The layout has room for one, of 60 characters; where an issuer squeezed several in, the first
    that is one. None of a document without any, or that cannot be read.
    """
    try:
        reading = take_in(xml)
    except FiscalError:
        return None
    signed = Group(reading.root)
    for name in reading.layout.signed:
        signed = signed.group(name)
    for text in _BETWEEN.split(signed.group("dest").text("email") or ""):
        if address := read_address(text):
            return address
    return None
