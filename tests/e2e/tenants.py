"""Tenants made as a cloud admin makes them, and used as their programs use the API."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from local.cloud import admin
from local.demo.report import read_all
from tests.e2e.stack import Stack
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot

ALIMENTOS = "34.128.745/0001-52"  # a party in ten of nfelib's samples


@dataclass
class Tenant:
    """A company with one user and one mailbox, ``box``, of ``address``."""

    stack: Stack
    name: str
    user: str
    password: str
    address: str
    mail_password: str

    @property
    def box(self) -> str:
        return f"caixa-{self.name}"

    @cached_property
    def token(self) -> str:
        token = self.stack.cloud.token(self.user, self.password)
        return self.stack.secrets.adopt(f"token of {self.name}", token)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        return self.stack.call(method, path, self.token, body, headers)

    def get(self, path: str) -> dict[str, Any]:
        """What the API shows. Fails unless it answers 200."""
        status, answer = self.call("GET", path)
        assert status == 200, (path, status, answer)
        return answer

    def upload(self, body: bytes, media: str = "application/xml") -> tuple[int, dict[str, Any]]:
        return self.call("POST", "/documents", body, {"Content-Type": media})

    def all(self, path: str) -> list[dict[str, Any]]:
        """Every item of a list, over all pages."""
        return read_all(self.stack.cloud, self.token, path)

    def documents(self) -> list[str]:
        """The access keys of all documents, as listed."""
        return [str(item["access_key"]) for item in self.all("/documents")]

    def sources(self, access_key: str) -> list[dict[str, Any]]:
        sources: list[dict[str, Any]] = self.get(f"/documents/{access_key}")["sources"]
        return sources

    def wait_for(self, *access_keys: str) -> None:
        """Until these are the documents, each once, and nothing is under way."""
        until(
            f"documents of {self.name}",
            self.documents,
            lambda found: sorted(found) == sorted(access_keys),
        )
        self.stack.wait_until_idle()

    def mailbox(self) -> dict[str, Any]:
        """The mailbox as the API shows it."""
        (box,) = (each for each in self.get("/mailboxes")["items"] if each["id"] == self.box)
        return dict(box)

    def poll(self) -> dict[str, Any]:
        """Have the mailbox read now, and all that it holds registered. Returns the result."""
        status, answer = self.call("POST", f"/mailboxes/{self.box}/poll")
        assert status == 202, answer
        asked = datetime.fromisoformat(answer["requested_at"])
        box = until(
            f"a poll of {self.name} after {asked}",
            self.mailbox,
            lambda box: (
                box["last_result"] and datetime.fromisoformat(box["last_result"]["at"]) >= asked
            ),
        )
        self.stack.wait_until_idle()
        return dict(box["last_result"])


def make_tenant(
    stack: Stack,
    dovecot: Dovecot,
    name: str,
    tax_ids: tuple[str, ...] = (ALIMENTOS,),
    mailbox_options: tuple[str, ...] = (),
    mails: Iterable[bytes] = (),
) -> Tenant:
    """With malote-admin; the mailbox is one of Dovecot's, and holds ``mails``."""
    words = [
        stack.secrets.plant(f"user's password of {name}", marks="-"),
        stack.secrets.plant(f"mail password of {name}", marks='"+/=% &<'),
    ]
    tenant = Tenant(stack, name, f"ana@{name}.test", words[0], f"notas@{name}.test", words[1])
    dovecot.set_password(tenant.address, tenant.mail_password)
    dovecot.deliver(tenant.address, *mails)
    branches = [word for tax_id in tax_ids for word in ("--tax-id", tax_id)]
    admin(stack.cloud, "tenant", "create", name, "--legal-name", f"{name} Ltda.", *branches)
    with ThreadPoolExecutor() as together:  # each takes a second, mostly to load boto3
        made = [
            together.submit(
                admin, stack.cloud, "user", "create", name, tenant.user, "--group", "admin",
                "--password-stdin",
                password=tenant.password,
            ),
            together.submit(
                admin, stack.cloud, "mailbox", "add", name, tenant.box, "--host", "localhost",
                "--port", str(dovecot.port), "--username", tenant.address, "--password-stdin",
                *mailbox_options, password=tenant.mail_password,
            ),
        ]  # fmt: skip
    for each in made:
        each.result()
    return tenant
