"""A document's paper: drawn when it is first asked for, and kept."""

from dataclasses import dataclass

from malote.errors import NotFound
from malote.ports import Archive, Catalog, Papers, Printer
from malote.printing.printout import printout


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws what is not among the papers."""

    catalog: Catalog
    archive: Archive
    papers: Papers
    printer: Printer

    def paper(self, tenant: str, access_key: str, sha256: str | None = None) -> str:
        """The name of its paper, which is among the papers now.

        It says what is known of the document today; ``sha256`` is the version that is drawn, the
        shown one unless it is given. Raises NotFound, NoPrintedForm, PrintFailed; FileNotFoundError
        if the version is gone.
        """
        header = self.catalog.header(tenant, access_key)
        if not header:
            raise NotFound(access_key)
        version = sha256 or header["sha256"]
        xml, _ = self.archive.get(tenant, version)
        wanted = printout(header, self.catalog.events(tenant, access_key), xml)
        name = f"{version}-{wanted.state}"
        if not self.papers.has(tenant, name):
            self.papers.put(tenant, name, self.printer.draw(wanted))
        return name
