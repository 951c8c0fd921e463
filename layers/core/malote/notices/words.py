"""What a notice says, in Portuguese: what happened, why, and what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from malote.clock import BRASILIA
from malote.errors import error_of
from malote.notices.billing_words import billing_error
from malote.notices.models import Notice, NoticeKind
from malote.notices.sefaz_words import manifestation_ending, sefaz_error
from malote.tax_id import formatted


@dataclass(frozen=True, slots=True)
class Words:
    """``subject`` is one line."""

    subject: str
    text: str


def words(notice: Notice) -> Words:
    """The same for every user."""
    subject, happened, reason, action = _WORDS[notice.kind](notice.details)
    lines = [f"{happened} {_WHEN.get(notice.kind, 'Foi em')} {brasilia(notice.at)}."]
    if reason:
        lines.append(f"Motivo: {reason}")
    lines.append(f"O que fazer: {action}")
    return Words(subject, "\n\n".join(lines))


def brasilia(at: datetime) -> str:
    """A time as users read it."""
    return f"{at.astimezone(BRASILIA):%d/%m/%Y às %H:%M} (horário de Brasília)"


type _Parts = tuple[str, str, str, str]
"""Subject, what happened, why (or nothing), what to do."""


def _mailbox_paused(details: Mapping[str, str]) -> _Parts:
    error = error_of(details["code"])
    mailbox = details["mailbox"]
    return (
        f"A caixa de e-mail {mailbox} está pausada",
        f"O Malote parou de ler a caixa {mailbox} ({details['username']}): "
        "as notas que chegam por ela não estão sendo importadas.",
        error.message,
        error.action,
    )


def _sending_paused(details: Mapping[str, str]) -> _Parts:
    branch = formatted(details["branch"])
    return (
        f"O envio de e-mails de {branch} está pausado",
        f"O Malote parou de enviar pela conta {details['from_address']}, "
        f"do estabelecimento {branch}.",
        error_of(details["code"]).message,
        "corrija a conta em PUT /mail-settings; o teste diz em que passo ela falha. As mensagens "
        "esperam na fila por até 5 dias e saem sozinhas assim que a conta voltar.",
    )


_OUTCOMES = {
    "failed": ("não foi enviada", "O Malote não conseguiu enviar"),
    "uncertain": ("pode não ter saído", "O Malote não sabe se saiu"),
    "refused": ("não foi aceita para todos", "O servidor de e-mail recusou"),
    "returned": ("foi devolvida", "O servidor de e-mail do destinatário devolveu"),
}


def _message_failed(details: Mapping[str, str]) -> _Parts:
    short, happened = _OUTCOMES[details["outcome"]]
    code = details["code"]
    error = error_of(code) if code else None
    return (
        f"Uma mensagem {short}: {details['subject']}",
        f'{happened} a mensagem "{details["subject"]}" para {details["to"]}.',
        error.message if error else "",
        f"{error.action if error else 'Confira o endereço com o destinatário.'} "
        f"As tentativas e as respostas do servidor estão em GET /messages/{details['message_id']}.",
    )


def _certificate_expiring(details: Mapping[str, str]) -> _Parts:
    left, day = int(details["days_left"]), details["expires_on"]
    certificate_id, serves = details["certificate_id"], details["serves"]
    if left < 0:
        when = f"venceu em {day}"
    elif left == 0:
        when = f"vence hoje, {day}"
    else:
        when = f"vence em {left} {'dia' if left == 1 else 'dias'}, em {day}"
    subject = f"O certificado de {details['holder']} ({formatted(details['tax_id'])}) {when}"
    depends = f"O que depende dele: {serves}." if serves else "Nada depende dele."
    if not serves:
        action = (
            "se não precisa mais dele, exclua-o em "
            f"DELETE /certificates/{certificate_id}; se precisa, renove-o na autoridade "
            "certificadora e instale o novo em POST /certificates."
        )
    elif left < 0:
        action = (
            "instale o novo em POST /certificates, com as filiais e os módulos deste, "
            f"e exclua este em DELETE /certificates/{certificate_id}."
        )
    else:
        action = (
            "renove-o na autoridade certificadora e, até o vencimento, instale o novo em "
            f"POST /certificates com renews={certificate_id}: ele assume as filiais e os módulos "
            "deste."
        )
    return subject, f"{subject}. {depends}", "", action


_WORDS: Mapping[NoticeKind, Callable[[Mapping[str, str]], _Parts]] = {
    NoticeKind.MAILBOX_PAUSED: _mailbox_paused,
    NoticeKind.SENDING_PAUSED: _sending_paused,
    NoticeKind.MESSAGE_FAILED: _message_failed,
    NoticeKind.BILLING_ERROR: billing_error,
    NoticeKind.MANIFESTATION_ENDING: manifestation_ending,
    NoticeKind.SEFAZ_ERROR: sefaz_error,
    NoticeKind.CERTIFICATE_EXPIRING: _certificate_expiring,
}

_WHEN = {
    NoticeKind.MANIFESTATION_ENDING: "Contado em",
    NoticeKind.CERTIFICATE_EXPIRING: "Contado em",
}
"""What the notice's time is of, unless it is when the thing happened."""

NAMES: Mapping[NoticeKind, str] = {
    NoticeKind.MAILBOX_PAUSED: "caixas de e-mail pausadas",
    NoticeKind.SENDING_PAUSED: "envio de e-mails pausado",
    NoticeKind.MESSAGE_FAILED: "mensagens que não chegaram",
    NoticeKind.BILLING_ERROR: "problemas com cobranças",
    NoticeKind.MANIFESTATION_ENDING: "notas que esperam manifestação",
    NoticeKind.SEFAZ_ERROR: "problemas com a SEFAZ",
    NoticeKind.CERTIFICATE_EXPIRING: "certificados que vencem",
}
"""Each kind as users know it."""
