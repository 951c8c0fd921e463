"""What a document says past its header: read to show it, not to register it.

Money is Decimal in reais, rates are per cent as written, quantities are in ``unit``. Codes of
tables (CFOP, NCM, CST, ``modFrete``, ``tPag``) stay as written. What is not said is None.
Sources: MOC NF-e 7.0 annex I, MOC CT-e 4.00, NT 2025.002 (IBS, CBS and IS).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class TaxName(StrEnum):
    """The taxes of an item.

    IBS is the state's part and the municipality's, or one figure where a layout does not divide
    it. ``icms_destination`` is what a sale to another state's consumer owes there (DIFAL).
    """

    ICMS = "icms"
    ICMS_ST = "icms_st"
    ICMS_DESTINATION = "icms_destination"
    FCP = "fcp"
    IPI = "ipi"
    II = "ii"
    PIS = "pis"
    COFINS = "cofins"
    ISS = "iss"
    IS = "is"
    IBS = "ibs"
    IBS_STATE = "ibs_state"
    IBS_MUNICIPALITY = "ibs_municipality"
    CBS = "cbs"
    IRRF = "irrf"
    CSLL = "csll"
    INSS = "inss"
    FUST = "fust"
    FUNTTEL = "funttel"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Tax(_Frozen):
    """One tax of an item.

    ``situation`` is its CST or CSOSN, ``classification`` the ``cClassTrib`` of IBS, CBS and IS.
    ``withheld``: somebody else pays or paid it, as ICMS charged before by substitution.
    """

    name: TaxName
    situation: str | None = None
    classification: str | None = None
    base_amount: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    withheld: bool = False


class Item(_Frozen):
    """A line of goods or services. For a service ``code`` is the one of the law's list.

    ``given_back``: the amount of this line is taken off (``indDevolucao`` of energy and telecoms).
    """

    number: int | None = None
    code: str | None = None
    gtin: str | None = None
    description: str | None = None
    ncm: str | None = None
    nbs: str | None = None
    cest: str | None = None
    cfop: str | None = None
    unit: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    total_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    purchase_order: str | None = None
    given_back: bool = False
    taxes: tuple[Tax, ...] = ()
    referenced_key: str | None = None
    additional_information: str | None = None


class Instalment(_Frozen):
    """A ``dup`` of the invoice."""

    number: str | None = None
    due_date: date | None = None
    amount: Decimal | None = None


class Payment(_Frozen):
    """A ``detPag``: ``method`` is the code in ``tPag``."""

    method: str | None = None
    amount: Decimal | None = None


class Totals(_Frozen):
    """Totals beside the header's own; IBS, CBS and IS of NT 2025.002 included."""

    products_amount: Decimal | None = None
    services_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    insurance_amount: Decimal | None = None
    other_amount: Decimal | None = None
    deductions_amount: Decimal | None = None
    icms_base_amount: Decimal | None = None
    icms_amount: Decimal | None = None
    icms_st_amount: Decimal | None = None
    fcp_amount: Decimal | None = None
    ipi_amount: Decimal | None = None
    ii_amount: Decimal | None = None
    pis_amount: Decimal | None = None
    cofins_amount: Decimal | None = None
    iss_base_amount: Decimal | None = None
    iss_amount: Decimal | None = None
    withheld_amount: Decimal | None = None
    net_amount: Decimal | None = None
    is_amount: Decimal | None = None
    ibs_cbs_base_amount: Decimal | None = None
    ibs_amount: Decimal | None = None
    ibs_state_amount: Decimal | None = None
    ibs_municipality_amount: Decimal | None = None
    cbs_amount: Decimal | None = None
    ibs_monophasic_amount: Decimal | None = None
    cbs_monophasic_amount: Decimal | None = None
    total_with_taxes_amount: Decimal | None = None
    approximate_taxes_amount: Decimal | None = None


class Volume(_Frozen):
    """A ``vol``; weights are in kilograms."""

    quantity: Decimal | None = None
    species: str | None = None
    brand: str | None = None
    numbering: str | None = None
    net_weight: Decimal | None = None
    gross_weight: Decimal | None = None


class Place(_Frozen):
    """A municipality by IBGE's code, its name and its state."""

    municipality_code: str | None = None
    municipality: str | None = None
    uf: str | None = None


class Vehicle(_Frozen):
    """A vehicle: its plate, the state of its licence, its carrier's register (RNTRC)."""

    plate: str | None = None
    uf: str | None = None
    rntrc: str | None = None


class Driver(_Frozen):
    """Who drives."""

    name: str | None = None
    tax_id: str | None = None


class Passenger(_Frozen):
    """Who travels; ``document`` is the number of whatever names them at the gate."""

    name: str | None = None
    tax_id: str | None = None
    document: str | None = None


class Transport(_Frozen):
    """How goods or people travel. ``freight_mode`` is ``modFrete``; ``modal`` as written."""

    freight_mode: str | None = None
    modal: str | None = None
    origin: Place | None = None
    destination: Place | None = None
    cargo_amount: Decimal | None = None
    cargo_weight: Decimal | None = None
    main_product: str | None = None
    vehicles: tuple[Vehicle, ...] = ()
    drivers: tuple[Driver, ...] = ()
    passengers: tuple[Passenger, ...] = ()
    volumes: tuple[Volume, ...] = ()


class GovernmentPurchase(_Frozen):
    """A ``gCompraGov``: ``entity`` is ``tpEnteGov``, ``reduction_rate`` is ``pRedutor``."""

    entity: str | None = None
    operation: str | None = None
    reduction_rate: Decimal | None = None


class Details(_Frozen):
    """All that a document says past its header.

    ``taxes`` are of the whole document, for kinds whose items have none of their own.
    """

    items: tuple[Item, ...] = ()
    taxes: tuple[Tax, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    payments: tuple[Payment, ...] = ()
    totals: Totals = Totals()
    transport: Transport | None = None
    referenced_keys: tuple[str, ...] = ()
    competence_on: date | None = None
    iss_municipality_code: str | None = None
    ibs_municipality_code: str | None = None
    expected_delivery_on: date | None = None
    debit_note_type: str | None = None
    credit_note_type: str | None = None
    government_purchase: GovernmentPurchase | None = None
    advance_payment_keys: tuple[str, ...] = ()
    fiscal_information: str | None = None
    additional_information: str | None = None
