"""A local DNS server over UDP, and a web server that speaks TLS, for what domains publish."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

from local.ca import CertificateFiles


@dataclass
class Zone:
    """``records`` by name and kind, as they are written in a zone; what is not there is NXDOMAIN.

    ``silent`` answers nothing.
    """

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), question.rdtype.name
        self.asked.append(f"{name} {kind}")
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        found = self.records.get((name, kind))
        if found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        return answer.to_wire(max_size=65535)


@contextmanager
def dns_server(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    """Who asks it; it stops when left."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))

        def serve() -> None:
            with suppress(OSError):
                while True:
                    wire, sender = listening.recvfrom(4096)
                    if not zone.silent:
                        listening.sendto(zone.answer(wire), sender)

        Thread(target=serve, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = listening.getsockname()[1]
        yield resolver


@dataclass
class Web:
    """``answer`` says what it likes to a request, which is noted."""

    answer: Callable[[ssl.SSLSocket], None]
    port: int = 0
    asked: list[str] = field(default_factory=list)


@contextmanager
def web_server(files: CertificateFiles, web: Web) -> Iterator[Web]:
    """At 127.0.0.1, with the tests' certificate; it stops when left."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        web.port = listening.getsockname()[1]

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                with suppress(OSError), context.wrap_socket(client, server_side=True) as talk:
                    heard = talk.recv(4096).decode()
                    host = heard.partition("Host: ")[2].partition("\r")[0]
                    web.asked.append(f"{host}{heard.split()[1]}")
                    web.answer(talk)

        Thread(target=serve, daemon=True).start()
        yield web
