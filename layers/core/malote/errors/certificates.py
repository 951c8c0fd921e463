"""Certificates that cannot be installed, bound or changed."""

from typing import ClassVar, Literal

from malote.errors.base import MaloteError
from malote.errors.general import NotFound

CertificateStep = Literal["file", "password", "key", "certificate", "holder", "validity", "company"]
"""What is checked, in this order."""


class CertificateError(MaloteError):
    """A PFX that cannot be installed; ``step`` is the check that it does not pass."""

    step: ClassVar[CertificateStep] = "file"
    code = "certificate_error"
    message = "O certificado não pode ser instalado."
    action = "Corrija o que o detalhe aponta e envie de novo."


class PfxTooLarge(CertificateError):
    code = "pfx_too_large"
    message = "O arquivo é grande demais para um certificado."
    action = "Envie o arquivo .pfx ou .p12 do certificado, que costuma ter de 3 a 10 KB."


class PfxUnreadable(CertificateError):
    code = "pfx_unreadable"
    message = "O arquivo não é um PKCS#12 (.pfx ou .p12), ou está truncado."
    action = "Exporte o certificado em PKCS#12, com a chave privada, e envie o arquivo inteiro."


class PfxUnsupported(CertificateError):
    """``detail`` names what it uses."""

    code = "pfx_unsupported"
    message = "O arquivo usa uma proteção que o Malote não abre."
    action = "Importe-o no Windows ou com o OpenSSL e exporte-o de novo, com AES-256 e SHA-256."


class PfxTooCostly(CertificateError):
    """``detail`` says about how long it would take."""

    code = "pfx_too_costly"
    message = "O arquivo exige cálculos demais para ser aberto."
    action = "Exporte o certificado de novo com as opções normais do programa que o exporta."


class PfxPasswordWrong(CertificateError):
    step: ClassVar[CertificateStep] = "password"
    code = "pfx_password_wrong"
    message = "A senha não abre o arquivo."
    action = "Confira a senha dada ao exportar o certificado, com maiúsculas e acentos."


class PrivateKeyMissing(CertificateError):
    step: ClassVar[CertificateStep] = "key"
    code = "private_key_missing"
    message = "O arquivo não traz a chave privada."
    action = "Exporte de novo, marcando a opção de exportar a chave privada."


class SeveralPrivateKeys(CertificateError):
    step: ClassVar[CertificateStep] = "key"
    code = "several_private_keys"
    message = "O arquivo traz mais de uma chave privada."
    action = "Exporte um arquivo só com o certificado da empresa e a chave dele."


class PrivateKeyUnfit(CertificateError):
    """``detail`` says of which kind it is."""

    step: ClassVar[CertificateStep] = "key"
    code = "private_key_unfit"
    message = "A chave privada não é RSA, a única que os serviços fiscais aceitam."
    action = "Peça à autoridade certificadora um certificado com chave RSA de 2048 bits ou mais."


class PrivateKeyWeak(CertificateError):
    """``detail`` says how many bits it has."""

    step: ClassVar[CertificateStep] = "key"
    code = "private_key_weak"
    message = "A chave privada tem menos de 2048 bits."
    action = "Peça à autoridade certificadora um certificado com chave RSA de 2048 bits ou mais."


class CertificateMissing(CertificateError):
    step: ClassVar[CertificateStep] = "certificate"
    code = "certificate_missing"
    message = "O arquivo traz a chave privada, mas não o certificado."
    action = "Exporte o certificado junto com a chave."


class CertificateMalformed(CertificateError):
    step: ClassVar[CertificateStep] = "certificate"
    code = "certificate_malformed"
    message = "A senha está certa, mas o certificado não está codificado como a norma pede (DER)."
    action = "Peça à autoridade certificadora que emita o certificado de novo."


class PrivateKeyOfAnother(CertificateError):
    step: ClassVar[CertificateStep] = "certificate"
    code = "private_key_of_another"
    message = "A chave privada não é a do certificado."
    action = "Exporte o certificado do computador onde ele foi emitido, com a chave dele."


