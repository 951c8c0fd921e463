"""Accounts: tested before they are saved, tried on request, deleted with what opens them."""

from typing import Any

import pytest

from malote.audit import Action
from malote.errors import (
    AlreadyExists,
    BillingAccountActive,
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiRefused,
    InvalidInput,
    MaloteError,
    NotFound,
)
from tests.fakes.trail import entry
from tests.fakes.watching import Stopped, nothing, stop_at
from tests.unit.billing.setup_desk import PIX, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_account_is_tested_then_saved(desk: Desk) -> None:
    made = desk.create()
    assert made == desk.only
    assert (made.environment, made.active, made.told) == ("test", True, ("BIA@acme.test",))
    ((_, tested),) = desk.efi.checked
    assert desk.secrets.kept[made.secret_name] == tested
    assert tested.client_secret.get_secret_value() == "planted-secret"
    assert desk.create(id="outra").webhook_id != made.webhook_id
    (told, _) = desk.trail.kept
    assert (told.action, told.target) == (Action.BILLING_ACCOUNT_CHANGED, "efi")
    assert "planted" not in f"{made!r}{desk.trail.kept}{tested!r}"
    assert not desk.efi.registered


@pytest.mark.parametrize(
    ("trouble", "asked", "error"),
    [
        ("check", {}, EfiCredentialsRefused()),
        ("check", PIX, EfiCertificateRefused()),
        ("register_webhook", PIX, EfiRefused()),
        (None, {"told": ["bia@acme.test", "eva@outra.test"]}, InvalidInput("eva@outra.test")),
        (None, {"client_secret": None}, InvalidInput("client_secret: falta")),
    ],
)
def test_what_does_not_work_is_not_saved(
    desk: Desk, trouble: str | None, asked: dict[str, Any], error: MaloteError
) -> None:
    if trouble:
        desk.efi.trouble[trouble] = [error]  # type: ignore[list-item]
    with pytest.raises(type(error)) as raised:
        desk.create(**asked)
    assert error.detail in raised.value.detail
    assert not desk.accounts.kept
    assert not desk.secrets.kept


def test_an_id_is_of_one_account(desk: Desk) -> None:
    desk.create()
    with pytest.raises(AlreadyExists):
        desk.create()
    assert len(desk.efi.checked) == 1

    def overtake(step: str) -> None:
        if step == "before account saved":
            desk.accounts.watch = nothing
            desk.put(account_id="efi-2")
            desk.accounts.kept["acme", "efi-2"] = desk.accounts.kept["acme", "efi"]

    desk.accounts.watch = overtake
    with pytest.raises(AlreadyExists):
        desk.create(id="efi-2")
    assert len(desk.secrets.kept) == 1


@pytest.mark.parametrize("proof", ["mtls", "hmac"])
def test_efi_is_told_where_to_tell_of_pix(desk: Desk, proof: str) -> None:
    made = desk.create(**PIX, pix_proof=proof)
    secret = desk.secrets.read(made.secret_name)
    assert (secret.pix_pfx, secret.hmac and len(secret.hmac.get_secret_value())) == (
        b"planted-pfx",
        64,
    )
    assert secret.hmac
    url = f"https://api.test/webhooks/efi/{made.webhook_id}"
    path = f"/pix?hmac={secret.hmac.get_secret_value()}&ignorar="
    assert desk.efi.registered == [url if proof == "mtls" else url + path]


def test_an_account_is_deactivated_before_it_is_deleted(desk: Desk) -> None:
    desk.create()
    with pytest.raises(BillingAccountActive):
        desk.delete()
    assert desk.only.active
    desk.change(active=False)
    desk.secrets.watch = stop_at(2)
    with pytest.raises(Stopped):
        desk.delete()
    desk.secrets.watch = nothing
    desk.delete()
    assert not desk.accounts.kept
    assert not desk.secrets.kept
    with pytest.raises(NotFound):
        desk.delete()


def test_a_test_is_an_answer_not_an_error(desk: Desk) -> None:
    made = desk.create()
    of = entry(Action.BILLING_ACCOUNT_TESTED, "efi")
    assert desk.setup.test(of).status == "ok"
    assert desk.trail.kept[-1] == of
    desk.efi.trouble["check"] = [EfiCredentialsRefused("HTTP 401", said="Inativas")]
    report = desk.setup.test(of)
    assert (report.status, report.code) == ("failed", EfiCredentialsRefused.code)
    assert report.cause == EfiCredentialsRefused.message
    assert report.action == EfiCredentialsRefused.action
    assert report.efi_said == "Inativas"
    desk.secrets.delete(made.secret_name)
    assert desk.setup.test(of).code == "not_found"
    with pytest.raises(NotFound):
        desk.setup.test(entry(Action.BILLING_ACCOUNT_TESTED, "outra"))
