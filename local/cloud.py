"""MiniStack with IAM enforced, and the template deployed on it as `sam deploy` does it."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3

from local import processes
from local.build import run_sam
from local.paths import MINISTACK, ROOT

REGION = "sa-east-1"

_OTHERWISE_NAMED = {
    # dynamodb:PartiQLInsert on AWS; here the call's name, which IAM does not know.
    "dynamodb:BatchExecuteStatement": (
        "ParseRole",
        "PollRole",
        "SefazWorkRole",
        "RemoteAnswersRole",
    ),
    # On AWS of an identity and from an address; here of "*" and from nowhere.
    "ses:SendEmail": ("SendNoticesRole",),
}


@dataclass(frozen=True)
class Cloud:
    """One local cloud: its processes and logs are kept in ``folder``."""

    folder: Path
    port: int
    stack_name: str

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """What makes any AWS tool talk to this cloud."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": "test",  # MiniStack's root, whatever is set on this machine
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_SESSION_TOKEN": "",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }

    def is_up(self) -> bool:
        return processes.is_running("ministack", self.folder)

    def start(self) -> None:
        """Start MiniStack. Raises DidNotStart."""
        unpacked = self.folder / "tmp"  # MiniStack leaves every function's code behind
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir(parents=True)
        processes.start(
            "ministack",
            [str(MINISTACK / "python"), "-P", str(ROOT / "local" / "ministack_streams.py")],
            self.folder,
            ready=self._healthy,
            env={
                "AUTH": "true",
                "TMPDIR": str(unpacked),
                "GATEWAY_PORT": str(self.port),
                "IOT_MTLS_PORT": str(processes.free_port(0)),
                "MINISTACK_REGION": REGION,
                "LAMBDA_WARM_TTL_SECONDS": "600",
                "AWS_ENDPOINT_URL": self.endpoint_url,
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )

    def stop(self) -> bool:
        return processes.stop("ministack", self.folder)

    def deploy(self, parameters: Mapping[str, str]) -> None:
        """Deploy what .aws-sam/build holds; the same again changes nothing."""
        values = {"BucketDemandsTls": "false", **parameters}  # MiniStack speaks plain HTTP
        overrides = [f"{name}={json.dumps(value)}" for name, value in values.items()]
        run_sam(
            [
                "deploy", "--stack-name", self.stack_name, "--resolve-s3", "--config-env", "local",
                "--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset",
                "--no-fail-on-empty-changeset", "--region", REGION,
                "--parameter-overrides", *overrides,
            ],
            env=self.env,
        )  # fmt: skip
        self.__dict__.pop("outputs", None)
        self._allow_what_ministack_asks()

    def _allow_what_ministack_asks(self) -> None:
        """Grant functions in MiniStack's own words what the template grants them in those of AWS.

        By policies beside the template's, which stays what AWS is given.
        """
        iam = self.client("iam")
        for action, roles in _OTHERWISE_NAMED.items():
            granted = {"Effect": "Allow", "Action": action, "Resource": "*"}
            policy = json.dumps({"Version": "2012-10-17", "Statement": [granted]})
            name = f"{self.stack_name}-{action.partition(':')[2]}"
            with suppress(iam.exceptions.EntityAlreadyExistsException):
                iam.create_policy(PolicyName=name, PolicyDocument=policy)
            for role in roles:
                stack = self.client("cloudformation").describe_stack_resources(
                    StackName=self.stack_name, LogicalResourceId=role
                )
                iam.attach_role_policy(
                    RoleName=stack["StackResources"][0]["PhysicalResourceId"],
                    PolicyArn=f"arn:aws:iam::000000000000:policy/{name}",
                )

    @cached_property
    def outputs(self) -> dict[str, str]:
        (stack,) = self.client("cloudformation").describe_stacks(StackName=self.stack_name)[
            "Stacks"
        ]
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    @property
    def api_url(self) -> str:
        """MiniStack serves a REST API here, not at the address that AWS would give it."""
        return f"{self.endpoint_url}/restapis/{self.outputs['ApiId']}/v1/_user_request_"

    def client(self, service: str) -> Any:
        """A boto3 client with the rights of the cloud's admin."""
        return boto3.client(
            service,  # type: ignore[call-overload]  # any service will do
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def token(self, user: str, password: str) -> str:
        """The ID token of a tenant's user."""
        answer = self.client("cognito-idp").initiate_auth(
            ClientId=self.outputs["UserPoolClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user, "PASSWORD": password},
        )
        return str(answer["AuthenticationResult"]["IdToken"])

    def call(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Call the API as a tenant's program would. Returns the status and the JSON."""
        request = urllib.request.Request(
            f"{self.api_url}{path}", method=method, data=body, headers=dict(headers or {})
        )
        if token:
            request.add_header("Authorization", token)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text.startswith(b"{") else {}

    def _healthy(self) -> bool:
        try:
            url = f"{self.endpoint_url}/_ministack/health"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def admin(cloud: Cloud, *arguments: str, password: str = "") -> str:
    """Run `malote-admin` on this cloud, as the cloud's admin would. Raises RuntimeError."""
    done = subprocess.run(
        [Path(sys.executable).parent / "malote-admin", "--stack", cloud.stack_name, *arguments],
        input=f"{password}\n", env=os.environ | cloud.env, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"malote-admin {' '.join(arguments)}: {done.stderr}")
    return done.stdout
