"""What a tenant's things are called, for whoever asks the API with these names."""

from tests.e2e import certificates
from tests.e2e.accounts import ask, settled
from tests.e2e.asking import MAIL
from tests.e2e.billing import Desk
from tests.e2e.remote import enrolled
from tests.e2e.sefaz import Company
from tests.e2e.tenants import Tenant


def ids_of(theirs: Tenant, branch: str, desk: Desk, company: Company) -> dict[str, str]:
    """By the names of parameters, as ``openapi.with_ids`` takes them."""
    documents, quarantine = (theirs.get(f"/{what}?limit=1") for what in ("documents", "quarantine"))
    sent = [ask(theirs, "POST", "/messages", MAIL)[1]["id"] for _ in range(2)]
    for each in sent:
        settled(theirs, each)
    kept, to_delete = (certificates.install(theirs, branch)["certificate"]["id"] for _ in range(2))
    devices = [enrolled(company).is_["device_id"] for _ in range(2)]
    asked = [company.asks("distribution", service="nfe")["id"] for _ in range(2)]
    return {
        "request_id": asked[0],
        "device_id": devices[0],
        "tax_id GET /sefaz/settings/{tax_id}": company.tax_id,
        "tax_id PUT /sefaz/settings/{tax_id}": company.tax_id,
        "tax_id /sefaz/nsu": company.tax_id,
        "tax_id /sefaz/nsu/pages": company.tax_id,
        "tax_id /remote/events": company.tax_id,
        "cursor /sefaz/requests": theirs.get("/sefaz/requests?limit=1")["next_cursor"],
        "cursor /sefaz/nsu/pages": None,
        "cursor /sefaz/deadlines": None,
        "cursor /remote/events": theirs.get("/remote/events?limit=1")["next_cursor"],
        "certificate_id": kept,
        "certificate_id DELETE /certificates/{certificate_id}": to_delete,
        "tax_id": branch,
        "message_id": sent[0],
        "branch": branch,
        "name": "nfe",
        "cursor /messages": theirs.get("/messages?limit=1")["next_cursor"],
        "cursor /notices": None,
        "cursor /mailboxes/{mailbox_id}/polls": None,
        "access_key": documents["items"][0]["access_key"],
        "quarantine_id": quarantine["items"][0]["id"],
        "mailbox_id": theirs.box,
        "month /documents/export": "2026-10",
        "cursor /documents": documents["next_cursor"],
        "cursor /quarantine": quarantine["next_cursor"],
        "cursor /certificates/history": theirs.get("/certificates/history?limit=1")["next_cursor"],
        "cursor /certificates/{certificate_id}/history": None,
        "cursor /audit": theirs.get("/audit?limit=1")["next_cursor"],
        **desk.ids(),
    }
