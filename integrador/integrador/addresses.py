"""Where the service is, and which addresses are fit for it."""

from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import urlsplit

from integrador.errors import ServiceInsecure


def default_url() -> str:
    """What ``make integrador`` wrote into the package; "" where it did not."""
    kept = files("integrador") / "service_url.txt"
    return kept.read_text("utf-8").strip() if kept.is_file() else ""


def secure(url: str) -> str:
    """The address as it is. Raises ServiceInsecure unless it is https, or this very computer's."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return url
    if parts.scheme == "http" and _is_here(host):
        return url
    raise ServiceInsecure(url.partition("?")[0])


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
