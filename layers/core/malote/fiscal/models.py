"""What reading gives: four records, told apart by ``record``, all frozen.

Money is Decimal in reais, times are aware, keys and tax ids are bare strings (44 characters;
14 for a CNPJ, 11 for a CPF). What a document does not say, or says unreadably, is None.
Sources: MOC NF-e 7.0, MOC CT-e 4.00, NT 2014.002 (summaries), NT 2018.001, NT Conjunta 2025.001.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from malote.fiscal.access_key import AccessKey


class Kind(StrEnum):
    """The kinds of documents read."""

    NFE = "nfe"
    NFCE = "nfce"
    CTE = "cte"


class Environment(StrEnum):
    """``tpAmb``: only production has fiscal value."""

    PRODUCTION = "production"
    HOMOLOGATION = "homologation"


class OperationType(StrEnum):
    """``tpNF``, as the issuer sees it: goods come in to the issuer, or go out."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Situation(StrEnum):
    """``cSitNFe``: what had become of the document when SEFAZ summed it up."""

    AUTHORIZED = "authorized"
    DENIED = "denied"
    CANCELLED = "cancelled"


class Effect(StrEnum):
    """What a registered event does to its document."""

    CANCELLATION = "cancellation"
    CORRECTION_LETTER = "correction_letter"
    RECIPIENT_MANIFESTATION = "recipient_manifestation"


# 210200 is Confirmação and 210210 Ciência: public text often swaps them. 610110 is the CT-e's
# counterpart, the taker's disagreement.
_EFFECTS = {
    "110110": Effect.CORRECTION_LETTER,
    "110111": Effect.CANCELLATION,
    "110112": Effect.CANCELLATION,
    "210200": Effect.RECIPIENT_MANIFESTATION,
    "210210": Effect.RECIPIENT_MANIFESTATION,
    "210220": Effect.RECIPIENT_MANIFESTATION,
    "210240": Effect.RECIPIENT_MANIFESTATION,
    "610110": Effect.RECIPIENT_MANIFESTATION,
}
# Bound to the document, bound with a warning (134, CT-e only), not bound, and cancelled late.
_REGISTERED = frozenset({"134", "135", "136", "155"})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Party(_Frozen):
    """Somebody named in a document; ``foreign_id`` stands for a tax id abroad."""

    tax_id: str | None = None
    foreign_id: str | None = None
    legal_name: str | None = None
    trade_name: str | None = None
    state_registration: str | None = None
    uf: str | None = None


class Authorization(_Frozen):
    """SEFAZ's protocol, as it came with the document.

    ``access_key`` and ``digest_value`` are of the document that SEFAZ authorized: when they
    differ from the document's own, this protocol is somebody else's.
    """

    protocol: str | None = None
    status_code: str | None = None
    received_at: AwareDatetime | None = None
    digest_value: str | None = None
    access_key: str | None = None


class FiscalDocument(_Frozen):
    """A whole document: NF-e, NFC-e or CT-e.

    ``total_amount`` is ``vNF`` or ``vTPrest``. ``purpose`` is the code in ``finNFe``. A CT-e
    has sender, shipper, receiver, taker and ``carried_keys``, its NF-e; an NF-e has none of
    them. ``digest_value`` is the one in the document's own signature, unverified.
    """

    record: Literal["document"] = "document"
    kind: Kind
    access_key: str
    model: str
    series: int
    number: int
    issued_at: AwareDatetime | None = None
    environment: Environment | None = None
    operation_nature: str | None = None
    operation_type: OperationType | None = None
    purpose: str | None = None
    issuer: Party | None = None
    recipient: Party | None = None
    carrier: Party | None = None
    sender: Party | None = None
    shipper: Party | None = None
    receiver: Party | None = None
    taker: Party | None = None
    authorized_tax_ids: tuple[str, ...] = ()
    total_amount: Decimal | None = None
    products_amount: Decimal | None = None
    icms_amount: Decimal | None = None
    carried_keys: tuple[str, ...] = ()
    authorization: Authorization | None = None
    digest_value: str | None = None

    @property
    def party_tax_ids(self) -> frozenset[str]:
        """Every tax id that makes the document its owner's: all parties and every ``autXML``."""
        parties = (
            self.issuer, self.recipient, self.carrier, self.sender,
            self.shipper, self.receiver, self.taker,
        )  # fmt: skip
        named = {party.tax_id for party in parties if party and party.tax_id}
        return frozenset(named.union(self.authorized_tax_ids))


class DocumentSummary(_Frozen):
    """A ``resNFe``: what SEFAZ tells the recipient before giving the whole NF-e.

    It does not name the recipient: it is whoever SEFAZ handed it to.
    """

    record: Literal["summary"] = "summary"
    access_key: str
    issuer: Party | None = None
    issued_at: AwareDatetime | None = None
    operation_type: OperationType | None = None
    total_amount: Decimal | None = None
    digest_value: str | None = None
    protocol: str | None = None
    authorized_at: AwareDatetime | None = None
    situation: Situation | None = None

    @property
    def party_tax_ids(self) -> frozenset[str]:
        """The issuer's tax id, and no other is known."""
        return frozenset({self.issuer.tax_id} if self.issuer and self.issuer.tax_id else ())


class _Event(_Frozen):
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

    @property
    def effect(self) -> Effect | None:
        """What the event does to its document once ``registered``; None when nothing known."""
        return _EFFECTS.get(self.event_type)

    def _named(self, *others: str | None) -> frozenset[str]:
        issuer = AccessKey(self.access_key).issuer_tax_id
        return frozenset(one for one in (issuer, self.author_tax_id, *others) if one)


class FiscalEvent(_Event):
    """An event on a document: cancellation, correction letter, manifestation and others.

    ``text`` is the correction (``xCorrecao``; for a CT-e its alterations as "group/field:
    value", joined by "; ") or the justification. ``organ`` is ``cOrgao``, the IBGE code of a
    state, or 91 for the national environment.
    """

    record: Literal["event"] = "event"
    recipient_tax_id: str | None = None
    text: str | None = None
    status_code: str | None = None
    environment: Environment | None = None

    @property
    def registered(self) -> bool:
        """Whether SEFAZ accepted it; a bare event carries no answer, and is not registered."""
        return self.status_code in _REGISTERED

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


FiscalRecord = Annotated[
    FiscalDocument | DocumentSummary | FiscalEvent | EventSummary, Field(discriminator="record")
]
