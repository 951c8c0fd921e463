"""What domains publish of their mail: DNS records, and a document on the web.

dnspython and http.client are imported with the first question: cold starts do not pay.
"""

import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, get_args

from malote.adapters.dialer import Dialer
from malote.adapters.watchdog import Watchdog
from malote.errors import HostUnreachable
from malote.mail_hosts import public_name
from malote.observability import logger
from malote.providers.autoconfig import MAX_BYTES
from malote.providers.models import Service, ServiceName

if TYPE_CHECKING:
    from dns.resolver import Resolver

_MOST_RECORDS = 10
_SERVICES: tuple[ServiceName, ...] = get_args(ServiceName)
_HEADERS = {"Accept": "text/xml", "Accept-Encoding": "identity", "Connection": "close"}
# https://www.bucksch.org/1/projects/thunderbird/autoconfiguration, but HTTPS alone.
_PLACES = (
    ("autoconfig.{domain}", "/mail/config-v1.1.xml"),
    ("{domain}", "/.well-known/autoconfig/mail/config-v1.1.xml"),
)


class DnsNames:
    """The port ``DomainNames``. So long for each kind of record, and for the document."""

    def __init__(
        self,
        tls: Callable[[], ssl.SSLContext],
        dialer: Dialer,
        resolver: "Resolver | None" = None,
        dns_seconds: float = 3,
        web_seconds: float = 5,
    ) -> None:
        self._tls = tls
        self._dialer = dialer
        self._resolver = resolver
        self._dns_seconds, self._web_seconds = dns_seconds, web_seconds

    def mx(self, domain: str) -> list[str]:
        """Its mail exchangers, the preferred first; ten at most."""
        records = sorted(self._records(domain, "MX"), key=lambda record: int(record.preference))
        return [name for record in records[:_MOST_RECORDS] if (name := _name(record.exchange))]

    def services(self, domain: str) -> list[Service]:
        """Its servers for mail programs, the preferred first; ten of each kind."""
        asked = [f"{name}._tcp.{domain}" for name in _SERVICES]
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = list(pool.map(lambda name: self._records(name, "SRV"), asked))
        return [
            Service(name, host, int(record.port))
            for name, records in zip(_SERVICES, answers, strict=True)
            for record in sorted(records, key=_turn)[:_MOST_RECORDS]
            if (host := _name(record.target))
        ]

    def autoconfig(self, domain: str) -> bytes | None:
        """Its document in Mozilla's format, from a public address and port 443 alone."""
        deadline = time.monotonic() + self._web_seconds
        for host, path in _PLACES:
            if body := self._fetched(host.format(domain=domain), path, deadline):
                return body
        return None

    def _records(self, name: str, kind: str) -> list[Any]:
        from dns.exception import DNSException
        from dns.resolver import Resolver

        try:
            if self._resolver is None:
                self._resolver = Resolver()
            answer = self._resolver.resolve(name, kind, lifetime=self._dns_seconds, search=False)
        except (DNSException, OSError, ValueError) as error:
            logger.info("no records", kind=kind, reason=type(error).__name__)
            return []
        return list(answer)

    def _fetched(self, host: str, path: str, deadline: float) -> bytes | None:
        from http.client import HTTPConnection, HTTPException

        try:
            with ExitStack() as closing:
                watchdog = closing.enter_context(Watchdog(deadline))
                connected = self._dialer.connect(host, 443, 443, deadline, self._web_seconds)
                closing.callback(connected.close)
                watchdog.guard(connected)
                connection = HTTPConnection(host)
                connection.sock = self._tls().wrap_socket(connected, server_hostname=host)
                closing.callback(connection.close)
                connection.request("GET", path, headers=_HEADERS)
                response = connection.getresponse()
                # A redirect is no answer: it may lead anywhere.
                body = response.read(MAX_BYTES + 1) if response.status == 200 else b""
        except (HostUnreachable, HTTPException, OSError, ValueError) as error:
            logger.info("no autoconfig", reason=type(error).__name__)
            return None
        whole = not response.length and not watchdog.expired
        return body if whole and 0 < len(body) <= MAX_BYTES else None


def _turn(record: Any) -> tuple[int, int]:
    """RFC 2782 draws lots by weight; here the heaviest comes first, so that answers are alike."""
    return int(record.priority), -int(record.weight)


def _name(target: Any) -> str | None:
    """A target of a record as a name; "." says that there is none (RFC 2782, 7505)."""
    with suppress(UnicodeError):
        return public_name(target.to_text(omit_final_dot=True))
    return None
