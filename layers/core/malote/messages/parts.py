"""What is attached to a mail: bytes, and the name that the recipient sees."""

from dataclasses import dataclass

# Of what is safe to be shown: no page, no script, no mail. All else is a file and nothing more.
# Not from the machine's own list, so that a mail is the same bytes wherever it is rendered.
_OFFICE = "application/vnd.openxmlformats-officedocument"
_BY_ENDING = {
    "xml": "application/xml",  # text/xml would let a mail server change its line ends
    "pdf": "application/pdf",
    "zip": "application/zip",
    "txt": "text/plain",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment."""

    name: str
    content: bytes

    @property
    def content_type(self) -> str:
        """What the name's ending tells; octets, if it is nothing that may be shown."""
        _, _, ending = self.name.rpartition(".")
        return _BY_ENDING.get(ending.lower(), "application/octet-stream")
