"""Which of a document's events hold now: the correction letter and the manifestation.

Only what was registered and not tampered with. Anybody can mail an event that says it was
registered, so one whose signature is valid comes before any whose is not; ``signature`` tells.
"""

from collections.abc import Iterable, Set
from datetime import UTC, datetime

from malote.documents.detail_views import EventView, ManifestationView
from malote.fiscal import Effect, Verdict
from malote.fiscal.document_id import issuer_tax_id
from malote.tax_id import base

# NT 2014.002 for NF-e, MOC CT-e 4.00 for CT-e. Others go by the event's own description.
_NAMES = {
    "210200": "Confirmação da Operação",
    "210210": "Ciência da Operação",
    "210220": "Desconhecimento da Operação",
    "210240": "Operação não Realizada",
    "610110": "Prestação do Serviço em Desacordo",
    "610111": "Cancelamento da Prestação do Serviço em Desacordo",
}
_BY_THE_RECIPIENT = "2102"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def correction_letter(access_key: str, events: Iterable[EventView]) -> EventView | None:
    """The issuer's letter with the highest sequence: it holds all that the earlier ones said."""
    issuer = issuer_tax_id(access_key)
    letters = _registered(events, Effect.CORRECTION_LETTER)
    # SEFAZ's summary of a letter has no text: it must not hide the letter itself.
    mine = (e for e in letters if e.author_tax_id == issuer and e.protocol and e.text)
    return max(mine, key=lambda each: (_proven(each), each.sequence), default=None)


def manifestation(
    access_key: str, recipient_tax_id: str | None, others: Set[str], events: Iterable[EventView]
) -> ManifestationView | None:
    """What the recipient said last; of a CT-e and an NFS-e, one of the ``others`` whom it names.

    Of a document that names nobody but its issuer, as a summary, whoever is not that.
    """
    issuer = base(issuer_tax_id(access_key) or "")
    anybody = {base(one) for one in others} - {issuer}

    def may_say(event: EventView) -> bool:
        author = base(event.author_tax_id or "")  # any of its branches may manifest
        if recipient_tax_id and event.event_type.startswith(_BY_THE_RECIPIENT):
            return author == base(recipient_tax_id)
        return author in anybody if anybody else author != issuer

    said = filter(may_say, _registered(events, Effect.RECIPIENT_MANIFESTATION))
    last = max(said, key=lambda each: (_proven(each), _at(each)), default=None)
    if last is None:
        return None
    return ManifestationView(
        event_type=last.event_type,
        name=_NAMES.get(last.event_type) or last.description or "Manifestação",
        at=last.registered_at or last.occurred_at,
        author_tax_id=last.author_tax_id,
        signature=last.signature,
    )


def _registered(events: Iterable[EventView], effect: Effect) -> Iterable[EventView]:
    for each in events:
        tampered = each.signature and each.signature.verdict is Verdict.TAMPERED
        if each.registered and each.effect == effect and not tampered:
            yield each


def _proven(event: EventView) -> bool:
    return event.signature is not None and event.signature.verdict is Verdict.VALID


def _at(event: EventView) -> datetime:
    return event.registered_at or event.occurred_at or _LONG_AGO
