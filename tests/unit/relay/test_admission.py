"""Who is enrolled: whoever has the code, and proves to hold both keys."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malote.audit import Action
from malote.errors import EnrolmentRefused, MaloteError, SefazNotConfigured
from malote.relay.enrolling import code_sha256, new_code
from malote.relay.wire import Enrolling
from tests.fakes.trail import entry
from tests.signing import certificate
from tests.unit.relay.house import BRANCH, SISTER, STRANGER, House, card, request

KEY = Ed25519PrivateKey.generate()


def test_a_device_is_enrolled_once_and_told_again() -> None:
    house = House()
    code = house.code()
    assert code not in str(house.devices.offered)
    assert code not in str(house.trail.kept)
    enrolled = house.admission.enrol(request(code, KEY), house.now)
    device = house.devices.kept[enrolled.device_id]
    assert (device.tenant, device.tax_id, device.state) == ("acme", BRANCH, "SP")
    assert (device.holder, device.thumbprint) == (
        "EMPRESA DE TESTE LTDA",
        card().certificate.fingerprint(card().certificate.signature_hash_algorithm).hex(),  # type: ignore[arg-type]
    )
    assert (enrolled.company, enrolled.service_key) == ("Loja", house.signer.public_key)
    # The answer was lost: the same again is the same device.
    sloppy = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert house.admission.enrol(request(sloppy, KEY), house.now) == enrolled
    assert len(house.devices.kept) == 1
    assert [each.action for each in house.trail.kept] == [
        Action.DEVICE_OFFERED, Action.DEVICE_ENROLLED,
    ]  # fmt: skip
    assert house.events.kinds() == ["enrolled"]
    assert code not in str(house.events.kept)


def another_key(code: str) -> Enrolling:
    return request(code, Ed25519PrivateKey.generate())


def another_card(code: str) -> Enrolling:
    return request(code, KEY, card(BRANCH))


@pytest.mark.parametrize("second", [another_key, another_card])
def test_a_code_serves_one_device(second: Callable[[str], Enrolling]) -> None:
    house = House()
    code = house.code()
    house.admission.enrol(request(code, KEY), house.now)
    with pytest.raises(EnrolmentRefused, match="já foi usado"):
        house.admission.enrol(second(code), house.now)
    assert house.events.kinds() == ["enrolled", "enrolment_refused"]
    assert len(house.devices.kept) == 1


def test_a_revoked_device_does_not_come_back_by_its_old_code() -> None:
    house = House()
    code = house.code()
    enrolled = house.admission.enrol(request(code, KEY), house.now)
    house.revoke(house.devices.kept[enrolled.device_id])
    with pytest.raises(EnrolmentRefused):
        house.admission.enrol(request(code, KEY), house.now)


@pytest.mark.parametrize("same", [True, False])
def test_two_at_once_with_one_code(monkeypatch: pytest.MonkeyPatch, same: bool) -> None:
    house = House()
    code = house.code()
    enrolment = house.devices.enrolment
    stale = [enrolment(code_sha256(code))]
    first = house.admission.enrol(request(code, KEY), house.now)
    monkeypatch.setattr(
        house.devices, "enrolment", lambda of: stale.pop() if stale else enrolment(of)
    )
    if same:  # it asked again before it was answered
        assert house.admission.enrol(request(code, KEY), house.now) == first
    else:
        with pytest.raises(EnrolmentRefused, match="já foi usado"):
            house.admission.enrol(another_key(code), house.now)
    assert len(house.devices.kept) == 1
    assert house.events.kinds().count("enrolled") == 1


def changed(**fields: str) -> Callable[[str], Enrolling]:
    return lambda code: request(code, KEY).model_copy(update=fields)


def proven_by(tax_id: str) -> Callable[[str], Enrolling]:
    return lambda code: request(code, KEY, card(), card(tax_id))


def with_card(*of: object) -> Callable[[str], Enrolling]:
    return lambda code: request(code, KEY, card(*of))


def another_codes(code: str) -> Enrolling:
    return request(new_code(), KEY).model_copy(update={"code": code})


PAST = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
FUTURE = (datetime(2026, 11, 22, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
NOBODY = certificate(SISTER, None, alternative_names=[], common_name="SEM CNPJ")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (with_card(STRANGER), "certificate_of_another"),
        (with_card("52998224725"), "certificate_of_another"),
        (with_card(SISTER, PAST), "certificate_expired"),
        (with_card(SISTER, FUTURE), "certificate_not_yet_valid"),
        (with_card(SISTER, PAST, 1024), "private_key_weak"),
        (lambda code: request(code, KEY, NOBODY), "holder_missing"),
        (changed(certificate="AAAA"), "certificate_malformed"),
        (changed(certificate="???"), "enrolment_refused"),
        (changed(certificate="é"), "enrolment_refused"),
        (changed(proof="é"), "enrolment_refused"),
        (proven_by(STRANGER), "enrolment_refused"),
        (changed(proof="AAAA"), "enrolment_refused"),
        (changed(signature="AAAA"), "enrolment_refused"),
        (changed(public_key="AAAA"), "enrolment_refused"),
        (another_codes, "enrolment_refused"),
    ],
)
def test_who_is_not_enrolled(asked: Callable[[str], Enrolling], code: str) -> None:
    house = House()
    given = house.code()
    for _ in range(3):  # it is told once in ten minutes
        with pytest.raises(MaloteError) as refused:
            house.admission.enrol(asked(given), house.now)
        house.pass_by(1)
    assert refused.value.code == code
    assert house.events.kinds() == [code]
    assert not house.devices.kept
    assert given not in str(house.events.kept) + str(refused.value)
    house.admission.enrol(request(given, KEY), house.now)  # the code is good still


@pytest.mark.parametrize("meant", [SISTER, STRANGER, "52998224725"])
def test_a_code_of_another_than_is_meant_is_named_and_not_used(meant: str) -> None:
    house = House()
    code = house.code()
    asked = request(code, KEY)
    with pytest.raises(EnrolmentRefused, match=r"de outro CNPJ ou CPF: 12\.ABC\.345/01DE-35"):
        house.admission.enrol(asked.model_copy(update={"tax_id": meant}), house.now)
    assert house.events.kinds() == ["enrolment_refused"]
    asked = asked.model_copy(update={"tax_id": BRANCH})  # by its sister's certificate
    assert house.admission.enrol(asked, house.now).tax_id == BRANCH


@pytest.mark.parametrize("spoilt", ["unproven", "used", "expired"])
def test_whose_a_code_is_is_not_told_to_everybody(spoilt: str) -> None:
    house = House()
    code = house.code()
    asked = another_key(code).model_copy(update={"tax_id": SISTER})
    match spoilt:
        case "unproven":
            asked = asked.model_copy(update={"proof": "AAAA"})
        case "used":
            house.admission.enrol(request(code, KEY), house.now)
        case _:
            house.pass_by(3600)
    with pytest.raises(EnrolmentRefused) as refused:
        house.admission.enrol(asked, house.now)
    assert "ABC" not in str(refused.value)


def test_a_code_lasts_an_hour() -> None:
    house = House()
    code = house.code()
    with pytest.raises(EnrolmentRefused, match="expirou"):
        house.admission.enrol(request(code, KEY), house.now + timedelta(hours=1))
    assert house.events.kinds() == ["enrolment_refused"]
    house.admission.enrol(request(code, KEY), house.now + timedelta(minutes=59))


def test_an_unknown_code_is_nobodys() -> None:
    house = House()
    with pytest.raises(EnrolmentRefused):
        house.admission.enrol(request(new_code(), KEY), house.now)
    assert not house.events.kept


@pytest.mark.parametrize("tax_id", [STRANGER, SISTER])
def test_a_code_is_for_a_branch_that_asks_something_of_sefaz(tax_id: str) -> None:
    house = House()
    with pytest.raises(SefazNotConfigured):
        house.offering.offer(tax_id, entry(Action.DEVICE_OFFERED, ""))
    assert not house.devices.offered
    assert not house.trail.kept


def test_codes_are_for_people_to_copy() -> None:
    codes = [new_code() for _ in range(50)]
    assert len(set(codes)) == 50
    assert all(len(each) == 19 and each[4::5] == "---" for each in codes)
    assert not set("".join(codes)) & set("ILOU")
