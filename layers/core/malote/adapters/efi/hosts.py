"""Where Efí is: nothing secret ever goes anywhere else."""

from typing import Literal
from urllib.parse import urlsplit

from malote.billing.accounts import BillingEnvironment

type Api = Literal["charges", "pix"]

_BASES: dict[tuple[Api, BillingEnvironment], str] = {
    ("charges", BillingEnvironment.TEST): "https://cobrancas-h.api.efipay.com.br/v1",
    ("charges", BillingEnvironment.PRODUCTION): "https://cobrancas.api.efipay.com.br/v1",
    ("pix", BillingEnvironment.TEST): "https://pix-h.api.efipay.com.br",
    ("pix", BillingEnvironment.PRODUCTION): "https://pix.api.efipay.com.br",
}
_DOMAINS = (".efipay.com.br", ".gerencianet.com.br", ".sejaefi.com.br")


class Hosts:
    """``url`` stands for all of them in the demo and tests, or is empty."""

    def __init__(self, url: str = "") -> None:
        self._url = url.rstrip("/")

    def base(self, api: Api, environment: BillingEnvironment) -> str:
        """What the paths of an API begin with."""
        if self._url:
            return f"{self._url}/v1" if api == "charges" else self._url
        return _BASES[api, environment]

    def has(self, link: str) -> bool:
        """Whether a document's link leads to Efí, over TLS."""
        try:
            parts = urlsplit(link)
            port = parts.port
        except ValueError:
            return False
        if self._url:
            return (parts.scheme, parts.netloc) == urlsplit(self._url)[:2]
        host = parts.hostname or ""
        return (
            parts.scheme == "https"
            and port in {None, 443}
            and parts.username is None
            and host.endswith(_DOMAINS)
            and host.isascii()
        )
