"""A computer is enrolled; the stand-in checks both proofs."""

import pytest

from integrador.config import Config
from integrador.device_key import DeviceKey
from integrador.enrolling import enrol
from integrador.errors import (
    KeyUnusable,
    PinWrong,
    ServiceInsecure,
    ServiceRefused,
    ServiceUnreachable,
    SettingsBroken,
)
from integrador.home import Home
from malote.errors import CertificateExpired, CertificateOfAnother, EnrolmentRefused
from tests.core.remote_service import CODE, TENANT, RemoteService
from tests.core.software_key import TAX_ID, OneKey, SoftwareKey, certificate_pem

SISTER = "11222333000262"


def test_it_is_enrolled_and_kept(home: Home, remote: RemoteService, key: SoftwareKey) -> None:
    done = enrol(
        Config(home),
        OneKey(key),
        api_url=remote.url + "/",
        code=CODE.lower().replace("-", " "),
        certificate=key.ref,
    )
    assert Config(home).all() == (done,)
    assert (done.tax_id, done.tenant, done.state) == (TAX_ID, TENANT, "SP")
    assert done.service_key == remote.public_key
    assert done.holder == "EMPRESA DE TESTE"
    assert remote.devices == {done.device_id: done.public_key}
    assert DeviceKey.kept(home, done.public_key).public_key == done.public_key
    text = home.settings.read_text()
    assert CODE not in text
    assert "PRIVATE" not in text


def test_a_used_code_is_refused_and_leaves_nothing(
    home: Home, remote: RemoteService, key: SoftwareKey
) -> None:
    remote.code = "used"
    with pytest.raises(EnrolmentRefused) as told:
        enrol(Config(home), OneKey(key), api_url=remote.url, code=CODE, certificate=key.ref)
    assert CODE not in str(told.value)
    assert Config(home).all() == ()
    assert list(home.keys.iterdir()) == []


@pytest.mark.parametrize("meant", [None, TAX_ID, SISTER])
def test_who_is_meant_goes_along(
    home: Home, remote: RemoteService, key: SoftwareKey, meant: str | None
) -> None:
    remote.tax_id = meant or TAX_ID
    ring, url = OneKey(key), remote.url
    enrol(Config(home), ring, api_url=url, code=CODE, certificate=key.ref, tax_id=meant)
    assert remote.meant == [meant or TAX_ID]


def test_another_than_was_meant_is_not_kept(
    home: Home, remote: RemoteService, key: SoftwareKey
) -> None:
    remote.tax_id = SISTER
    with pytest.raises(ServiceRefused, match="0002-62"):
        enrol(Config(home), OneKey(key), api_url=remote.url, code=CODE, certificate=key.ref)
    assert Config(home).all() == ()
    assert list(home.keys.iterdir()) == []


def test_an_outage_leaves_nothing(home: Home, remote: RemoteService, key: SoftwareKey) -> None:
    remote.cut = True
    with pytest.raises(ServiceUnreachable):
        enrol(Config(home), OneKey(key), api_url=remote.url, code=CODE, certificate=key.ref)
    assert list(home.keys.iterdir()) == []


def test_what_fails_here_does_not_use_the_code(
    home: Home, remote: RemoteService, key: SoftwareKey
) -> None:
    def enrolled(
        opened: SoftwareKey, url: str, trouble: KeyUnusable | None = None, tax_id: str | None = None
    ) -> None:
        ring, ref = OneKey(opened, trouble), opened.ref
        enrol(Config(home), ring, api_url=url, code=CODE, certificate=ref, tax_id=tax_id)

    with pytest.raises(ServiceInsecure):
        enrolled(key, "http://api.example.com")
    with pytest.raises(PinWrong):
        enrolled(key, remote.url, PinWrong())
    with pytest.raises(CertificateExpired):
        enrolled(SoftwareKey(certificate_pem(days=-1), ""), remote.url)
    with pytest.raises(CertificateOfAnother):
        enrolled(key, remote.url, tax_id="45723174000110")
    home.settings.write_bytes(b"{")
    with pytest.raises(SettingsBroken):
        enrolled(key, remote.url)
    assert remote.code == CODE
