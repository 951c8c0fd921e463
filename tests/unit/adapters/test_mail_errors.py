"""What goes wrong in a talk with a mail server, typed: its class, its step, and no secret."""

import ssl
import time

import pytest

from malote.adapters.mail_errors import TypedErrors
from malote.adapters.watchdog import Watchdog
from malote.errors import (
    DeliveryUncertain,
    HostUnreachable,
    InvalidInput,
    MailboxError,
    MailboxTimeout,
    MailProtocolError,
    MaloteError,
    SenderRefused,
    Step,
    TlsFailed,
)


def left(error: BaseException, step: Step, *, expired: bool = False) -> MaloteError:
    watchdog = Watchdog(time.monotonic() + 60)
    watchdog.expired = expired
    errors = TypedErrors(watchdog, "canary")
    errors.step = step
    with pytest.raises(MaloteError) as caught, errors:
        raise error
    assert "canary" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("error", "step", "kind", "told"),
    [
        (TimeoutError(), "login", MailboxTimeout, "login"),
        (
            ConnectionResetError(104, "Connection reset by peer"),
            "folder",
            HostUnreachable,
            "folder",
        ),
        (ConnectionAbortedError("o servidor cortou"), "sender", HostUnreachable, "sender"),
        (ssl.SSLEOFError(8, "EOF occurred"), "tls", TlsFailed, "tls"),
        (ssl.SSLEOFError(8, "EOF occurred"), "message", HostUnreachable, "message"),
        (ssl.SSLZeroReturnError(6, "closed"), "recipient", HostUnreachable, "recipient"),
        (ssl.SSLError(1, "bad record mac"), "login", TlsFailed, "tls"),
        (TlsFailed("x"), "connect", TlsFailed, "tls"),
        (HostUnreachable("x"), "login", HostUnreachable, "login"),
        (ValueError("what is canary?"), "login", MailProtocolError, "login"),
        (ValueError("too many connections"), "login", HostUnreachable, "login"),
        (SenderRefused("553 no", 553), "sender", SenderRefused, "sender"),
    ],
)
def test_what_leaves(error: Exception, step: Step, kind: type[MailboxError], told: Step) -> None:
    found = left(error, step)
    assert isinstance(found, MailboxError)
    assert (type(found), found.step) == (kind, told)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError("cut"), MailboxTimeout),
        (HostUnreachable("cut"), MailboxTimeout),
        (SenderRefused("553 no", 553), SenderRefused),
        (DeliveryUncertain("x"), DeliveryUncertain),
    ],
)
def test_after_the_deadline_only_an_answer_counts(
    error: Exception, kind: type[MaloteError]
) -> None:
    assert type(left(error, "sender", expired=True)) is kind


def test_what_is_no_talks_is_left_alone() -> None:
    raised = InvalidInput("x")
    assert left(raised, "login") is raised
    with pytest.raises(KeyboardInterrupt):
        left(KeyboardInterrupt(), "login")
