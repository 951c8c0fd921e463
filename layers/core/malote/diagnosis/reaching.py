"""Rules for what fails before a server listens: its name, the connection, TLS.

The words on certificates are OpenSSL's (x509_vfy, ``X509_verify_cert_error_string``), those on
handshakes its reasons (``sslerr.h``).
"""

from malote.diagnosis.rules import Rule

_NOT_HERE = (
    "Avise quem cuida do servidor. O Malote não manda senha a um servidor que não provou ser ele."
)

REACHING = (
    Rule(
        codes=("host_unknown",),
        cause="Não há na internet servidor com este nome.",
        action="Confira se o nome do servidor foi digitado certo. {servers}",
    ),
    Rule(
        words="não combinam|WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|PACKET_LENGTH_TOO_LONG",
        codes=("tls_failed",),
        cause="O servidor atende, mas não fala TLS do jeito configurado nesta porta.",
        action=(
            "Acerte a porta e a segurança juntas: para ler, 993 com TLS ou 143 com STARTTLS; para "
            "enviar, 465 com TLS ou 587 com STARTTLS. {servers}"
        ),
    ),
    Rule(
        words="não oferece STARTTLS",
        codes=("tls_failed",),
        cause="O servidor não oferece conexão segura (STARTTLS) nesta porta.",
        action="Use TLS direto: porta 993 para ler, 465 para enviar. {servers}",
    ),
    Rule(
        words="has expired",
        codes=("tls_failed",),
        cause="O certificado do servidor venceu.",
        action=f"O certificado precisa ser renovado. {_NOT_HERE}",
    ),
    Rule(
        words="not yet valid",
        codes=("tls_failed",),
        cause="O certificado do servidor ainda não começou a valer.",
        action=f"O certificado ou o relógio do servidor está errado. {_NOT_HERE}",
    ),
    Rule(
        words="mismatch|not valid for",
        codes=("tls_failed",),
        cause="O certificado do servidor é de outro nome, não do nome configurado.",
        action=(
            "Use o nome que o provedor publica para o servidor, e não o do domínio da empresa (na "
            "Locaweb, email-ssl.com.br). {servers}"
        ),
    ),
    Rule(
        words="self[- ]signed",
        codes=("tls_failed",),
        cause="O certificado do servidor foi emitido por ele mesmo, e não por uma autoridade.",
        action=f"Peça um certificado de uma autoridade reconhecida (há gratuitos). {_NOT_HERE}",
    ),
    Rule(
        words="local issuer|first certificate|unable to get|unknown ca",
        codes=("tls_failed",),
        cause="O certificado do servidor não leva a uma autoridade reconhecida.",
        action=f"Falta um certificado intermediário, ou a autoridade é privada. {_NOT_HERE}",
    ),
    Rule(
        words="revoked",
        codes=("tls_failed",),
        cause="O certificado do servidor foi revogado.",
        action=f"O certificado precisa ser trocado. {_NOT_HERE}",
    ),
    Rule(
        words="PROTOCOL|VERSION|CIPHER|HANDSHAKE_FAILURE|TOO_SMALL|TOO_WEAK|LEGACY|SIGNATURE",
        codes=("tls_failed",),
        cause="O servidor só fala versões antigas e inseguras de TLS.",
        action=f"O servidor precisa aceitar TLS 1.2 ou mais novo. {_NOT_HERE}",
    ),
    Rule(
        codes=("tls_failed",),
        cause="A conexão segura (TLS) com o servidor não pôde ser feita.",
        action=(
            "Confira o nome do servidor, a porta e a segurança; se estiverem certos, avise quem "
            "cuida do servidor. {servers}"
        ),
    ),
    Rule(
        codes=("mail_deferred",),
        steps=("tls",),
        cause="O servidor não pôde começar a conexão segura (TLS) agora.",
        action="Tente de novo em alguns minutos; se persistir, avise quem cuida do servidor.",
    ),
    # One and the same for whatever is forbidden, closed or silent.
    Rule(
        words="não foi encontrado ou não atende",
        codes=("host_unreachable",),
        steps=("connect",),
        cause="Nenhum servidor público de e-mail atende neste endereço e nesta porta.",
        action=(
            "Confira o nome e a porta: 993 (TLS) ou 143 (STARTTLS) para ler, 465 (TLS) ou 587 "
            "(STARTTLS) para enviar. Servidores da rede interna da empresa não são alcançados. "
            "{servers}"
        ),
    ),
    Rule(
        words=r"5\.7\.[01]|^5\d\d|blocked|blacklist|reputation|denied",
        steps=("connect",),
        protocol="smtp",
        cause="O servidor recusou a conexão do Malote.",
        action=(
            "Confira se é o servidor de envio do provedor, e não o que recebe e-mails de fora "
            "(MX). Se for, mande ao suporte dele o que o servidor disse. {servers}"
        ),
    ),
)
