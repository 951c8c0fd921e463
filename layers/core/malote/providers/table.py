"""All providers, and which of them an address, an MX or a server belongs to."""

from collections.abc import Iterable

from malote.providers.brazilian import BRAZILIAN
from malote.providers.google_and_microsoft import GOOGLE_AND_MICROSOFT
from malote.providers.hosting import HOSTING
from malote.providers.models import Provider
from malote.providers.worldwide import WORLDWIDE

PROVIDERS = (*GOOGLE_AND_MICROSOFT, *WORLDWIDE, *BRAZILIAN, *HOSTING)


def by_domain(address: str) -> Provider | None:
    """The provider whose own domain the address is in."""
    domain = _domain(address)
    return next((provider for provider in PROVIDERS if domain in provider.domains), None)


def by_mx(names: Iterable[str]) -> Provider | None:
    """The provider of the first of these mail exchangers that is anybody's."""
    found = (provider for name in names for provider in PROVIDERS if _in(name, provider.mx))
    return next(found, None)


def by_host(host: str, address: str) -> Provider | None:
    """The provider that a server is of; ``address`` tells its customers from its companies'."""
    found = [provider for provider in PROVIDERS if _in(host, provider.hosts)]
    own = by_domain(address)
    if own in found:
        return own
    return next((provider for provider in found if provider.mx), found[0] if found else None)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _in(name: str, suffixes: Iterable[str]) -> bool:
    return any(f".{name.lower()}".endswith(f".{suffix}") for suffix in suffixes)
