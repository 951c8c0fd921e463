"""The sender's functions, as processes that may die: ``python -m tests.sending.victim <socket>``."""

import socket
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from functions.send_mail import handler
from malote.adapters import aws, smtp_login, smtp_session
from malote.adapters.send_queue import SqsSendQueue
from malote.bootstrap import sending
from malote.mail_settings import MailSettings
from malote.messages import render
from malote.messages.models import Message, SendRequest
from tests.crash.boundaries import Boundaries
from tests.crash.process import Lambda, fork_each
from tests.sending.mails import BRANCHES, FILE
from tests.sending.smtp_boundaries import purpose, watch_smtp

LOADED = smtp_login, smtp_session, render  # or else imported with the first mail
BOUNDARIES = Boundaries()

_sender = sending.sender
_send = SqsSendQueue.send


def load() -> None:
    """What a warm process has in memory; nothing of it is connected to anything."""
    BOUNDARIES.watch_aws(purpose)
    watch_smtp(BOUNDARIES)
    for service in ("s3", "dynamodb", "sqs", "secretsmanager"):
        aws.client(service)
    _sender()

    def at_once(self: SqsSendQueue, requests: Iterable[SendRequest], **_: int) -> None:
        _send(self, requests)  # the world's clock runs faster than SQS's

    SqsSendQueue.send = at_once  # type: ignore[method-assign]


def serve(line: socket.socket) -> None:
    """One process, until its driver hangs up."""
    process = Lambda(line, BOUNDARIES)
    setattr(handler, "utc_now", process.now)  # noqa: B010 (mypy: it is not exported)
    process.serve(
        {
            "send": partial(_send_mail, process),
            "sweep": handler.sweep,
            "settle": _settle,
            "post": _post,
            "repair": _repair,
        }
    )


def _send_mail(process: Lambda, event: dict[str, Any], context: Any) -> Any:
    """The handler's own, with the world's clock and as much patience as ordered."""
    whole = _sender()
    limits = replace(whole.limits, enough=process.order["enough"])
    sender = replace(whole, turns=replace(whole.turns, now=process.now), limits=limits)
    sending.sender = lambda: sender  # type: ignore[assignment]
    return handler.send(event, context)


def _settle(world: dict[str, Any], _context: Any) -> None:
    """Accounts and a file, as users make them."""
    for each in world["accounts"]:
        assert sending.mail_settings().save(MailSettings.model_validate(each), instead_of=None)
    for tenant in BRANCHES:
        sending.files().put(tenant, FILE)


def _repair(_event: dict[str, Any], _context: Any) -> None:
    """Accounts that are paused are set up anew, as their admins do it."""
    accounts = sending.mail_settings()
    for paused in (each for tenant in BRANCHES for each in accounts.list(tenant) if each.paused):
        anew = paused.model_copy(update={"revision": uuid4().hex, "paused": None})
        assert accounts.save(anew, instead_of=paused.revision)


def _post(event: dict[str, Any], _context: Any) -> None:
    """As POST /messages does it; of some it dies before they are queued."""
    messages = [Message.model_validate(each) for each in event["messages"]]
    for message in messages:
        assert sending.outbox().add(message)
    named = (SendRequest(tenant=m.tenant, message_id=m.message_id) for m in messages)
    queued = [name for name, yes in zip(named, event["queued"], strict=True) if yes]
    sending.send_queue().send(queued)


if __name__ == "__main__":
    load()
    fork_each(socket.socket(fileno=int(sys.argv[1])), serve)
