"""What goes wrong between the remote service and a device."""

from malote.errors.base import MaloteError


class DeviceError(MaloteError):
    """A device is not served."""

    code = "device_error"
    message = "O serviço remoto não atende este computador."
    action = "Veja o detalhe na lista de eventos do Integrador."


class DeviceUnknown(DeviceError):
    """Also of a signature that is not the device's: who asks is told no more."""

    code = "device_unknown"
    message = "O pedido não vem de um computador autorizado."
    action = "Configure o Integrador de novo, com um código novo."


class DeviceRevoked(DeviceError):
    code = "device_revoked"
    message = "A autorização deste computador foi revogada."
    action = "Peça um código novo ao administrador da empresa e configure o Integrador de novo."


class RequestReplayed(DeviceError):
    code = "request_replayed"
    message = "Este pedido já foi feito."
    action = "Nada a fazer: o Integrador faz outro."


class ClockSkewed(DeviceError):
    """``detail`` has the service's time, in RFC 3339."""

    code = "clock_skewed"
    message = "O relógio deste computador está errado."
    action = "Acerte a data e a hora do computador."


class LeaseHeld(DeviceError):
    """``detail`` says by which device, and until when."""

    code = "lease_held"
    message = "Outro computador está atendendo este CNPJ ou CPF."
    action = "Pare o Integrador no outro computador, ou revogue a autorização dele."


class EnrolmentRefused(DeviceError):
    """``detail`` says why; whether a code exists is not told."""

    code = "enrolment_refused"
    message = "O código não vale: não existe, já foi usado, expirou ou é de outro CNPJ ou CPF."
    action = "Confira o CNPJ ou CPF, ou peça um código novo ao administrador da empresa."


class CertificateOfAnother(DeviceError):
    """``detail`` names both."""

    code = "certificate_of_another"
    message = "O certificado escolhido não é do CNPJ ou CPF deste código."
    action = "Escolha o certificado da mesma empresa, ou peça um código para o CNPJ dele."


class JobRefused(MaloteError):
    """A device does not do what it was handed."""

    code = "job_refused"
    message = "O Integrador recusou uma tarefa."
    action = "Se não foi um teste, fale com o suporte: alguém pode ter alterado a tarefa."


class JobAltered(JobRefused):
    code = "job_altered"
    message = "A tarefa não tem a assinatura do Malote; nada foi enviado à SEFAZ."


class JobReplayed(JobRefused):
    code = "job_replayed"
    message = "A tarefa já tinha sido recebida; nada foi enviado de novo à SEFAZ."


class JobOfAnother(JobRefused):
    code = "job_of_another"
    message = "A tarefa é de outra empresa ou de outro certificado; nada foi enviado à SEFAZ."


class JobExpired(JobRefused):
    code = "job_expired"
    message = "A tarefa chegou depois do prazo; nada foi enviado à SEFAZ."
    action = "Nada a fazer: o Malote cria outra."


class RootsAltered(MaloteError):
    """A device does not trust authorities that the service did not sign."""

    code = "roots_altered"
    message = (
        "As autoridades certificadoras recebidas não têm a assinatura do Malote; "
        "a SEFAZ não é consultada."
    )
    action = "Fale com o suporte: alguém pode estar entre este computador e o Malote."


class JobNotYours(DeviceError):
    """Who answers a job is not who was handed it."""

    code = "job_not_yours"
    message = "Esta tarefa não foi entregue a este computador."
    action = "Nada a fazer; se persistir, fale com o suporte."
