"""What anybody may publish for a mail program to read: TLS on the ports of mail is taken, or none."""

import pytest

from malote.providers.autoconfig import MAX_BYTES, servers
from malote.providers.models import Server
from tests.hostile_hosts import FORMS
from tests.unit.providers.autoconfigs import config, server

IMAP = Server("imap.host.net", 993, "tls")


def test_the_first_of_each_that_will_do() -> None:
    found = servers(
        config(
            server("pop3", "pop.host.net", "995"),
            server(host="plain.host.net", port="143", security="plain"),
            server(),
            server(host="other.host.net"),
            server("smtp", "plain.host.net", "25", "plain"),
            server("smtp", "smtp.host.net", "587", "STARTTLS"),
        )
    )
    assert found == (IMAP, Server("smtp.host.net", 587, "starttls"))


@pytest.mark.parametrize(
    "told",
    [
        {"security": "plain", "port": "143"},
        {"security": "plain"},
        {"security": ""},
        {"security": "SSL", "port": "143"},
        {"security": "STARTTLS", "port": "993"},
        {"port": "25"}, {"port": "22"}, {"port": "9001"}, {"port": "-993"}, {"port": "99999999999"},
        {"port": "٩٩٣"}, {"port": ""},
        {"host": "host"}, {"host": "imap.host.internal"}, {"host": "8.8.8.8"},
        {"host": "imap.host.net:993"}, {"host": "&lt;b&gt;.net"}, {"host": "a." * 200 + "net"},
        {"kind": "exchange"},
    ],
)  # fmt: skip
def test_what_will_not_do(told: dict[str, str]) -> None:
    assert servers(config(server(**told))) == (None, None)


@pytest.mark.parametrize("host", [form for form in FORMS if form.isprintable() and "<" not in form])
def test_no_hostile_host(host: str) -> None:
    host = host.replace("&", "&amp;")
    assert servers(config(server(host=host))) == (None, None)


@pytest.mark.parametrize(
    ("told", "username"),
    [
        ("%EMAILADDRESS%", "ana@host.net"),
        ("%EMAILLOCALPART%", "ana"),
        ("%EMAILLOCALPART%@%EMAILDOMAIN%", "ana@host.net"),
        ("%EMAILDOMAIN%+%EMAILLOCALPART%", "host.net+ana"),
        ("", "ana@host.net"),
        ("admin", "ana@host.net"),
        ("%REALNAME%", "ana@host.net"),
        ("%EMAILLOCALPART%%%", "ana@host.net"),
        ("%EMAILLOCALPART%\u202e", "ana@host.net"),
        ("%EMAILLOCALPART%" * 50, "ana@host.net"),
    ],
)
def test_the_username(told: str, username: str) -> None:
    found, _ = servers(config(server(username=told)))
    assert found
    assert found.username_of("ana@host.net") == username


GOOD = config(server()).decode()
BODY = GOOD.removeprefix('<?xml version="1.0"?>')
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<",
        b"\0" * 1000,
        b"<html><body>404</body></html>",
        GOOD.replace("</emailProvider>", "").encode(),
        b'{"imap": "imap.host.net"}',
        GOOD.replace("clientConfig", "config").encode(),
        f"<!DOCTYPE clientConfig>{BODY}".encode(),
        f'<!DOCTYPE clientConfig SYSTEM "http://169.254.169.254/">{BODY}'.encode(),
        f'<!DOCTYPE clientConfig [<!ENTITY f SYSTEM "file:///etc/passwd">]>{BODY}'.encode(),
        f'<!DOCTYPE clientConfig [<!ENTITY % f SYSTEM "file:///etc/passwd"> %f;]>{BODY}'.encode(),
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>{BODY.replace("imap.host.net", "&l9;")}'.encode(),
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a>{BODY}'.encode("utf-16"),
        b"<a>" * 20_000,
        b"<clientConfig>" + b"<emailProvider>" * 300,
        config(server()) + b" " * MAX_BYTES,
        config(server()).replace(b"<domain>", b"<!--" + b"a" * 10_000_000 + b"--><domain>"),
    ],
    ids=range(17),
)
def test_what_is_no_such_document_says_nothing(document: bytes) -> None:
    assert servers(document) == (None, None)


def test_as_many_servers_as_fit_are_not_all_looked_at() -> None:
    assert servers(config(server(port="25") * 300))[0] is None
    assert servers(config(server(port="25") * 30, server()))[0] is None
