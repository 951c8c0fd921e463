"""What every document of the Portal Fiscal begins and ends with: its identity and its protocol."""

from datetime import datetime
from typing import TypedDict

from malote.environment import Environment
from malote.fiscal.groups import (
    ENVIRONMENTS,
    authorization,
    authorized_tax_ids,
    digest_value,
    identity,
    party,
)
from malote.fiscal.models import Authorization, Party
from malote.fiscal.values import integer, moment
from malote.fiscal.xml import ABSENT, Element, Group, local_name


class Header(TypedDict):
    """The fields of a FiscalDocument that are read alike in every kind."""

    access_key: str
    series: int
    number: int
    issued_at: datetime | None
    environment: Environment | None
    operation_nature: str | None
    issuer: Party | None
    authorized_tax_ids: tuple[str, ...]
    authorization: Authorization | None
    digest_value: str | None


def document_and_protocol(root: Element, document: str, answer: str) -> tuple[Group, Group]:
    """The document and its ``infProt``, which is ``ABSENT`` when it came without protocol."""
    whole = Group(root)
    if local_name(root) == document:
        return whole, ABSENT
    return whole.group(document), whole.group(answer).group("infProt")


def header(
    document: Group, own: Group, ide: Group, protocol: Group, *, key_tag: str, number_tag: str
) -> Header:
    """Read the header of ``document``: ``own`` holds all but the signature, and ``ide`` besides.

    Raises IdentityMissing.
    """
    key = identity(own, protocol, key_tag)
    series, number = integer(ide.text("serie")), integer(ide.text(number_tag))
    return Header(
        access_key=key.value,
        series=key.series if series is None else series,
        number=key.number if number is None else number,
        issued_at=moment(ide.text("dhEmi")),
        environment=ENVIRONMENTS.get(ide.text("tpAmb") or protocol.text("tpAmb") or ""),
        operation_nature=ide.text("natOp"),
        issuer=party(own.group("emit"), "enderEmit"),
        authorized_tax_ids=authorized_tax_ids(own),
        authorization=authorization(protocol, key_tag),
        digest_value=digest_value(document),
    )
