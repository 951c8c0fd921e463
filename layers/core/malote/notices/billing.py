"""What happens in billing that the users have to know whom an account at Efí names.

Trouble with an account is told once a day and code, whoever meets it: a charge that is to be
issued, a notification that is to be applied, the daily comparison.
"""

from datetime import datetime
from decimal import Decimal

from malote.billing.accounts import BillingAccount
from malote.billing.charges import OPEN, Status
from malote.clock import BRASILIA
from malote.errors import EfiCertificateRefused, EfiCredentialsRefused, EfiOverQuota
from malote.notices.models import Image, Notice, NoticeKind, Told
from malote.notices.said import in_one_line

AT_ONCE = (EfiCredentialsRefused, EfiCertificateRefused, EfiOverQuota)
"""Of these somebody learns the first time; that Efí does not answer may be over in a minute."""

_CODES_AT_ONCE = frozenset(each.code for each in AT_ONCE)
_PATIENCE = 3  # attempts at one charge: seven minutes or so

_KIND = NoticeKind.BILLING_ERROR


def of_charge(old: Image, new: Image, at: datetime) -> Told:
    """A charge as it was written; of a parcel its carnê tells."""
    if not new.get("carnet_id"):
        total = Decimal(new["amount"])
        told = {"charge": new["charge_id"], "amount": f"{total}", "to": new["customer"]["name"]}
        yield from _issuing(old, new, at, new["charge_id"], told)


def of_carnet(old: Image, new: Image, at: datetime) -> Told:
    """A carnê as it was written."""
    told = {"carnet": new["carnet_id"], "parcels": str(len(new["parcels"]))}
    yield from _issuing(old, new, at, new["carnet_id"], told)


def _issuing(old: Image, new: Image, at: datetime, name: str, told: dict[str, str]) -> Told:
    code, status = new.get("problem"), new["status"]
    if not code:
        return
    if status == Status.NOT_ISSUED:
        if old.get("status") != status:
            said = in_one_line(new.get("said", ""))
            yield _KIND, name, {**told, "account": new["account_id"], "code": code, "said": said}
    elif status in OPEN and (code in _CODES_AT_ONCE or new.get("attempts", 0) >= _PATIENCE):
        yield _trouble(new["account_id"], code, at)


def of_reconciliation(new: Image, at: datetime) -> Told:
    """A day's comparison; whether it brought anything new it says itself."""
    if not new.get("needs_somebody"):
        return
    account = new["account_id"]
    if code := new.get("problem"):
        yield _trouble(account, code, at)
    if left := sum(not each["mended"] for each in new.get("differences", ())):
        told = {"account": account, "differences": str(left)}
        yield _KIND, f"{account}#differences#{_day(at)}", told


def notice_of_trouble(account: BillingAccount, code: str, at: datetime) -> Notice:
    """What Efí said when it was asked with this account; ``code`` is an error's."""
    kind, of, details = _trouble(account.account_id, code, at)
    return Notice(account.tenant, kind, of, at, details, account.told)


def _trouble(account_id: str, code: str, at: datetime) -> tuple[NoticeKind, str, dict[str, str]]:
    return _KIND, f"{account_id}#{code}#{_day(at)}", {"account": account_id, "code": code}


def _day(at: datetime) -> str:
    return f"{at.astimezone(BRASILIA):%Y-%m-%d}"
