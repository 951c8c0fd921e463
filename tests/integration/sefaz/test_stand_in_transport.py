"""The stand-in's door: who is let in, and what is no request of it."""

import ssl
from pathlib import Path

import pytest
from lxml import etree

from local.authority import Authority
from local.sefaz.server import Sefaz
from tests.integration.sefaz.client import DISTRIBUTION, EVENTS, NFE, Client, envelope
from tests.integration.sefaz.server import COMPANY, identity

WSDL = f"{NFE}/wsdl/NFeDistribuicaoDFe"
DATA = f'<nfeDadosMsg xmlns="{WSDL}"><distDFeInt xmlns="{NFE}"/></nfeDadosMsg>'


def test_whoever_has_no_certificate_of_the_authority_is_not_let_in(
    sefaz: Sefaz, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path).identity("ALIMENTOS LTDA", COMPANY)
    with pytest.raises((ssl.SSLError, OSError)):
        Client(sefaz, certificate=stranger).raw(DISTRIBUTION, b"")
    anonymous = Client(sefaz)
    anonymous.certified = False
    with pytest.raises((ssl.SSLError, OSError)):
        anonymous.raw(DISTRIBUTION, b"")
    assert sefaz.control.calls() == []
    assert Client(sefaz).after(0).status == "137"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_versions_of_tls(sefaz: Sefaz, version: ssl.TLSVersion) -> None:
    client = Client(sefaz)
    client.version = version
    assert client.after(0).status == "137"


@pytest.mark.parametrize(
    ("method", "path", "type_", "status"),
    [
        ("POST", "/", "application/soap+xml", 404),
        ("POST", f"{DISTRIBUTION}/more", "application/soap+xml", 404),
        ("GET", DISTRIBUTION, "application/soap+xml", 405),
        ("PUT", EVENTS, "application/soap+xml", 405),
        ("POST", DISTRIBUTION, "application/json", 415),
        ("POST", DISTRIBUTION.lower(), "application/soap+xml", 500),
    ],
)
def test_what_http_says(sefaz: Sefaz, method: str, path: str, type_: str, status: int) -> None:
    assert Client(sefaz).raw(path, b"<x/>", method, type_)[0] == status


@pytest.mark.parametrize(("operation", "status"), [("nfeDistDFeInteresse", 200), ("other", 500)])
def test_the_action_is_the_service_s_own(sefaz: Sefaz, operation: str, status: int) -> None:
    body = envelope(f'<nfeDistDFeInteresse xmlns="{WSDL}">{DATA}</nfeDistDFeInteresse>')
    type_ = f'application/soap+xml; action="{WSDL}/{operation}"'
    assert Client(sefaz).raw(DISTRIBUTION, body, type_=type_)[0] == status


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not XML",
        b"<x/>",
        envelope(""),
        envelope(DATA),
        envelope(f'<nfeDistDFeInteresse xmlns="{WSDL}"/>'),
        envelope(f'<nfeDistDFeInteresse xmlns="urn:other">{DATA}</nfeDistDFeInteresse>'),
        envelope(f'<nfeDistDFeInteresse xmlns="{WSDL}"><nfeDadosMsg/></nfeDistDFeInteresse>'),
        envelope(f'<nfeDistDFeInteresse xmlns="{WSDL}">{DATA}</nfeDistDFeInteresse>').replace(
            b"http://www.w3.org/2003/05/soap-envelope", b"http://schemas.xmlsoap.org/soap/envelope/"
        ),
        envelope(f'<nfeDistDFeInteresse xmlns="{WSDL}">{DATA}</nfeDistDFeInteresse>').replace(
            b":Envelope", b":Letter"
        ),
    ],
)
def test_what_is_no_envelope_of_the_service_s(sefaz: Sefaz, content: bytes) -> None:
    status, body = Client(sefaz).raw(DISTRIBUTION, content)
    assert status == 500
    fault = etree.fromstring(body).find(".//{http://www.w3.org/2003/05/soap-envelope}Fault")
    assert fault is not None
    assert [each["kind"] for each in sefaz.control.calls()] == ["unread"]


def test_a_file_of_the_server_s_is_not_read(sefaz: Sefaz) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    body = envelope(
        f'<nfeDistDFeInteresse xmlns="{WSDL}"><nfeDadosMsg><distDFeInt xmlns="{NFE}" '
        'versao="1.01"><tpAmb>&e;</tpAmb></distDFeInt></nfeDadosMsg></nfeDistDFeInteresse>'
    )
    end = body.index(b"?>") + 2
    status, answer = Client(sefaz).raw(DISTRIBUTION, body[:end] + entity + body[end:])
    assert status == 500
    assert Path("/etc/hostname").read_bytes().strip() not in answer


def test_a_certificate_without_a_tax_id(sefaz: Sefaz) -> None:
    nobody = sefaz.authority.identity("SEM CNPJ", "0" * 14)
    assert Client(sefaz, certificate=nobody).after(0).status == "473"
    assert Client(sefaz, certificate=identity(COMPANY)).after(0).status == "137"
