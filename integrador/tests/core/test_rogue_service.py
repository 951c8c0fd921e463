"""What a service that is not ours, or no longer, may make a computer do."""

import json
from pathlib import Path

import pytest

from integrador import answers
from integrador.config import Config, Configured
from integrador.device_key import DeviceKey
from integrador.enrolling import enrol
from integrador.errors import ServiceInsecure, ServiceRefused, ServiceUnreachable
from integrador.home import Home
from integrador.remote import Remote
from integrador.resend import resend
from malote.relay.wire import UploadLink
from tests.core.remote_service import CODE, RemoteService
from tests.core.rogue import rogue
from tests.core.software_key import TAX_ID, OneKey, SoftwareKey

SESSION = "0123456789abcdef"


def client(home: Home, configured: Configured, url: str) -> Remote:
    return Remote(url, configured.device_id, DeviceKey.kept(home, configured.public_key))


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[]", b'{"until": 1, "roots_pem": 7}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_answer_is_an_outage(home: Home, configured: Configured, body: bytes) -> None:
    with rogue(body) as url, pytest.raises(ServiceUnreachable):
        client(home, configured, url).lease(SESSION)


def test_an_answer_without_end_is_left(home: Home, configured: Configured) -> None:
    with rogue(endless=b" " * 65536) as url, pytest.raises(ServiceUnreachable, match="longa"):
        client(home, configured, url).lease(SESSION)


def test_an_answer_that_drips_is_left(
    home: Home, configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_GRACE", 0.1)
    with rogue(endless=b" ") as url, pytest.raises(ServiceUnreachable, match="não acaba"):
        client(home, configured, url).lease(SESSION)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/a", "http://localhost/a", "http://10.0.0.1/a", "file:///etc/a", "x"]
)
def test_documents_go_to_no_address_within(home: Home, configured: Configured, url: str) -> None:
    remote = client(home, configured, "https://api.example.com")
    with pytest.raises(ServiceInsecure):
        remote.put(UploadLink(url=url, headers={}), b"document")


@pytest.mark.parametrize("value", ["ç", "a\r\nHost: b"])
def test_headers_that_are_none_are_refused(home: Home, configured: Configured, value: str) -> None:
    with rogue() as url, pytest.raises((ServiceRefused, ServiceUnreachable)):
        client(home, configured, url).put(UploadLink(url=url, headers={"x-a": value}), b"document")


@pytest.mark.parametrize(
    ("name", "value"),
    [("device_id", "../../../../outside"), ("device_id", "a\nb"), ("service_key", "AAAA")],
)
def test_nothing_that_it_names_leads_out_of_the_home(
    home: Home, remote: RemoteService, key: SoftwareKey, name: str, value: str
) -> None:
    told = {
        "device_id": "device-0001",
        "tenant": "acme",
        "tax_id": TAX_ID,
        "state": "SP",
        "service_key": remote.public_key,
        "company": "Empresa",
    }
    body = json.dumps({**told, name: value}).encode()
    with rogue(body, status=201) as url, pytest.raises(ServiceRefused):
        enrol(Config(home), OneKey(key), api_url=url, code=CODE, certificate=key.ref)
    assert Config(home).all() == ()
    assert list(home.keys.iterdir()) == []


def test_links_for_other_documents_are_refused(
    home: Home, configured: Configured, tmp_path: Path
) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<a/>")
    links = json.dumps({"items": [{"sha256": "0" * 64, "upload": None}]}).encode()
    with rogue(links) as url:
        summary = resend(client(home, configured, url), [path], lambda _: None)
    assert (summary.failed, summary.there) == (1, 0)
    assert isinstance(summary.problem, ServiceRefused)
