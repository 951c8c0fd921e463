"""Documents that a device has are put straight into the inbox, as all others are."""

from datetime import datetime

from malote.documents import Source
from malote.ports import UploadLedger
from malote.ports.relay import RemoteFiles
from malote.relay.models import Device
from malote.relay.wire import DocumentLink, DocumentLinks, ToSend


def links(
    device: Device, asked: ToSend, files: RemoteFiles, ledger: UploadLedger, now: datetime
) -> DocumentLinks:
    """Where to put each; who brings them is written down first, so that no document lacks it."""
    details = {"device": device.device_id, "tax_id": device.tax_id}
    source_id = f"INTEGRADOR#{device.device_id}"
    source = Source(source_id, "integrador", now, "", details)
    ledger.record_upload(device.tenant, [each.sha256 for each in asked.documents], source)
    return DocumentLinks(
        items=[
            DocumentLink(
                sha256=each.sha256,
                upload=files.document_link(device.tenant, each.sha256, each.size),
            )
            for each in asked.documents
        ]
    )
