"""PDFs and monthly packages that cannot be had."""

from malote.errors.base import MaloteError


class PrintError(MaloteError):
    """The XML is whole in the archive; only its PDF cannot be had."""


class NoPrintedForm(PrintError):
    code = "no_printed_form"
    message = "Este tipo de documento não tem PDF no Malote."
    action = "Baixe o XML."


class PrintFailed(PrintError):
    code = "print_failed"
    message = "O PDF deste documento não pôde ser feito."
    action = "Baixe o XML; se precisar do PDF, peça-o ao fornecedor."


class ExportsBusy(MaloteError):
    code = "exports_busy"
    message = "Já há pacotes mensais demais em preparo."
    action = "Espere um deles ficar pronto e peça de novo."
