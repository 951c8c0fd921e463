"""Rules for what fails before a login by OAuth 2: no token is given.

The words are the codes of RFC 6749 5.2 and Microsoft's
(https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
"""

from malote.diagnosis.rules import Rule

_CODES = ("consent_withdrawn", "app_refused", "token_unavailable")

AUTHORIZING = (
    Rule(
        words="AADSTS70002(?:15|22)",
        codes=_CODES,
        cause="O segredo do aplicativo (client_secret) no Microsoft Entra venceu ou está errado.",
        action=(
            "Crie outro em Microsoft Entra › Registros de aplicativo › Certificados e segredos e "
            "cadastre a credencial de novo."
        ),
    ),
    Rule(
        words="AADSTS(?:53003|50076|50079|50158)|admin_policy_enforced|access_denied",
        codes=_CODES,
        cause="Uma política da empresa bloqueia a autorização (acesso condicional ou MFA).",
        action=(
            "Peça ao administrador que libere o aplicativo para esta conta e autorize o Malote de "
            "novo."
        ),
    ),
    Rule(
        words="AADSTS65001|consent_required",
        codes=_CODES,
        cause="Ninguém aprovou ainda que o Malote acesse os e-mails desta conta.",
        action="Autorize o Malote com a conta; na empresa, o administrador tem de aprovar.",
    ),
    Rule(
        codes=("consent_withdrawn",),
        cause="A autorização dada ao Malote foi retirada, venceu, ou a senha da conta mudou.",
        action="Autorize o Malote de novo com a conta; o administrador pode ter de aprovar.",
    ),
    Rule(
        codes=("app_refused",),
        cause="O Google ou a Microsoft recusou o aplicativo que pede o acesso (OAuth 2).",
        action="Confira client_id e client_secret no Google Cloud ou no Microsoft Entra.",
    ),
    Rule(
        codes=("token_unavailable",),
        cause="O Google ou a Microsoft não deu a autorização de acesso agora.",
        action="Tente de novo em alguns minutos.",
    ),
)
