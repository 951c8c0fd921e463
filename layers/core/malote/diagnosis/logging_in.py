"""Rules for what fails at the login, by what providers are known to say."""

from malote.diagnosis.rules import GOOGLE, MICROSOFT, Rule

LOGGING_IN = (
    # https://support.google.com/a/answer/3726730 lists Gmail's SMTP replies.
    Rule(
        words="application-specific password|InvalidSecondFactor",
        providers=GOOGLE,
        cause="A conta tem verificação em duas etapas, e o Gmail não aceita a senha comum dela.",
        action="{login}",
    ),
    Rule(
        words=r"web ?login ?required|5\.7\.14\b|log in (?:via|with) your web browser",
        providers=GOOGLE,
        cause="O Google desconfiou do acesso e quer que o dono da conta entre pelo navegador.",
        action=(
            "Entre na conta em https://mail.google.com, confirme em "
            "https://myaccount.google.com/notifications que o acesso foi seu e tente de novo. "
            "{login}"
        ),
        help_url="https://support.google.com/mail/answer/78754",
    ),
    Rule(
        words=r"5\.7\.8|invalid credentials|username and password not accepted|BadCredentials",
        providers=GOOGLE,
        oauth=False,
        cause="O Gmail não aceitou a senha: a senha comum da conta não serve para programas.",
        action="{login}",
    ),
    # https://learn.microsoft.com/exchange/troubleshoot/email-delivery/
    # https://aka.ms/smtp_auth_disabled
    Rule(
        words="SmtpClientAuthentication is disabled|smtp_auth_disabled",
        cause="O envio autenticado (SMTP AUTH) está desligado na empresa ou nesta conta.",
        action="{enabling} A mudança pode levar algumas horas.",
        help_url="https://aka.ms/smtp_auth_disabled",
    ),
    Rule(
        words=r"basic authentication is|5\.7\.30\b",
        cause="A Microsoft não aceita mais senha nesta conta (fim da autenticação básica).",
        action="{login}",
    ),
    Rule(
        words=r"did not meet the criteria|security defaults|conditional access|is locked",
        providers=MICROSOFT,
        cause="Uma política de segurança da empresa no Microsoft 365 bloqueia este login.",
        action=(
            "Peça ao administrador que veja o bloqueio em Microsoft Entra › Logs de entrada e "
            "libere SMTP e IMAP para a conta, ou autorize o Malote com a Microsoft (OAuth 2)."
        ),
    ),
    # Exchange: the token was good, and the mailbox not to be had by IMAP.
    Rule(
        words="authenticated but not connected",
        cause="O login foi aceito, mas a Microsoft não abriu a caixa por IMAP.",
        action="{enabling} Se acabou de ser ligado, espere uma hora e teste de novo.",
    ),
    Rule(
        providers=("outlook",),
        codes=("credentials_refused",),
        oauth=False,
        cause="A Microsoft não aceita mais senha em contas Outlook.com e Hotmail.",
        action="{login}",
    ),
    Rule(
        providers=("microsoft-365",),
        protocol="imap",
        codes=("credentials_refused",),
        oauth=False,
        cause="O Microsoft 365 não aceita senha para ler e-mails desde outubro de 2022.",
        action="{login}",
    ),
    Rule(
        words=r"5\.7\.(?:3|139|57)\b",
        providers=MICROSOFT,
        oauth=False,
        cause="O Microsoft 365 recusou a senha: está errada, ou a conta não pode enviar com senha.",
        action="Confira a senha entrando em https://outlook.office.com. {enabling} {login}",
    ),
    # Yahoo's and AOL's.
    Rule(
        words="AUTH005|too many bad auth",
        providers=("yahoo",),
        cause="O Yahoo bloqueou novas tentativas por um tempo, depois de muitas recusas.",
        action="Espere algumas horas antes de testar de novo. {login}",
    ),
    Rule(
        words="MBR1212|AUTH012|AUTH00|incorrect username or password",
        providers=("yahoo",),
        cause="O Yahoo não aceita a senha comum da conta em programas, só uma senha de app.",
        action="{login}",
    ),
    Rule(
        words=r"to enable IMAP|not enabled for IMAP|disabled for your domain"
        r"|IMAP (?:access )?(?:is |has been )?(?:disabled|not enabled|desativado|desabilitado)",
        cause="O acesso por IMAP está desligado nesta conta.",
        action="{enabling}",
    ),
    Rule(
        words=r"app(?:lication)?[- ](?:specific )?password|senha de app",
        cause="A conta só aceita uma senha de app, e não a senha comum.",
        action="{login}",
    ),
    Rule(
        words=r"\[EXPIRED\]|password (?:has |is )?expired|senha (?:est[áa] )?(?:expirada|vencida)",
        cause="A senha da conta venceu.",
        action="Entre no webmail, troque a senha e informe a nova aqui.",
    ),
    Rule(
        words=r"suspended|(?:account|user|mailbox) (?:is |has been )?(?:disabled|blocked|locked)"
        r"|(?:conta|usu[áa]rio) (?:est[áa] )?(?:bloquead|suspens|desativad)",
        cause="O provedor bloqueou ou suspendeu a conta.",
        action="Entre no webmail para ver o motivo e liberar a conta, ou fale com o provedor.",
    ),
    Rule(
        words="não aceita login por senha|LOGINDISABLED|não aceita senhas",
        cause="O servidor não aceita login por senha nesta conta ou porta.",
        action="Confira servidor e porta; contas Google e Microsoft se autorizam por OAuth 2.",
    ),
    Rule(
        words="não aceita login por OAuth",
        cause="O servidor não aceita a autorização do Google ou da Microsoft (OAuth 2).",
        action="Confira se é o servidor desse provedor; em outros, use a senha. {servers}",
    ),
    Rule(
        words="não oferece login",
        cause="O servidor não oferece login nesta porta: não deve ser o de envio do provedor.",
        action="Use o servidor de envio, na porta 465 (TLS) ou 587 (STARTTLS). {servers}",
    ),
    Rule(
        words="caractere nulo",
        cause="A senha tem uma quebra de linha ou um caractere que não se pode enviar.",
        action="Digite a senha de novo, sem colar espaços nem quebras de linha.",
    ),
    Rule(
        codes=("credentials_refused",),
        oauth=True,
        cause="A autorização (OAuth 2) vale, mas o servidor não abre a conta com ela.",
        action="{enabling} Confira também se foi esta mesma conta que autorizou o Malote.",
    ),
    Rule(
        words=r"too many|rate limit|\[LIMIT\]|throttl|maximum number|exceeded",
        cause="O provedor limita conexões e tentativas de login, e o limite foi passado.",
        action="Espere uns 15 minutos e feche outros programas que usem a mesma conta. {limits}",
    ),
    Rule(
        codes=("host_unreachable", "mail_deferred"),
        cause="O servidor não pôde conferir a senha agora; não quer dizer que ela esteja errada.",
        action="Tente de novo em alguns minutos; se persistir, fale com o provedor.",
    ),
    Rule(
        codes=("credentials_refused",),
        cause="O servidor não aceitou este usuário com esta senha.",
        action="{login}",
    ),
)
