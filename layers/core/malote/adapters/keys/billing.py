"""Keys of the table: accounts at Efí, charges, the ledger."""

from malote.adapters.keys.tenancy import Key, checked, key

ACTIVE_BILLING = "BILLING"
OPEN_CHARGES = "CHARGES#OPEN"


def billing_account(tenant: str, account_id: str = "") -> Key:
    return key(tenant, "", f"BILLING#{account_id}")


def webhook(webhook_id: str) -> Key:
    return {"PK": f"WEBHOOK#{webhook_id}", "SK": "WEBHOOK"}


def quota(tenant: str, account_id: str, day: str, endpoint: str) -> Key:
    return key(tenant, "", f"QUOTA#{account_id}#{day}#{endpoint}")


def charge(tenant: str, charge_id: str = "") -> Key:
    return key(tenant, "#CHARGES", charge_id)


def carnet(tenant: str, carnet_id: str = "") -> Key:
    return key(tenant, "#CARNETS", carnet_id)


def known_to_efi(tenant: str, account_id: str, kind: str, efi_id: str) -> Key:
    """By Efí's own id of a ``CHARGE``, a ``CARNET``, or a Pix's ``TXID``."""
    return key(tenant, f"#EFI#{account_id}", f"{kind}#{efi_id}")


def ledger(tenant: str, at: str = "", entry_id: str = "") -> Key:
    return key(tenant, "#LEDGER", f"{at}#{entry_id}")


def reconciliation(tenant: str, at: str = "", account_id: str = "") -> Key:
    return key(tenant, "#RECONCILIATIONS", f"{at}#{account_id}")


def open_charge(tenant: str, kind: str, thing_id: str) -> Key:
    return {"PK": OPEN_CHARGES, "SK": f"{checked(tenant)}#{kind}#{thing_id}"}
