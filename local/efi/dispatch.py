"""From a request to its answer: whose it is, what goes wrong, what is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from local.efi.accounts import Account
from local.efi.answers import Answer, Refused
from local.efi.bank import Bank
from local.efi.billets import payer
from local.efi.calls import Call, parsed
from local.efi.control import Control, controls
from local.efi.papers import billets
from local.efi.routes import Done, Route, find
from local.efi.shapes import GRANT, check

_NOT_FOUND = Answer(404, b"<html><body>Not Found</body></html>", "text/html")
_NO_CERTIFICATE = Answer(
    400, b"<html><body>No required SSL certificate was sent</body></html>", "text/html"
)


@dataclass(frozen=True)
class Request:
    """``headers`` are named in lower case.

    ``certified``: whoever asks showed a certificate that is good for Pix, or need not.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    content: bytes
    base: str
    certified: bool

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)


def respond(bank: Bank, request: Request) -> Answer:
    """What Efí answers."""
    try:
        if request.path.startswith("/_control/"):
            return _controlled(bank, request)
        if request.path.startswith(("/pdf/", "/boleto/")):
            return _paper(bank, request.path)
        route = find(request.method, request.path)
        return _NOT_FOUND if route is None else _serve(bank, request, route)
    except Refused as refusal:
        return refusal.answer


def _serve(bank: Bank, request: Request, route: Route) -> Answer:
    if route.api == "pix" and not request.certified:
        return _NO_CERTIFICATE
    with bank.lock:
        bank.calls[route.endpoint] += 1
        misbehaviour = bank.misbehaviours.next(route.endpoint)
    if misbehaviour is None:
        return _done(bank, request, route)
    foreign = misbehaviour.how == "foreign"
    return misbehaviour.serve(lambda: _done(bank, request, route, foreign=foreign))


def _done(bank: Bank, request: Request, route: Route, *, foreign: bool = False) -> Answer:
    try:
        with bank.lock:
            answer = _work(bank, request, route, foreign=foreign)
        return answer if isinstance(answer, Answer) else answer()
    except Refused as refusal:
        return refusal.answer


def _work(bank: Bank, request: Request, route: Route, *, foreign: bool) -> Done:
    header = request.headers.get("authorization", "")
    if route.work is None:
        check(GRANT, parsed(request.content))
        return bank.accounts.authorize(header, route.api)
    account = bank.accounts.holder(header, route.api)
    bank.accounts.spend(account, route.endpoint)
    params = route.params
    if foreign:
        account, params = _somebody_else(bank, account, params)
    query = dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
    call = Call(bank, account, params, query, request.headers, request.content, request.base)
    return route.work(call)


def _somebody_else(
    bank: Bank, account: Account, params: dict[str, str]
) -> tuple[Account, dict[str, str]]:
    """Another account, and what it has in the place of what was asked for."""
    for other in bank.accounts.known.values():
        charges = [each for each in bank.charges.values() if each.account == other.client_id]
        if other != account and charges:
            theirs = charges[-1]
            known = {"id": str(theirs.carnet_id or theirs.charge_id), "token": theirs.history.token}
            return other, {name: known.get(name, value) for name, value in params.items()}
    return account, params


def _controlled(bank: Bank, request: Request) -> Answer:
    method = controls(Control(bank)).get(request.path.removeprefix("/_control/"))
    if method is None:
        return _NOT_FOUND
    with bank.lock:
        try:
            return Answer(200, method(**json.loads(request.content or b"{}")))
        except (KeyError, TypeError, ValueError) as error:
            return Answer(400, {"error": repr(error)})


def _paper(bank: Bank, path: str) -> Answer:
    """Of a charge, or of all of a carnê; nobody has to say who he is, as with Efí's links."""
    name = path.rpartition("/")[2].removesuffix(".pdf")
    with bank.lock:
        found = [
            each
            for each in bank.charges.values()
            if name in {str(each.charge_id), f"carne-{each.carnet_id}"}
        ]
        if not found:
            return _NOT_FOUND
        pages = [
            [
                ("Boleto", str(charge.charge_id)),
                ("Pagador", payer(charge)),
                ("Valor", f"R$ {charge.value // 100},{charge.value % 100:02d}"),
                ("Vencimento", charge.due.strftime("%d/%m/%Y")),
                ("Linha digitável", charge.line),
                ("Pix copia e cola", charge.qrcode or "-"),
            ]
            for charge in found
        ]
    return Answer(200, billets(pages), "application/pdf")
