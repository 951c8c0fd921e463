"""A message's attachments, which it holds by reference only."""

from dataclasses import dataclass

from malote.errors import FiscalError, MessageUnfit, NotFound, PrintError
from malote.messages.models import Attached, Message
from malote.messages.parts import Part
from malote.ports import Archive, Files
from malote.printing.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Attachments:
    """Reads them where they are kept; a PDF that was never asked for is drawn."""

    archive: Archive
    files: Files
    drawing: Drawing

    def collect(self, message: Message) -> list[Part]:
        """All of a message. Raises MessageUnfit, naming the one that cannot be had.

        Nor does one go out by itself that was cancelled while its message waited.
        """
        if message.origin == "rule":
            self._check(message)
        return [self._part(message.tenant, each) for each in message.attachments]

    def _check(self, message: Message) -> None:
        for each in message.attachments:
            header = self.drawing.catalog.header(message.tenant, each.id) or {}
            if header.get("cancelled"):
                raise MessageUnfit(f"{each.name}: foi cancelada antes de a mensagem sair")

    def _part(self, tenant: str, wanted: Attached) -> Part:
        try:
            return Part(wanted.name, self._content(tenant, wanted))
        except (NotFound, FileNotFoundError):
            raise MessageUnfit(f"{wanted.name}: o anexo não está mais guardado") from None
        except (PrintError, FiscalError) as error:
            raise MessageUnfit(f"{wanted.name}: {error.message} {error.detail}".strip()) from None

    def _content(self, tenant: str, wanted: Attached) -> bytes:
        match wanted.kind:
            case "xml":
                return self.archive.get(tenant, wanted.sha256)[0]
            case "pdf":
                name = self.drawing.paper(tenant, wanted.id, wanted.sha256)
                return self.drawing.papers.get(tenant, name)
            case "file" | "charge" | "carnet":
                return self.files.get(tenant, wanted.sha256)
