"""The function that tries kept keys: what is kept works, or there is a cause for it."""

import pytest
from pydantic import SecretStr

from malote.audit import Action
from malote.ports import KeptPfx
from tests.handlers.certificates import address, call, told
from tests.handlers.test_api import problem
from tests.handlers.test_mail_settings import USER
from tests.pfx import pfx
from tests.unit.certificates.safe import BILLING, PASSWORD, STRANGER, Safe, identity


def test_what_is_kept_signs_and_the_use_is_told(safe: Safe) -> None:
    certificate = safe.put(identity(), BILLING)
    report = told(call("POST", address(certificate.certificate_id, "/test")))
    assert (report.pop("status"), bool(report.pop("message"))) == ("ok", True)
    assert set(report.values()) == {None}
    (used,) = safe.trail.kept
    assert (used.action, used.target) == (Action.CERTIFICATE_USED, certificate.certificate_id)
    assert (used.actor.name, used.details["purpose"]) == ("u-1", "test")


@pytest.mark.parametrize("lost", ["gone", "password", "garbage", "another"])
def test_a_loss_is_an_answer(safe: Safe, lost: str) -> None:
    certificate = safe.put(identity())
    safe.vault.give_up(certificate.secret_name)
    instead = {
        "password": KeptPfx(pfx(identity(), PASSWORD), SecretStr("x")),
        "garbage": KeptPfx(b"garbage", SecretStr("x")),
        "another": KeptPfx(pfx(identity(STRANGER), "x"), SecretStr("x")),
    }
    if lost in instead:
        safe.vault.keep(certificate.secret_name, instead[lost])
    report = told(call("POST", address(certificate.certificate_id, "/test")))
    assert (report["status"], report["code"]) == ("failed", "kept_key_lost")
    assert report["message"]
    assert report["detail"]
    assert report["action"]
    assert len(safe.trail.kept) == 1


def test_out_of_its_validity_it_is_not_opened(safe: Safe) -> None:
    certificate = safe.put(identity(days=-400))
    report = told(call("POST", address(certificate.certificate_id, "/test")))
    assert (report["status"], report["code"]) == ("failed", "certificate_expired")
    assert not safe.trail.kept


def test_a_deleted_one_is_not_there(safe: Safe) -> None:
    one = address(safe.put(identity()).certificate_id)
    told(call("DELETE", one))
    assert problem(call("POST", f"{one}/test"))[:2] == (404, "not_found")
    assert problem(call("POST", f"{one}/test", claims=USER))[:2] == (403, "forbidden")
