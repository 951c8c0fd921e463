"""An address's servers: what is asked, in which order, and what comes of it."""

from dataclasses import dataclass, field

import pytest

from malote.errors import InvalidInput
from malote.mail_accounts import Auth
from malote.providers.discovery import discover
from malote.providers.models import Service
from malote.providers.views import Discovered
from tests.unit.providers.autoconfigs import config, server


@dataclass
class Names:
    """What a domain publishes, in memory; what was asked is noted."""

    exchangers: list[str] = field(default_factory=list)
    served: list[Service] = field(default_factory=list)
    document: bytes | None = None
    asked: list[str] = field(default_factory=list)

    def mx(self, domain: str) -> list[str]:
        self.asked.append(f"mx {domain}")
        return self.exchangers

    def services(self, domain: str) -> list[Service]:
        self.asked.append(f"srv {domain}")
        return self.served

    def autoconfig(self, domain: str) -> bytes | None:
        self.asked.append(f"autoconfig {domain}")
        return self.document


def places(found: Discovered) -> list[tuple[str, int, str, str]]:
    return [(s.host, s.port, s.security, s.username) for s in (found.imap, found.smtp)]


def test_a_provider_s_own_domain_is_not_asked_for() -> None:
    names = Names(["mx.zoho.com"])
    found = discover("Ana@GMAIL.com", names)
    assert names.asked == []
    assert (found.source, found.provider, found.name) == ("domain", "gmail", "Gmail")
    assert found.imap.auths == [Auth.GOOGLE, Auth.PASSWORD]
    assert any("apppasswords" in note for note in found.notes)
    assert found.help_url


def test_by_mx() -> None:
    names = Names(["mx.antispam.com.br", "empresa-com-br.mail.protection.outlook.com"])
    found = discover("nf@empresa.com.br", names)
    assert names.asked == ["mx empresa.com.br"]
    assert (found.source, found.provider) == ("mx", "microsoft-365")
    assert places(found) == [
        ("outlook.office365.com", 993, "tls", "nf@empresa.com.br"),
        ("smtp.office365.com", 587, "starttls", "nf@empresa.com.br"),
    ]


def test_by_srv_tls_first_and_on_the_ports_of_mail_alone() -> None:
    names = Names(
        served=[
            Service("_imap", "a.empresa.com.br", 143),
            Service("_imaps", "b.empresa.com.br", 2993),
            Service("_imaps", "c.empresa.com.br", 993),
            Service("_imaps", "d.empresa.com.br", 993),
            Service("_submissions", "e.empresa.com.br", 25),
            Service("_submission", "f.empresa.com.br", 587),
        ],
        document=config(server(host="autoconfig.empresa.com.br")),
    )
    found = discover("nf@empresa.com.br", names)
    assert (found.source, found.provider, found.notes) == ("srv", None, [])
    assert places(found) == [
        ("c.empresa.com.br", 993, "tls", "nf@empresa.com.br"),
        ("f.empresa.com.br", 587, "starttls", "nf@empresa.com.br"),
    ]
    assert names.asked == ["mx empresa.com.br", "srv empresa.com.br"]


def test_one_that_is_not_published_is_guessed_and_told() -> None:
    found = discover("nf@empresa.com.br", Names(served=[Service("_imaps", "c.com.br", 993)]))
    assert (found.source, found.imap.host, found.smtp.host) == (
        "srv", "c.com.br", "smtp.empresa.com.br",
    )  # fmt: skip
    assert "Um destes servidores é um palpite" in found.notes[0]


def test_by_autoconfig() -> None:
    document = config(server(), server("smtp", "smtp.host.net", "587", "STARTTLS"))
    names = Names(document=document)
    found = discover("nf@empresa.com.br", names)
    assert (found.source, found.provider) == ("autoconfig", None)
    assert places(found) == [
        ("imap.host.net", 993, "tls", "nf@empresa.com.br"),
        ("smtp.host.net", 587, "starttls", "nf@empresa.com.br"),
    ]
    assert names.asked[-1] == "autoconfig empresa.com.br"


def test_a_known_server_is_known_whoever_names_it() -> None:
    """Else a password would be asked for where none is taken."""
    found = discover(
        "nf@empresa.com.br", Names(document=config(server(host="outlook.office365.com")))
    )
    assert (found.source, found.provider) == ("autoconfig", "microsoft-365")
    assert found.imap.auths == [Auth.MICROSOFT]
    assert any("OAuth 2" in note for note in found.notes)


def test_a_guess_is_said_to_be_one() -> None:
    found = discover("nf@empresa.com.br", Names())
    assert (found.source, found.provider, found.help_url) == ("guess", None, None)
    assert places(found) == [
        ("imap.empresa.com.br", 993, "tls", "nf@empresa.com.br"),
        ("smtp.empresa.com.br", 465, "tls", "nf@empresa.com.br"),
    ]
    assert "palpite" in found.notes[0]
    assert "mail.empresa.com.br" in found.notes[0]


@pytest.mark.parametrize("domain", ["servidor.local", "a.internal", "empresa.test"])
def test_nothing_is_asked_of_a_domain_inside(domain: str) -> None:
    names = Names(["aspmx.l.google.com"], document=config(server()))
    assert discover(f"nf@{domain}", names).source == "guess"
    assert names.asked == []


def test_a_domain_outside_of_ascii() -> None:
    names = Names()
    discover("nf@órgão.gov.br", names)
    assert names.asked[0] == "mx xn--rgo-nla1f.gov.br"


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@empresa.com.br", "ana@", "ana@com", "ana@127.0.0.1", "ana@[127.0.0.1]", "a@b@c.br",
     "ana@empresa.com.br\r\nX: y", "ana maria@empresa.com.br", "a" * 400 + "@empresa.com.br"],
)  # fmt: skip
def test_no_address(address: str) -> None:
    names = Names()
    with pytest.raises(InvalidInput, match="endereço de e-mail"):
        discover(address, names)
    assert names.asked == []
