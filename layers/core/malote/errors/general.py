"""Errors of any part of Malote."""

from malote.errors.base import MaloteError


class InvalidInput(MaloteError):
    code = "invalid_input"
    message = "Os dados enviados não podem ser usados."
    action = "Corrija o que o detalhe aponta e envie de novo."


class InvalidTrustStore(InvalidInput):
    code = "invalid_trust_store"
    message = "O arquivo não traz certificados em PEM que possam ser usados."
    action = (
        "Junte num só arquivo PEM as raízes e as intermediárias publicadas pelo ITI e, se quiser, "
        "os certificados de quem assina as NFS-e."
    )


class AlreadyExists(InvalidInput):
    code = "already_exists"
    message = "Já existe."
    action = "Use outro identificador, ou altere o que existe."


class IdempotencyMismatch(InvalidInput):
    code = "idempotency_mismatch"
    message = "Esta Idempotency-Key já foi usada em outro pedido."
    action = "Use uma chave nova para cada pedido diferente."


class ChangeTooLarge(InvalidInput):
    """``detail`` says how many items it is, and how many at most."""

    code = "change_too_large"
    message = "São mudanças demais para um pedido só; nada foi salvo."
    action = "Peça em partes, com menos filiais e módulos em cada uma."


class ChangedMeanwhile(MaloteError):
    code = "changed_meanwhile"
    message = "Alguém mudou isto ao mesmo tempo; nada foi salvo."
    action = "Consulte como ficou e, se ainda for o caso, envie de novo."


class NotFound(MaloteError):
    code = "not_found"
    message = "O recurso não existe."
    action = "Confira o identificador."


class Forbidden(MaloteError):
    code = "forbidden"
    message = "Este usuário não pode fazer isso."
    action = "Peça acesso ao administrador da sua empresa."


class TooSoon(MaloteError):
    """``detail`` says when it may be asked again."""

    code = "too_soon"
    message = "Isto acabou de ser pedido."
    action = "Espere o tempo indicado e tente de novo."


class NotRetryable(MaloteError):
    """``detail`` says what to do instead, for it depends on why the thing was refused."""

    code = "not_retryable"
    message = "Ler de novo daria no mesmo: o arquivo não pôde nem ser aberto."
    action = "Siga o detalhe; um arquivo novo pode ser enviado pelo Malote ou por e-mail."
