"""The table's stream: each record that something follows from, as the change that it tells of.

``FilterCriteria`` in template.yaml let hardly anything else come.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from malote.adapters.items import from_item
from malote.notices.follow import Change, Subject

# By "PK SK", as keys.py makes them; the last group is the item's own name.
_SUBJECTS: Mapping[Subject, re.Pattern[str]] = {
    "mailbox": re.compile(r"TENANT#([^#]+) MAILBOX#([^#]+)"),
    "mail_settings": re.compile(r"TENANT#([^#]+) MAILSETTINGS#([^#]+)"),
    "message": re.compile(r"TENANT#([^#]+)#MESSAGES ([^#]+)"),
    "document": re.compile(r"TENANT#([^#]+)#DOC#([^#]+) DOCUMENT"),
    "upload": re.compile(r"TENANT#([^#]+)#BLOB#([^#]+) SOURCE#UPLOAD#.+"),
    "charge": re.compile(r"TENANT#([^#]+)#CHARGES ([^#]+)"),
    "carnet": re.compile(r"TENANT#([^#]+)#CARNETS ([^#]+)"),
    "reconciliation": re.compile(r"TENANT#([^#]+)#RECONCILIATIONS (.+)"),
}


def change_of(record: Mapping[str, Any]) -> Change | None:
    """What a record tells of, or None. Its form: AWS Lambda guide, "DynamoDB event"."""
    told = record["dynamodb"]
    new = told.get("NewImage")
    if not new:
        return None  # it was deleted
    key = from_item(told["Keys"])
    for subject, form in _SUBJECTS.items():
        if found := form.fullmatch(f"{key['PK']} {key['SK']}"):
            tenant, name = found.groups()
            at = datetime.fromtimestamp(told["ApproximateCreationDateTime"], UTC)
            old = from_item(told.get("OldImage", {}))
            return Change(tenant, subject, name, old, from_item(new), at)
    return None
