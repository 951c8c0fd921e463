"""PUT /v2/webhook/:chave: Efí tries the URL before it takes it.

It has to refuse whoever shows no certificate, unless ``x-skip-mtls-checking`` says not to look.
"""

import json
from collections.abc import Callable
from functools import partial
from http.client import HTTPException

from local.efi.answers import Answer, Refused, pix_refused
from local.efi.calls import Call
from local.efi.pix import body
from local.efi.posting import Tls, send
from local.efi.received import instant
from local.efi.shapes import WEBHOOK


def configure(call: Call) -> Callable[[], Answer]:
    """What remains to be done once nobody else has to wait for it: the test, and the keeping."""
    key, url = call.params["chave"], body(call, WEBHOOK)["webhookUrl"]
    _require_own(call)
    if not url.startswith(("https://", "http://")):
        raise pix_refused("valor_invalido", "URL inválida")
    if url.startswith("http:") and call.bank.options.https_only:
        message = "A URL do webhook deve usar o protocolo HTTPS"
        raise pix_refused("valor_invalido", message)
    skipping = call.headers.get("x-skip-mtls-checking", "false") == "true"

    def finish() -> Answer:
        test = json.dumps(
            {"evento": "teste_webhook", "data_criacao": instant(call.bank.now())}
        ).encode()
        here = call.bank.poster.reach(url)
        if not skipping:
            _require_refusal(here, test, partial(call.bank.tls, anonymous=True))
        _require_acceptance(here, test, partial(call.bank.tls, anonymous=skipping))
        with call.bank.lock:
            call.bank.webhooks[key] = url
        return Answer(201, {"webhookUrl": url})

    return finish


def _require_own(call: Call) -> None:
    if call.params["chave"] not in call.account.pix_keys:
        message = "A chave informada não faz referência à conta Efí autenticada"
        raise pix_refused("chave_invalida", message)


def _invalid(message: str) -> Refused:
    return pix_refused("webhook_invalido", message)


def _require_refusal(url: str, test: bytes, tls: Tls) -> None:
    try:
        status = send(url, "application/json", test, tls)
    except (OSError, HTTPException):
        return
    if status < 400:
        raise _invalid("A autenticação de TLS mútuo não está configurada na URL informada")


def _require_acceptance(url: str, test: bytes, tls: Tls) -> None:
    try:
        status = send(url, "application/json", test, tls)
    except TimeoutError as error:
        raise _invalid("A URL informada atingiu o tempo limite de resposta") from error
    except (OSError, HTTPException) as error:
        raise _invalid("A URL informada está inacessível") from error
    if not 200 <= status < 300:
        raise _invalid(f"A URL informada respondeu com o código HTTP {status}")
