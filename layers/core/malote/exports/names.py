"""Names of files: of a package's own, and of what is inside its archives."""

from malote.documents.file_names import stem, xml_stem
from malote.fiscal import Effect, Kind

SPREADSHEET = "documentos.xlsx"
PLAN = "plan.json"
KIND_NAMES: dict[Kind | None, str] = {
    Kind.NFE: "NF-e",
    Kind.NFCE: "NFC-e",
    Kind.CTE: "CT-e",
    Kind.CTE_OS: "CT-e OS",
    Kind.CTE_SIMPLIFIED: "CT-e simplificado",
    Kind.GTVE: "GTV-e",
    Kind.MDFE: "MDF-e",
    Kind.BPE: "BP-e",
    Kind.NF3E: "NF3e",
    Kind.NFCOM: "NFCom",
    Kind.CFE: "CF-e SAT",
    Kind.NFSE: "NFS-e",
    Kind.DPS: "DPS",
    Kind.MUNICIPAL_NFSE: "NFS-e municipal",
    Kind.NUMBER_VOIDING: "Inutilização",
}
_EVENTS = {
    Effect.CANCELLATION: "cancelamento",
    Effect.CORRECTION_LETTER: "carta-de-correcao",
    Effect.RECIPIENT_MANIFESTATION: "manifestacao",
}


def archive_name(part: int) -> str:
    """The archive of a part, as it is stored."""
    return f"part-{part:04}.zip"


def rows_name(part: int) -> str:
    """The spreadsheet's lines of a part."""
    return f"rows-{part:04}.json"


def download_name(month: str, part: int, parts: int) -> str:
    """The archive of a part, as the accountant saves it."""
    return f"documentos-{month}.zip" if parts == 1 else f"documentos-{month}-{part}-de-{parts}.zip"


class Names:
    """Names inside one archive: safe on any system, and no two alike."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def document(self, kind: Kind | None, access_key: str) -> tuple[str, str]:
        """Of the XML, and of the PDF beside it, in the kind's folder."""
        folder = _folder(kind)
        return (
            self._free(f"{folder}/{xml_stem(kind, access_key)}", ".xml"),
            self._free(f"{folder}/{stem(access_key)}", ".pdf"),
        )

    def event(self, kind: Kind | None, access_key: str, effect: str | None, sequence: int) -> str:
        """Of an event's XML, beside its document's."""
        what = _EVENTS.get(Effect(effect), "evento") if effect else "evento"
        return self._free(f"{_folder(kind)}/{stem(access_key)}-{what}-{sequence:02}", ".xml")

    def _free(self, path: str, ending: str) -> str:
        name, number = f"{path}{ending}", 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{path}-{number}{ending}"
        self._taken.add(name.casefold())
        return name


def _folder(kind: Kind | None) -> str:
    return KIND_NAMES.get(kind, "Outros")
