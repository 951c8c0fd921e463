"""Names of files: of a package's own, and of what is inside its archives."""

import re

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
_SUFFIXES: dict[Kind | None, str] = {
    Kind.NFE: "-nfe",
    Kind.NFCE: "-nfe",
    Kind.CTE: "-cte",
    Kind.MDFE: "-mdfe",
}
_EVENTS = {
    Effect.CANCELLATION: "cancelamento",
    Effect.CORRECTION_LETTER: "carta-de-correcao",
    Effect.RECIPIENT_MANIFESTATION: "manifestacao",
}
_UNSAFE = re.compile(r"[^0-9A-Za-z.-]+")


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
        stem = f"{_folder(kind)}/{_safe(access_key)}"
        return self._free(f"{stem}{_SUFFIXES.get(kind, '')}", ".xml"), self._free(stem, ".pdf")

    def event(self, kind: Kind | None, access_key: str, effect: str | None, sequence: int) -> str:
        """Of an event's XML, beside its document's."""
        what = _EVENTS.get(Effect(effect), "evento") if effect else "evento"
        return self._free(f"{_folder(kind)}/{_safe(access_key)}-{what}-{sequence:02}", ".xml")

    def _free(self, stem: str, ending: str) -> str:
        name, number = f"{stem}{ending}", 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}-{number}{ending}"
        self._taken.add(name.casefold())
        return name


def _folder(kind: Kind | None) -> str:
    return KIND_NAMES.get(kind, "Outros")


def _safe(text: str) -> str:
    # No folder of its own and no way up, whatever names a document that has no access key.
    return _UNSAFE.sub("_", text).strip(".")[:100] or "sem-chave"
