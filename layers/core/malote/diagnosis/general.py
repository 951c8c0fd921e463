"""Rules for what no other rule knows: no error at any step goes unexplained."""

from malote.diagnosis.rules import Rule

GENERAL = (
    Rule(
        codes=("folder_missing",),
        cause="A pasta configurada não existe nesta caixa.",
        action=(
            "Crie a pasta no webmail ou corrija o nome dela; pastas dentro de outras se escrevem "
            "como «INBOX/Notas» ou «INBOX.Notas», conforme o servidor."
        ),
    ),
    Rule(
        codes=("mailbox_timeout",),
        steps=("resolve", "connect", "tls"),
        cause="O servidor atendeu e não falou a tempo: está lento, ou a porta é de outro serviço.",
        action="Confira a porta e a segurança; se estiverem certas, tente mais tarde. {servers}",
    ),
    Rule(
        codes=("mailbox_timeout",),
        cause="O servidor demorou demais para responder.",
        action="Tente de novo em alguns minutos; se persistir, fale com o provedor.",
    ),
    Rule(
        codes=("mail_protocol_error",),
        steps=("connect", "tls"),
        cause="Quem atende neste endereço e nesta porta não fala como um servidor de e-mail.",
        action="Confira o nome do servidor e a porta. {servers}",
    ),
    Rule(
        codes=("mail_protocol_error",),
        cause="O servidor respondeu de um jeito que não se espera de um servidor de e-mail.",
        action="Tente de novo; se persistir, mande ao provedor o que o servidor disse.",
    ),
    Rule(
        codes=("host_unreachable", "mail_deferred"),
        steps=("resolve", "connect", "tls"),
        cause="O servidor atendeu e encerrou a conversa logo no começo.",
        action="Tente de novo em alguns minutos; se persistir, fale com o provedor. {servers}",
    ),
    Rule(
        codes=("host_unreachable", "mail_deferred"),
        cause="O servidor interrompeu a conversa: está ocupado ou fora do ar.",
        action="Tente de novo em alguns minutos; se persistir, fale com o provedor.",
    ),
    Rule(
        codes=("lease_lost", "store_failed"),
        cause="O teste parou por um problema do Malote, não da conta.",
        action="Tente de novo em alguns minutos.",
    ),
    Rule(
        cause="O servidor não aceitou o que lhe foi pedido.",
        action="Mande ao suporte do provedor o que o servidor disse.",
    ),
)
