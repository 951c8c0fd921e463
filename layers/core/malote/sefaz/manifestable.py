"""Whether a recipient may manifest on an NF-e, and which time it is (NT 2020.001 v1.50)."""

from collections.abc import Collection, Mapping, Set
from typing import Any

from malote.environment import Environment
from malote.errors import NotManifestable
from malote.fiscal import AccessKey
from malote.sefaz.operations import ManifestationKind
from malote.tax_id import base, formatted, formatted_base

NFE_MODEL = "55"
CONCLUSIVE = frozenset(ManifestationKind) - {ManifestationKind.AWARENESS}
"""An answer that ends the wait; the last one of them counts."""

_MOST = 2  # of each conclusive kind


def by_others(access_key: str, own: Collection[str]) -> bool:
    """Whether a company issued it that has none of these tax ids."""
    issuer = AccessKey(access_key).issuer_tax_id
    return base(issuer) not in {base(each) for each in own}


def check_document(
    access_key: str,
    tax_id: str,
    environment: Environment,
    own: Collection[str],
    header: Mapping[str, Any] | None,
) -> None:
    """Refuse what SEFAZ would surely refuse. ``own`` are the tenant's tax ids, all of them.

    ``header`` is the catalog's, None of a document that did not come yet: SEFAZ will know. A
    summary names no recipient: SEFAZ gives it to nobody else. Raises NotManifestable.
    """
    key = AccessKey.find(access_key)
    if key is None or key.value != access_key:
        raise NotManifestable(f"{access_key}: não é uma chave de acesso")
    if not key.check_digit_matches:
        raise NotManifestable(f"{access_key}: o dígito verificador não confere")
    if key.model != NFE_MODEL:
        raise NotManifestable(f"{access_key}: só NF-e (modelo 55) se manifesta")
    if not by_others(access_key, own):
        issuer = formatted(key.issuer_tax_id)
        raise NotManifestable(f"{access_key}: quem emitiu é a própria empresa ({issuer})")
    if header is None:
        return
    if header.get("cancelled"):
        raise NotManifestable(f"{access_key}: o emitente cancelou a nota")
    if (of := header.get("environment")) and of != environment:
        raise NotManifestable(f"{access_key}: a nota não é do ambiente configurado ({environment})")
    recipient = header.get("recipient_tax_id")
    if header.get("record") == "document" and base(recipient or "") != base(tax_id):
        to = f"é {formatted_base(recipient)}" if recipient else "não tem CNPJ nem CPF"
        raise NotManifestable(f"{access_key}: o destinatário {to}, não {formatted_base(tax_id)}")


def sequence(access_key: str, kind: ManifestationKind, taken: Set[tuple[str, int]]) -> int:
    """The event's number, given the (kind, sequence) that are taken of the document.

    Awareness has one, and none after a conclusive answer (655). Raises NotManifestable.
    """
    times = sum(each == kind for each, _ in taken)
    if kind is ManifestationKind.AWARENESS:
        if any(each in CONCLUSIVE for each, _ in taken):
            raise NotManifestable(f"{access_key}: já tem uma manifestação conclusiva")
        return 1
    if times >= _MOST:
        raise NotManifestable(f"{access_key}: esta manifestação já foi feita {times} vezes")
    return times + 1
