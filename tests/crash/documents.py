"""Fiscal documents by the thousand: each number another key, and nobody's real tax id."""

import re

from malote.fiscal.access_key import check_digit
from tests.unit.fiscal import conftest
from tests.unit.fiscal.conftest import CANCELLATION, CTE, NFE, NFE_KEY

CTE_KEY = conftest.CTE_KEY

_RECIPIENT = "11222333000181"
_OTHERS = r"<(autXML|transporta|exped|receb)>.*?</\1>|<Signature.*?</Signature>"
_NFE, _CTE = (re.sub(_OTHERS, "", text, flags=re.DOTALL) for text in (NFE, CTE))


def key(number: int, like: str = NFE_KEY) -> str:
    """The access key of the document of this number."""
    body = f"{like[:25]}{number:09}1{number:08}"
    return body + check_digit(body)


def nfe(number: int, recipient: str) -> bytes:
    return _NFE.replace(NFE_KEY, key(number)).replace(_RECIPIENT, recipient).encode()


def cte(number: int, recipient: str) -> bytes:
    text = _CTE.replace(CTE_KEY, key(number, CTE_KEY)).replace(NFE_KEY, key(number))
    return text.replace(_RECIPIENT, recipient).encode()


def cancellation(number: int) -> bytes:
    """Of the NF-e of this number."""
    return CANCELLATION.replace(NFE_KEY, key(number)).encode()


def batch(numbers: range, recipient: str) -> bytes:
    """Bare NF-e, as one ``enviNFe``."""
    notes = b"".join(
        xml[xml.index(b"<NFe>") : xml.index(b"</NFe>") + len(b"</NFe>")]
        for xml in (nfe(number, recipient) for number in numbers)
    )
    return b'<enviNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00">%b</enviNFe>' % notes
