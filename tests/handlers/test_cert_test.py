"""The function that tries kept keys: what is kept works, or there is a cause for it."""

from malote.audit import Action
from tests.handlers.certificates import address, call, told
from tests.unit.certificates.safe import BILLING, Safe, identity


def test_what_is_kept_signs_and_the_use_is_told(safe: Safe) -> None:
    certificate = safe.put(identity(), BILLING)
    report = told(call("POST", address(certificate.certificate_id, "/test")))
    assert (report.pop("status"), bool(report.pop("message"))) == ("ok", True)
    assert set(report.values()) == {None}
    (used,) = safe.trail.kept
    assert (used.action, used.target) == (Action.CERTIFICATE_USED, certificate.certificate_id)
    assert (used.actor.name, used.details["purpose"]) == ("u-1", "test")


def test_out_of_its_validity_it_is_not_opened(safe: Safe) -> None:
    certificate = safe.put(identity(days=-400))
    report = told(call("POST", address(certificate.certificate_id, "/test")))
    assert (report["status"], report["code"]) == ("failed", "certificate_expired")
    assert not safe.trail.kept
