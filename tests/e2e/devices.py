"""A company whose SEFAZ is asked by the Integrador: two computers, one behind a proxy."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from malote.adapters import keys
from malote.adapters.items import to_item
from malote.adapters.job_signer import SeededSigner
from malote.clock import utc_now
from malote.relay.jobs import sign
from malote.relay.models import Job, SignedJob
from tests.e2e.accounts import ask
from tests.e2e.integrador import Computer
from tests.e2e.sefaz import Company
from tests.e2e.stack import STAGE
from tests.e2e.tampering import Proxy
from tests.e2e.waiting import until


@dataclass
class Office:
    """``first`` reaches the API through ``proxy`` alone, ``second`` as it is."""

    company: Company
    first: Computer
    second: Computer
    proxy: Proxy

    def code(self) -> str:
        """A new one-time code, which no log and no later answer may have."""
        stack, token = self.company.tenant.stack, self.company.tenant.token
        wanted = json.dumps({"tax_id": self.company.tax_id}).encode()
        # Not by the tenant's own call: what that is answered is kept, to be looked through.
        status, answer = stack.cloud.call("POST", "/remote/enrolments", token, wanted)
        assert status == 201, answer
        code = str(answer["code"])
        stack.secrets.adopt(f"a code for {self.company.tax_id}", code.replace("-", ""))
        return code

    def enrol(self, which: Computer, api_url: str) -> str:
        """Its user types a new code, which is given: it is of no use any more."""
        code = self.code()
        done = which.configure(code, api_url)
        assert done.returncode == 0, done.stdout + done.stderr
        self.company.tenant.stack.secrets.adopt(f"key of {which.folder.name}", which.own_key())
        return code

    def at_work(self) -> list[str]:
        """The devices that are, as GET /remote/devices shows them."""
        devices = self.company.tenant.get("/remote/devices")["items"]
        return [each["device_id"] for each in devices if each["at_work"]]

    def wait_for_event(self, kind: str, which: Computer, source: str = "service") -> None:
        """Until GET /remote/events tells this of a computer."""
        path, wanted = "/remote/events?limit=100", (kind, which.device_id, source)
        until(
            f"{kind} of {which.folder.name}",
            lambda: self.company.tenant.get(path)["items"],
            lambda events: (
                wanted in [(each["kind"], each["device_id"], each["source"]) for each in events]
            ),
        )

    def answer(self, kind: str, **asked: object) -> dict[str, Any]:
        """What came of a request to SEFAZ, through whichever computer is at work."""
        tenant = self.company.tenant
        status, made = ask(tenant, "POST", "/sefaz/requests", self.company.asking(kind, **asked))
        assert status == 201, made
        return self.finished(made["id"])

    def finished(self, request_id: str) -> dict[str, Any]:
        """A request, as soon as it is."""
        return until(
            f"the request {request_id}",
            lambda: self.company.tenant.get(f"/sefaz/requests/{request_id}"),
            lambda request: request["status"] in {"done", "refused", "failed"},
            60,
        )

    def calls(self) -> list[dict[str, str]]:
        """What SEFAZ was asked for the company."""
        calls = self.company.sefaz.control.calls()
        return [each for each in calls if each["tax_id"] == self.company.tax_id]

    def the_lease_runs_out(self) -> None:
        """As if a minute and a half had passed since the last heart-beat."""
        tenant = self.company.tenant
        tenant.stack.cloud.client("dynamodb").delete_item(
            TableName=tenant.stack.table,
            Key=to_item(dict(keys.lease(tenant.name, self.company.tax_id))),
        )

    def signed(self, job: Job, **changes: object) -> bytes:
        """Another job than this one, by the service's very key."""
        secret = self.company.tenant.stack.cloud.client("secretsmanager").get_secret_value(
            SecretId=f"malote/{STAGE}/relay/key"
        )["SecretString"]
        other = job.model_copy(update={"job_id": f"{job.job_id}-x", **changes})
        return sign(other, SeededSigner(secret)).model_dump_json().encode()

    def refusals(self) -> dict[str, bytes]:
        """Jobs that are to be refused, by the code of why, made of one that was done."""
        done = self.proxy.jobs()[-1]
        job = Job.model_validate_json(SignedJob.model_validate_json(done).job)
        of_others, later = f"{job.tenant}-b", {"expires_at": utc_now() + timedelta(minutes=9)}
        return {
            "job_altered": done.replace(job.tenant.encode(), of_others.encode()),
            "job_replayed": done,
            "job_of_another": self.signed(job, tenant=of_others, **later),
            "job_expired": self.signed(job, expires_at=utc_now() - timedelta(seconds=1)),
        }
