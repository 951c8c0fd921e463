"""What `sam deploy` makes of template.yaml, with IAM enforced, beside a real Dovecot.

One stack serves the session. Its schedule fires a minute after the deployment, so the tests that
need no mail go first; then it is switched off, and nothing reads a mailbox but the tests.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from local.build import build
from local.cloud import Cloud, admin
from local.demo.mails import Mail, mails
from local.demo.tenants import TENANTS
from local.efi.server import Efi
from local.processes import free_port
from local.sefaz.server import Sefaz
from tests.e2e.samples import SINCE_2010
from tests.e2e.stack import STAGE, Stack
from tests.e2e.template import event_sources
from tests.e2e.tenants import ALIMENTOS, Tenant, make_tenant
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot, dovecot
from tests.integration.efi.server import efi_server
from tests.integration.sefaz.server import sefaz_server
from tests.integration.smtp.servers import PASSWORD, SmtpTestServer, smtp_server
from tests.signing import Identity, authority

__all__ = ["dovecot"]

_SCHEDULE = "rate(1 minute)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs no schedule first, the look back at all logs last; the rest stays in order."""

    def place(item: pytest.Item) -> int:
        used = getattr(item, "fixturenames", ())
        return 2 if item.path.name == "test_afterwards.py" else int("schedule" in used)

    items.sort(key=place)


@pytest.fixture(scope="session")
def root() -> Identity:
    """The authority that the stack trusts, from the beginning; it signed the samples of 2018."""
    return authority(valid=SINCE_2010)


@pytest.fixture(scope="session")
def efi() -> Iterator[Efi]:
    """Efí's stand-in, which the stack asks; it posts again after times that a cold start fits in."""
    with efi_server(retries=(1, 2, 4, 8)) as server:
        yield server


@pytest.fixture(scope="session")
def sefaz() -> Iterator[Sefaz]:
    """SEFAZ's stand-in, which the stack asks. Paces are by CNPJ: each test has one of its own."""
    with sefaz_server() as server:
        yield server


@pytest.fixture(scope="session")
def stack(dovecot: Dovecot, root: Identity, efi: Efi, sefaz: Sefaz) -> Iterator[Stack]:
    if not os.environ.get("BUILT"):  # by `make test`, for two stacks
        build()
    with TemporaryDirectory(prefix="malote-e2e-") as folder:
        cloud = Cloud(Path(folder), free_port(0), "malote-e2e")
        try:
            cloud.start()
            ca = dovecot.certificates.ca.read_text()
            cloud.deploy(
                {
                    "Stage": STAGE,
                    "PollSchedule": _SCHEDULE,
                    "MailCaPem": ca,
                    "LoopbackMailHosts": "true",
                    "NoticeSender": "avisos@malote.test",
                    "EfiUrl": efi.url,
                    "SefazUrl": sefaz.url,
                }
            )
            bundle = Path(folder) / "roots.pem"
            bundle.write_bytes(root.pem + sefaz.roots.read_bytes())
            admin(cloud, "trust", "set", str(bundle))
            yield Stack(cloud)
        finally:
            cloud.stop()


@pytest.fixture(scope="session")
def smtp(dovecot: Dovecot, stack: Stack) -> Iterator[SmtpTestServer]:
    """Where the tests' tenants send through; the stack trusts its certificate."""
    stack.secrets.adopt("password of the account to send through", PASSWORD)
    with smtp_server(dovecot.certificates) as server:
        yield server


@pytest.fixture(scope="session")
def sent() -> list[Mail]:
    """The demo's mails: real documents in the shapes that suppliers send."""
    return mails()


@pytest.fixture(scope="session")
def tenants(stack: Stack, dovecot: Dovecot, sent: list[Mail]) -> tuple[Tenant, Tenant]:
    """The demo's two tenants, with their mails in Dovecot, not read yet."""

    def make(number: int) -> Tenant:
        demo = TENANTS[number]
        theirs = [mail.message.as_bytes() for mail in sent if mail.to == demo.mailbox]
        return make_tenant(stack, dovecot, demo.name, demo.tax_ids, mails=theirs)

    with ThreadPoolExecutor() as together:
        first, second = together.map(make, range(2))
    return first, second


@pytest.fixture(scope="session")
def schedule(stack: Stack, tenants: tuple[Tenant, Tenant]) -> list[dict[str, Any]]:
    """Wait until the schedule itself has had both mailboxes read, and switch it off.

    The tests that use it have the mailboxes for themselves. Gives how the mailboxes looked then.
    """
    boxes = until(
        "both mailboxes read by the schedule",
        lambda: [tenant.mailbox() for tenant in tenants],
        lambda boxes: all(box["last_result"] for box in boxes),
        seconds=90,
    )
    for function, _ in event_sources("Schedule"):
        rule = stack.resources[f"{function}Schedule"]
        stack.cloud.client("events").disable_rule(Name=rule)
    stack.wait_until_idle()
    return boxes


@pytest.fixture(scope="session")
def new_tenant(stack: Stack, dovecot: Dovecot) -> Callable[..., Tenant]:
    """Makes tenants: ``new_tenant(*mailbox_options, tax_ids=…)``."""
    numbers = count(1)

    def make(*mailbox_options: str, tax_ids: tuple[str, ...] = (ALIMENTOS,)) -> Tenant:
        name = f"empresa-{next(numbers)}"
        return make_tenant(stack, dovecot, name, tax_ids, mailbox_options)

    return make
