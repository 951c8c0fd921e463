"""The one place that says how an error becomes an answer (RFC 9457).

| error                        | HTTP |
|------------------------------|------|
| AlreadyExists                | 409  |
| ChangedMeanwhile             | 409  |
| IdempotencyMismatch          | 409  |
| other InvalidInput           | 400  |
| Forbidden                    | 403  |
| NotFound                     | 404  |
| MailboxPaused, NotRetryable  | 409  |
| MailSettingsMissing          | 409  |
| MessageSettled               | 409  |
| OnlyDeletion, BranchInUse    | 409  |
| CertificateInstalled         | 409  |
| KeptKeyLost                  | 409  |
| ConfirmationNeeded           | 409  |
| PfxTooLarge                  | 413  |
| AttachmentTooLarge           | 413  |
| FiscalError, AttachmentError | 422  |
| PrintError, MessageUnfit     | 422  |
| AccountTestFailed            | 422  |
| CertificateError, NotBound   | 422  |
| MailboxError, if ``final``   | 422  |
| BillingAccountInactive       | 409  |
| BillingAccountActive         | 409  |
| ProductionNotProven          | 409  |
| ChargeNotOpen                | 409  |
| EfiRefused, Efi…Refused      | 422  |
| SefazNotConfigured           | 409  |
| NotManifestable              | 422  |
| LeaseHeld, JobNotYours       | 409  |
| DeviceRevoked                | 403  |
| EnrolmentRefused             | 403  |
| CertificateOfAnother         | 422  |
| any other DeviceError        | 401  |
| SefazRefused                 | 422  |
| SefazCertificateRefused      | 422  |
| SefazBlocked                 | 429  |
| any other SefazError         | 502  |
| ExportsBusy, TooSoon         | 429  |
| EfiOverQuota                 | 429  |
| any other EfiError           | 502  |
| any other                    | 500  |
| any other MailboxError       | 502  |

A final MailboxError is for the tenant to mend, and asking again will not help; any other is of
a mail server that did not answer as it should, as 502 says.
"""

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from malote.diagnosis.views import CheckReport
from malote.errors import (
    AccountTestFailed,
    AlreadyExists,
    AttachmentError,
    AttachmentTooLarge,
    BillingAccountActive,
    BillingAccountInactive,
    BranchInUse,
    CertificateError,
    CertificateInstalled,
    CertificateOfAnother,
    ChangedMeanwhile,
    ChargeNotOpen,
    ConfirmationNeeded,
    DeviceError,
    DeviceRevoked,
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiError,
    EfiOverQuota,
    EfiRefused,
    EnrolmentRefused,
    ExportsBusy,
    FiscalError,
    Forbidden,
    IdempotencyMismatch,
    InvalidInput,
    JobNotYours,
    KeptKeyLost,
    LeaseHeld,
    MailboxError,
    MailboxPaused,
    MailSettingsMissing,
    MaloteError,
    MessageSettled,
    MessageUnfit,
    NotBound,
    NotFound,
    NotManifestable,
    NotRetryable,
    OnlyDeletion,
    PfxTooLarge,
    PrintError,
    ProductionNotProven,
    SefazBlocked,
    SefazCertificateRefused,
    SefazError,
    SefazNotConfigured,
    SefazRefused,
    TooSoon,
)

_STATUS: list[tuple[type[MaloteError], int]] = [
    (AlreadyExists, 409),
    (ChangedMeanwhile, 409),
    (IdempotencyMismatch, 409),
    (InvalidInput, 400),
    (Forbidden, 403),
    (NotFound, 404),
    (MailboxPaused, 409),
    (NotRetryable, 409),
    (MailSettingsMissing, 409),
    (MessageSettled, 409),
    (OnlyDeletion, 409),
    (BranchInUse, 409),
    (CertificateInstalled, 409),
    (KeptKeyLost, 409),
    (ConfirmationNeeded, 409),
    (PfxTooLarge, 413),
    (AttachmentTooLarge, 413),
    (AttachmentError, 422),
    (FiscalError, 422),
    (PrintError, 422),
    (MessageUnfit, 422),
    (AccountTestFailed, 422),
    (CertificateError, 422),
    (NotBound, 422),
    (ExportsBusy, 429),
    (TooSoon, 429),
    (MailboxError, 502),
    (BillingAccountInactive, 409),
    (BillingAccountActive, 409),
    (ProductionNotProven, 409),
    (ChargeNotOpen, 409),
    (EfiRefused, 422),
    (EfiCredentialsRefused, 422),
    (EfiCertificateRefused, 422),
    (EfiOverQuota, 429),
    (EfiError, 502),
    (SefazNotConfigured, 409),
    (NotManifestable, 422),
    (LeaseHeld, 409),
    (JobNotYours, 409),
    (DeviceRevoked, 403),
    (EnrolmentRefused, 403),
    (CertificateOfAnother, 422),
    (DeviceError, 401),
    (SefazRefused, 422),
    (SefazCertificateRefused, 422),
    (SefazBlocked, 429),
    (SefazError, 502),
    (MaloteError, 500),
]


def to_json(body: Any) -> str:
    """A body's text."""
    return json.dumps(body, ensure_ascii=False)


class Problem(BaseModel):
    """RFC 9457 problem details; ``code`` is stable, ``action`` says what to do.

    ``report`` is the whole of a failed test of a mail account, and in no other problem.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    action: str
    report: CheckReport | None = None


def problem(error: MaloteError) -> Response[str]:
    """An error as problem details."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if isinstance(error, MailboxError) and error.final:
        status = 422
    body = Problem(
        type=f"urn:malote:{error.code}",
        title=error.message,
        status=status,
        detail=error.detail,
        code=error.code,
        action=error.action,
        report=error.report if isinstance(error, AccountTestFailed) else None,
    )
    told = body.model_dump(exclude=set() if body.report else {"report"})
    return Response(status, "application/problem+json", to_json(told))
