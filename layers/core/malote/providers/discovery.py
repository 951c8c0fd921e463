"""An address's servers: known, told by its domain, or guessed."""

from collections.abc import Iterable

from malote.addresses import read_address
from malote.errors import InvalidInput
from malote.mail_accounts import Security
from malote.mail_hosts import IMAP_PORTS, SMTP_PORTS, could_be_public
from malote.ports import DomainNames
from malote.providers import autoconfig
from malote.providers.models import Server, Service
from malote.providers.table import by_domain, by_host, by_mx
from malote.providers.views import Discovered, ServerView, Source

# RFC 8314 3: TLS at once comes before STARTTLS.
_IMAP_SERVICES: dict[str, Security] = {"_imaps": "tls", "_imap": "starttls"}
_SMTP_SERVICES: dict[str, Security] = {"_submissions": "tls", "_submission": "starttls"}

_GUESSED = (
    "{which} um palpite a partir do domínio: confirme com quem cuida do e-mail da empresa; muitas "
    "vezes o servidor é mail.{domain}."
)
_BOTH, _ONE = "Estes servidores são", "Um destes servidores é"


def discover(text: str, names: DomainNames) -> Discovered:
    """The servers of an address and what its users must know; at worst a guess, said to be one.

    Raises InvalidInput if it is no address.
    """
    address = read_address(text)
    if address is None:
        raise InvalidInput("address: não é um endereço de e-mail")
    domain = address.rpartition("@")[2].lower()
    if known := by_domain(address):
        return _view(address, "domain", known.imap, known.smtp)
    if could_be_public(domain):
        if known := by_mx(names.mx(domain)):
            return _view(address, "mx", known.imap, known.smtp)
        services = names.services(domain)
        imap = _served(services, _IMAP_SERVICES, IMAP_PORTS)
        smtp = _served(services, _SMTP_SERVICES, SMTP_PORTS)
        if imap or smtp:
            return _view(address, "srv", imap, smtp)
        imap, smtp = autoconfig.servers(names.autoconfig(domain) or b"")
        if imap or smtp:
            return _view(address, "autoconfig", imap, smtp)
    return _view(address, "guess", None, None)


def _served(
    services: Iterable[Service], wanted: dict[str, Security], ports: dict[str, int]
) -> Server | None:
    for name, security in wanted.items():
        for service in services:
            if service.name == name and service.port == ports[security]:
                return Server(service.host, service.port, security)
    return None


def _view(address: str, source: Source, imap: Server | None, smtp: Server | None) -> Discovered:
    told = imap or smtp
    provider = by_host(told.host, address) if told else None
    notes = provider.advice if provider else []
    domain = address.rpartition("@")[2].lower()
    if imap is None or smtp is None:
        notes = [_GUESSED.format(which=_ONE if told else _BOTH, domain=domain), *notes]
    return Discovered(
        provider=provider and provider.id,
        name=provider and provider.name,
        source=source,
        imap=_server_view(imap or Server(f"imap.{domain}", 993, "tls"), address),
        smtp=_server_view(smtp or Server(f"smtp.{domain}", 465, "tls"), address),
        notes=notes,
        help_url=provider and provider.help_url,
    )


def _server_view(server: Server, address: str) -> ServerView:
    # How accounts are opened at a known one is known, whoever names it.
    known = by_host(server.host, address)
    own = (known.imap, known.smtp) if known else ()
    same = (each for each in own if (each.host, each.port) == (server.host, server.port))
    server = next(same, server)
    return ServerView(
        host=server.host,
        port=server.port,
        security=server.security,
        username=server.username_of(address),
        auths=list(server.auths),
    )
