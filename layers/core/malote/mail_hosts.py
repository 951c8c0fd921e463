"""Which hosts Malote connects to because a tenant says so: public ones, on the ports of mail."""

import re
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from malote.errors import InvalidInput

IMAP_PORTS = {"tls": 993, "starttls": 143}
"""By a mailbox's ``security`` (RFC 8314 3.2, RFC 9051 2.1)."""

SMTP_PORTS = {"tls": 465, "starttls": 587}
"""By an account's ``security`` (RFC 8314 3.3, RFC 6409 3.1)."""

# What ends in a number is no name: getaddrinfo takes 0x7f.1 and 2130706433 for addresses, as the
# URL standard does ("ends in a number").
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?:{_LABEL}\.)*(?!(?:\d+|0x[0-9a-f]*)\Z){_LABEL}", re.IGNORECASE)

# Top-level names that are somebody's own: IANA's special-use names (RFC 6761, 6762, 7686, 8375,
# 9476), RFC 6762's appendix G, those that ICANN keeps for private use or will not delegate, and
# what resolvers add by default. ``invalid`` is not among them: it never exists (RFC 6761 6.4).
_NOT_IN_DNS = frozenset(
    {
        "alt", "arpa", "corp", "example", "home", "internal", "intranet", "lan", "local",
        "localdomain", "localhost", "mail", "onion", "private", "test",
    }
)  # fmt: skip

_LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# IANA's special-purpose registries (RFC 6890, as updated by RFC 8190) and multicast. Those that
# are "globally reachable" too: no mail server is there, but a relay or a translator may be.
_NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
) + tuple(
    map(
        IPv6Network,
        # Teredo's 2001::/32 is in the first, 6to4 the third: both carry an IPv4 address.
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)  # fmt: skip


def host_name(text: str) -> str:
    """What to resolve: a name in ASCII (RFC 3490), or an address as ``ipaddress`` reads it.

    Raises ValueError for anything else: getaddrinfo reads far more forms than people do.
    """
    with suppress(ValueError):
        return str(ip_address(text))
    name = text.encode("idna").decode()
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise ValueError("not a host name")
    return name


def could_be_public(name: str) -> bool:
    """Whether ``name`` (as ``host_name`` gives it) is one that public DNS has the last word on.

    Then anybody can ask whether it exists, and it may be told; of others, which a resolver inside
    may know, nothing is. What looks like an address, in any script, is none of them: no top-level
    name has a digit (RFC 3696 2).
    """
    *parents, top = name.lower().split(".")
    try:
        shown = top.encode().decode("idna")
    except UnicodeError:
        return False
    numeric = any(character.isnumeric() for character in shown)
    return bool(parents) and ":" not in top and not numeric and top not in _NOT_IN_DNS


def public_name(text: str) -> str | None:
    """A stranger's word for a server as a name in public DNS, or None if it is none."""
    try:
        name = host_name(text).lower()
    except ValueError:
        return None
    return name if could_be_public(name) else None


def is_loopback(address: str) -> bool:
    """Whether it is this machine."""
    return any(ip_address(address) in network for network in _LOOPBACK)


def is_public(address: str) -> bool:
    """Whether it is a global unicast address that stands for no other one.

    ``ipaddress.is_global`` will not do: it is True for 64:ff9b::a9fe:a9fe (NAT64),
    ::169.254.169.254 and multicast. Everything outside of 2000::/3 is refused, so all forms of
    an IPv4 address in an IPv6 one but ISATAP's (RFC 5214 6.1), which has any prefix.
    """
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        isatap = int(ip) >> 32 & 0xFDFF_FFFF == 0x5EFE
        if ip.scope_id or isatap or ip not in _GLOBAL_UNICAST:
            return False
    return not any(ip in network for network in _NOT_PUBLIC)


def check_port(port: int, security: str, ports: Mapping[str, int] = IMAP_PORTS) -> None:
    """Raises InvalidInput unless it is the port for this ``security``."""
    if port != ports[security]:
        allowed = " ou ".join(f"{number} com {name}" for name, number in ports.items())
        raise InvalidInput(f"port: use {allowed}")
