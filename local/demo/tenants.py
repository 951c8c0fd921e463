"""The demo's two tenants: companies that nfelib's samples name, and a user and mailbox for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.cloud import Cloud, admin


@dataclass(frozen=True)
class Tenant:
    """A company, its branches, one user and one mailbox."""

    name: str
    legal_name: str
    tax_ids: tuple[str, ...]
    mailbox: str
    user: str


TENANTS = (
    Tenant(
        name="alimentos",
        legal_name="Alimentos Ltda.",
        tax_ids=("34.128.745/0001-52",),
        mailbox="notas@alimentos.test",
        user="ana@alimentos.test",
    ),
    Tenant(
        name="fornos",
        legal_name="Fornos Ltda.",
        tax_ids=("75.277.525/0001-78", "06.117.473/0001-50", "81.639.791/0001-04"),
        mailbox="xml@fornos.test",
        user="bruno@fornos.test",
    ),
)


def create(cloud: Cloud, passwords: Mapping[str, str], imap_port: int) -> None:
    """Make them as a cloud admin would; what an earlier demo made stays."""
    for tenant in TENANTS:
        branches = [word for tax_id in tenant.tax_ids for word in ("--tax-id", tax_id)]
        _once(cloud, "tenant", "create", tenant.name, "--legal-name", tenant.legal_name, *branches)
        _once(
            cloud, "user", "create", tenant.name, tenant.user, "--group", "admin",
            "--password-stdin", password=passwords[tenant.user],
        )  # fmt: skip
        _once(
            cloud, "mailbox", "add", tenant.name, "notas", "--host", "localhost", "--port",
            str(imap_port), "--username", tenant.mailbox, "--password-stdin",
            password=passwords[tenant.mailbox],
        )  # fmt: skip


def _once(cloud: Cloud, *arguments: str, password: str = "") -> None:
    try:
        admin(cloud, *arguments, password=password)
    except RuntimeError as error:
        if "já existe" not in str(error):
            raise
