"""How SEFAZ is asked for each branch, as the API shows it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from malote.certificates.models import Binding
from malote.environment import Environment
from malote.portfolio import Portfolio
from malote.sefaz.models import CertificateType, SefazSettings, Service
from malote.sefaz.served import MODULES, services

_NO_MODULE = "A empresa ou a filial não usa o módulo deste serviço."
_NO_CERTIFICATE = "Nenhum certificado atende este módulo da filial: vincule um em /certificates."
_GONE = "O certificado escolhido não existe mais: escolha outro."
_EXPIRED = "O certificado expirou: instale o novo."
_NO_DEVICE = (
    "Nenhum computador com o Integrador está autorizado: peça um código em POST /remote/enrolments."
)


class CertificateUsed(BaseModel):
    """``chosen``: by its module's binding, or by name in these settings."""

    id: str
    holder: str
    expires_at: datetime
    chosen: Literal["bound", "named"]


class ServiceView(BaseModel):
    """A service of SEFAZ's that the branch uses; an A3 is not known here."""

    service: Service
    certificate: CertificateUsed | None


class SefazSettingsView(BaseModel):
    """Settings that are in force; ``revision`` is "" until they are saved for the first time.

    ``problems`` are sentences: what keeps SEFAZ from being asked.
    """

    tax_id: str
    name: str
    certificate_type: CertificateType
    certificate_id: str | None
    environment: Environment
    automatic: bool
    acknowledges: bool
    services: list[ServiceView]
    problems: list[str]
    revision: str

    @classmethod
    def of(
        cls, settings: SefazSettings, portfolio: Portfolio, enrolled: Iterable[str], at: datetime
    ) -> Self:
        """``enrolled`` are the tax ids that have a device. Raises NotFound."""
        branch = portfolio.branch(settings.tax_id)
        used = {
            each: _certificate(settings, portfolio, each)
            for each in services(portfolio, settings.tax_id)
        }
        return cls(
            **settings.model_dump(exclude={"tenant"}),
            name=branch.name,
            services=[ServiceView(service=each, certificate=used[each]) for each in used],
            problems=_problems(settings, used, set(enrolled), at),
        )


class SefazSettingsPage(BaseModel):
    """Every branch that has a module of SEFAZ's."""

    items: list[SefazSettingsView]
    next_cursor: str | None = None

    @classmethod
    def of(
        cls,
        saved: Iterable[SefazSettings],
        portfolio: Portfolio,
        enrolled: Iterable[str],
        at: datetime,
    ) -> Self:
        """In the order of tax ids."""
        known, devices = {each.tax_id: each for each in saved}, set(enrolled)
        return cls(
            items=[
                SefazSettingsView.of(
                    known.get(each) or SefazSettings(tenant=portfolio.tenant, tax_id=each),
                    portfolio,
                    devices,
                    at,
                )
                for each in sorted(portfolio.branches)
                if services(portfolio, each)
            ]
        )


def _certificate(
    settings: SefazSettings, portfolio: Portfolio, service: Service
) -> CertificateUsed | None:
    if settings.certificate_type is CertificateType.A3:
        return None
    binding = Binding(
        branch=settings.tax_id, module=MODULES[service], environment=settings.environment
    )
    name = settings.certificate_id or portfolio.bound.get(binding)
    found = portfolio.certificates.get(name) if name else None
    if found is None:
        return None
    return CertificateUsed(
        id=found.certificate_id,
        holder=found.facts.holder,
        expires_at=found.facts.expires_at,
        chosen="named" if settings.certificate_id else "bound",
    )


def _problems(
    settings: SefazSettings,
    used: Mapping[Service, CertificateUsed | None],
    enrolled: set[str],
    at: datetime,
) -> list[str]:
    if not used:
        return [_NO_MODULE]
    if settings.certificate_type is CertificateType.A3:
        return [] if settings.tax_id in enrolled else [_NO_DEVICE]
    missing = _GONE if settings.certificate_id else _NO_CERTIFICATE
    found = [
        missing if each is None else _EXPIRED if each.expires_at <= at else ""
        for each in used.values()
    ]
    return list(dict.fromkeys(filter(None, found)))
