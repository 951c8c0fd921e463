"""The groups of tags that every layout of the Portal Fiscal shares."""

from malote import tax_id
from malote.environment import Environment
from malote.errors import IdentityMissing
from malote.fiscal.access_key import AccessKey, find_key
from malote.fiscal.codes import OperationType
from malote.fiscal.details import Instalment
from malote.fiscal.models import Authorization, Party
from malote.fiscal.values import day, decimal, moment
from malote.fiscal.xml import Group

ENVIRONMENTS = {"1": Environment.PRODUCTION, "2": Environment.HOMOLOGATION}
OPERATION_TYPES = {"0": OperationType.INCOMING, "1": OperationType.OUTGOING}


def tax_id_of(group: Group) -> str | None:
    """The CNPJ of a group, or its CPF, bare."""
    return tax_id.find(group.text("CNPJ")) or tax_id.find(group.text("CPF"))


def party(group: Group, address: str) -> Party | None:
    """A party and its state, which may stand in the group ``address``."""
    if not group:
        return None
    return Party(
        tax_id=tax_id_of(group),
        foreign_id=group.text("idEstrangeiro") or group.text("idOutros"),
        legal_name=group.text("xNome"),
        trade_name=group.text("xFant"),
        state_registration=group.text("IE"),
        municipal_registration=group.text("IM"),
        uf=group.text("UF") or group.text_within(address, "UF"),
    )


def authorized_tax_ids(group: Group) -> tuple[str, ...]:
    """Every ``autXML``: those whom the issuer lets fetch the document."""
    found = dict.fromkeys(map(tax_id_of, group.groups("autXML")))
    return tuple(filter(None, found))


def access_keys(*texts: str | None) -> tuple[str, ...]:
    """The access keys among the texts, each once."""
    return tuple(filter(None, dict.fromkeys(map(find_key, texts))))


def identity(own: Group, protocol: Group, key_tag: str) -> AccessKey:
    """The document's key: its own ``Id``, else the one its protocol names.

    Raises IdentityMissing when there is no document there, or neither holds a key.
    """
    key = AccessKey.find(own.attribute("Id")) or AccessKey.find(protocol.text(key_tag))
    if not own or key is None:
        raise IdentityMissing(f"nem o Id nem {key_tag} traz uma chave de acesso")
    return key


def authorization(protocol: Group, key_tag: str) -> Authorization | None:
    """An ``infProt``; None for a document that came without protocol."""
    if not protocol:
        return None
    return Authorization(
        protocol=protocol.text("nProt"),
        status_code=protocol.text("cStat"),
        received_at=moment(protocol.text("dhRecbto")),
        digest_value=protocol.text("digVal"),
        access_key=find_key(protocol.text(key_tag)),
    )


def digest_value(signed: Group) -> str | None:
    """The DigestValue in the signature beside the signed group."""
    return signed.text_within("Signature", "DigestValue")


def instalments(billing: Group) -> tuple[Instalment, ...]:
    """Every ``dup`` of a ``cobr``."""
    return tuple(
        Instalment(
            number=each.text("nDup"),
            due_date=day(each.text("dVenc")),
            amount=decimal(each.text("vDup")),
        )
        for each in billing.groups("dup")
    )
