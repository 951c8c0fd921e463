"""PDFs and monthly packages: which adapter stands behind each of their ports."""

from typing import TYPE_CHECKING

from malote.bootstrap import archive, catalog, table
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.export_files import S3ExportFiles
    from malote.adapters.export_queue import SqsExportQueue
    from malote.adapters.exports import ExportStore
    from malote.adapters.papers import S3Papers
    from malote.adapters.printing import PdfPrinter
    from malote.exports.make import Maker
    from malote.printing.drawing import Drawing


def papers() -> "S3Papers":
    """The PDFs that were drawn."""
    from malote.adapters.papers import S3Papers

    return S3Papers(settings().bucket_name)


def printer() -> "PdfPrinter":
    """Who draws PDFs."""
    from malote.adapters.printing import PdfPrinter

    return PdfPrinter()


def drawing() -> "Drawing":
    """Draws PDFs, and keeps them."""
    from malote.printing.drawing import Drawing

    return Drawing(catalog(), archive(), papers(), printer())


def exports() -> "ExportStore":
    """The state of monthly packages."""
    from malote.adapters.exports import ExportStore

    return ExportStore(table())


def export_queue() -> "SqsExportQueue":
    """Where the steps of monthly packages are asked for."""
    from malote.adapters.export_queue import SqsExportQueue

    return SqsExportQueue(settings().export_queue_url)


def export_files() -> "S3ExportFiles":
    """The files of monthly packages."""
    from malote.adapters.export_files import S3ExportFiles

    return S3ExportFiles(settings().bucket_name)


def export_maker() -> "Maker":
    """Makes monthly packages."""
    from malote.adapters.spreadsheet import write_spreadsheet
    from malote.exports.make import Maker
    from malote.exports.package import Packer

    packer = Packer(catalog(), archive(), printer(), write_spreadsheet)
    return Maker(exports(), export_queue(), export_files(), catalog(), packer)
