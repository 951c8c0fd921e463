"""Keys of the table: documents, mail, users, certificates."""

from malote.adapters.keys.tenancy import Key, checked, key

ACTIVE_MAILBOXES = "MAILBOXES"
ALL_TENANTS = "TENANTS"
LIVE_CERTIFICATES = "CERTIFICATES"
LEFT_CERTIFICATES = "CERTIFICATES#LEFT"
UNSETTLED_MESSAGES = "OUTBOX"


def tenant(name: str) -> Key:
    return key(name, "", "TENANT")


def tax_id(tenant: str, value: str = "") -> Key:
    return key(tenant, "", f"TAXID#{value}")


def mailbox(tenant: str, mailbox_id: str = "") -> Key:
    return key(tenant, "", f"MAILBOX#{mailbox_id}")


def mailbox_state(tenant: str, mailbox_id: str) -> Key:
    return key(tenant, "", f"MAILBOX#{mailbox_id}#STATE")


def export(tenant: str, month: str = "") -> Key:
    return key(tenant, "", f"EXPORT#{month}")


def pace(tenant: str, action: str, of: str, minute: int) -> Key:
    return key(tenant, "", f"PACE#{action}#{of}#{minute}")


def mail_settings(tenant: str, branch: str = "") -> Key:
    return key(tenant, "", f"MAILSETTINGS#{branch}")


def mail_template(tenant: str, name: str = "") -> Key:
    return key(tenant, "", f"TEMPLATE#{name}")


def send_rule(tenant: str, name: str) -> Key:
    return key(tenant, "", f"SENDRULE#{name}")


def branch(tenant: str, tax_id: str = "") -> Key:
    return key(tenant, "", f"BRANCH#{tax_id}")


def certificate(tenant: str, certificate_id: str = "") -> Key:
    return key(tenant, "", f"CERTIFICATE#{certificate_id}")


def bindings(tenant: str) -> Key:
    return key(tenant, "", "BINDINGS")


def certificate_history(tenant: str, at: str = "", row_id: str = "") -> Key:
    return key(tenant, "#CERTIFICATES", f"{at}#{row_id}")


def user(tenant: str, sub: str = "") -> Key:
    return key(tenant, "", f"USER#{sub}")


def poll(tenant: str, mailbox_id: str, at: str = "") -> Key:
    return key(tenant, f"#MAILBOX#{mailbox_id}", f"POLL#{at}")


def outgoing(tenant: str, message_id: str = "") -> Key:
    """A message that the tenant sends."""
    return key(tenant, "#MESSAGES", message_id)


def unsettled(tenant: str, message_id: str) -> Key:
    return {"PK": UNSETTLED_MESSAGES, "SK": f"{checked(tenant)}#{message_id}"}


def once(tenant: str, what: str, key_sha256: str) -> Key:
    return key(tenant, "#ONCE", f"{what}#{key_sha256}")


def notice(tenant: str, kind: str, of: str) -> Key:
    return key(tenant, "#NOTICES", f"{kind}#{of}")


def notice_mail(tenant: str, kind: str, of: str, sub: str) -> Key:
    return key(tenant, "#NOTICES", f"{kind}#{of}#MAIL#{sub}")


def message(tenant: str, mailbox_id: str, uid_validity: int, uid: int) -> Key:
    return key(tenant, f"#MAILBOX#{mailbox_id}", f"MESSAGE#{uid_validity:010}#{uid:010}")


def document(tenant: str, access_key: str) -> Key:
    return key(tenant, f"#DOC#{access_key}", "DOCUMENT")


def event(tenant: str, access_key: str, event_type: str, author: str, sequence: int) -> Key:
    return key(tenant, f"#DOC#{access_key}", f"EVENT#{event_type}#{author}#{sequence:03}")


def decision(tenant: str, access_key: str, at: str, decision_id: str) -> Key:
    return key(tenant, f"#DOC#{access_key}", f"DECISION#{at}#{decision_id}")


def blob(tenant: str, sha256: str) -> Key:
    return key(tenant, f"#BLOB#{sha256}", "BLOB")


def source(tenant: str, sha256: str, source_id: str) -> Key:
    return key(tenant, f"#BLOB#{sha256}", f"SOURCE#{source_id}")


def audit(tenant: str, at: str, entry_id: str) -> Key:
    return {"PK": audit_trail(tenant), "SK": f"{at}#{entry_id}"}


def audit_trail(tenant: str) -> str:
    """The partition of a tenant's audit trail."""
    return f"TENANT#{checked(tenant)}#AUDIT"


def by_date(tenant: str, what: str) -> str:
    """The index partition of a tenant's ``DOCS``, ``QUARANTINE``, ``DEADLINES``, ``CUSTOMER#…``."""
    return f"TENANT#{checked(tenant)}#{what}"


def sweep() -> Key:
    return {"PK": "RECONCILER", "SK": "SWEEP"}
