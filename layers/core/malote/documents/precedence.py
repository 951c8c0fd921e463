"""Which of several versions of one document or event is shown, whatever came first."""

from malote.fiscal import (
    DocumentSummary,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    Inspection,
    Verdict,
)
from malote.fiscal.remarks import RemarkCode

_SIGNATURE = {
    Verdict.VALID: 3,
    Verdict.UNTRUSTED_CHAIN: 2,
    Verdict.ABSENT: 1,
    Verdict.UNSUPPORTED: 1,
    Verdict.TAMPERED: 0,
}

# What makes a protocol say nothing for a document: homologation's has no fiscal value either.
_NO_PROTOCOL = {
    RemarkCode.PROTOCOL_OF_ANOTHER,
    RemarkCode.NOT_AUTHORIZED,
    RemarkCode.HOMOLOGATION,
}


def rank(inspection: Inspection, sha256: str) -> str:
    """The version with the greatest rank is shown: three digits and the hash, compared as text.

    |   | first: how whole             | then: signature       | then: protocol           |
    |---|------------------------------|-----------------------|--------------------------|
    | 3 |                              | valid                 |                          |
    | 2 | event that counts            | untrusted_chain       |                          |
    | 1 | document; summary of an event| absent or unsupported | of this very document    |
    | 0 | summary; any other event     | tampered              | none, another's, refused |

    An event counts when it says that it was registered and was not tampered with. The protocol
    comes last since nobody's signature covers it: whoever mails a document can add one. The hash
    breaks ties, so that every order of arrival ends in the same state.
    """
    verdict = inspection.signature.verdict
    return f"{_wholeness(inspection)}{_SIGNATURE[verdict]}{_protocol(inspection)}#{sha256}"


def _wholeness(inspection: Inspection) -> int:
    match inspection.record:
        case FiscalDocument() | EventSummary():
            return 1
        case DocumentSummary():
            return 0
        case FiscalEvent(registered=registered):
            return 2 if registered and inspection.signature.verdict is not Verdict.TAMPERED else 0


def _protocol(inspection: Inspection) -> int:
    match inspection.record:
        case FiscalDocument(authorization=authorization):
            codes = {remark.code for remark in inspection.remarks}
            return int(bool(authorization) and not codes & _NO_PROTOCOL)
        case record:
            return int(bool(record.protocol))
