"""The stand-in on bad days: before the work or after it, and then all is well."""

from http.client import HTTPException
from typing import Literal

import pytest

from local.sefaz.server import Sefaz
from tests.integration.sefaz.client import DISTRIBUTION, NFE, Client, envelope
from tests.integration.sefaz.server import COMPANY

WSDL = f'xmlns="{NFE}/wsdl/NFeDistribuicaoDFe"'
PAGE = envelope(
    f'<nfeDistDFeInteresse {WSDL}><nfeDadosMsg><distDFeInt xmlns="{NFE}" versao="1.01"><tpAmb>1'
    f"</tpAmb><CNPJ>{COMPANY}</CNPJ><distNSU><ultNSU>{0:015}</ultNSU></distNSU></distDFeInt>"
    "</nfeDadosMsg></nfeDistDFeInteresse>"
)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("how", "status", "start"),
    [("error", 500, b"<!DOCTYPE"), ("fault", 500, b"<?xml"), ("garbage", 200, b"\x1f\x8b<")],
)
def test_another_answer(
    sefaz: Sefaz,
    how: Literal["error", "fault", "garbage"],
    status: int,
    start: bytes,
    after: bool,
) -> None:
    sefaz.control.misbehave("nfe", how, after=after)
    got, body = Client(sefaz).raw(DISTRIBUTION, PAGE)
    assert (got, body.startswith(start)) == (status, True)
    assert len(sefaz.control.calls()) == after
    assert Client(sefaz).after(0).status == ("656" if after else "137")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("service", ["nfe", "*"])
def test_no_answer(sefaz: Sefaz, service: Literal["nfe", "*"], after: bool) -> None:
    sefaz.control.misbehave(service, "cut", after=after)
    with pytest.raises((OSError, HTTPException)):
        Client(sefaz).raw(DISTRIBUTION, PAGE)
    assert len(sefaz.control.calls()) == after


def test_half_an_answer(sefaz: Sefaz) -> None:
    sefaz.control.misbehave("nfe", "midway")
    with pytest.raises(HTTPException):
        Client(sefaz).raw(DISTRIBUTION, PAGE)
    assert [each["status"] for each in sefaz.control.calls()] == ["137"]


@pytest.mark.parametrize("after", [False, True])
def test_a_late_answer(sefaz: Sefaz, after: bool) -> None:
    sefaz.control.misbehave("nfe", "slow", after=after, seconds=0.6)
    client = Client(sefaz)
    client.seconds = 0.3
    with pytest.raises(TimeoutError):
        client.raw(DISTRIBUTION, PAGE)
    assert len(sefaz.control.calls()) == after


def test_refusals_out_of_the_blue(sefaz: Sefaz) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    client = Client(sefaz)
    sefaz.control.misbehave("nfe", "other_base")
    sefaz.control.misbehave("nfe", "undue")
    assert [client.after(0).status for _ in range(3)] == ["593", "656", "656"]
    sefaz.control.advance(3600)
    assert client.after(0).status == "138"
    sefaz.control.misbehave("events", "undue")
    assert client.lot(client.event(key)).status == "656"
    assert client.lot(client.event(key)).results == ["135"]


def test_an_event_whose_answer_was_lost_is_a_duplicate(sefaz: Sefaz) -> None:
    (key,) = sefaz.control.add_notes(COMPANY)
    client = Client(sefaz)
    event = client.event(key)
    sefaz.control.misbehave("events", "cut", after=True)
    with pytest.raises((OSError, HTTPException)):
        client.lot(event)
    assert client.lot(event).results == ["573"]


def test_all_can_be_well_again(sefaz: Sefaz) -> None:
    sefaz.control.misbehave("*", "error", times=9)
    sefaz.control.behave()
    assert Client(sefaz).after(0).status == "137"
    with pytest.raises(ValueError, match="no such misbehaviour"):
        sefaz.control.misbehave("nfe", "unheard of")  # type: ignore[arg-type]
