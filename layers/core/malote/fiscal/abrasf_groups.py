"""The groups of tags that ABRASF's municipal layouts share."""

from malote import tax_id
from malote.fiscal.xml import ABSENT, Group


def tax_id_of(group: Group) -> str | None:
    """The ``Cnpj`` or ``Cpf`` of a group; 2.0x puts them into a ``CpfCnpj`` of their own."""
    either = group.group("CpfCnpj") or group
    return tax_id.find(either.text("Cnpj")) or tax_id.find(either.text("Cpf"))


def confirmation(cancellation: Group) -> Group:
    """What a city says of an ``NfseCancelamento``; ABSENT when it says nothing, or refuses."""
    found = cancellation.group("Confirmacao")
    succeeded = found.group("InfConfirmacaoCancelamento").text("Sucesso")
    return ABSENT if succeeded in ("false", "0") else found
