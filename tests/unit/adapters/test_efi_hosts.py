"""Where secrets and requests may go."""

import pytest

from malote.adapters.efi.hosts import Api, Hosts
from malote.billing.accounts import BillingEnvironment


@pytest.mark.parametrize(
    ("api", "environment", "base"),
    [
        ("charges", "test", "https://cobrancas-h.api.efipay.com.br/v1"),
        ("charges", "production", "https://cobrancas.api.efipay.com.br/v1"),
        ("pix", "test", "https://pix-h.api.efipay.com.br"),
        ("pix", "production", "https://pix.api.efipay.com.br"),
    ],
)
def test_bases(api: Api, environment: str, base: str) -> None:
    assert Hosts().base(api, BillingEnvironment(environment)) == base
    stand_in = Hosts("http://127.0.0.1:8080/").base(api, BillingEnvironment(environment))
    assert stand_in == ("http://127.0.0.1:8080/v1" if api == "charges" else "http://127.0.0.1:8080")


@pytest.mark.parametrize(
    ("link", "leads_to_efi"),
    [
        ("https://download.gerencianet.com.br/1_2_A/1-2-B.pdf?sandbox=true", True),
        ("https://visualizacao.efipay.com.br/emissao/1", True),
        ("https://pix.sejaefi.com.br:443/1", True),
        ("http://download.gerencianet.com.br/1.pdf", False),
        ("https://download.gerencianet.com.br:8443/1.pdf", False),
        ("https://download.gerencianet.com.br:x/1.pdf", False),
        ("https://gerencianet.com.br.evil.example/1.pdf", False),
        ("https://evilgerencianet.com.br/1.pdf", False),
        ("https://download.gerencianet.com.br@evil.example/1.pdf", False),
        ("https://evil.example\\@download.gerencianet.com.br/1.pdf", False),
        ("https://user@download.gerencianet.com.br/1.pdf", False),
        ("https://[::1]/.gerencianet.com.br", False),
        ("https://[/", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("//download.gerencianet.com.br/1.pdf", False),
        ("", False),
    ],
)
def test_links(link: str, leads_to_efi: bool) -> None:
    assert Hosts().has(link) is leads_to_efi


def test_links_of_the_stand_in() -> None:
    hosts = Hosts("http://127.0.0.1:8080")
    assert hosts.has("http://127.0.0.1:8080/pdf/1.pdf")
    for link in (
        "http://127.0.0.1:8081/pdf/1.pdf",
        "https://127.0.0.1:8080/pdf/1.pdf",
        "http://127.0.0.1:8080@evil.example/",
        "https://download.gerencianet.com.br/1.pdf",
    ):
        assert not hosts.has(link)
