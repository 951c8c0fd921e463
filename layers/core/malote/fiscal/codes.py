"""The few codes of the layouts that Malote gives names to; every other code stays as written."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of documents read, and the numbers that were voided unissued."""

    NFE = "nfe"
    NFCE = "nfce"
    CTE = "cte"
    CTE_OS = "cte_os"
    CTE_SIMPLIFIED = "cte_simplified"
    GTVE = "gtve"
    MDFE = "mdfe"
    BPE = "bpe"
    NF3E = "nf3e"
    NFCOM = "nfcom"
    CFE = "cfe"
    NFSE = "nfse"
    DPS = "dps"
    MUNICIPAL_NFSE = "municipal_nfse"
    NUMBER_VOIDING = "number_voiding"


class OperationType(StrEnum):
    """``tpNF``, as the issuer sees it: goods come in to the issuer, or go out."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Situation(StrEnum):
    """What had become of a document when it was summed up (``cSitNFe``) or printed."""

    AUTHORIZED = "authorized"
    DENIED = "denied"
    CANCELLED = "cancelled"


class Effect(StrEnum):
    """What a registered event does to its document."""

    CANCELLATION = "cancellation"
    CORRECTION_LETTER = "correction_letter"
    RECIPIENT_MANIFESTATION = "recipient_manifestation"
