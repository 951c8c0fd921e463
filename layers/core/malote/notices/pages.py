"""What whoever follows a notice's link sees: a page that tells nothing of anybody."""

from malote.notices.models import NoticeKind
from malote.notices.words import NAMES

_PAGE = """<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Avisos do Malote</title>
</head>
<body>
<h1>Avisos do Malote</h1>
{0}
</body>
</html>
"""


def ask(kind: NoticeKind) -> str:
    """With a button: mail scanners follow links, but press nothing."""
    return _PAGE.format(
        f"<p>Parar de receber por e-mail os avisos de {NAMES[kind]}?</p>\n"
        '<form method="post"><button>Não quero mais estes avisos</button></form>'
    )


def done(kind: NoticeKind) -> str:
    """It is off."""
    return _PAGE.format(
        f"<p>Pronto: você não recebe mais por e-mail os avisos de {NAMES[kind]}.</p>\n"
        "<p>Eles continuam em GET /notices, e PUT /notice-settings os liga de novo.</p>"
    )


def refused() -> str:
    """The token is none of ours."""
    return _PAGE.format("<p>Este link não vale. Use o do aviso mais recente.</p>")
