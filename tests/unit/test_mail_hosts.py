import ipaddress

import pytest

from malote.errors import InvalidInput
from malote.mail_hosts import (
    check_port,
    could_be_public,
    host_name,
    is_loopback,
    is_public,
)
from tests.hostile_hosts import FORMS, NOT_A_HOST

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.0.0.1",
    "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255",
    "192.0.1.0", "192.0.3.0", "192.31.195.255", "192.31.197.0", "192.52.192.255", "192.52.194.0",
    "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "192.175.47.255",
    "192.175.49.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
    "203.0.114.0", "223.255.255.255", "2000::", "2001:200::1", "2001:db7::1", "2001:db9::1",
    "2003::1", "2606:4700::1111", "2620:4f:7fff::1", "2620:4f:8001::1", "2804:14c::1",
    "3ffe:ffff::1",
]  # fmt: skip

FORBIDDEN = [
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
    "127.0.0.0", "127.255.255.255", "169.254.0.0", "169.254.255.255", "172.16.0.0", "172.31.255.255",
    "192.0.0.0", "192.0.0.9", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.31.196.0",
    "192.31.196.255", "192.52.193.0", "192.52.193.255", "192.88.99.0", "192.88.99.255", "192.168.0.0",
    "192.168.255.255", "192.175.48.0", "192.175.48.255", "198.18.0.0", "198.19.255.255",
    "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0", "239.255.255.255",
    "240.0.0.0", "255.255.255.255",
    "::", "::1", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::808:808",
    "64:ff9b:1::808:808", "100::1", "100:0:0:1::1", "1fff::1", "2001::1", "2001:2::1", "2001:4:112::1",
    "2001:10::1", "2001:20::1", "2001:30::1", "2001:1ff:ffff::", "2001:db8::1", "2001:db8:ffff::1",
    "2002::1", "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
    "2606:4700::5efe:8.8.8.8", "2606:4700::200:5efe:8.8.8.8",
    "2606:4700::1111%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)
    assert ipaddress.ip_address(address).is_global
    assert not is_loopback(address)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["127.0.0.0", "127.255.255.255", "::1"])
def test_loopback(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", ["126.255.255.255", "128.0.0.0", "::", "::2", "::ffff:127.0.0.1", "0.0.0.0"]
)
def test_not_loopback(address: str) -> None:
    assert not is_loopback(address)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("imap.gmail.com", "imap.gmail.com"),
        ("IMAP.Gmail.com", "IMAP.Gmail.com"),
        ("correio.órgão.gov.br", "correio.xn--rgo-nla1f.gov.br"),
        ("3com.test", "3com.test"),
        ("1and1.a1", "1and1.a1"),
        ("a--b.x-y", "a--b.x-y"),
        ("0x7f.a.test", "0x7f.a.test"),
        ("8.8.8.8", "8.8.8.8"),
        ("2606:4700:0::1111", "2606:4700::1111"),
    ],
)
def test_a_host(text: str, name: str) -> None:
    assert host_name(text) == name


@pytest.mark.parametrize("text", NOT_A_HOST)
def test_no_host(text: str) -> None:
    """Or a name of no special meaning: then the addresses that it has are checked."""
    try:
        name = host_name(text)
    except ValueError:
        return
    assert name.startswith("xn--")


@pytest.mark.parametrize(
    "name", ["a.com", "mail.empresa.com.br", "MAIL.invalid", "a.xn--p1ai", "0x7f.a.br", "test.br"]
)
def test_a_name_that_all_may_ask_for(name: str) -> None:
    assert could_be_public(name)


@pytest.mark.parametrize(
    "name",
    [
        "com", "localhost", "a.localhost", "a.local", "a.LAN", "db.internal", "a.test", "a.corp",
        "localhost.localdomain", "8.8.8.8", "2606:4700::1111", "xn--e4bcp.xn--e4b", "a.xn--bc-nuf",
    ],
)  # fmt: skip
def test_a_name_that_may_be_known_inside_alone(name: str) -> None:
    assert not could_be_public(name)


@pytest.mark.parametrize("text", FORMS)
def test_no_hostile_form_is_a_public_name(text: str) -> None:
    try:
        name = host_name(text)
    except ValueError:
        return
    assert not could_be_public(name)


@pytest.mark.parametrize(("port", "security"), [(993, "tls"), (143, "starttls")])
def test_ports(port: int, security: str) -> None:
    check_port(port, security)


@pytest.mark.parametrize(
    ("port", "security"),
    [(143, "tls"), (993, "starttls"), (25, "tls"), (465, "tls"), (9001, "tls"), (22, "starttls")],
)
def test_other_ports(port: int, security: str) -> None:
    with pytest.raises(InvalidInput, match="port: use 993 com tls ou 143 com starttls"):
        check_port(port, security)
