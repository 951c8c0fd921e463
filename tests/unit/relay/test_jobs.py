"""What a device refuses to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from malote.adapters.job_signer import SeededSigner
from malote.errors import JobAltered, JobExpired, JobOfAnother, JobRefused, JobReplayed
from malote.relay.jobs import Bound, sign, verify
from malote.relay.models import Job, SignedJob
from tests.fakes.stores import NOON
from tests.unit.relay.house import BRANCH, STRANGER, asking

SIGNER = SeededSigner("secret")
MINE = Bound("acme", BRANCH, "a" * 64)
JOB = Job(
    job_id="20261121t120000000-0123456789ab", tenant="acme", tax_id=BRANCH, thumbprint="a" * 64,
    created_at=NOON, expires_at=NOON + timedelta(minutes=10), asking=asking(),
)  # fmt: skip


def judge(signed: SignedJob, mine: Bound = MINE, seconds: float = 599, begun: bool = False) -> Job:
    now = NOON + timedelta(seconds=seconds)
    return verify(signed, SIGNER.public_key, mine, now, lambda _: begun)


def test_a_good_job_is_the_very_one() -> None:
    assert judge(sign(JOB, SIGNER)) == JOB
    again = Job.model_validate(JOB.model_dump(mode="json"))  # as the table has it
    assert sign(again, SIGNER) == sign(JOB, SIGNER)


def changed(**fields: Any) -> SignedJob:
    return sign(JOB.model_copy(update=fields), SIGNER)


def spoilt(change: Callable[[SignedJob], dict[str, str]]) -> SignedJob:
    signed = sign(JOB, SIGNER)
    return signed.model_copy(update=change(signed))


@pytest.mark.parametrize(
    ("signed", "refusal"),
    [
        (spoilt(lambda s: {"job": s.job.replace('"SP"', '"RJ"')}), JobAltered),
        (spoilt(lambda s: {"job": s.job + " "}), JobAltered),
        (spoilt(lambda s: {"signature": "A" * 86 + "=="}), JobAltered),
        (spoilt(lambda s: {"signature": "?"}), JobAltered),
        (spoilt(lambda s: {"signature": ""}), JobAltered),
        (spoilt(lambda s: {"signature": "é"}), JobAltered),
        (sign(JOB, SeededSigner("another's")), JobAltered),
        (changed(tenant="other"), JobOfAnother),
        (changed(tax_id=STRANGER), JobOfAnother),
        (changed(thumbprint="b" * 64), JobOfAnother),
        (changed(asking=asking(STRANGER)), JobOfAnother),
    ],
)
def test_altered_and_others_jobs(signed: SignedJob, refusal: type[JobRefused]) -> None:
    with pytest.raises(refusal):
        judge(signed)


def test_a_signed_text_that_is_no_job() -> None:
    text = '{"operation": "shell"}'
    signature = sign(JOB, SIGNER).model_copy(update={"job": text})
    with pytest.raises(JobAltered):
        judge(signature)
    from base64 import b64encode

    signed = SignedJob(job=text, signature=b64encode(SIGNER.sign(text.encode())).decode())
    with pytest.raises(JobAltered):
        judge(signed)


def test_each_job_once_and_in_time() -> None:
    with pytest.raises(JobReplayed):
        judge(sign(JOB, SIGNER), begun=True)
    with pytest.raises(JobExpired):
        judge(sign(JOB, SIGNER), seconds=600)
    with pytest.raises(JobReplayed):  # what the journal knows is told, however late
        judge(sign(JOB, SIGNER), seconds=600, begun=True)
    with pytest.raises(JobOfAnother):
        judge(sign(JOB, SIGNER), replace(MINE, tenant="other"), begun=True)
