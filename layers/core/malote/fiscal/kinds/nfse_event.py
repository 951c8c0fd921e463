"""Events of the national NFS-e: registered (``evento``), or only asked for (``pedRegEvento``).

The authority writes an ``evento`` itself, around the request, when it registers it: there is no
``cStat``. The type is the name of the tag that holds what the event says, ``e101101``. Source:
the schemas evento 1.01 and pedRegEvento 1.01.
"""

import re

from malote import tax_id
from malote.errors import IdentityMissing
from malote.fiscal.document_id import find_nfse_key
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.events import TEXT_LIMIT
from malote.fiscal.groups import ENVIRONMENTS
from malote.fiscal.layout import Layout
from malote.fiscal.values import integer, moment
from malote.fiscal.xml import ABSENT, Element, Group

_TAG = re.compile(r"e([0-9]{6})")
# The key, the type, and in all but the newest requests the sequence.
_ID = re.compile(r"(?:EVT|PRE)([0-9A-Z]{50})([0-9]{6})([0-9]{3})?", re.ASCII | re.IGNORECASE)


def _registered(root: Element) -> FiscalEvent:
    own = Group(root).group("infEvento")
    return _event(own.group("pedRegEvento").group("infPedReg"), own)


def _asked(root: Element) -> FiscalEvent:
    return _event(Group(root).group("infPedReg"), ABSENT)


def _event(request: Group, own: Group) -> FiscalEvent:
    key, event_type, sequence = _identity(request, own)
    said = request.group(f"e{event_type}")
    author = tax_id.find(request.text("CNPJAutor")) or tax_id.find(request.text("CPFAutor"))
    return FiscalEvent(
        access_key=key,
        event_type=event_type,
        sequence=sequence,
        author_tax_id=author,
        occurred_at=moment(request.text("dhEvento")),
        description=said.text("xDesc"),
        text=said.text("xMotivo", TEXT_LIMIT) or said.text("xProcAdm", TEXT_LIMIT),
        protocol=own.text("nDFSe"),
        registered_at=moment(own.text("dhProc")),
        environment=ENVIRONMENTS.get(request.text("tpAmb") or ""),
        by_authority=bool(own),
    )


def _identity(request: Group, own: Group) -> tuple[str, str, int]:
    written = own.attribute("Id") or request.attribute("Id")
    match = _ID.fullmatch("".join((written or "").split()))
    named_key, named_type, named_sequence = match.groups() if match else (None, None, None)
    tags = [tag[1] for tag in map(_TAG.fullmatch, request.names()) if tag]
    key = find_nfse_key(request.text("chNFSe")) or find_nfse_key(named_key)
    event_type = tags[0] if len(tags) == 1 else named_type
    if key is None or event_type is None:
        raise IdentityMissing("evento sem chNFSe ou sem a tag do seu tipo")
    sequences = (own.text("nSeqEvento"), named_sequence, request.text("nPedRegEvento"))
    # A request of 1.01 leaves the sequence to whoever registers it; nearly always it is the first.
    return key, event_type, next((n for n in map(integer, sequences) if n is not None), 1)


_NAMESPACE = "{http://www.sped.fazenda.gov.br/nfse}"
ROOTS = {
    f"{_NAMESPACE}evento": Layout(
        _registered, signed=("infEvento",), schema="nfse/schemas/v1_0/evento_v1.01.xsd"
    ),
    f"{_NAMESPACE}pedRegEvento": Layout(
        _asked, signed=("infPedReg",), schema="nfse/schemas/v1_0/pedRegEvento_v1.01.xsd"
    ),
}
