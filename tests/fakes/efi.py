"""Efí in memory: it issues, keeps histories, and fails as it is told to.

``trouble`` has for a method's name what its next calls raise, ``after`` what they raise when the
work is done. Money and times are as a test gives them; days are counted from ``at``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge, Status
from malote.billing.remote import (
    EfiSecret,
    Issued,
    IssuedCarnet,
    PixReceived,
    RemoteCharge,
    Row,
)
from malote.errors import EfiError, EfiRefused
from tests.fakes.stores import NOON
from tests.fakes.watching import nothing

type Of = tuple[str, str]  # tenant and account


@dataclass
class Held:
    """A charge that Efí has; a parcel's token is its carnê's."""

    of: Of
    token: str
    remote: RemoteCharge
    made: date
    carnet: int | None = None


@dataclass
class ScriptedEfi:
    """The port ``Efi``, and what happens at Efí."""

    held: dict[int, Held] = field(default_factory=dict)
    carnets: dict[int, tuple[Of, str, IssuedCarnet]] = field(default_factory=dict)
    rows: dict[tuple[Of, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    pixes: dict[tuple[Of, str], PixReceived] = field(default_factory=dict)
    trouble: dict[str, list[EfiError]] = field(default_factory=lambda: defaultdict(list))
    after: dict[str, list[EfiError]] = field(default_factory=lambda: defaultdict(list))
    calls: Counter[str] = field(default_factory=Counter)
    watch: Callable[[str], None] = nothing
    at: datetime = NOON
    last: int = 1000

    # What happens there.

    def happen(
        self, efi_id: int, status: str, value: str | None = None, at: datetime | None = None
    ) -> str:
        """A charge comes to this status; its token."""
        held = self.held[efi_id]
        self.at += timedelta(minutes=1)
        paid = {"paid_value": Decimal(value), "paid_at": at or self.at} if value else {}
        issued = held.remote.issued
        if issued and status in set(Status):
            issued = replace(issued, status=Status(status))
        held.remote = replace(held.remote, status=status, issued=issued, **paid)  # type: ignore[arg-type]
        rows = self.rows[held.of, held.token]
        rows.append(
            Row(
                row_id=len(rows) + 1,
                of="parcel" if held.carnet else "charge",
                status=status,
                at=self.at,
                efi_charge_id=efi_id,
                efi_carnet_id=held.carnet,
                custom_id=held.remote.custom_id,
                value=Decimal(value) if value else None,
                received_at=at if value else None,
            )
        )
        return held.token

    def carnet_happens(self, carnet_id: int, status: str) -> str:
        """A carnê comes to this status; its token."""
        of, custom_id, _ = self.carnets[carnet_id]
        token = f"token-c{carnet_id}"
        rows = self.rows[of, token]
        row = Row(len(rows) + 1, "carnet", status, self.at, None, carnet_id, custom_id)
        rows.append(row)
        return token

    def receive(self, account: BillingAccount, pix: PixReceived) -> None:
        """A Pix comes, or some of it went back."""
        self.pixes[_of(account), pix.end_to_end_id] = pix

    def _asked(self, what: str) -> None:
        self.calls[what] += 1
        self.watch(f"before {what}")
        if self.trouble[what]:
            raise self.trouble[what].pop(0)

    def _done(self, what: str) -> None:
        self.watch(what)
        if self.after[what]:
            raise self.after[what].pop(0)

    def _own(self, account: BillingAccount, efi_id: int | None) -> Held:
        held = self.held.get(efi_id or 0)
        if not held or held.of != _of(account):
            raise EfiRefused("3500010", said="A propriedade [charge] informada não existe.")
        return held

    def _new(self, account: BillingAccount, charge: Charge, carnet: int | None = None) -> Issued:
        self.last += 1
        number, custom_id = self.last, charge.carnet_id or charge.charge_id
        issued = Issued(
            number, Status.WAITING, f"0000{number}", f"pix-{number}", f"https://efi.test/{number}",
            parcel=charge.parcel, due_date=charge.due_date,
        )  # fmt: skip
        remote = RemoteCharge(number, custom_id, "new", charge.amount, issued=issued)
        token = f"token-c{carnet}" if carnet else f"token-{number}"
        self.held[number] = Held(_of(account), token, remote, self.at.date(), carnet)
        self.happen(number, "new")
        self.happen(number, "waiting")
        return issued

    # The port.

    def check(self, account: BillingAccount, secret: EfiSecret) -> None:
        self._asked("check")

    def issue(self, account: BillingAccount, charge: Charge, notify: str) -> Issued:
        self._asked("issue")
        issued = self._new(account, charge)
        self._done("issue")
        return issued

    def issue_carnet(
        self, account: BillingAccount, carnet: Carnet, parcels: Sequence[Charge], notify: str
    ) -> IssuedCarnet:
        self._asked("issue_carnet")
        self.last += 1
        number = self.last
        self.carnets[number] = (_of(account), carnet.carnet_id, IssuedCarnet(number, ()))
        self.carnet_happens(number, "up_to_date")
        made = tuple(self._new(account, each, number) for each in parcels)
        issued = IssuedCarnet(number, made, f"https://efi.test/c{number}")
        self.carnets[number] = (_of(account), carnet.carnet_id, issued)
        self._done("issue_carnet")
        return issued

    def issue_pix(self, account: BillingAccount, charge: Charge) -> Issued:
        self._asked("issue_pix")
        self._done("issue_pix")
        return Issued(None, Status.WAITING, pix_copy_paste="000201")

    def find(self, account: BillingAccount, custom_id: str, since: date) -> RemoteCharge | None:
        self._asked("find")
        mine = [each.remote for each in self.held.values() if each.of == _of(account)]
        return next((each for each in mine if each.custom_id == custom_id), None)

    def find_carnet(
        self, account: BillingAccount, carnet: Carnet, since: date
    ) -> IssuedCarnet | None:
        self._asked("find_carnet")
        for of, custom_id, issued in self.carnets.values():
            if (of, custom_id) == (_of(account), carnet.carnet_id):
                return issued
        return None

    def cancel(self, account: BillingAccount, charge: Charge, carnet: Carnet | None = None) -> None:
        self._change("cancel", account, charge, carnet, Status.CANCELED)

    def settle(self, account: BillingAccount, charge: Charge, carnet: Carnet | None = None) -> None:
        self._change("settle", account, charge, carnet, Status.SETTLED)

    def resend(
        self, account: BillingAccount, charge: Charge, email: str, carnet: Carnet | None = None
    ) -> None:
        self._change("resend", account, charge, carnet)

    def change_due_date(
        self, account: BillingAccount, charge: Charge, due: date, carnet: Carnet | None = None
    ) -> None:
        self._change("change_due_date", account, charge, carnet)

    def _change(
        self,
        what: str,
        account: BillingAccount,
        charge: Charge,
        carnet: Carnet | None,
        status: Status | None = None,
    ) -> None:
        self._asked(what)
        held = self._own(account, charge.efi_id)
        if held.carnet != (carnet.efi_id if carnet else None):
            raise ValueError(f"{charge.charge_id} is not of that carnê")
        if status and held.remote.status != status:
            self.happen(held.remote.efi_id, status)
        self._done(what)

    def history(self, account: BillingAccount, token: str) -> Sequence[Row]:
        self._asked("history")
        if (_of(account), token) not in self.rows:
            raise EfiRefused("3500010", said="A propriedade [token] informada não existe.")
        found = list(self.rows[_of(account), token])
        self._done("history")
        return found

    def charge(self, account: BillingAccount, efi_id: int) -> RemoteCharge:
        """As Efí's list has it, but for what was paid: of that it says nothing here."""
        self._asked("charge")
        return replace(self._own(account, efi_id).remote, paid_value=None, paid_at=None)

    def charges(self, account: BillingAccount, first: date, last: date) -> Iterator[RemoteCharge]:
        self._asked("charges")
        for each in list(self.held.values()):
            if each.of == _of(account) and first <= each.made <= last:
                yield each.remote

    def pix(self, account: BillingAccount, end_to_end_id: str) -> PixReceived:
        self._asked("pix")
        found = self.pixes.get((_of(account), end_to_end_id))
        if not found:
            raise EfiRefused("pix_nao_encontrado")
        return found

    def pix_received(
        self, account: BillingAccount, since: datetime, until: datetime
    ) -> Iterator[PixReceived]:
        self._asked("pix_received")
        for (of, _), each in list(self.pixes.items()):
            if of == _of(account) and since <= each.at <= until:
                yield each

    def register_webhook(self, account: BillingAccount, url: str) -> None:
        self._asked("register_webhook")

    def document(self, link: str) -> bytes:
        self._asked("document")
        return b"%PDF-1.7"


def _of(account: BillingAccount) -> Of:
    return account.tenant, account.account_id
