"""Where the service is, and which addresses are fit for it."""

from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from integrador.errors import ServiceInsecure


def default_url() -> str:
    """What ``make integrador`` wrote into the package; "" where it did not."""
    kept = files("integrador") / "service_url.txt"
    return kept.read_text("utf-8").strip() if kept.is_file() else ""


def secure(url: str) -> str:
    """The address as it is. Raises ServiceInsecure unless it is https, or this very computer's."""
    try:
        parts = httpx.URL(url)
        urlsplit(url)  # which sees what the other lets pass, and the other way round
    except (httpx.InvalidURL, ValueError):
        raise ServiceInsecure(url.partition("?")[0]) from None
    if parts.scheme == "https" and parts.host:
        return url
    if parts.scheme == "http" and is_here(url):
        return url
    raise ServiceInsecure(url.partition("?")[0])


def is_here(url: str) -> bool:
    """Whether it is an address of this very computer."""
    host = httpx.URL(url).host
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
