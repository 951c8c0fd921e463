"""The stand-in's Pix: charges by txid, what came in by endToEndId, and who is told."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.ca import ensure_certificates
from local.efi.answers import Refused
from local.efi.server import Efi, Tls
from tests.integration.efi.client import Client, Told, told, until
from tests.integration.efi.server import efi_server

TXID = "7978c0c97ea847e78e8849634473c1f1"
SKIPPING = {"x-skip-mtls-checking": "true"}


@pytest.fixture
def efi() -> Iterator[Efi]:
    with efi_server() as running:
        yield running


@pytest.fixture
def heard() -> Iterator[Told]:
    with told() as listening:
        yield listening


def cob(value: str = "123.45", key: str = "chave-1", **more: Any) -> dict[str, Any]:
    asked = {"calendario": {"expiracao": 3600}, "valor": {"original": value}, "chave": key}
    return asked | more


def test_a_txid_is_good_once(efi: Efi) -> None:
    client = Client(efi, api="pix")
    assert client.authorized[1]["expires_in"] == 3600
    status, made = client("PUT", f"/v2/cob/{TXID}", cob())
    assert (status, made["status"], made["txid"]) == (201, "ATIVA", TXID)
    assert made["pixCopiaECola"].startswith("000201")
    status, again = client("PUT", f"/v2/cob/{TXID}", cob())
    assert (status, again["nome"]) == (409, "txid_duplicado")
    assert client("GET", f"/v2/cob/{TXID}") == (200, made)
    other = Client(efi, 1, api="pix")
    assert other("GET", f"/v2/cob/{TXID}")[1]["nome"] == "cobranca_nao_encontrada"
    assert other("PUT", f"/v2/cob/{TXID}", cob(key="chave-2"))[0] == 201


@pytest.mark.parametrize(
    ("txid", "asked", "name"),
    [
        (TXID, {"chave": "chave-1"}, "json_invalido"),
        (TXID, cob(valor="1.00"), "json_invalido"),
        ("short", cob(), "valor_invalido"),
        (TXID, cob("0.00"), "valor_invalido"),
        (TXID, cob("1,50"), "json_invalido"),
        (TXID, cob("1.5"), "json_invalido"),
        (TXID, cob(key="chave-2"), "chave_invalida"),
        (TXID, cob(calendario={"expiracao": 0}), "json_invalido"),
    ],
)
def test_what_pix_refuses(efi: Efi, txid: str, asked: dict[str, Any], name: str) -> None:
    status, answer = Client(efi, api="pix")("PUT", f"/v2/cob/{txid}", asked)
    assert (status, answer["nome"]) == (400, name)


def test_what_came_in_is_told_until_it_is_taken_and_given_back(efi: Efi, heard: Told) -> None:
    client = Client(efi, api="pix")
    client("PUT", f"/v2/cob/{TXID}", cob())
    url = f"{heard.url}?hmac=abc&ignorar="
    made = client("PUT", "/v2/webhook/chave-1", {"webhookUrl": url}, **SKIPPING)
    assert made == (201, {"webhookUrl": url})
    path, test = heard.posts.pop()
    assert path == "/webhooks/efi/opaque?hmac=abc&ignorar="
    assert json.loads(test)["evento"] == "teste_webhook"
    heard.status = 500
    number = efi.control.pay_pix(TXID, at="2026-05-04T12:00:00+00:00", fee="1.19")
    until(lambda: len(heard.posts) >= 2)
    heard.status = 200
    until(lambda: not efi.control.pending())
    posted = len(heard.posts)
    assert {path for path, _ in heard.posts} == {"/webhooks/efi/opaque?hmac=abc&ignorar=/pix"}
    (pix,) = json.loads(heard.posts[0][1])["pix"]
    assert pix == {
        "endToEndId": number,
        "txid": TXID,
        "chave": "chave-1",
        "valor": "123.45",
        "horario": "2026-05-04T12:00:00.000Z",
        "gnExtras": {"tarifa": "1.19"},
    }
    assert client("GET", f"/v2/pix/{number}") == (200, pix)
    assert client("GET", f"/v2/cob/{TXID}")[1]["status"] == "CONCLUIDA"
    assert client("GET", f"/v2/cob/{TXID}")[1]["pix"] == [pix]
    with pytest.raises(Refused, match="ATIVA"):
        efi.control.pay_pix(TXID)
    efi.control.refund_pix(number, "23.40")
    efi.control.refund_pix(number)
    until(lambda: len(heard.posts) >= posted + 2)
    returned = client("GET", f"/v2/pix/{number}")[1]["devolucoes"]
    assert [(each["valor"], each["status"]) for each in returned] == [
        ("23.40", "DEVOLVIDO"),
        ("100.05", "DEVOLVIDO"),
    ]
    sums = efi.control.totals("client-1")
    assert (sums["pix_paid"], sums["pix_refunded"]) == (12345, 12345)
    assert Client(efi, 1, api="pix")("GET", f"/v2/pix/{number}")[1]["nome"] == "pix_nao_encontrado"


def test_what_came_in_is_listed_by_period_and_page(efi: Efi) -> None:
    client = Client(efi, api="pix")
    paid = []
    for hour in range(5):
        txid = f"{hour:032d}"
        client("PUT", f"/v2/cob/{txid}", cob())
        paid.append(efi.control.pay_pix(txid, at=f"2026-05-04T0{hour}:00:00Z"))

    def found(begin: str, end: str, **page: int) -> list[str]:
        pages = "".join(f"&paginacao.{name}={value}" for name, value in page.items())
        where = f"/v2/pix?inicio={quote(begin)}&fim={quote(end)}{pages}"
        return [each["endToEndId"] for each in client("GET", where)[1]["pix"]]

    assert found("2026-05-04T01:00:00Z", "2026-05-04T03:00:00Z") == paid[1:4]
    day = ("2026-05-04T00:00:00Z", "2026-05-05T00:00:00Z")
    assert found(*day, itensPorPagina=2, paginaAtual=1) == paid[2:4]
    for bad in ("", "inicio=2026-05-04T00:00:00Z", "inicio=2026-05-04&fim=2026-05-03", "fim=x"):
        assert client("GET", f"/v2/pix?{bad}")[1]["nome"] == "valor_invalido"


@pytest.mark.parametrize(
    ("status", "headers", "mensagem"),
    [
        (500, SKIPPING, "HTTP 500"),
        (302, SKIPPING, "HTTP 302"),
        (200, {}, "TLS mútuo não está configurada"),
    ],
)
def test_a_webhook_is_tried_before_it_is_taken(
    efi: Efi, heard: Told, status: int, headers: dict[str, str], mensagem: str
) -> None:
    heard.status = status
    client = Client(efi, api="pix")
    asked = {"webhookUrl": heard.url}
    got, answer = client("PUT", "/v2/webhook/chave-1", asked, **headers)
    assert (got, answer["nome"]) == (400, "webhook_invalido")
    assert mensagem in answer["mensagem"]
    assert not efi.control.bank.webhooks
    heard.status = 200
    assert client("PUT", "/v2/webhook/chave-2", asked, **SKIPPING)[1]["nome"] == "chave_invalida"
    assert client("PUT", "/v2/webhook/chave-1", asked, **SKIPPING)[0] == 201
    assert efi.control.bank.webhooks == {"chave-1": heard.url}


def _self_signed(path: Path) -> Path:
    """A certificate and its key, trusted by who is given it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "conta-1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def test_pix_is_for_who_shows_a_certificate_and_charges_are_not(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "ca")
    own, stranger = _self_signed(tmp_path / "own.pem"), _self_signed(tmp_path / "stranger.pem")
    with efi_server(tls=Tls(files.certificate, files.key, client_ca=own)) as efi:
        plain, certified, wrong = (ssl.create_default_context(cafile=files.ca) for _ in range(3))
        certified.load_cert_chain(own)
        wrong.load_cert_chain(stranger)
        assert Client(efi, tls=plain)("GET", "/charge/1")[1]["code"] == 3500010
        assert Client(efi, api="pix", tls=certified)("PUT", f"/v2/cob/{TXID}", cob())[0] == 201
        certless = Client(efi, tls=plain)
        certless._prefix = ""
        status, page = certless.raw("POST", "/oauth/token", {"grant_type": "client_credentials"})
        assert (status, b"No required SSL certificate" in page) == (400, True)
        with pytest.raises(OSError, match=r"unknown ca|reset|EOF"):
            Client(efi, api="pix", tls=wrong)


