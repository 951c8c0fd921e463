"""What goes wrong on the agent's computer.

IntegradorError
├── KeyUnusable              a certificate that cannot be used now
│   ├── PinWrong
│   ├── PinNeeded            nobody gave it
│   ├── TokenMissing         the card or token is not there, or does not answer
│   ├── TokenLocked          too many wrong PINs, here or elsewhere
│   ├── KeyMissing           it is there, without this certificate or its private key
│   ├── CertificateUnknown   no card or token has the one that was asked for
│   ├── ModuleUnusable       the driver does not load, crashes or hangs
│   └── EngineMissing        libcurl cannot use keys that stay in their token
├── HomeError                the agent's own folder
│   ├── HomeUnusable         the disk is full, read-only or gone: later it may be there
│   ├── AlreadyRunning
│   ├── SettingsBroken
│   ├── NotConfigured
│   ├── DeviceKeyLost
│   └── JournalBroken        nobody knows whether SEFAZ was asked
└── ServiceError             Malote's service did not do what it was asked
    ├── ServiceUnreachable   later it may
    ├── ServiceRefused       in words that this version does not know
    └── ServiceInsecure      an address that is not https
"""

from malote.errors.base import MaloteError


class IntegradorError(MaloteError):
    code = "integrador_error"
    message = "O Integrador não conseguiu fazer isto."
    action = "Veja o detalhe e a pasta de registros; se persistir, fale com o suporte."


class KeyUnusable(IntegradorError):
    code = "key_unusable"
    message = "O certificado não pode ser usado agora."
    action = "Confira o cartão ou token e o certificado."


class PinWrong(KeyUnusable):
    code = "pin_wrong"
    message = "O PIN (ou a senha) do certificado está errado."
    action = "Tente de novo, com o PIN certo: depois de três erros o token bloqueia."


class PinNeeded(KeyUnusable):
    code = "pin_needed"
    message = "Falta o PIN (ou a senha) do certificado."
    action = "Tente de novo e digite o PIN."


class TokenMissing(KeyUnusable):
    code = "token_missing"
    message = "O cartão ou token não está conectado."
    action = "Conecte-o; o Integrador continua sozinho."


class TokenLocked(KeyUnusable):
    code = "token_locked"
    message = "O cartão ou token está bloqueado, por erros de PIN."
    action = "Desbloqueie-o com o PUK, no programa do fabricante."


class KeyMissing(KeyUnusable):
    code = "key_missing"
    message = "O certificado configurado, ou a chave dele, não está mais onde estava."
    action = "Configure de novo, e escolha o certificado."


class CertificateUnknown(KeyUnusable):
    code = "certificate_unknown"
    message = "Nenhum certificado deste computador tem este código."
    action = "Conecte o cartão ou token, e veja o código com `integrador certificates`."


class ModuleUnusable(KeyUnusable):
    """``detail`` names the driver."""

    code = "module_unusable"
    message = "O driver do cartão ou token não funciona."
    action = "Instale de novo o programa do fabricante do token."


class EngineMissing(KeyUnusable):
    code = "engine_missing"
    message = "Falta a peça que deixa o token falar com a SEFAZ."
    action = (
        "No Linux, instale libengine-pkcs11-openssl; no Windows, escolha o certificado do Windows."
    )


class HomeError(IntegradorError):
    """``detail`` names the file or folder."""

    code = "home_error"
    message = "A pasta do Integrador não está em ordem."


class HomeUnusable(HomeError):
    code = "home_unusable"
    message = "A pasta do Integrador não pode ser lida ou escrita."
    action = "Confira o espaço em disco e as permissões da pasta."

    @classmethod
    def of(cls, error: OSError) -> "HomeUnusable":
        """What the system says."""
        told = (str(part) for part in (error.filename, error.strerror) if part)
        return cls(": ".join(told))


class AlreadyRunning(HomeError):
    code = "already_running"
    message = "O Integrador já está aberto neste computador, com a mesma pasta."
    action = "Use o que está aberto, ou feche-o antes."


class SettingsBroken(HomeError):
    code = "settings_broken"
    message = "O arquivo de configuração está danificado, e nada foi mudado nele."
    action = "Recupere uma cópia dele, ou mude o nome dele e configure de novo com códigos novos."


class NotConfigured(HomeError):
    code = "not_configured"
    message = "Este CNPJ ou CPF não está configurado neste computador."
    action = "Veja os configurados com `integrador status`; configure com `integrador configure`."


class DeviceKeyLost(HomeError):
    code = "device_key_lost"
    message = "A chave deste computador não está mais na pasta do Integrador."
    action = "Peça um código novo ao administrador da empresa e configure de novo."


class JournalBroken(HomeError):
    code = "journal_broken"
    message = "O registro de uma tarefa não pode ser lido: não se sabe se a SEFAZ foi consultada."
    action = "Nada a fazer: o Malote confere sozinho depois. Se repetir, confira o disco."


class WindowMissing(IntegradorError):
    code = "window_missing"
    message = "A janela do Integrador não pode ser aberta neste computador."
    action = "Use `integrador run`, ou o pacote completo do Integrador."


class ServiceError(IntegradorError):
    code = "service_error"
    message = "O serviço do Malote não atendeu o pedido."


class ServiceUnreachable(ServiceError):
    code = "service_unreachable"
    message = "Não foi possível falar com o serviço do Malote."
    action = "Confira a internet deste computador; o Integrador tenta de novo sozinho."


class ServiceRefused(ServiceError):
    code = "service_refused"
    message = "O serviço do Malote recusou o pedido."
    action = "Veja o detalhe; atualize o Integrador; se persistir, fale com o suporte."


class ServiceInsecure(ServiceError):
    code = "service_insecure"
    message = "O endereço do serviço não é seguro: ele tem que começar com https://."
    action = "Confira o endereço com quem cuida do Malote."
