"""What is to be doubted of a signature that is whole: whose certificate, and trusted by whom."""

from datetime import datetime

from malote.certificates.strangers import Certificate
from malote.certificates.trust import TrustStore
from malote.clock import BRASILIA
from malote.tax_id import base, formatted


def doubts(
    leaf: Certificate,
    embedded: tuple[Certificate, ...],
    signers: frozenset[str] | None,
    signed_at: datetime | None,
    trust: TrustStore,
) -> list[str]:
    """Sentences in Portuguese for the user; none when the signature is to be believed.

    ``signers`` None asks for one of the authorities that the trust store names.
    """
    found = []
    if not _may_sign(leaf.holder.tax_id, trust.authorities if signers is None else signers):
        found.append(_by_another(leaf, signers))
    if not trust.roots:
        found.append("Nenhuma raiz confiável está configurada.")
    if signed_at is None:
        found.append("O documento não diz quando foi assinado.")
    elif not leaf.holds_at(signed_at):
        found.append(_out_of_validity(leaf, signed_at))
    elif trust.roots and not trust.leads_to_root(leaf, embedded, signed_at):
        found.append("O certificado não leva a uma raiz confiável e válida na data da assinatura.")
    return found


def _may_sign(holder: str | None, signers: frozenset[str]) -> bool:
    """A CNPJ's certificate serves every branch of its base."""
    return holder is not None and (holder in signers or base(holder) in map(base, signers))


def _by_another(leaf: Certificate, signers: frozenset[str] | None) -> str:
    holder = leaf.holder
    who = holder.name or "um titular sem nome"
    number = formatted(holder.tax_id) if holder.tax_id else "sem CNPJ nem CPF"
    signed = f"Assinado com o certificado de {who[:120]} ({number})"
    if signers is None:
        return f"{signed}, que não está entre as autoridades configuradas."
    whose = " ou ".join(map(formatted, sorted(signers))) or "um emitente que a chave não confirma"
    return f"{signed}, mas o documento é de {whose}."


def _out_of_validity(leaf: Certificate, signed_at: datetime) -> str:
    first, last, at = (
        f"{moment.astimezone(BRASILIA):%d/%m/%Y %H:%M}"
        for moment in (leaf.not_before, leaf.not_after, signed_at)
    )
    if signed_at > leaf.not_after:
        return f"O certificado estava vencido desde {last} quando assinou, em {at}."
    return f"O certificado só valia a partir de {first}, depois da assinatura, em {at}."
