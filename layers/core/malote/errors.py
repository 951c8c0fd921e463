"""Every error that Malote raises on purpose, as one tree.

    MaloteError
    ├── InvalidInput                 what the caller sent cannot be used as it is
    ├── NotFound                     there is no such thing for this tenant
    ├── Forbidden                    the token is good, but not for this
    ├── FiscalError                  bytes that are not a readable fiscal document
    │   ├── EmptyDocument
    │   ├── DocumentTooLarge
    │   ├── MalformedXml
    │   ├── DoctypeRefused
    │   ├── UnsupportedDocument      well-formed, yet no kind that Malote reads
    │   ├── IdentityMissing          a known kind without a usable access key
    │   └── NotAParty                a good document, of somebody else
    ├── AttachmentError              a part of a mail that cannot be opened
    │   ├── AttachmentTooLarge
    │   ├── ArchiveRefused           a bomb, encrypted, too deep, or broken
    │   ├── ArchiveUnsupported       RAR, 7z and the like
    │   └── MailUnreadable           the server does not hand the mail over
    ├── MailboxPaused                a poll was asked of a mailbox that waits for its tenant
    └── MailboxError                 a mailbox that cannot be read now
        ├── CredentialsRefused       final: the mailbox pauses
        ├── FolderMissing            final: the mailbox pauses
        ├── HostUnreachable          the others are transient: they back off
        ├── TlsFailed
        ├── MailboxTimeout
        ├── MailProtocolError
        ├── StoreFailed              not the mailbox's fault, but ours
        └── LeaseLost                another poll holds the mailbox: stop, write nothing

Each class has a stable ``code`` (clients may match it), a ``message`` and an ``action``
in Portuguese (users read them). ``detail`` says what was found; it never holds a secret.
"""

from typing import ClassVar


class MaloteError(Exception):
    code: ClassVar[str] = "internal_error"
    message: ClassVar[str] = "Ocorreu um erro inesperado."
    action: ClassVar[str] = "Tente de novo; se persistir, fale com o suporte."

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail


class InvalidInput(MaloteError):
    code = "invalid_input"
    message = "Os dados enviados não podem ser usados."
    action = "Corrija o que o detalhe aponta e envie de novo."


class NotFound(MaloteError):
    code = "not_found"
    message = "O recurso não existe."
    action = "Confira o identificador."


class Forbidden(MaloteError):
    code = "forbidden"
    message = "Este usuário não pode fazer isso."
    action = "Peça acesso ao administrador da sua empresa."


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


class AttachmentError(MaloteError):
    """The attachment is kept in quarantine under this code."""


class AttachmentTooLarge(AttachmentError):
    code = "attachment_too_large"
    message = "O anexo é maior do que o limite."
    action = "Peça ao fornecedor só os XML, ou envie o arquivo em partes."


class ArchiveRefused(AttachmentError):
    code = "archive_refused"
    message = "O arquivo compactado está quebrado, protegido por senha ou fora dos limites."
    action = "Peça ao fornecedor um ZIP simples, sem senha."


class ArchiveUnsupported(AttachmentError):
    code = "archive_unsupported"
    message = "Este formato de compactação não é aceito."
    action = "Peça ao fornecedor o XML solto ou num ZIP."


class MailUnreadable(AttachmentError):
    code = "mail_unreadable"
    message = "O servidor de e-mail não entregou esta mensagem."
    action = "Abra a mensagem no webmail e envie o anexo pelo Malote."


class MailboxPaused(MaloteError):
    code = "mailbox_paused"
    message = "A caixa de e-mail está pausada."
    action = "Corrija o motivo que GET /mailboxes mostra; a importação volta de onde parou."


class MailboxError(MaloteError):
    """``final`` errors pause the mailbox at once; the others back off and try again."""

    final: ClassVar[bool] = False


class CredentialsRefused(MailboxError):
    code = "credentials_refused"
    message = "O servidor de e-mail recusou o usuário ou a senha."
    action = (
        "Confira a senha (Gmail, Yahoo e iCloud exigem uma senha de app) e cadastre a nova; "
        "a importação continua de onde parou."
    )
    final = True


class FolderMissing(MailboxError):
    code = "folder_missing"
    message = "A pasta configurada não existe na caixa de e-mail."
    action = "Crie a pasta ou corrija o nome dela na configuração."
    final = True


class HostUnreachable(MailboxError):
    code = "host_unreachable"
    message = "Não foi possível conectar ao servidor de e-mail."
    action = "Confira o endereço e a porta; o Malote tenta de novo sozinho."


class TlsFailed(MailboxError):
    code = "tls_failed"
    message = "A conexão segura com o servidor de e-mail falhou."
    action = "Confira se o certificado do servidor é válido para o nome configurado."


class MailboxTimeout(MailboxError):
    code = "mailbox_timeout"
    message = "O servidor de e-mail demorou demais."
    action = "Nada a fazer: o Malote continua na próxima leitura."


class MailProtocolError(MailboxError):
    code = "mail_protocol_error"
    message = "O servidor de e-mail respondeu fora do protocolo."
    action = "O Malote tenta de novo sozinho; se persistir, fale com o provedor."


class StoreFailed(MailboxError):
    code = "store_failed"
    message = "A leitura parou por um problema do Malote, não da caixa de e-mail."
    action = "Nada a fazer: o Malote tenta de novo sozinho."


class LeaseLost(MailboxError):
    code = "lease_lost"
    message = "Outra leitura desta caixa está em andamento."
    action = "Nada a fazer."


def known_codes(kind: type[MaloteError] = MaloteError) -> dict[str, type[MaloteError]]:
    """Every error by its code: the words for a code that was stored."""
    found = {kind.code: kind} if "code" in vars(kind) else {}
    for child in kind.__subclasses__():
        found |= known_codes(child)
    return found
