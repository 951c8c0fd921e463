"""The table of providers: whole, and each of them found again by its domains, MX and servers."""

from collections import Counter

import pytest

from malote.mail_accounts import Auth
from malote.mail_hosts import IMAP_PORTS, SMTP_PORTS, check_port, public_name
from malote.providers.models import Provider
from malote.providers.table import PROVIDERS, by_domain, by_host, by_mx

BY_ID = {provider.id: provider for provider in PROVIDERS}
EACH = pytest.mark.parametrize("provider", PROVIDERS, ids=list(BY_ID))


def test_those_that_brazilian_companies_use_are_there() -> None:
    wanted = "gmail google-workspace outlook microsoft-365 yahoo uol bol locaweb kinghost zoho"
    assert set(f"{wanted} icloud terra uol-host titan hostinger godaddy".split()) <= set(BY_ID)
    assert len(BY_ID) == len(PROVIDERS)


def test_a_domain_and_an_mx_are_of_one_provider() -> None:
    for told in ("domains", "mx"):
        count = Counter(name for provider in PROVIDERS for name in getattr(provider, told))
        assert count.most_common(1)[0][1] == 1


@EACH
def test_an_entry_is_whole(provider: Provider) -> None:
    for server, ports in ((provider.imap, IMAP_PORTS), (provider.smtp, SMTP_PORTS)):
        check_port(server.port, server.security, ports)
        assert public_name(server.host) == server.host
        assert server.auths
    assert provider.domains or provider.mx
    assert provider.help_url.startswith("https://")
    for text in provider.advice:
        assert text[0].isupper()
        assert text.endswith(".")


@EACH
def test_it_is_found_by_what_is_its_own(provider: Provider) -> None:
    for domain in provider.domains:
        assert by_domain(f"Ana@{domain.upper()}") is provider
        for server in (provider.imap, provider.smtp):
            assert by_host(server.host, f"ana@{domain}") is provider
    for mx in provider.mx:
        assert by_mx(["mx.antispam.com.br", f"MX1.{mx}"]) is provider
        for server in (provider.imap, provider.smtp):
            assert by_host(server.host, "ana@empresa.com.br") is provider


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["aspmx.l.google.com"], "google-workspace"),
        (["smtp.google.com"], "google-workspace"),
        (["empresa-com-br.mail.protection.outlook.com"], "microsoft-365"),
        (["empresa-com-br.o-v1.mx.microsoft"], "microsoft-365"),
        (["mx.core.locaweb.com.br", "mx.a.locaweb.com.br"], "locaweb"),
        (["mx-vip-01-farm64.kinghost.net"], "kinghost"),
        (["mx.uhserver.com"], "uol-host"),
        (["mx1.hostinger.com"], "hostinger"),
        (["mx2.titan.email"], "titan"),
        (["mx.zoho.com"], "zoho-pro"),
        (["mx.zoho.eu"], "zoho-pro-eu"),
        (["mx.zoho.com.au"], "zoho-pro-com-au"),
        (["mx01.mail.icloud.com"], "icloud"),
        (["google.com.evil.com"], None),
        (["evilgoogle.com"], None),
        (["mail.empresa.com.br"], None),
        ([], None),
    ],
)
def test_by_mx(names: list[str], found: str | None) -> None:
    provider = by_mx(names)
    assert (provider and provider.id) == found


@pytest.mark.parametrize(
    ("host", "address", "found"),
    [
        ("imap.gmail.com", "ana@gmail.com", "gmail"),
        ("imap.gmail.com", "ana@empresa.com.br", "google-workspace"),
        ("outlook.office365.com", "ana@hotmail.com", "outlook"),
        ("outlook.office365.com", "ana@empresa.com.br", "microsoft-365"),
        ("smtp.office365.com", "ana@empresa.com.br", "microsoft-365"),
        ("SMTP-mail.Outlook.com", "ana@outlook.com.br", "outlook"),
        ("imap.empresa.com.br", "ana@gmail.com", None),
        ("imap.gmail.com.evil.net", "ana@gmail.com", None),
    ],
)
def test_by_host(host: str, address: str, found: str | None) -> None:
    provider = by_host(host, address)
    assert (provider and provider.id) == found


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("gmail", "https://myaccount.google.com/apppasswords"),
        ("google-workspace", "administrador"),
        ("outlook", "Atividade recente"),
        ("outlook", "10 minutos"),
        ("microsoft-365", "dezembro de 2026"),
        ("yahoo", "senha de app"),
        ("icloud", "senha de app"),
        ("zoho", "Ligue o IMAP"),
        ("kinghost", "endereço de e-mail inteiro"),
    ],
)
def test_a_provider_s_traps_are_told(id_: str, words: str) -> None:
    assert words in " ".join(BY_ID[id_].advice)


def test_where_passwords_are_no_use_none_is_offered() -> None:
    assert BY_ID["outlook"].imap.auths == BY_ID["outlook"].smtp.auths == (Auth.MICROSOFT,)
    assert BY_ID["microsoft-365"].imap.auths == (Auth.MICROSOFT,)
    assert Auth.PASSWORD in BY_ID["microsoft-365"].smtp.auths
