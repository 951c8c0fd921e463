"""The demo's two tenants: companies that nfelib's samples name, and a user and mailbox for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.cloud import Cloud, admin

SENDER = "faturamento@alimentos.test"
"""The first tenant's address for invoices."""

CUSTOMER = "compras@mercado.test"
"""Whom the first tenant sends one to."""


@dataclass(frozen=True)
class Tenant:
    """A company, its branches, one user and one mailbox."""

    name: str
    legal_name: str
    tax_ids: tuple[str, ...]
    mailbox: str
    user: str

    @property
    def branch(self) -> str:
        """Its first CNPJ, bare."""
        return "".join(filter(str.isalnum, self.tax_ids[0]))


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


def create(cloud: Cloud, passwords: Mapping[str, str]) -> None:
    """Make them as a cloud admin would; what an earlier demo made stays."""
    for tenant in TENANTS:
        branches = [word for tax_id in tenant.tax_ids for word in ("--tax-id", tax_id)]
        _once(cloud, "tenant", "create", tenant.name, "--legal-name", tenant.legal_name, *branches)
        _once(
            cloud, "user", "create", tenant.name, tenant.user, "--group", "admin",
            "--password-stdin", password=passwords[tenant.user],
        )  # fmt: skip


def _once(cloud: Cloud, *arguments: str, password: str = "") -> None:
    try:
        admin(cloud, *arguments, password=password)
    except RuntimeError as error:
        if "já existe" not in str(error):
            raise
