"""Connecting to hosts that tenants choose: to public mail servers, and to nothing else of ours."""

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import BoundedSemaphore, Thread
from typing import Any

from malote.errors import HostUnknown, HostUnreachable
from malote.mail_hosts import could_be_public, host_name, is_loopback, is_public
from malote.observability import logger

type AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]
"""As ``socket.getaddrinfo`` returns it: family, kind, protocol, canonical name, address."""

UNREACHABLE = "o servidor não foi encontrado ou não atende neste endereço e nesta porta"
_UNKNOWN = "este nome não tem endereço na internet"
_NO_SUCH_NAME = (socket.EAI_NONAME, socket.EAI_NODATA)

# Two batches of polls. A lookup that hangs ends when the resolver gives it up, and not before.
_LOOKUPS = BoundedSemaphore(100)


def _lookup(name: str, port: int) -> Sequence[AddressInfo]:
    return socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)


def _dial(info: AddressInfo, seconds: float) -> socket.socket:
    family, kind, protocol, _, address = info
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(seconds)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


@dataclass(frozen=True, slots=True)
class Dialer:
    """``loopback`` allows this machine too, on any port: for the demo and tests."""

    loopback: bool = False
    lookup: Callable[[str, int], Sequence[AddressInfo]] = _lookup
    dial: Callable[[AddressInfo, float], socket.socket] = _dial

    def connect(
        self, host: str, port: int, usual_port: int, deadline: float, patience: float
    ) -> socket.socket:
        """The first address of ``host`` that answers.

        The lookup and each address have ``patience`` seconds, all of them until ``deadline``
        (``time.monotonic``). The name is resolved once, and the connection goes to an address
        that was checked. Raises HostUnreachable, in the same words whatever the cause: a tenant
        must not learn what listens where, nor which names there are inside. HostUnknown tells that
        a public name is not there, which anybody can find out.
        """
        reason: Exception
        name = ""
        try:
            name = host_name(host)
            for info in self._allowed(name, port, usual_port, _left(deadline, patience)):
                try:
                    return self.dial(info, _left(deadline, patience))
                except OSError as error:
                    reason = error
        except (OSError, ValueError) as error:
            reason = error
        logger.info("mail host not reached", reason=f"{type(reason).__name__}: {reason}")
        absent = isinstance(reason, socket.gaierror) and reason.errno in _NO_SUCH_NAME
        if absent and could_be_public(name):
            raise HostUnknown(_UNKNOWN)
        raise HostUnreachable(UNREACHABLE)

    def _allowed(
        self, name: str, port: int, usual_port: int, seconds: float
    ) -> Sequence[AddressInfo]:
        """One forbidden address forbids them all: only who means harm publishes such a mix."""
        found = _within(seconds, self.lookup, name, port)
        for *_, (address, *_) in found:
            if self.loopback and is_loopback(address):
                continue
            if port != usual_port or not is_public(address):
                raise ValueError(f"{address} port {port} is forbidden")
        if not found:
            raise ValueError("no address")
        return found


def _left(deadline: float, patience: float) -> float:
    seconds = min(patience, deadline - time.monotonic())
    if seconds <= 0:
        raise TimeoutError("the deadline is over")
    return seconds


def _within(
    seconds: float,
    lookup: Callable[[str, int], Sequence[AddressInfo]],
    name: str,
    port: int,
) -> Sequence[AddressInfo]:
    """In a thread of its own: nothing bounds getaddrinfo."""
    began = time.monotonic()
    if not _LOOKUPS.acquire(timeout=seconds):
        raise TimeoutError("too many lookups hang")
    answer: Future[Sequence[AddressInfo]] = Future()

    def look_up() -> None:
        try:
            answer.set_result(lookup(name, port))
        except Exception as error:
            answer.set_exception(error)
        finally:
            _LOOKUPS.release()

    Thread(target=look_up, daemon=True).start()
    return answer.result(_left(began + seconds, seconds))
