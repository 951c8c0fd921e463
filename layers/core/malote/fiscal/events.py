"""Events: the same layout for every kind of document, but for the key's tag and the details."""

import re

from malote.errors import IdentityMissing
from malote.fiscal.access_key import AccessKey
from malote.fiscal.groups import ENVIRONMENTS, tax_id_of
from malote.fiscal.models import FiscalEvent
from malote.fiscal.tax_id import find as find_tax_id
from malote.fiscal.values import integer, moment
from malote.fiscal.xml import Group

# "ID", tpEvento, the key, nSeqEvento: two digits, three in CT-e 4.00.
_ID = re.compile(r"ID([0-9]{6})([0-9A-Z]{44})([0-9]{2,3})", re.ASCII | re.IGNORECASE)
_TYPE = re.compile(r"[0-9]{6}")

# A correction of a thousand characters is the layout's limit; a CT-e joins several.
TEXT_LIMIT = 5000


def event_identity(own: Group, receipt: Group, key_tag: str) -> tuple[str, str, int]:
    """The document's key, the type and the sequence: from the tags, the Id, or SEFAZ's receipt.

    Raises IdentityMissing when one of the three is nowhere.
    """
    written = _ID.fullmatch("".join((own.attribute("Id") or "").split()))
    event_type, key, sequence = written.groups() if written else (None, None, None)
    found = (
        AccessKey.find(own.text(key_tag))
        or AccessKey.find(key)
        or AccessKey.find(receipt.text(key_tag))
    )
    types = (own.text("tpEvento"), event_type, receipt.text("tpEvento"))
    sequences = (own.text("nSeqEvento"), sequence, receipt.text("nSeqEvento"))
    known_type = next((one for one in types if one and _TYPE.fullmatch(one)), None)
    known_sequence = next((n for n in map(integer, sequences) if n is not None), None)
    if found is None or known_type is None or known_sequence is None:
        raise IdentityMissing(f"an event needs {key_tag}, tpEvento and nSeqEvento")
    return found.value, known_type, known_sequence


def event_groups(root: Group, event: str, receipt: str) -> tuple[Group, Group]:
    """What was asked and what SEFAZ answered, in a ``procEvento``."""
    return root.group(event).group("infEvento"), root.group(receipt).group("infEvento")


def read_event(
    own: Group, receipt: Group, key_tag: str, details: Group, text: str | None
) -> FiscalEvent:
    """Put an event together; ``receipt`` is ``ABSENT`` for one that came without an answer.

    Raises IdentityMissing.
    """
    key, event_type, sequence = event_identity(own, receipt, key_tag)
    recipient = find_tax_id(receipt.text("CNPJDest")) or find_tax_id(receipt.text("CPFDest"))
    return FiscalEvent(
        access_key=key,
        event_type=event_type,
        sequence=sequence,
        author_tax_id=tax_id_of(own),
        recipient_tax_id=recipient,
        organ=own.text("cOrgao") or receipt.text("cOrgao"),
        occurred_at=moment(own.text("dhEvento")),
        description=details.text("descEvento") or receipt.text("xEvento"),
        text=text,
        protocol=receipt.text("nProt"),
        status_code=receipt.text("cStat"),
        registered_at=moment(receipt.text("dhRegEvento")),
        environment=ENVIRONMENTS.get(own.text("tpAmb") or receipt.text("tpAmb") or ""),
    )
