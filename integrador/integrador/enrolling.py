"""This computer is enrolled for a CNPJ or CPF, with a one-time code."""

import platform
import socket
from importlib.metadata import version

import httpx
from cryptography import x509
from pydantic import ValidationError

from integrador.addresses import secure
from integrador.answers import fetch
from integrador.config import Config, Configured
from integrador.device_key import DeviceKey
from integrador.errors import ServiceRefused, ServiceUnreachable
from integrador.ports import Keyring
from integrador.problems import trouble
from integrador.references import CertificateRef
from malote.certificates.facts import check_validity, facts_of
from malote.clock import utc_now
from malote.errors import CertificateOfAnother
from malote.relay.enrolling import enrolling
from malote.relay.wire import Enrolled, Enrolling
from malote.tax_id import base, formatted

_PATIENCE = 30.0


def enrol(
    config: Config,
    keyring: Keyring,
    *,
    api_url: str,
    code: str,
    certificate: CertificateRef,
    tax_id: str | None = None,
) -> Configured:
    """Prove that the certificate's key and a new key of the device are here, and keep what is told.

    ``tax_id`` is whom the code is to be for: the certificate's own, or another of its company's.
    Whatever can go wrong on this side does so before the code is used. Raises KeyUnusable,
    CertificateError, ServiceError, SettingsBroken, EnrolmentRefused, CertificateOfAnother.
    """
    address = secure(api_url).rstrip("/")
    config.all()
    key = keyring.key(certificate)
    facts = facts_of(x509.load_der_x509_certificate(key.certificate))
    now = utc_now()
    check_validity(facts, now)
    wanted = tax_id or facts.tax_id
    if base(wanted) != base(facts.tax_id):
        of, by = map(formatted, (facts.tax_id, wanted))
        raise CertificateOfAnother(f"o certificado é de {of}, e não de {by}")
    device_key = DeviceKey.made(config.home)
    try:
        asked = enrolling(
            code,
            device_key.private,
            key.certificate,
            key.prove,
            name=_name(),
            tax_id=wanted,
            agent_version=version("integrador"),
            platform=_plain(platform.platform(terse=True), 60),
        )
        told = _enrolled(address, asked)
        if told.tax_id != wanted:
            raise ServiceRefused(f"ele autorizou outro CNPJ ou CPF: {formatted(told.tax_id)}")
        configured = Configured(
            tax_id=told.tax_id,
            state=told.state,
            holder=facts.holder,
            company=told.company,
            tenant=told.tenant,
            device_id=told.device_id,
            public_key=device_key.public_key,
            api_url=address,
            service_key=told.service_key,
            certificate=certificate,
            certificate_expires_at=facts.expires_at,
            enrolled_at=now,
        )
        config.add(configured)
    except ValidationError:
        DeviceKey.forget(config.home, device_key.public_key)
        raise ServiceRefused("a resposta não é do serviço do Malote") from None
    except BaseException:
        DeviceKey.forget(config.home, device_key.public_key)
        raise
    return configured


def _enrolled(address: str, asked: Enrolling) -> Enrolled:
    try:
        with httpx.Client() as client:
            answer = fetch(
                client,
                "POST",
                f"{address}/remote/devices",
                _PATIENCE,
                content=asked.model_dump_json(),
                headers={"Content-Type": "application/json"},
            )
    except httpx.RequestError as error:
        raise ServiceUnreachable(str(error)) from None
    if not answer.is_success:
        raise trouble(answer)
    try:
        return Enrolled.model_validate_json(answer.content)
    except ValidationError:
        raise ServiceRefused("a resposta não é do serviço do Malote") from None


def _name() -> str:
    return _plain(socket.gethostname(), 60) or "computador"


def _plain(text: str, most: int) -> str:
    return "".join(each for each in text if each.isprintable()).strip()[:most]