def test_a_webhook_with_mutual_tls_refuses_whoever_shows_nothing(tmp_path: Path) -> None:
    files = ensure_certificates(tmp_path / "ca")
    own = _self_signed(tmp_path / "efi.pem")
    context = Tls(files.certificate, files.key, client_ca=own).context()
    options: dict[str, Any] = {"trusted_ca": files.ca, "webhook_certificate": own}
    with efi_server(**options, https_only=True) as efi, told(context) as heard:
        client = Client(efi, api="pix")
        asked = {"webhookUrl": heard.url}
        took = client("PUT", "/v2/webhook/chave-1", asked)
        assert "TLS mútuo" in took[1]["mensagem"]  # the certificate was asked for, not demanded
        heard.posts.clear()
        context.verify_mode = ssl.CERT_REQUIRED
        assert client("PUT", "/v2/webhook/chave-1", asked)[0] == 201
        assert len(heard.posts) == 1
        client("PUT", f"/v2/cob/{TXID}", cob())
        efi.control.pay_pix(TXID)
        until(lambda: len(heard.posts) == 2)
        skipped = client("PUT", "/v2/webhook/chave-1", asked, **SKIPPING)
        assert "inacessível" in skipped[1]["mensagem"]
        plain = client("PUT", "/v2/webhook/chave-1", {"webhookUrl": "http://127.0.0.1:1/"})
        assert "HTTPS" in plain[1]["mensagem"]
