"""Events: the same layout for every kind of document, but for the key's tag and the details."""

import re
from collections.abc import Callable

from malote.errors import IdentityMissing
from malote.fiscal.access_key import AccessKey
from malote.fiscal.event_models import FiscalEvent
from malote.fiscal.groups import ENVIRONMENTS, tax_id_of
from malote.fiscal.layout import Layout
from malote.fiscal.values import integer, moment
from malote.fiscal.xml import ABSENT, Element, Group, local_name
from malote.tax_id import find as find_tax_id

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
        raise IdentityMissing(f"evento sem {key_tag}, tpEvento ou nSeqEvento")
    return found.value, known_type, known_sequence


def event_groups(root: Group, event: str, receipt: str) -> tuple[Group, Group]:
    """What was asked and what SEFAZ answered, in a ``procEvento``."""
    return root.group(event).group("infEvento"), root.group(receipt).group("infEvento")


def read_event(
    own: Group,
    receipt: Group,
    key_tag: str,
    details: Group,
    text: str | None,
    model: str | None = None,
) -> FiscalEvent:
    """Put an event together; ``receipt`` is ``ABSENT`` for one that came without an answer.

    ``model`` is the documents' whose events have this layout, where it is one only. Raises
    IdentityMissing.
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
        model=model,
        answer_is_anothers=_is_anothers(receipt, key_tag, (key, event_type, sequence)),
    )


def _is_anothers(receipt: Group, key_tag: str, identity: tuple[str, str, int]) -> bool:
    """Whether an answer names another event; one that names none may be of any."""
    key = AccessKey.find(receipt.text(key_tag))
    answered = (
        key.value if key else None,
        receipt.text("tpEvento"),
        integer(receipt.text("nSeqEvento")),
    )
    return any(one not in (None, own) for one, own in zip(answered, identity, strict=True))


def event_layouts(
    name: str, model: str | None, schemas: tuple[str, str], text: Callable[[Group], str | None]
) -> dict[str, Layout]:
    """The layouts of one model's events, or of several's (None), by the Portal Fiscal's own names.

    For the ``name`` "MDFe": ``procEventoMDFe``, ``eventoMDFe``, ``retEventoMDFe``, ``chMDFe``.
    ``schemas`` is the folder of their schemas, with the version. ``text`` reads what an event says
    out of its details.
    """

    def read(root: Element) -> FiscalEvent:
        whole = Group(root)
        if local_name(root) == f"evento{name}":
            own, receipt = whole.group("infEvento"), ABSENT
        else:
            own, receipt = event_groups(whole, f"evento{name}", f"retEvento{name}")
        details = own.group("detEvento").choice("ev")
        return read_event(own, receipt, f"ch{name}", details, text(details), model)

    folder, version = schemas
    namespace = f"{{http://www.portalfiscal.inf.br/{name.lower()}}}"
    return {
        f"{namespace}procEvento{name}": Layout(
            read, (f"evento{name}", "infEvento"), f"{folder}/procEvento{name}_{version}.xsd"
        ),
        f"{namespace}evento{name}": Layout(
            read, ("infEvento",), f"{folder}/evento{name}_{version}.xsd"
        ),
    }


def justification(details: Group) -> str | None:
    """The reason that the author of a cancellation gives."""
    return details.text("xJust", TEXT_LIMIT)
