"""What reading gives: four records, told apart by ``record``, all frozen.

Money is Decimal in reais, times are aware, keys and tax ids are bare strings (44 characters;
14 for a CNPJ, 11 for a CPF). What a document does not say, or says unreadably, is None.
Sources: MOC NF-e 7.0, MOC CT-e 4.00, NT 2014.002 (summaries), NT 2018.001, NT Conjunta 2025.001.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from malote.environment import Environment
from malote.fiscal.codes import Kind, OperationType, Situation
from malote.fiscal.details import Details
from malote.fiscal.event_models import EventSummary, FiscalEvent


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Party(_Frozen):
    """Somebody named in a document; ``foreign_id`` stands for a tax id abroad."""

    tax_id: str | None = None
    foreign_id: str | None = None
    legal_name: str | None = None
    trade_name: str | None = None
    state_registration: str | None = None
    municipal_registration: str | None = None
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
    """A whole document, of any kind; each kind fills what it has.

    ``access_key`` is whatever names it: see ``malote.fiscal.document_id``. ``total_amount`` is
    what it is worth: ``vNF``, ``vTPrest``, a service's price before anything is withheld.
    ``purpose`` is the code in ``finNFe`` or its like. A CT-e has sender, shipper, receiver, taker
    and ``carried_keys``; an MDF-e carried keys and contractors. An NFS-e's issuer is its service
    provider. ``situation`` is said by municipal NFS-e alone. ``last_number`` ends a voided range.
    ``digest_value`` is the one in the document's own signature, unverified. ``details`` is read
    when somebody looks.
    """

    record: Literal["document"] = "document"
    kind: Kind
    access_key: str
    model: str
    series: int
    number: int
    last_number: int | None = None
    verification_code: str | None = None
    situation: Situation | None = None
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
    service_taker: Party | None = None
    intermediary: Party | None = None
    contractors: tuple[Party, ...] = ()
    authorized_tax_ids: tuple[str, ...] = ()
    total_amount: Decimal | None = None
    products_amount: Decimal | None = None
    icms_amount: Decimal | None = None
    carried_keys: tuple[str, ...] = ()
    authorization: Authorization | None = None
    digest_value: str | None = None
    details: Details | None = None

    @property
    def party_tax_ids(self) -> frozenset[str]:
        """Every tax id that makes the document its owner's: all parties and every ``autXML``."""
        parties = (
            self.issuer, self.recipient, self.carrier, self.sender,
            self.shipper, self.receiver, self.taker, self.service_taker, self.intermediary,
            *self.contractors,
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


FiscalRecord = Annotated[
    FiscalDocument | DocumentSummary | FiscalEvent | EventSummary, Field(discriminator="record")
]
