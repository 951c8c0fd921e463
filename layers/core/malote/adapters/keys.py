"""Every key of the one table and of the bucket.

| access pattern                      | index | partition                | sort               |
|-------------------------------------|-------|--------------------------|--------------------|
| a tenant                            | table | TENANT#t                 | TENANT             |
| a tenant's tax ids                  | table | TENANT#t                 | TAXID#…            |
| a tenant's mailboxes and their state| table | TENANT#t                 | MAILBOX#id[#STATE] |
| a branch's account to send through  | table | TENANT#t                 | MAILSETTINGS#tax id|
| a tenant's own words for mails      | table | TENANT#t                 | TEMPLATE#name      |
| what is sent by itself              | table | TENANT#t                 | SENDRULE#name      |
| a tenant's branches                 | table | TENANT#t                 | BRANCH#tax id      |
| a tenant's certificates             | table | TENANT#t                 | CERTIFICATE#id     |
| which certificate serves what       | table | TENANT#t                 | BINDINGS           |
| a tenant's users                    | table | TENANT#t                 | USER#sub           |
| a tenant's monthly packages         | table | TENANT#t                 | EXPORT#month       |
| how often something was asked for   | table | TENANT#t                 | PACE#what#of#minute|
| a mailbox's polls; expire           | table | TENANT#t#MAILBOX#id      | POLL#at            |
| messages by date                    | table | TENANT#t#MESSAGES        | id, begins by time |
| requests that came with a key       | table | TENANT#t#ONCE            | what#sha256 of key |
| what was done to certificates       | table | TENANT#t#CERTIFICATES    | at#id              |
| what users are told of, once        | table | TENANT#t#NOTICES         | kind#of            |
| the mail of a notice to a user      | table | TENANT#t#NOTICES         | kind#of#MAIL#sub   |
| messages not settled yet            | table | OUTBOX                   | t#id               |
| what became of a mail               | table | TENANT#t#MAILBOX#id      | MESSAGE#epoch#uid  |
| a document and its events           | table | TENANT#t#DOC#key         | DOCUMENT, EVENT#…  |
| what users decided of a document    | table | TENANT#t#DOC#key         | DECISION#time#id   |
| who did what, by time               | table | TENANT#t#AUDIT           | at#id              |
| a blob and who brought it           | table | TENANT#t#BLOB#sha256     | BLOB, SOURCE#…     |
| how far the reconciler has come     | table | RECONCILER               | SWEEP              |
| all active mailboxes                | GSI1  | MAILBOXES                | t#id               |
| live certificates, first to expire  | GSI1  | CERTIFICATES             | expires_at#t#id    |
| secrets of no live certificate      | GSI1  | CERTIFICATES#LEFT        | at#t#id            |
| all tenants                         | GSI1  | TENANTS                  | t                  |
| a tenant's documents, by date       | GSI1  | TENANT#t#DOCS            | issued_at#key      |
| a tenant's quarantine, by date      | GSI1  | TENANT#t#QUARANTINE      | received_at#id     |
| messages to a customer, by date     | GSI1  | TENANT#t#CUSTOMER#c      | id                 |
| notices by date                     | GSI1  | TENANT#t#NOTICES         | at#kind#of         |
| a document's blobs                  | GSI1  | TENANT#t#DOC#key         | sha256             |

| object                                            | key                      |
|---------------------------------------------------|--------------------------|
| a candidate; its creation queues it for parse_xml | inbox/t/sha256           |
| what could not even be opened                     | quarantine/t/id          |
| a paper that was drawn; expires                   | pdf/t/sha256-state.pdf   |
| a monthly package's files; expire                 | exports/t/month/id/name  |
| a file that a user attaches; expires              | files/t/sha256           |
| a mail as it is sent                              | sent/t/id.eml            |
| the certificates trusted for signatures           | trust/roots.pem          |

Every partition of a tenant's begins with its name, and no key is made without one.
"""

import re

Key = dict[str, str]

_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")

ACTIVE_MAILBOXES = "MAILBOXES"
ALL_TENANTS = "TENANTS"
LIVE_CERTIFICATES = "CERTIFICATES"
LEFT_CERTIFICATES = "CERTIFICATES#LEFT"
INBOX = "inbox/"
TRUSTED_ROOTS = "trust/roots.pem"
UNSETTLED_MESSAGES = "OUTBOX"


def checked(tenant: str) -> str:
    """The tenant's name, if it is one: 3 to 40 of a-z, 0-9 and hyphen. Raises ValueError."""
    if not _TENANT.fullmatch(tenant):
        raise ValueError(f"not a tenant: {tenant[:50]!r}")
    return tenant


def _key(tenant: str, partition: str, sort: str) -> Key:
    return {"PK": f"TENANT#{checked(tenant)}{partition}", "SK": sort}


def tenant(name: str) -> Key:
    return _key(name, "", "TENANT")


def tax_id(tenant: str, value: str = "") -> Key:
    return _key(tenant, "", f"TAXID#{value}")


def mailbox(tenant: str, mailbox_id: str = "") -> Key:
    return _key(tenant, "", f"MAILBOX#{mailbox_id}")


