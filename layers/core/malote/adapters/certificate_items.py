"""Certificates, and what was done to them, as items of the table."""

from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.audit import Actor
from malote.certificates.models import Binding, HistoryAction, HistoryRow, Installed, Remark


def certificate_item(certificate: Installed) -> Item:
    """In the index it is under when it expires, or since when its secret waits to be given up."""
    live = certificate.state == "live"
    since = certificate.deleted_at or certificate.added_at
    at = stamp(certificate.facts.expires_at if live else since)
    return {
        **keys.certificate(certificate.tenant, certificate.certificate_id),
        **certificate.model_dump(mode="json"),
        "GSI1PK": keys.LIVE_CERTIFICATES if live else keys.LEFT_CERTIFICATES,
        "GSI1SK": f"{at}#{certificate.tenant}#{certificate.certificate_id}",
    }


def history_item(row: HistoryRow) -> Item:
    """Under the time at which it was done."""
    return {
        **keys.certificate_history(row.tenant, stamp(row.at), row.row_id),
        "tenant": row.tenant,
        "at": row.at,
        "row_id": row.row_id,
        "certificate_id": row.certificate_id,
        "holder": row.holder,
        "tax_id": row.tax_id,
        "action": row.action.value,
        "actor_kind": row.actor.kind,
        "actor": row.actor.name,
        "email": row.actor.email,
        "asked": [*map(str, row.asked)],
        "before": [*map(str, row.before)],
        "after": [*map(str, row.after)],
        "remarks": [_remark_item(each) for each in row.remarks],
    }


def history_row(item: Item) -> HistoryRow:
    """As ``history_item`` wrote it."""
    return HistoryRow(
        tenant=item["tenant"],
        at=datetime.fromisoformat(item["at"]),
        row_id=item["row_id"],
        certificate_id=item["certificate_id"],
        holder=item["holder"],
        tax_id=item["tax_id"],
        action=HistoryAction(item["action"]),
        actor=Actor(item["actor_kind"], item["actor"], item.get("email")),
        asked=tuple(map(Binding.read, item["asked"])),
        before=tuple(map(Binding.read, item["before"])),
        after=tuple(map(Binding.read, item["after"])),
        remarks=tuple(map(_remark, item["remarks"])),
    )


def _remark_item(remark: Remark) -> Item:
    binding = str(remark.binding) if remark.binding else None
    return {"code": remark.code, "text": remark.text, "binding": binding}


def _remark(item: Item) -> Remark:
    binding = item.get("binding")
    return Remark(item["code"], item["text"], Binding.read(binding) if binding else None)
