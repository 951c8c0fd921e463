"""The port ``Efi``."""

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from malote.adapters.efi import changes, listing, orders
from malote.adapters.efi.asking import Asker, nonsense
from malote.adapters.efi.budget import Budget
from malote.adapters.efi.charge_answers import Booklet, Detailed, OneStep, bound
from malote.adapters.efi.history_answers import Line, rows
from malote.adapters.efi.hosts import Hosts
from malote.adapters.efi.pix_answers import Immediate, Received
from malote.adapters.efi.request import Request
from malote.adapters.efi.sessions import Sessions
from malote.adapters.efi.wire import Done, Told
from malote.adapters.tls import tls_context
from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge, Status
from malote.billing.remote import EfiSecret, Issued, IssuedCarnet, PixReceived, RemoteCharge, Row
from malote.clock import BRASILIA, utc_now
from malote.errors import EfiRefused, EfiUnavailable
from malote.ports.billing import BillingSecrets, Quota

_OTHER = "a resposta é de outra cobrança"
_A_DAY = timedelta(days=1)
_KINDS: tuple[listing.Kind, ...] = ("billet", "carnet")


class EfiClient:
    """Efí's Cobranças and Pix, each request over a connection of its own; safe among threads.

    ``url`` stands for all of Efí's hosts in the demo and tests. ``seconds`` are for an answer, with
    the token and the repeats that it takes.
    """

    def __init__(
        self,
        secrets: BillingSecrets,
        quota: Quota,
        url: str = "",
        *,
        tls: Callable[[], ssl.SSLContext] = tls_context,
        seconds: float = 20,
        now: Callable[[], datetime] = utc_now,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        budget = Budget(quota, now)
        self._hosts = Hosts(url)
        self._sessions = Sessions(secrets, budget, self._hosts, tls)
        self._asker = Asker(self._sessions, budget, self._hosts, seconds, pause)
        self._now = now

    def check(self, account: BillingAccount, secret: EfiSecret) -> None:
        """Have it give tokens, of Pix where there is a key. Raises EfiError."""
        deadline = time.monotonic() + self._asker.seconds
        self._sessions.authorize(account, "charges", secret, deadline)
        if account.pix_key:
            self._sessions.authorize(account, "pix", secret, deadline)

    def issue(self, account: BillingAccount, charge: Charge, notify: str) -> Issued:
        """A boleto; whether it is a Bolix is chosen in the account's settings at Efí."""
        request = Request("POST", "/charge/one-step", body=orders.billet(charge, notify))
        made = self._asker.ask(account, request, Told[OneStep]).data
        if (made.total, made.expire_at) != (charge.amount, charge.due_date):
            raise nonsense(request, _OTHER)
        return made.issued(made.charge_id, made.status)

    def issue_carnet(
        self, account: BillingAccount, carnet: Carnet, parcels: Sequence[Charge], notify: str
    ) -> IssuedCarnet:
        """A carnê, of parcels that are all of the same items."""
        request = Request("POST", "/carnet", body=orders.booklet(carnet, parcels, notify))
        made = self._asker.ask(account, request, Told[Booklet]).data
        issued = made.issued(len(parcels))
        if issued is None or made.values != [each.amount for each in parcels]:
            raise nonsense(request, _OTHER)
        return issued

    def issue_pix(self, account: BillingAccount, charge: Charge) -> Issued:
        """Under its ``txid``; one that is there already is answered as it is."""
        values = {"txid": charge.txid or ""}
        body = orders.immediate(account, charge)
        try:
            request = Request("PUT", "/v2/cob/:txid", values, body=body)
            made = self._asker.ask(account, request, Immediate)
        except EfiRefused as refused:  # so is the second of one txid
            try:
                request = Request("GET", "/v2/cob/:txid", values)
                made = self._asker.ask(account, request, Immediate)
            except EfiRefused:
                raise refused from None
        if (made.txid, made.valor.original) != (charge.txid, charge.amount):
            raise nonsense(request, _OTHER)
        return made.issued()

    def find(self, account: BillingAccount, custom_id: str, since: date) -> RemoteCharge | None:
        """By ``custom_id`` among those made since the day before; then as it stands."""
        found = self._made_as(account, "billet", custom_id, since)
        if not found:
            return None
        charge = self.charge(account, min(each.efi_id for each in found))
        if charge.custom_id != custom_id:
            raise EfiUnavailable(_OTHER)
        return charge

    def find_carnet(
        self, account: BillingAccount, carnet: Carnet, since: date
    ) -> IssuedCarnet | None:
        """By its parcels, which Efí lists without the carnê's own id."""
        found = self._made_as(account, "carnet", carnet.carnet_id, since)
        if not found:
            return None
        sheets = [each.issued for each in found if each.issued]
        issued = bound(sheets, len(carnet.parcels))
        if issued is None:
            raise EfiUnavailable("a Efí lista outras parcelas do que as deste carnê")
        return issued

    def cancel(self, account: BillingAccount, charge: Charge, carnet: Carnet | None = None) -> None:
        """A Pix that was withdrawn already stays so; the second time, a boleto is refused."""
        if not charge.txid:
            self._asker.ask(account, changes.cancelling(charge, carnet), Done)
            return
        try:
            self._asker.ask(account, changes.withdrawing(charge), Immediate)
        except EfiRefused:
            request = Request("GET", "/v2/cob/:txid", {"txid": charge.txid})
            told = self._asker.ask(account, request, Immediate)
            if told.issued().status is not Status.CANCELED:
                raise

    def settle(self, account: BillingAccount, charge: Charge, carnet: Carnet | None = None) -> None:
        """Efí then reports it as ``settled``, without a value."""
        self._asker.ask(account, changes.settling(charge, carnet), Done)

    def resend(
        self, account: BillingAccount, charge: Charge, email: str, carnet: Carnet | None = None
    ) -> None:
        """Efí's own mail."""
        self._asker.ask(account, changes.resending(charge, carnet, email), Done)

    def change_due_date(
        self, account: BillingAccount, charge: Charge, due: date, carnet: Carnet | None = None
    ) -> None:
        """To a later one."""
        self._asker.ask(account, changes.postponing(charge, carnet, due), Done)

    def history(self, account: BillingAccount, token: str) -> Sequence[Row]:
        """By id; a token that Efí does not know is refused."""
        request = Request("GET", "/notification/:token", {"token": token})
        told = rows(self._asker.ask(account, request, Told[tuple[Line, ...]]).data)
        if told is None:
            raise EfiUnavailable("o histórico tem duas linhas com o mesmo número")
        return told

    def charge(self, account: BillingAccount, efi_id: int) -> RemoteCharge:
        """Refused if it is not of this account."""
        request = Request("GET", "/charge/:id", {"id": efi_id})
        told = self._asker.ask(account, request, Told[Detailed]).data
        if told.charge_id != efi_id:
            raise EfiUnavailable(_OTHER)
        return told.remote(efi_id)

    def charges(self, account: BillingAccount, first: date, last: date) -> Iterator[RemoteCharge]:
        """Boletos, then parcels of carnês; days are Brasília's."""
        for kind in _KINDS:
            for each in listing.charges(self._asker, account, kind, (first, last)):
                yield each.remote(each.id)

    def pix(self, account: BillingAccount, end_to_end_id: str) -> PixReceived:
        """Refused if it is not of this account."""
        request = Request("GET", "/v2/pix/:e2eid", {"e2eid": end_to_end_id})
        told = self._asker.ask(account, request, Received)
        if told.endToEndId != end_to_end_id:
            raise EfiUnavailable("a resposta é de outro Pix")
        return told.received()

    def pix_received(
        self, account: BillingAccount, since: datetime, until: datetime
    ) -> Iterator[PixReceived]:
        """With what went back of them."""
        for each in listing.pix(self._asker, account, since, until):
            yield each.received()

    def register_webhook(self, account: BillingAccount, url: str) -> None:
        """For the account's key; without mTLS where its tenant chose so."""
        skips = str(account.pix_proof == "hmac").lower()
        request = Request(
            "PUT",
            "/v2/webhook/:chave",
            {"chave": account.pix_key or ""},
            body={"webhookUrl": url},
            headers={"x-skip-mtls-checking": skips},
        )
        self._asker.tell(account, request)

    def document(self, link: str) -> bytes:
        """A PDF of 5 MB at most."""
        if not self._hosts.has(link):
            raise EfiRefused("o link não é da Efí")
        document = self._asker.fetch(link)
        if not document.startswith(b"%PDF"):
            raise EfiUnavailable("o que a Efí entregou não é um PDF")
        return document

    def _made_as(
        self, account: BillingAccount, kind: listing.Kind, custom_id: str, since: date
    ) -> list[RemoteCharge]:
        """Those of our id. A list of anything else tells nothing, least of all that it is not."""
        days = since - _A_DAY, self._now().astimezone(BRASILIA).date()
        listed = listing.charges(self._asker, account, kind, days, custom_id)
        found = [each.remote(each.id) for each in listed]
        if any(each.custom_id != custom_id for each in found):
            raise EfiUnavailable(_OTHER)
        return found
