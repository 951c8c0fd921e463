"""Rules for what a server says of a mail: its sender, its recipients, itself (RFC 3463 codes)."""

from malote.diagnosis.rules import MICROSOFT, Rule

_DNS = (
    "Peça a quem cuida do DNS do domínio que publique SPF e DKIM do provedor que envia (e DMARC)."
)

SENDING = (
    Rule(
        words=r"5\.4\.5|5\.7\.233|5\.1\.90|(?:daily|sending) .{0,20}(?:limit|quota)"
        r"|limit exceeded|limite (?:di[áa]rio|de envios?)|too many (?:messages|recipients)",
        cause="A conta passou do limite de envios do provedor.",
        action="Espere até o limite se renovar (até 24 horas). {limits}",
    ),
    Rule(
        words=r"gr[ea]y-?list|45[01] 4\.7\.1\b",
        steps=("recipient", "message"),
        cause="O servidor adia quem ainda não conhece (greylisting); é normal no primeiro envio.",
        action="Nada a mudar: teste de novo em 5 a 15 minutos. Mensagens na fila saem sozinhas.",
    ),
    # https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr
    Rule(
        words=r"5\.7\.60|5\.2\.252|SendAsDenied|permissions to send as",
        cause="A conta que fez o login não tem permissão de enviar com este remetente.",
        action="{sender}",
    ),
    Rule(
        words=r"5\.1\.8|bad outbound sender|5\.7\.70[58]|tenant has exceeded",
        providers=MICROSOFT,
        cause="A Microsoft bloqueou o envio desta conta por suspeita de spam.",
        action=(
            "Troque a senha da conta e peça ao administrador que a libere em "
            "https://security.microsoft.com/restrictedentities."
        ),
    ),
    Rule(
        words=r"5\.7\.57|not authenticated|authentication (?:is )?required|^530",
        cause="O servidor não considera o login feito, e por isso não envia.",
        action="{enabling} Confira também usuário, porta e segurança.",
    ),
    Rule(
        words="relay",
        steps=("recipient", "message"),
        cause="O servidor não envia a outros domínios por esta conta.",
        action="Use o servidor de envio do provedor, com o usuário da própria caixa. {sender}",
    ),
    Rule(
        codes=("sender_refused",),
        words=r"5\.1\.8|4\.1\.8|sender verify|domain .{0,40}(?:not (?:found|exist)|does not exist)",
        cause="O domínio do remetente não existe ou não recebe e-mails.",
        action="Confira o endereço do remetente. {sender}",
    ),
    Rule(
        codes=("sender_refused",),
        cause="O servidor não envia com este remetente por esta conta.",
        action="{sender}",
    ),
    Rule(
        steps=("recipient",),
        words=r"5\.1\.(?:1|10|6)\b|user unknown|unknown user|inexistente"
        r"|no such (?:user|address|recipient|mailbox)"
        r"|(?:user|address|mailbox|account).{0,20} (?:not found|not exist|unavailable)",
        cause="O endereço do destinatário não existe.",
        action="Confira o endereço com o destinatário.",
    ),
    Rule(
        words=r"[45]\.2\.2\b|over ?quota|mailbox (?:is )?full|caixa (?:postal )?cheia",
        cause="A caixa do destinatário está cheia.",
        action="Avise o destinatário por outro meio, ou use outro endereço dele.",
    ),
    Rule(
        steps=("recipient",),
        words=r"5\.1\.2\b|5\.4\.4|domain|host (?:unknown|not found)",
        cause="O domínio do destinatário não existe ou não recebe e-mails.",
        action="Confira o que vem depois do @ no endereço do destinatário.",
    ),
    Rule(
        steps=("recipient",),
        words=r"5\.2\.1\b|disabled|inactive|desativad",
        cause="A caixa do destinatário está desativada.",
        action="Peça outro endereço ao destinatário.",
    ),
    Rule(
        words=r"5\.3\.4|5\.2\.3\b|^552 (?!5\.7)|too (?:big|large)"
        r"|size (?:exceed|limit)|exceed.{0,20} size|aceita no máximo",
        cause="A mensagem é maior do que o servidor aceita.",
        action="Envie menos anexos por mensagem; muitos servidores aceitam até 10 ou 25 MB.",
    ),
    Rule(
        words=r"5\.7\.2[03-7]\b|\bSPF\b|DKIM|DMARC|unauthenticated",
        cause="O domínio do remetente não autoriza este servidor a enviar por ele (SPF, DKIM).",
        action=_DNS,
    ),
    Rule(
        words=r"virus|malware|v[íi]rus|security issue|attachment|anexo|content (?:rejected|reject)",
        steps=("message",),
        cause="O servidor não aceita um anexo ou o conteúdo da mensagem.",
        action="Tire da mensagem executáveis, zips com senha e links; XML e PDF costumam passar.",
    ),
    Rule(
        words=r"421|4\.7\.(?:0|28|32|500)\b|4\.3\.2|rate|too many|throttl|slow down|4\.5\.3",
        codes=("mail_deferred", "host_unreachable"),
        cause="O servidor pediu para enviar mais devagar.",
        action="Espere alguns minutos e teste de novo; mensagens na fila saem sozinhas. {limits}",
    ),
    Rule(
        words=r"5\.7\.[01]\b|spam|policy|blocked|black ?list|block ?list|reputation|bloquead"
        r"|pol[íi]tica",
        cause="Uma regra contra spam barrou o envio, do provedor ou do servidor do destinatário.",
        action=(
            "Mande ao suporte do provedor o que o servidor disse. Confira se o remetente é o da "
            f"conta. {_DNS}"
        ),
    ),
    Rule(
        codes=("delivery_uncertain",),
        cause="A mensagem foi entregue inteira, mas a conexão caiu antes da confirmação.",
        action="Veja se ela chegou, ou se está nos enviados da conta, antes de tentar de novo.",
    ),
    Rule(
        codes=("recipients_refused",),
        cause="O servidor não aceita este destinatário.",
        action="Confira o endereço; se estiver certo, diga ao destinatário o que o servidor disse.",
    ),
    Rule(
        codes=("message_refused",),
        cause="O servidor recusou a mensagem pelo conteúdo, pelo tamanho ou por regra própria.",
        action="Tente sem anexos; se persistir, mande ao suporte do provedor o que ele disse.",
    ),
    Rule(
        codes=("mail_deferred",),
        cause="O servidor não pôde aceitar a mensagem agora.",
        action="Tente de novo em alguns minutos; mensagens na fila saem sozinhas.",
    ),
)
