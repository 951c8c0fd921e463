"""The functions of the intake, as processes that may die: ``python -m tests.crash.victim <socket>``."""

import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from functions.parse_xml import handler as parse_xml
from functions.poll_mailbox import handler as poll_mailbox
from functions.reconcile import handler as reconcile
from malote import bootstrap
from malote.adapters import aws, imap_folder
from malote.certificates.trust import TrustStore
from malote.fiscal.inspector import Inspector
from malote.mailboxes.models import Mailbox
from tests.crash.boundaries import Boundaries
from tests.crash.imap_boundaries import purpose, watch_imap
from tests.crash.process import Lambda, fork_each
from tests.unit.fiscal.conftest import CANCELLATION, CTE, NFE

LOADED = imap_folder  # or else imported with the first mailbox
BOUNDARIES = Boundaries()


def load() -> None:
    """What a warm process has in memory; nothing of it is connected to anything."""
    BOUNDARIES.watch_aws(purpose)
    watch_imap(BOUNDARIES)
    for service in ("s3", "dynamodb", "sqs", "secretsmanager"):
        aws.client(service)
    bootstrap.poller()
    inspector = Inspector(bootstrap.schemas(), TrustStore.from_pem(b""))
    for text in (NFE, CTE, CANCELLATION):
        inspector.inspect(text.encode(), datetime.now(UTC))


def serve(line: socket.socket) -> None:
    """One process, until its driver hangs up."""
    process = Lambda(line, BOUNDARIES)
    process.serve(
        {
            "fan_out": poll_mailbox.fan_out,
            "poll": partial(_poll, process),
            "parse": parse_xml.handle,
            "reconcile": partial(_reconcile, process),
            "settle": _settle,
            "resume": _resume,
        }
    )


_poller, _reconciler = bootstrap.poller, bootstrap.reconciler


def _poll(process: Lambda, event: dict[str, Any], context: Any) -> Any:
    """The handler's own, with the world's clock and as much patience as ordered."""
    whole = _poller()
    limits = replace(whole.limits, enough=process.order["enough"])
    poller = replace(whole, limits=limits, now=process.now)
    bootstrap.poller = lambda: poller  # type: ignore[assignment]
    return poll_mailbox.poll(event, context)


def _reconcile(process: Lambda, event: dict[str, Any], context: Any) -> Any:
    reconciler = replace(_reconciler(), now=process.now)
    bootstrap.reconciler = lambda: reconciler
    return reconcile.handle(event, context)


def _settle(world: dict[str, Any], _context: Any) -> None:
    """Tenants and mailboxes, as their admins make them."""
    at = datetime.now(UTC)
    for tenant, tax_id in world["tenants"].items():
        bootstrap.tenants().create(tenant, tenant, at)
        bootstrap.tenants().add_tax_ids(tenant, [tax_id], at)
    for each in world["mailboxes"]:
        bootstrap.mailboxes().add(Mailbox.model_validate(each))


def _resume(event: dict[str, Any], _context: Any) -> None:
    """Their owners save the settings again, which ends the lease of whoever died with it."""
    for tenant, mailbox_id in event["mailboxes"]:
        mailbox = bootstrap.mailboxes().get(tenant, mailbox_id)
        assert mailbox
        bootstrap.mailboxes().resume(mailbox, instead_of=mailbox.revision)


if __name__ == "__main__":
    load()
    fork_each(socket.socket(fileno=int(sys.argv[1])), serve)
