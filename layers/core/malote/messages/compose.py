"""From what a user asks for to a message that says all of it, ready to be queued."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malote.audit import Entry
from malote.documents.file_names import file_name
from malote.errors import InvalidInput, MailSettingsMissing, NoPrintedForm, NotFound
from malote.mail_settings import MailSettings
from malote.messages.addressees import email_of_recipient
from malote.messages.identity import mime_id
from malote.messages.models import Attached, Message
from malote.messages.requests import LONGEST_TEXT, MessageRequest, WantedBill, WantedDocument
from malote.messages.template_values import Value, document_values
from malote.messages.template_words import TemplateName
from malote.messages.templates import Filled, fill, in_force
from malote.ports import Archive, Files, Headers, MailSettingsStore, MailTemplates, TaxIds
from malote.printing.shapes import has_printed_form

if TYPE_CHECKING:  # few messages carry one
    from malote.messages.bills import Bill, Bills

type Header = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Composer:
    """Looks up what a request only names, and freezes it; ``bills`` is called if one is named."""

    tax_ids: TaxIds
    accounts: MailSettingsStore
    catalog: Headers
    archive: Archive
    files: Files
    templates: MailTemplates
    bills: "Callable[[], Bills]"

    def compose(self, request: MessageRequest, entry: Entry) -> Message:
        """The message that ``entry`` has as its target, asked for by its actor, due at once.

        Raises InvalidInput, which names what is wrong, MailSettingsMissing, NoPrintedForm, and what
        ``Bills`` does.
        """
        headers = self._documents(entry.tenant, request)
        attachments = self._attachments(entry.tenant, request, headers)
        documents, bills = list(headers.values()), self._bills(entry.tenant, request)
        settings = self._account(entry.tenant, request.branch, documents)
        to = request.to or self._recipient(entry.tenant, documents, bills)
        words = self._words(request, settings, documents, bills)
        # Last, as Efí is asked for it.
        attachments += [self.bills().attach(entry.tenant, each) for each in bills]
        named = [each.customer.tax_id for each in bills]
        named += [each["recipient_tax_id"] for each in documents if each.get("recipient_tax_id")]
        return Message(
            tenant=entry.tenant,
            message_id=entry.target,
            created_at=entry.at,
            branch=settings.branch,
            to=to,
            cc=request.cc,
            bcc=request.bcc,
            reply_to=request.reply_to,
            subject=words.subject,
            text=words.text,
            template=request.words,
            attachments=tuple(attachments),
            customer=request.customer or next(iter(named), to[0].lower()),
            origin="user" if entry.actor.kind == "user" else "rule",
            requested_by=entry.actor.name,
            mime_id=mime_id(entry.target, settings.from_address),
            due_at=entry.at,
        )

    def _documents(self, tenant: str, request: MessageRequest) -> dict[str, Header]:
        found: dict[str, Header] = {}
        for wanted in request.attachments:
            if isinstance(wanted, WantedDocument) and wanted.document not in found:
                header = self.catalog.header(tenant, wanted.document)
                if not header or header["record"] != "document":
                    raise InvalidInput(f"attachments: não há o documento {wanted.document}")
                found[wanted.document] = header
        return found

    def _attachments(
        self, tenant: str, request: MessageRequest, headers: Mapping[str, Header]
    ) -> list[Attached]:
        attached = []
        for wanted in request.attachments:
            if isinstance(wanted, WantedDocument):
                header = headers[wanted.document]
                if wanted.kind == "pdf" and not has_printed_form(header):
                    raise NoPrintedForm(wanted.document)
                of, sha256 = wanted.document, header["sha256"]
                name = file_name(header, wanted.kind)
            elif isinstance(wanted, WantedBill):
                continue
            else:
                try:
                    self.files.size(tenant, wanted.id)
                except NotFound:
                    raise InvalidInput(f"attachments: não há o arquivo {wanted.id}") from None
                of, sha256, name = wanted.id, wanted.id, wanted.name
            attached.append(Attached(kind=wanted.kind, id=of, sha256=sha256, name=name))
        return attached

    def _bills(self, tenant: str, request: MessageRequest) -> "list[Bill]":
        wanted = [each for each in request.attachments if isinstance(each, WantedBill)]
        return [self.bills().find(tenant, each) for each in wanted]

    def _account(
        self, tenant: str, branch: str | None, documents: Sequence[Header]
    ) -> MailSettings:
        if not branch:
            issuers = {each.get("issuer_tax_id") for each in documents}
            own = issuers & self.tax_ids.tax_ids(tenant) if issuers else set()
            if len(own) > 1:
                raise InvalidInput("branch: os documentos são de mais de um estabelecimento")
            branch = next(iter(own), None)
        if branch:
            settings = self.accounts.get(tenant, branch)
            if not settings:
                raise MailSettingsMissing(branch)
            return settings
        accounts = self.accounts.list(tenant)
        if not accounts:
            raise MailSettingsMissing
        if len(accounts) > 1:
            raise InvalidInput("branch: diga qual dos estabelecimentos envia")
        return accounts[0]

    def _recipient(
        self, tenant: str, documents: Sequence[Header], bills: "Sequence[Bill]"
    ) -> tuple[str, ...]:
        named = {each.get("recipient_tax_id") for each in documents}
        if len(named.union(each.customer.tax_id for each in bills)) > 1:
            raise InvalidInput("to: diga para quem; os documentos são de mais de um destinatário")
        if address := next((each.customer.email for each in bills), None):
            return (address,)
        for header in documents:
            if address := email_of_recipient(self.archive.get(tenant, header["sha256"])[0]):
                return (address,)
        raise InvalidInput("to: diga para quem; nada do que se anexa traz o e-mail")

    def _words(
        self,
        request: MessageRequest,
        settings: MailSettings,
        documents: Sequence[Header],
        bills: "Sequence[Bill]",
    ) -> Filled:
        if not request.words:
            return Filled(request.subject or "", request.text or "")
        template = in_force(self.templates, settings.tenant, request.words)
        said: Mapping[str, Value] = {}
        if bills and template.name is not TemplateName.NFE:
            said = {"emitente": settings.display_name or settings.from_address, **bills[0].values}
        elif documents:
            said = document_values(documents[0])
        known = {place: value for place, value in said.items() if place in template.places}
        words = fill(template, known | request.values)
        if len(words.text) > LONGEST_TEXT:
            raise InvalidInput(f"o texto preenchido tem mais de {LONGEST_TEXT} caracteres")
        return words
