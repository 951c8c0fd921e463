"""How the check of a PFX went, nothing being saved, as the API shows it."""

from datetime import datetime
from typing import Literal, Self, get_args

from pydantic import BaseModel

from malote.certificates.install import Checked
from malote.certificates.remark_views import BindingResult, CertificateRemark
from malote.certificates.views import CertificateFacts
from malote.errors import CertificateError, CertificateStep


class CertificateStepView(BaseModel):
    """One check, in its order; what comes after a failure is ``skipped``."""

    step: CertificateStep
    status: Literal["ok", "failed", "skipped"]


class CertificateReport(BaseModel):
    """Whether a PFX can be installed, and what it would serve.

    ``message`` is one line for people; when it ``failed``, ``step`` is where, ``code`` a stable
    name of what is wrong, ``detail`` what was found and ``action`` what to do. ``certificate`` is
    there as soon as it can be read.
    """

    status: Literal["ok", "failed"]
    message: str
    step: CertificateStep | None = None
    code: str | None = None
    detail: str | None = None
    action: str | None = None
    steps: list[CertificateStepView]
    certificate: CertificateFacts | None = None
    results: list[BindingResult]
    remarks: list[CertificateRemark]

    @classmethod
    def of(cls, checked: Checked, at: datetime) -> Self:
        """From what was found, as it is seen at a moment."""
        error = checked.error
        failed = error.step if isinstance(error, CertificateError) else None
        report = cls(
            status="failed" if error else "ok",
            message=error.message if error else "O certificado pode ser instalado.",
            step=failed,
            steps=_steps(failed),
            certificate=CertificateFacts.of(checked.facts, at) if checked.facts else None,
            results=BindingResult.each(checked.asked, checked.bound, checked.remarks),
            remarks=list(map(CertificateRemark.of, checked.remarks)),
        )
        if error:
            report.code, report.detail, report.action = error.code, error.detail, error.action
        return report


def _steps(failed: CertificateStep | None) -> list[CertificateStepView]:
    steps: tuple[CertificateStep, ...] = get_args(CertificateStep)
    passed = steps.index(failed) if failed else len(steps)
    return [
        CertificateStepView(
            step=step,
            status="ok" if place < passed else "failed" if place == passed else "skipped",
        )
        for place, step in enumerate(steps)
    ]