def mailbox_state(tenant: str, mailbox_id: str) -> Key:
    return _key(tenant, "", f"MAILBOX#{mailbox_id}#STATE")


def export(tenant: str, month: str = "") -> Key:
    return _key(tenant, "", f"EXPORT#{month}")


def pace(tenant: str, action: str, of: str, minute: int) -> Key:
    return _key(tenant, "", f"PACE#{action}#{of}#{minute}")


def mail_settings(tenant: str, branch: str = "") -> Key:
    return _key(tenant, "", f"MAILSETTINGS#{branch}")


def mail_template(tenant: str, name: str = "") -> Key:
    return _key(tenant, "", f"TEMPLATE#{name}")


def send_rule(tenant: str, name: str) -> Key:
    return _key(tenant, "", f"SENDRULE#{name}")


def branch(tenant: str, tax_id: str = "") -> Key:
    return _key(tenant, "", f"BRANCH#{tax_id}")


def certificate(tenant: str, certificate_id: str = "") -> Key:
    return _key(tenant, "", f"CERTIFICATE#{certificate_id}")


def bindings(tenant: str) -> Key:
    return _key(tenant, "", "BINDINGS")


def certificate_history(tenant: str, at: str = "", row_id: str = "") -> Key:
    return _key(tenant, "#CERTIFICATES", f"{at}#{row_id}")


def user(tenant: str, sub: str = "") -> Key:
    return _key(tenant, "", f"USER#{sub}")


def poll(tenant: str, mailbox_id: str, at: str = "") -> Key:
    return _key(tenant, f"#MAILBOX#{mailbox_id}", f"POLL#{at}")


def outgoing(tenant: str, message_id: str = "") -> Key:
    """A message that the tenant sends."""
    return _key(tenant, "#MESSAGES", message_id)


def unsettled(tenant: str, message_id: str) -> Key:
    return {"PK": UNSETTLED_MESSAGES, "SK": f"{checked(tenant)}#{message_id}"}


def once(tenant: str, what: str, key_sha256: str) -> Key:
    return _key(tenant, "#ONCE", f"{what}#{key_sha256}")


def notice(tenant: str, kind: str, of: str) -> Key:
    return _key(tenant, "#NOTICES", f"{kind}#{of}")


def notice_mail(tenant: str, kind: str, of: str, sub: str) -> Key:
    return _key(tenant, "#NOTICES", f"{kind}#{of}#MAIL#{sub}")


def message(tenant: str, mailbox_id: str, uid_validity: int, uid: int) -> Key:
    return _key(tenant, f"#MAILBOX#{mailbox_id}", f"MESSAGE#{uid_validity:010}#{uid:010}")


def document(tenant: str, access_key: str) -> Key:
    return _key(tenant, f"#DOC#{access_key}", "DOCUMENT")


def event(tenant: str, access_key: str, event_type: str, author: str, sequence: int) -> Key:
    return _key(tenant, f"#DOC#{access_key}", f"EVENT#{event_type}#{author}#{sequence:03}")


def decision(tenant: str, access_key: str, at: str, decision_id: str) -> Key:
    return _key(tenant, f"#DOC#{access_key}", f"DECISION#{at}#{decision_id}")


def blob(tenant: str, sha256: str) -> Key:
    return _key(tenant, f"#BLOB#{sha256}", "BLOB")


def source(tenant: str, sha256: str, source_id: str) -> Key:
    return _key(tenant, f"#BLOB#{sha256}", f"SOURCE#{source_id}")


def audit(tenant: str, at: str, entry_id: str) -> Key:
    return {"PK": audit_trail(tenant), "SK": f"{at}#{entry_id}"}


def audit_trail(tenant: str) -> str:
    """The partition of a tenant's audit trail."""
    return f"TENANT#{checked(tenant)}#AUDIT"


def by_date(tenant: str, what: str) -> str:
    """The index partition of a tenant's ``DOCS``, ``QUARANTINE``, ``NOTICES``, ``CUSTOMER#…``."""
    return f"TENANT#{checked(tenant)}#{what}"


def sweep() -> Key:
    return {"PK": "RECONCILER", "SK": "SWEEP"}


def inbox(tenant: str, sha256: str) -> str:
    return f"{INBOX}{checked(tenant)}/{sha256}"


def quarantine(tenant: str, blob_id: str) -> str:
    return f"quarantine/{checked(tenant)}/{blob_id}"


def pdf(tenant: str, name: str) -> str:
    return f"pdf/{checked(tenant)}/{name}.pdf"


def export_file(tenant: str, month: str, export_id: str, name: str) -> str:
    return f"exports/{checked(tenant)}/{month}/{export_id}/{name}"


def file(tenant: str, sha256: str) -> str:
    return f"files/{checked(tenant)}/{sha256}"


def sent_mail(tenant: str, message_id: str) -> str:
    return f"sent/{checked(tenant)}/{message_id}.eml"


def of_inbox(object_key: str) -> tuple[str, str]:
    """Tenant and SHA-256 of an inbox object. Raises ValueError on any other key."""
    match = re.fullmatch(r"inbox/([^/]+)/([0-9a-f]{64})", object_key)
    if not match:
        raise ValueError(f"not an inbox object: {object_key[:100]!r}")
    return checked(match[1]), match[2]