class CertificateExpired(CertificateError):
    """``detail`` says since when."""

    step: ClassVar[CertificateStep] = "validity"
    code = "certificate_expired"
    message = "O certificado está vencido."
    action = "Renove-o na autoridade certificadora e instale o novo."


class CertificateNotYetValid(CertificateError):
    """``detail`` says from when on."""

    step: ClassVar[CertificateStep] = "validity"
    code = "certificate_not_yet_valid"
    message = "O certificado ainda não é válido."
    action = "Espere o início da validade, ou confira com a autoridade certificadora."


class HolderMissing(CertificateError):
    step: ClassVar[CertificateStep] = "holder"
    code = "holder_missing"
    message = "O certificado não diz de que CNPJ ou CPF é: não é um e-CNPJ nem um e-CPF."
    action = "Use um e-CNPJ ou e-CPF da ICP-Brasil."


class OtherCompany(CertificateError):
    """``detail`` names both bases."""

    step: ClassVar[CertificateStep] = "company"
    code = "other_company"
    message = "O certificado é de outra empresa."
    action = "Use o certificado da empresa; um e-CNPJ serve a todas as filiais da mesma base."


class NotBound(MaloteError):
    """Why a certificate does not serve a branch's module; the other ones are not concerned."""

    code = "not_bound"
    message = "O certificado não pode ser ligado a este módulo."
    action = "Siga o detalhe e peça de novo em PUT /certificates/{id}."


class ModuleNotLicensed(NotBound):
    code = "module_not_licensed"
    message = "A licença da empresa não inclui este módulo."
    action = "Contrate o módulo com o suporte."


class BranchUnknown(NotBound):
    code = "branch_unknown"
    message = "Esta filial não está cadastrada."
    action = "Cadastre-a em POST /branches."


class ModuleWithoutParameters(NotBound):
    code = "module_without_parameters"
    message = "O módulo não tem parâmetros nesta filial."
    action = "Preencha os parâmetros em PUT /branches/{tax_id}."


class BranchOfAnotherCompany(NotBound):
    """``detail`` names both bases."""

    code = "branch_of_another_company"
    message = "A filial não é da empresa do certificado."
    action = "Use um certificado da empresa da filial."


class LaterCertificateBound(NotBound):
    """``detail`` names it, and says until when it is valid."""

    code = "later_certificate_bound"
    message = "Já há um certificado que não vence antes deste."
    action = "Nada a fazer, ou desligue antes o outro em PUT /certificates/{id}."


class NoCertificateBound(NotFound):
    """``detail`` says for what."""

    code = "no_certificate_bound"
    message = "Nenhum certificado atende este módulo desta filial."
    action = "Ligue um em PUT /certificates/{id}, ou instale um em POST /certificates."


class KeptKeyLost(MaloteError):
    """A live certificate without what was kept of it; ``detail`` says what is found instead."""

    code = "kept_key_lost"
    message = "A chave privada guardada não é mais a deste certificado, ou não está mais lá."
    action = "Exclua o certificado e instale-o de novo, com o arquivo e a senha dele."


class OnlyDeletion(MaloteError):
    code = "only_deletion"
    message = "O certificado está vencido: só pode ser excluído."
    action = "Instale o novo em POST /certificates, com as filiais e os módulos dele."


class ConfirmationNeeded(MaloteError):
    """``detail`` names what depends on it."""

    code = "confirmation_needed"
    message = "Isto ainda está em uso; nada foi excluído."
    action = "Confira o detalhe e, se for o caso, peça de novo com confirm=true."


class BranchInUse(MaloteError):
    """``detail`` names the certificates."""

    code = "branch_in_use"
    message = "Há certificados ligados a esta filial ou módulo; nada foi mudado."
    action = "Desligue-os antes em PUT /certificates/{id}; os vencidos, exclua."


class CertificateInstalled(MaloteError):
    """``detail`` is its id."""

    code = "certificate_installed"
    message = "Este certificado já está instalado."
    action = "Mude as filiais e os módulos dele em PUT /certificates/{id}."
