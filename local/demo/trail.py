"""What the tenant's admin looks at: what a poll would bring, and who did what."""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from local.cloud import Cloud

_BOX = "notas"


def preview(cloud: Cloud, token: str, console: Console) -> None:
    """One line on what the next poll would do, unless the schedule was faster."""
    status, shown = cloud.call("POST", f"/mailboxes/{_BOX}/preview", token)
    if status != 200:
        raise RuntimeError(f"preview: {status} {shown}")
    console.print(
        f"· Prévia de {_BOX}: {shown['message']} Arquivos: {shown['registered']} seriam"
        f" registrados, {shown['duplicate']} repetidos, {shown['quarantined']} em quarentena",
        soft_wrap=True,
    )


def show(cloud: Cloud, token: str, console: Console) -> None:
    """The audit trail."""
    entries = cloud.call("GET", "/audit?limit=6", token)[1]["items"]
    table = Table(
        "quando", "quem", "o quê", "em quê",
        title="\nTrilha de auditoria, o mais recente primeiro", title_justify="left",
    )  # fmt: skip
    for entry in entries:
        at = datetime.fromisoformat(entry["at"]).astimezone()
        who = entry["email"] or entry["actor"]
        table.add_row(f"{at:%d/%m %H:%M:%S}", who, entry["action"], entry["target"])
    console.print(table)
