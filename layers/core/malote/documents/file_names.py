"""Names of documents' files, as accountants know them and safe on any system."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from malote.fiscal import Kind

_SUFFIXES: dict[Kind | None, str] = {
    Kind.NFE: "-nfe",
    Kind.NFCE: "-nfe",
    Kind.CTE: "-cte",
    Kind.MDFE: "-mdfe",
}
_UNSAFE = re.compile(r"[^0-9A-Za-z.-]+")


def stem(access_key: str) -> str:
    """The document's name without a folder of its own or a way up, whatever names it."""
    return _UNSAFE.sub("_", access_key).strip(".")[:100] or "sem-chave"


def xml_stem(kind: Kind | None, access_key: str) -> str:
    """Of its XML, without the ending: 3526…-nfe."""
    return f"{stem(access_key)}{_SUFFIXES.get(kind, '')}"


def file_name(header: Mapping[str, Any], what: Literal["xml", "pdf"]) -> str:
    """Of a stored document's XML or PDF, when it is sent alone: 3526…-nfe.xml, 3526….pdf."""
    key, kind = header["access_key"], header.get("kind")
    if what == "pdf":
        return f"{stem(key)}.pdf"
    return f"{xml_stem(Kind(kind) if kind else None, key)}.xml"
