"""What payers, banks and the passing of time do, and what tests and the demo have to know of it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from local.efi.accounts import Account
from local.efi.answers import pix_refused
from local.efi.bank import Bank
from local.efi.billets import Charge
from local.efi.changes import change, pay
from local.efi.histories import BRASILIA
from local.efi.misbehaviour import Misbehaviour
from local.efi.pix import return_pix
from local.efi.posting import PixNotice
from local.efi.received import Received


class Control:
    """Money in centavos, in Pix text in reais; days and times as in ISO 8601.

    Every method can be called over HTTP, too: POST /_control/<its name> with its arguments.
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def account(
        self, client_id: str, client_secret: str, pix_keys: Sequence[str] = (), bolix: bool = True
    ) -> None:
        """Somebody opens one."""
        account = Account(client_id, client_secret, tuple(pix_keys), bolix)
        self.bank.accounts.known[client_id] = account

    def reach(self, base: str, here: str) -> None:
        """What is to be posted below ``base`` goes below ``here``, as on a local cloud."""
        self.bank.poster.reached[base] = here

    def pay(self, charge_id: int, value: int | None = None, at: str | None = None) -> None:
        """The payer does, this much. Raises Refused where Efí would not take it."""
        charge = self.bank.charges[charge_id]
        pay(self.bank, charge, charge.value if value is None else value, self._moment(at))

    def identify(self, charge_id: int) -> None:
        """The money was seen, and is not there yet."""
        change(self.bank, self.bank.charges[charge_id], "identified")

    def unpaid(self, charge_id: int) -> None:
        """It was due."""
        change(self.bank, self.bank.charges[charge_id], "unpaid")

    def expire(self, charge_id: int) -> None:
        """It cannot be paid any more."""
        change(self.bank, self.bank.charges[charge_id], "expired")

    def refund(self, charge_id: int) -> None:
        """The money goes back."""
        change(self.bank, self.bank.charges[charge_id], "refunded")

    def contest(self, charge_id: int) -> None:
        """The payer says it was not him."""
        change(self.bank, self.bank.charges[charge_id], "contested")

    def pay_pix(
        self, txid: str, value: str | None = None, at: str | None = None, fee: str | None = None
    ) -> str:
        """The endToEndId. Raises Refused if the charge was paid already."""
        ((client_id, _), cob), *_ = [each for each in self.bank.cobs.items() if each[0][1] == txid]
        if cob["status"] != "ATIVA":
            raise pix_refused("status_cobranca_invalido", "A cobrança não está mais ATIVA")
        cob["status"] = "CONCLUIDA"
        moment = self._moment(at)
        number = f"{self.bank.rng.getrandbits(44):011x}"[:11]
        pix = Received(
            f"E18236120{moment:%Y%m%d%H%M}{number}",
            client_id,
            txid,
            cob["chave"],
            Decimal(value or cob["valor"]["original"]),
            None if fee is None else Decimal(fee),
            moment,
        )
        self.bank.received[pix.end_to_end_id] = pix
        self.notify_pix(pix.end_to_end_id)
        return pix.end_to_end_id

    def refund_pix(self, end_to_end_id: str, value: str | None = None) -> None:
        """All that is left, or a part."""
        pix = self.bank.received[end_to_end_id]
        name = f"devolucao{len(pix.returned) + 1}"
        return_pix(self.bank.now(), pix, name, Decimal(value) if value else pix.left)
        self.notify_pix(end_to_end_id)

    def notify_pix(self, end_to_end_id: str) -> None:
        """Whoever is registered for its key, once more."""
        pix = self.bank.received[end_to_end_id]
        if url := self.bank.webhooks.get(pix.key):
            # Efí adds /pix to whatever was registered, hence ``?…&ignorar=``.
            self.bank.poster.post(PixNotice(f"{url}/pix", end_to_end_id, pix.told()))

    def notify(self, token: str) -> None:
        """Post it once more."""
        self.bank.announce(self.bank.histories[token])

    def mute(self, on: bool = True) -> None:
        """Notifications are lost from now on, or no longer."""
        self.bank.poster.muted = on

    def duplicate(self, copies: int) -> None:
        """Each post goes out so often from now on."""
        self.bank.poster.copies = copies

    def shuffle(self, seconds: float) -> None:
        """Posts are late by as much, each by something else, and so out of order."""
        self.bank.poster.spread = seconds

    def misbehave(
        self, endpoint: str, how: str, times: int = 1, after: bool = False, seconds: float = 5.0
    ) -> None:
        """The next calls of ``METHOD /path/:id``, or of ``*``, go wrong. See misbehaviour.py."""
        if how == "foreign" and not endpoint.startswith("GET "):
            raise ValueError("only a GET can be answered with what is another account's")
        self.bank.misbehaviours.add(endpoint, Misbehaviour(how, after, seconds), times)

    def behave(self) -> None:
        """All that was to go wrong will not."""
        self.bank.misbehaviours.clear()

    def revoke(self, client_id: str) -> None:
        """Its credentials and tokens are no longer good."""
        self.bank.accounts.revoked.add(client_id)

    def restore(self, client_id: str) -> None:
        """They are good again."""
        self.bank.accounts.revoked.discard(client_id)

    def expire_tokens(self) -> None:
        """As if ten minutes had passed."""
        self.bank.accounts.expire_tokens()

    def issued(self, client_id: str | None = None) -> list[dict[str, Any]]:
        """All charges, of one account or of all, oldest first."""
        return [
            _told(each) for each in self.bank.charges.values() if client_id in {None, each.account}
        ]

    def token(self, charge_id: int) -> str:
        """What its notifications carry, and its carnê's."""
        return self.bank.charges[charge_id].history.token

    def rows(self, token: str) -> list[dict[str, Any]]:
        """Its history, without having been asked for."""
        return list(self.bank.histories[token].rows)

    def unacknowledged(self) -> list[str]:
        """Tokens that nobody ever asked for."""
        return [each.token for each in self.bank.histories.values() if not each.fetched]

    def pending(self) -> bool:
        """Whether anything is being posted, or will be again."""
        return self.bank.poster.pending > 0

    def posted(self, name: str) -> int:
        """How often a token or an endToEndId was posted."""
        return self.bank.poster.posted[name]

    def calls(self, endpoint: str) -> int:
        """How often it was called, well or badly."""
        return self.bank.calls[endpoint]

    def totals(self, client_id: str) -> dict[str, int]:
        """What the ledgers have to come to, in centavos.

        ``paid`` is gross; ``refunded`` and ``contested`` took back what had been paid, once;
        ``settled`` moved no money. ``pix_paid`` and ``pix_refunded`` are of charges by txid.
        """
        sums = dict.fromkeys(("paid", "refunded", "contested", "settled"), 0)
        standing: dict[int, int] = {}
        for history in self.bank.histories.values():
            for row in history.rows if history.account == client_id else ():
                if (charge_id := row["identifiers"].get("charge_id")) is None:
                    continue
                match row["status"]["current"]:
                    case "paid":
                        sums["paid"] += row["value"]
                        standing[charge_id] = row["value"]
                    case "refunded" | "contested" as back:
                        sums[back] += standing.pop(charge_id, 0)
                    case "settled":
                        sums["settled"] += self.bank.charges[charge_id].value
        own = [pix for pix in self.bank.received.values() if pix.account == client_id]
        return sums | {
            "pix_paid": int(sum(pix.value for pix in own) * 100),
            "pix_refunded": int(sum(pix.value - pix.left for pix in own) * 100),
        }

    def _moment(self, at: str | None) -> datetime:
        if at is None:
            return self.bank.now()
        moment = datetime.fromisoformat(at)
        return moment if moment.tzinfo else moment.replace(tzinfo=BRASILIA)


def _told(charge: Charge) -> dict[str, Any]:
    return {
        "charge_id": charge.charge_id,
        "carnet_id": charge.carnet_id,
        "parcel": charge.parcel,
        "custom_id": charge.history.custom_id,
        "value": charge.value,
        "status": charge.status,
        "paid": charge.paid_value,
        "due": charge.due.isoformat(),
        "token": charge.history.token,
        "account": charge.account,
    }


def controls(control: Control) -> dict[str, Callable[..., Any]]:
    """What can be asked for by name."""
    return {name: getattr(control, name) for name in vars(Control) if not name.startswith("_")}
