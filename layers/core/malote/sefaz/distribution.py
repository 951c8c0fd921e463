"""``retDistDFeInt``: a page of what SEFAZ distributes, read without trusting it."""

import re
import zlib
from collections.abc import Iterator

from malote.errors import SefazNonsense
from malote.fiscal.values import moment
from malote.fiscal.xml import MAX_BYTES, Element, Group
from malote.fiscal.xmldsig import decoded
from malote.sefaz.answers import Distributed, DistributionAnswer
from malote.sefaz.models import NONE_YET
from malote.sefaz.soap import result
from malote.sefaz.status import status_of

MOST_DOCUMENTS = 100
"""SEFAZ sends 50; each may be a bomb, which takes its time also where it is refused."""

MOST_INFLATED = 64 * 1024 * 1024
"""Of a page's documents in all; one may have as much as is read of any document."""

_GZIP = 16 + zlib.MAX_WBITS
_NSU = re.compile(r"[0-9]{1,15}")


def read_answer(raw: bytes) -> DistributionAnswer:
    """Of either service. Raises SefazNonsense.

    A ``docZip`` that is broken, or past the bounds, loses none of the others.
    """
    root = result(raw, "retDistDFeInt")
    answer = Group(root)
    status_code, reason = status_of(answer)
    last, highest = (_nsu(answer.text(name)) for name in ("ultNSU", "maxNSU"))
    coded = [*root.iterfind("{*}loteDistDFeInt/{*}docZip")]
    if len(coded) > MOST_DOCUMENTS:
        raise SefazNonsense(f"{len(coded)} documentos de uma vez")
    return DistributionAnswer(
        status_code,
        reason,
        moment(answer.text("dhResp")),
        last_nsu=last,
        max_nsu=None if highest == NONE_YET else highest,
        documents=tuple(_documents(coded)),
    )


def _documents(coded: list[Element]) -> Iterator[Distributed]:
    left = MOST_INFLATED
    for each in coded:
        nsu, schema = _nsu(each.get("NSU")), (each.get("schema") or "")[:100]
        text = "".join(map(str, each.itertext())).encode()
        content = _inflated(text, min(left, MAX_BYTES))
        left -= len(content or b"")
        yield Distributed(
            None if nsu == NONE_YET else nsu, schema, content, text if content is None else b""
        )


def _inflated(text: bytes, most: int) -> bytes | None:
    compressed = decoded(text)
    if not compressed:
        return None
    inflater = zlib.decompressobj(_GZIP)
    try:
        content = inflater.decompress(compressed, most + 1)
    except zlib.error:
        return None
    whole = inflater.eof and not inflater.unused_data and len(content) <= most
    return content if whole else None


def _nsu(text: str | None) -> str | None:
    """Of 15 digits, as some leave the zeros out."""
    bare = (text or "").strip()
    return bare.zfill(15) if _NSU.fullmatch(bare) else None
