"""The answer of a test: how it went, and if it failed where, why, and what to do."""

from malote.diagnosis.authorizing import AUTHORIZING
from malote.diagnosis.general import GENERAL
from malote.diagnosis.logging_in import LOGGING_IN
from malote.diagnosis.reaching import REACHING
from malote.diagnosis.rules import Failure, Protocol, Rule, first
from malote.diagnosis.sending import SENDING
from malote.diagnosis.views import CheckReport, StepView
from malote.errors import (
    AppRefused,
    ConsentWithdrawn,
    MailboxError,
    Step,
    TokenUnavailable,
)
from malote.mail_accounts import Auth
from malote.providers.models import Provider, Server
from malote.providers.table import by_domain, by_host

_STEPS: dict[Protocol, tuple[Step, ...]] = {
    "imap": ("resolve", "connect", "tls", "login", "folder"),
    "smtp": ("resolve", "connect", "tls", "login", "sender", "recipient", "message"),
}
_WELL: dict[Protocol, str] = {
    "imap": "Caixa de e-mail ok.",
    "smtp": "Configurações de e-mail ok.",
}
_FAILED: dict[Step, str] = {
    "resolve": "Falhou ao procurar o servidor.",
    "connect": "Falhou ao conectar.",
    "tls": "Falhou na conexão segura (TLS).",
    "login": "Falhou no login.",
    "folder": "Falhou ao abrir a pasta.",
    "sender": "Falhou no remetente.",
    "recipient": "Falhou no destinatário.",
    "message": "Falhou no envio da mensagem.",
}
# Of these the mail server knows nothing: whoever gives tokens was asked, before it was called.
_NOT_CALLED = (AppRefused, ConsentWithdrawn, TokenUnavailable)

_OF_MOST = {
    "login": (
        "Confira o usuário, que quase sempre é o endereço inteiro, e a senha: entre com os dois "
        "no webmail. Se a conta tem verificação em duas etapas, crie no provedor uma senha de "
        "app e use-a aqui."
    ),
    "enabling": "Ligue IMAP e SMTP nas configurações da conta, ou peça isso ao administrador dela.",
    "sender": "Use como remetente o endereço da própria conta, ou um que o provedor libere a ela.",
    "limits": "Cada provedor limita os envios por hora e por dia conforme o plano.",
}


def report(
    protocol: Protocol,
    host: str,
    address: str,
    error: MailboxError | None,
    seconds: float,
    *,
    auth: Auth = Auth.PASSWORD,
) -> CheckReport:
    """What a test of an account at ``host`` found; None for ``error`` says that all went well.

    ``address`` is the account's address or username, ``seconds`` how long the test took.
    """
    if error is None:
        return CheckReport(
            status="ok",
            message=_WELL[protocol],
            steps=[StepView(step=step, status="ok") for step in _STEPS[protocol]],
            seconds=seconds,
        )
    step = error.step if error.step in _STEPS[protocol] else "connect"
    own = by_domain(address)
    provider = by_host(host, address) or (own if step in {"resolve", "connect"} else None)
    failure = Failure(error, protocol, step, auth, provider)
    rule = first(_rules(step), failure)
    advice = _advice(provider) | {"servers": _servers(own, protocol)}
    return CheckReport(
        status="failed",
        message=f"{_FAILED[step]} {error.message}",
        step=step,
        code=error.code,
        server_said=error.said,
        cause=rule.cause,
        action=" ".join(rule.action.format_map(advice).split()),
        provider=provider and provider.id,
        help_url=rule.help_url or (provider and provider.help_url),
        steps=_walked(_STEPS[protocol], step, error),
        seconds=seconds,
    )


def _rules(step: Step) -> tuple[Rule, ...]:
    match step:
        case "resolve" | "connect" | "tls":
            return REACHING + GENERAL
        case "login":
            return AUTHORIZING + LOGGING_IN + GENERAL
        case "folder":
            return GENERAL
    return SENDING + GENERAL


def _advice(provider: Provider | None) -> dict[str, str]:
    return {
        name: (getattr(provider, name) if provider else "") or of_most
        for name, of_most in _OF_MOST.items()
    }


def _servers(provider: Provider | None, protocol: Protocol) -> str:
    if provider is None:
        return ""
    server: Server = getattr(provider, protocol)
    security = server.security.upper()
    return (
        f"Para este endereço, {provider.name} usa {server.host}, porta {server.port} ({security})."
    )


def _walked(steps: tuple[Step, ...], failed: Step, error: MailboxError) -> list[StepView]:
    before = "skipped" if isinstance(error, _NOT_CALLED) else "ok"
    at = steps.index(failed)
    return [
        StepView(step=step, status=before if n < at else "failed" if n == at else "skipped")
        for n, step in enumerate(steps)
    ]
