"""What happens to charges at Efí, at random: the stand-in refuses what Efí would not let happen."""

from contextlib import suppress
from random import Random

from local.efi.answers import Refused
from local.efi.changes import change
from local.efi.control import Control
from malote.billing.charges import Charge

# Payments come most often, and what is not possible now does nothing.
_ACTIONS = ["pay"] * 8 + ["refund"] * 4 + ["contest"] * 3 + [
    "identified", "unpaid", "expired", "canceled", "settled",
]  # fmt: skip


class Lives:
    """``happened`` counts what did."""

    def __init__(self, control: Control, rng: Random) -> None:
        self.happened = 0
        self._control = control
        self._rng = rng

    def step(self, charge: Charge) -> str | None:
        """Something happens to it; what a notification of it names, or None if nothing did."""
        with self._control.bank.lock, suppress(Refused):
            named = self._pix(charge.txid) if charge.txid else self._billet(charge.efi_id or 0)
            self.happened += named is not None
            return named
        return None

    def pay(self, charge: Charge) -> None:
        """Just as much as was asked for."""
        with self._control.bank.lock:
            if charge.txid:
                self._control.pay_pix(charge.txid)
            else:
                self._control.pay(charge.efi_id or 0)

    def refund(self, charge: Charge) -> None:
        """All that was paid of a boleto goes back."""
        with self._control.bank.lock:
            self._control.refund(charge.efi_id or 0)

    def _billet(self, efi_id: int) -> str:
        control, action = self._control, self._rng.choice(_ACTIONS)
        if action == "pay":
            value = control.bank.charges[efi_id].value
            other = self._rng.randint(1, 300_000)
            control.pay(efi_id, self._rng.choices([value, other], [4, 1])[0])
        elif action in {"refund", "contest"}:
            getattr(control, action)(efi_id)
        else:
            change(control.bank, control.bank.charges[efi_id], action)
        return control.token(efi_id)

    def _pix(self, txid: str) -> str | None:
        received = self._control.bank.received
        paid = next((each for each in received.values() if each.txid == txid), None)
        if paid is None:
            other = f"{self._rng.randint(1, 99_999) / 100:.2f}"
            return self._control.pay_pix(txid, self._rng.choices([None, other], [4, 1])[0])
        if not paid.left:
            return None
        part = f"{self._rng.randint(1, int(paid.left * 100)) / 100:.2f}"
        self._control.refund_pix(paid.end_to_end_id, self._rng.choices([None, part], [1, 2])[0])
        return paid.end_to_end_id
