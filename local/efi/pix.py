"""Pix: immediate charges by txid, what came in by endToEndId, and what was given back."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from local.efi.answers import Answer, Refused, pix_refused
from local.efi.calls import Call
from local.efi.codes import copy_and_paste
from local.efi.received import Received, instant
from local.efi.shapes import COB, Rule

_TXID = re.compile("[a-zA-Z0-9]{26,35}")


def _bad(message: str) -> Refused:
    return pix_refused("valor_invalido", message)


def body(call: Call, rule: Rule) -> dict[str, Any]:
    """The body, as this rule says. Raises Refused in the words of Pix."""
    try:
        return call.body(rule)
    except Refused as refusal:
        message = f"O corpo da requisição não corresponde ao schema: {refusal.answer.body}"
        raise pix_refused("json_invalido", message) from refusal


def _money(text: str, name: str) -> Decimal:
    if Decimal(text) == 0:
        raise _bad(f"Campo {name} deve ser maior que zero")
    return Decimal(text)


def create(call: Call) -> Answer:
    """A txid is good once: a second time is refused, the same or not."""
    txid, bank = call.params["txid"], call.bank
    asked = body(call, COB)
    if not _TXID.fullmatch(txid):
        raise _bad("Campo txid não respeita o formato [a-zA-Z0-9]{26,35}")
    value = _money(asked["valor"]["original"], "valor.original")
    seconds = asked.get("calendario", {}).get("expiracao", 3600)
    key = asked["chave"]
    if key not in call.account.pix_keys:
        message = "A chave informada não faz referência à conta Efí autenticada"
        raise pix_refused("chave_invalida", message)
    if (call.account.client_id, txid) in bank.cobs:
        message = "Campo txid informado já foi utilizado em outra cobrança"
        raise pix_refused("txid_duplicado", message, status=409)
    location = f"qrcodespix.sejaefi.com.br/v2/{bank.rng.getrandbits(128):032x}"
    cob = {
        "calendario": {"criacao": instant(bank.now()), "expiracao": seconds},
        "txid": txid,
        "revisao": 0,
        "loc": {"id": len(bank.cobs) + 1, "location": location, "tipoCob": "cob"},
        "location": location,
        "status": "ATIVA",
        "valor": {"original": f"{value:.2f}"},
        "chave": key,
        "pixCopiaECola": copy_and_paste(location),
    }
    named = ("devedor", "solicitacaoPagador", "infoAdicionais")
    cob |= {name: asked[name] for name in named if name in asked}
    bank.cobs[call.account.client_id, txid] = cob
    return Answer(201, cob)


def detail(call: Call) -> Answer:
    """With what was paid for it."""
    bank, txid = call.bank, call.params["txid"]
    account = call.account.client_id
    cob = bank.cobs.get((account, txid))
    if cob is None:
        message = "Nenhuma cobrança encontrada para o txid informado"
        raise pix_refused("cobranca_nao_encontrada", message, status=404)
    paid = [
        pix.told() for pix in bank.received.values() if (pix.account, pix.txid) == (account, txid)
    ]
    return Answer(200, cob | {"pix": paid} if paid else cob)


def _own(call: Call) -> Received:
    pix = call.bank.received.get(call.params["e2eid"])
    if pix is None or pix.account != call.account.client_id:
        message = "Nenhum pix encontrado para o identificador informado"
        raise pix_refused("pix_nao_encontrado", message, status=404)
    return pix


def received(call: Call) -> Answer:
    """One that came in."""
    return Answer(200, _own(call).told())


def _instant(call: Call, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(call.query[name])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (KeyError, ValueError) as error:
        raise _bad(f"Campo de data {name} é obrigatório") from error


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(f"paginacao.{name}", str(default))
    if not text.isdecimal():
        raise _bad(f"Campo paginacao.{name} deve ser um número")
    return int(text)


def list_received(call: Call) -> Answer:
    """Those that came in between two instants, page by page from 0."""
    begin, end = _instant(call, "inicio"), _instant(call, "fim")
    if end < begin:
        raise _bad("Campo de data fim deve ser maior ou igual ao campo de data inicio")
    page = _number(call, "paginaAtual", 0)
    size = max(_number(call, "itensPorPagina", 100), 1)
    found = [
        pix.told()
        for pix in call.bank.received.values()
        if pix.account == call.account.client_id and begin <= pix.at <= end
    ]
    pages = {
        "paginaAtual": page,
        "itensPorPagina": size,
        "quantidadeDePaginas": -(-len(found) // size),
        "quantidadeTotalDeItens": len(found),
    }
    asked = {"inicio": instant(begin), "fim": instant(end), "paginacao": pages}
    return Answer(200, {"parametros": asked, "pix": found[page * size : (page + 1) * size]})


def return_pix(now: datetime, pix: Received, name: str, value: Decimal) -> dict[str, Any]:
    """What is told of it from then on."""
    number = f"{len(pix.returned):02d}"
    returned = {
        "id": name,
        "rtrId": f"D09089356{now:%Y%m%d%H%M}{pix.end_to_end_id[-9:]}{number}",
        "valor": f"{value:.2f}",
        "horario": {
            "solicitacao": instant(now),
            "liquidacao": instant(now + timedelta(seconds=1)),
        },
        "status": "DEVOLVIDO",
    }
    pix.returned.append(returned)
    return returned
