"""What happens in the mailbox itself: a renumbered folder, mails moved or marked once imported."""

from collections.abc import Callable

import pytest

from tests.e2e.samples import KEYS, mail, nfe
from tests.e2e.tenants import Tenant
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")


def subjects(dovecot: Dovecot, tenant: Tenant, folder: str, *query: str) -> list[str]:
    """Of the mails in a folder, as Dovecot itself sees them."""
    words = ("fetch", "-u", tenant.address, "hdr.subject", "mailbox", folder, *(query or ("all",)))
    lines = dovecot.doveadm(*words).decode().splitlines()
    return sorted(line.partition(": ")[2] for line in lines if line.startswith("hdr.subject"))


def test_a_folder_that_was_renumbered_brings_nothing_twice(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant("--folder", "Notas")
    for folder in ("Notas", "Copia"):
        dovecot.make_folder(tenant.address, folder)
    dovecot.deliver(tenant.address, *(mail(nfe(key)) for key in KEYS[:3]), folder="Notas")
    assert tenant.poll()["stored"] == 3
    tenant.wait_for(*KEYS[:3])
    before = [tenant.sources(key) for key in KEYS[:3]]

    # A copy keeps a mail's headers and time of arrival, as a server does that renumbers a folder.
    dovecot.doveadm("copy", "-u", tenant.address, "Copia", "mailbox", "Notas", "all")
    dovecot.recreate_folder(tenant.address, "Notas")
    dovecot.doveadm("copy", "-u", tenant.address, "Notas", "mailbox", "Copia", "all")
    dovecot.deliver(tenant.address, mail(nfe(KEYS[3])), folder="Notas")
    result = tenant.poll()
    assert (result["mails"], result["stored"], result["duplicate"]) == (4, 1, 3)
    tenant.wait_for(*KEYS)
    assert [tenant.sources(key) for key in KEYS[:3]] == before
    assert len(tenant.stack.objects(tenant.name)) == 4


def test_imported_mails_are_moved_and_the_others_stay(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant("--after-import", "move", "--move-to", "Importadas")
    mails = [
        mail(nfe(KEYS[0]), subject="uma"),
        mail(subject="nada"),
        mail(nfe(KEYS[1]), subject="outra"),
    ]
    dovecot.deliver(tenant.address, *mails)
    tenant.poll()
    tenant.wait_for(*KEYS[:2])
    assert subjects(dovecot, tenant, "Importadas") == ["outra", "uma"]
    assert subjects(dovecot, tenant, "INBOX") == ["nada"]


def test_imported_mails_are_marked_seen_and_the_others_are_not(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant("--after-import", "mark_seen")
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0]), subject="uma"), mail(subject="nada"))
    tenant.poll()
    tenant.wait_for(KEYS[0])
    assert subjects(dovecot, tenant, "INBOX", "seen") == ["uma"]
    assert subjects(dovecot, tenant, "INBOX", "unseen") == ["nada"]


def test_a_mailbox_left_alone_stays_as_it_was(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0]), subject="uma"))
    tenant.poll()
    tenant.wait_for(KEYS[0])
    assert subjects(dovecot, tenant, "INBOX", "unseen") == ["uma"]
