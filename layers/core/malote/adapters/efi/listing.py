"""What Efí lists: charges by the days on which they were made, Pix by when they came."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Literal

from malote.adapters.efi.asking import Asker
from malote.adapters.efi.charge_answers import Listed
from malote.adapters.efi.pix_answers import Received, ReceivedPage
from malote.adapters.efi.request import Request
from malote.adapters.efi.wire import Told
from malote.billing.accounts import BillingAccount
from malote.errors import EfiUnavailable

_PAGE = 100  # lines

type Kind = Literal["billet", "carnet"]


def charges(
    asker: Asker, account: BillingAccount, kind: Kind, days: tuple[date, date], custom_id: str = ""
) -> Iterator[Listed]:
    """Boletos, or parcels of carnês; days are Brasília's. Efí filters by ``custom_id``."""
    first, last = days
    query: dict[str, str | int] = {
        "charge_type": kind,
        "date_of": "creation",
        "begin_date": first.isoformat(),
        "end_date": last.isoformat(),
        "limit": _PAGE,
    }
    if custom_id:
        query["custom_id"] = custom_id

    def page(number: int) -> Sequence[Listed]:
        request = Request("GET", "/charges", query=query | {"page": number})
        return asker.ask(account, request, Told[tuple[Listed, ...]]).data

    return _new(map(page, count(1)))


def pix(
    asker: Asker, account: BillingAccount, since: datetime, until: datetime
) -> Iterator[Received]:
    """Those that came in between."""
    return _new(_pix_pages(asker, account, {"inicio": _written(since), "fim": _written(until)}))


def _pix_pages(
    asker: Asker, account: BillingAccount, period: dict[str, str | int]
) -> Iterator[Sequence[Received]]:
    for number in count():
        paging = {"paginacao.paginaAtual": number, "paginacao.itensPorPagina": _PAGE}
        page = asker.ask(account, Request("GET", "/v2/pix", query=period | paging), ReceivedPage)
        yield page.pix
        if number + 1 >= page.pages:
            return


def _new[T: (Listed, Received)](pages: Iterable[Sequence[T]]) -> Iterator[T]:
    """Each line once, until a page is empty or brings nothing new.

    How Efí counts pages is documented badly. Raises EfiUnavailable of a full page that is only
    known ones again: the list is then not all of it.
    """
    seen: set[str | int] = set()
    for lines in pages:
        new = [line for line in lines if line.identity not in seen]
        if not new:
            if len(lines) >= _PAGE:
                raise EfiUnavailable("a lista da Efí repete a mesma página")
            return
        seen.update(line.identity for line in new)
        yield from new


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
