"""Charges, carnês and entries as items, and what is written along with each.

A pointer leads from Efí's own id to a charge; another leads to what is not issued yet. Both are
written with the charge itself, so that neither is ever missing or left over. ``news`` is what the
table's stream is filtered by.
"""

from collections.abc import Iterator

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.adapters.keys import Key
from malote.adapters.transaction import Change, Delete, Put
from malote.billing.charges import OPEN, Carnet, Charge
from malote.billing.ledger import LedgerEntry

_NEW = "attribute_not_exists(PK)"
# An account that went from test to production meets Efí's numbers anew.
_FREE = f"{_NEW} OR charge_id = :charge_id OR environment <> :environment"
_UNCHANGED = "revision = :revision"


def charge_changes(before: Charge | None, after: Charge) -> Iterator[Change]:
    """What writes a charge where ``before`` is; None: where there is none."""
    item = {**keys.charge(after.tenant, after.charge_id), **_told(after)}
    yield _in_place_of(before, item)
    for key in _names(after):
        if before is None or key not in _names(before):
            known = {"charge_id": after.charge_id, "environment": after.environment.value}
            yield Put({**key, **known}, _FREE, known)
    if not after.carnet_id:  # a parcel is issued with its carnê
        yield from _open("charge", after.charge_id, before, after)


def carnet_changes(before: Carnet | None, after: Carnet) -> Iterator[Change]:
    """What writes a carnê where ``before`` is; None: where there is none."""
    item = {**keys.carnet(after.tenant, after.carnet_id), **_told(after)}
    yield _in_place_of(before, item)
    if after.efi_id is not None and (before is None or before.efi_id != after.efi_id):
        key = keys.known_to_efi(after.tenant, after.account_id, "CARNET", str(after.efi_id))
        yield Put({**key, "carnet_id": after.carnet_id})
    yield from _open("carnet", after.carnet_id, before, after)


def entry_change(entry: LedgerEntry) -> Change:
    """What adds an entry to the ledger."""
    key = keys.ledger(entry.tenant, stamp(entry.at), entry.entry_id)
    of_charge = {
        "GSI1PK": keys.by_date(entry.tenant, f"CHARGE#{entry.charge_id}"),
        "GSI1SK": key["SK"],
    }
    return Put({**key, **of_charge, **entry.model_dump(mode="json")}, _NEW)


def _told(of: Charge | Carnet) -> Item:
    return {**of.model_dump(mode="json"), "news": of.problem}


def _names(charge: Charge) -> list[Key]:
    of = charge.tenant, charge.account_id
    named = [("CHARGE", charge.efi_id), ("TXID", charge.txid)]
    return [keys.known_to_efi(*of, kind, str(name)) for kind, name in named if name is not None]


def _in_place_of(before: Charge | Carnet | None, item: Item) -> Put:
    if before is None:
        return Put(item, _NEW)
    return Put(item, _UNCHANGED, {"revision": before.revision})


def _open(
    kind: str, name: str, before: Charge | Carnet | None, after: Charge | Carnet
) -> Iterator[Change]:
    was, still = before is not None and before.status in OPEN, after.status in OPEN
    key = keys.open_charge(after.tenant, kind, name)
    if still and not was:
        yield Put({**key, "created_at": after.created_at})
    elif was and not still:
        yield Delete(key)
