"""What could not be bound, and what came with it, as the API shows it."""

from collections.abc import Collection, Iterable
from typing import Self

from pydantic import BaseModel

from malote.certificates.models import Binding, Remark
from malote.errors import known_codes


class CertificateRemark(BaseModel):
    """Something that was not done as asked, or came with it; ``action`` if there is any to take."""

    code: str
    text: str
    action: str | None = None
    binding: Binding | None = None

    @classmethod
    def of(cls, remark: Remark) -> Self:
        """With what to do, as the error of its code says."""
        error = known_codes().get(remark.code)
        action = error.action if error else None
        return cls(code=remark.code, text=remark.text, action=action, binding=remark.binding)


class BindingResult(Binding):
    """Whether a certificate serves what it was asked to.

    If not, ``code`` is stable, ``message`` says why and ``action`` what to do.
    """

    bound: bool
    code: str | None = None
    message: str | None = None
    action: str | None = None

    @classmethod
    def each(
        cls, asked: Iterable[Binding], bound: Collection[Binding], remarks: Iterable[Remark]
    ) -> list[Self]:
        """One for each that was asked for."""
        why = {
            each.binding: {"code": each.code, "message": each.text, "action": each.action}
            for each in map(CertificateRemark.of, remarks)
        }
        served = frozenset(bound)  # they may be thousands
        return [
            cls.model_validate(
                {**dict(one), "bound": one in served, **({} if one in served else why.get(one, {}))}
            )
            for one in asked
        ]
