"""Bytes that are not a readable fiscal document."""

from malote.errors.base import MaloteError


class FiscalError(MaloteError):
    """The bytes are kept in quarantine under this code."""


class EmptyDocument(FiscalError):
    code = "empty_document"
    message = "O arquivo está vazio."
    action = "Peça ao fornecedor que envie o XML de novo."


class DocumentTooLarge(FiscalError):
    code = "document_too_large"
    message = "O XML é maior do que um documento fiscal pode ser."
    action = "Confira o arquivo com o fornecedor."


class MalformedXml(FiscalError):
    code = "malformed_xml"
    message = "O XML está quebrado ou incompleto."
    action = "Peça ao fornecedor o arquivo original, sem edição nem cópia e cola."


class DoctypeRefused(FiscalError):
    code = "doctype_refused"
    message = "O XML traz uma declaração DOCTYPE, que documento fiscal não tem."
    action = "Não abra o arquivo; confirme com o fornecedor quem o enviou."


class UnsupportedDocument(FiscalError):
    code = "unsupported_document"
    message = "O XML não é um documento fiscal que o Malote leia."
    action = "Se for um documento fiscal, avise o suporte; senão, ignore."


class IdentityMissing(FiscalError):
    code = "identity_missing"
    message = "O documento não tem uma chave de acesso utilizável."
    action = "Peça ao fornecedor o XML autorizado pela SEFAZ."


class NotAParty(FiscalError):
    code = "not_a_party"
    message = "Nenhum CNPJ ou CPF da sua empresa aparece neste documento."
    action = (
        "Se for de uma filial, peça que ela seja cadastrada; senão, avise o fornecedor de que "
        "enviou o documento à empresa errada."
    )


class DocumentTooCostly(FiscalError):
    """Reading it took more time or memory than any fiscal document needs."""

    code = "document_too_costly"
    message = "O arquivo exige tempo ou memória demais para ser lido."
    action = "Não abra o arquivo; confirme com o fornecedor quem o enviou e peça o XML original."


class ProcessingFailed(FiscalError):
    """Not the document's fault, as far as anybody knows: it is whole, and can be read again."""

    code = "processing_failed"
    message = "O documento não pôde ser registrado em três tentativas."
    action = "Peça a releitura; se ele voltar para cá, fale com o suporte."


class SeveralDocuments(FiscalError):
    """``documents`` holds the XML of each: hand them over one by one."""

    code = "several_documents"
    message = "O arquivo traz vários documentos fiscais."
    action = "Nada a fazer: cada um foi separado e registrado por si."

    def __init__(self, documents: tuple[bytes, ...]) -> None:
        super().__init__(f"{len(documents)} documentos")
        self.documents = documents
