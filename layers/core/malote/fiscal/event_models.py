"""Events on fiscal documents, whole or as SEFAZ's summary of them.

Sources: MOC NF-e 7.0, MOC CT-e 4.00, MOC MDF-e 3.00, NT 2014.002 (summaries), evento 1.01 (NFS-e).
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from malote.environment import Environment
from malote.fiscal.codes import Effect
from malote.fiscal.document_id import issuer_tax_id

_SUBSTITUTION = "110112"
# 210200 is Confirmação and 210210 Ciência: public text often swaps them. 610110 is the CT-e's
# counterpart, the taker's disagreement, and 610111 takes it back. Past 101101 and 202201 come
# the national NFS-e's own cancellations and manifestations, tacit ones included.
_EFFECTS = {
    "110110": Effect.CORRECTION_LETTER,
    **dict.fromkeys(
        ("110111", _SUBSTITUTION, "101101", "105102", "105104", "305101"), Effect.CANCELLATION
    ),
    **dict.fromkeys(
        (
            *("210200", "210210", "210220", "210240", "610110", "610111"),
            *("202201", "203202", "204203", "205204", "202205", "203206", "204207", "205208"),
        ),
        Effect.RECIPIENT_MANIFESTATION,
    ),
}
# 110112 closes an MDF-e at the end of its voyage, which takes nothing of it back.
_CANCELLED_BY_SUBSTITUTION = frozenset({"55", "65"})
# Bound to the document, bound with a warning (134, CT-e only), not bound, and cancelled late.
_REGISTERED = frozenset({"134", "135", "136", "155"})


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)

    # ``access_key`` is the document's; with type and sequence it is the event's identity.
    access_key: str
    event_type: str
    sequence: int
    author_tax_id: str | None = None
    organ: str | None = None
    occurred_at: AwareDatetime | None = None
    description: str | None = None
    protocol: str | None = None
    registered_at: AwareDatetime | None = None
    # The document's, where the event's layout serves one only; else the key tells.
    model: str | None = None

    @property
    def effect(self) -> Effect | None:
        """What the event does to its document once ``registered``; None when nothing known."""
        model = self.model or self.access_key[20:22]
        if self.event_type == _SUBSTITUTION and model not in _CANCELLED_BY_SUBSTITUTION:
            return None
        return _EFFECTS.get(self.event_type)

    def _named(self, *others: str | None) -> frozenset[str]:
        issuer = issuer_tax_id(self.access_key)
        return frozenset(one for one in (issuer, self.author_tax_id, *others) if one)


class FiscalEvent(_Event):
    """An event on a document: cancellation, correction letter, manifestation and others.

    ``text`` is the correction (``xCorrecao``; for a CT-e its alterations as "group/field:
    value", joined by "; ") or the justification. ``organ`` is ``cOrgao``, the IBGE code of a
    state, or 91 for the national environment. ``by_authority``: of a layout that the authority
    itself writes, so that it needs no answer (the national NFS-e's ``evento``, and a coupon's
    cancellation, made by the SAT equipment). ``answer_is_anothers``: what SEFAZ registered
    has another key, type or sequence.
    """

    record: Literal["event"] = "event"
    recipient_tax_id: str | None = None
    text: str | None = None
    status_code: str | None = None
    environment: Environment | None = None
    by_authority: bool = False
    answer_is_anothers: bool = False

    @property
    def registered(self) -> bool:
        """Whether the authority accepted it; a bare event carries no answer, and is not."""
        answered = self.status_code in _REGISTERED and not self.answer_is_anothers
        return self.by_authority or answered

    @property
    def party_tax_ids(self) -> frozenset[str]:
        """The author, the recipient SEFAZ names, and the issuer that the key names."""
        return self._named(self.recipient_tax_id)


class EventSummary(_Event):
    """A ``resEvento``: SEFAZ's notice of an event it has registered."""

    record: Literal["event_summary"] = "event_summary"

    @property
    def registered(self) -> bool:
        """Always: SEFAZ only summarises events that it registered."""
        return True

    @property
    def party_tax_ids(self) -> frozenset[str]:
        """The author, and the issuer that the key names."""
        return self._named()
