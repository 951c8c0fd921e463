"""The groups of tags that every layout of the Portal Fiscal shares."""

from malote.errors import IdentityMissing
from malote.fiscal import tax_id
from malote.fiscal.access_key import AccessKey
from malote.fiscal.models import Authorization, Environment, OperationType, Party
from malote.fiscal.values import moment
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
        foreign_id=group.text("idEstrangeiro"),
        legal_name=group.text("xNome"),
        trade_name=group.text("xFant"),
        state_registration=group.text("IE"),
        uf=group.text("UF") or group.group(address, "UF").text("UF"),
    )


def authorized_tax_ids(group: Group) -> tuple[str, ...]:
    """Every ``autXML``: those whom the issuer lets fetch the document."""
    found = (tax_id_of(authorized) for authorized in group.groups("autXML"))
    return tuple(dict.fromkeys(one for one in found if one))


def identity(own: Group, protocol: Group, key_tag: str) -> AccessKey:
    """The document's key: its own ``Id``, else the one its protocol names.

    Raises IdentityMissing when there is no document there, or neither holds a key.
    """
    key = AccessKey.find(own.attribute("Id")) or AccessKey.find(protocol.text(key_tag))
    if not own or key is None:
        raise IdentityMissing(f"neither Id nor {key_tag} holds an access key")
    return key


def authorization(protocol: Group, key_tag: str) -> Authorization | None:
    """An ``infProt``; None for a document that came without protocol."""
    if not protocol:
        return None
    key = AccessKey.find(protocol.text(key_tag))
    return Authorization(
        protocol=protocol.text("nProt"),
        status_code=protocol.text("cStat"),
        received_at=moment(protocol.text("dhRecbto")),
        digest_value=protocol.text("digVal"),
        access_key=key.value if key else None,
    )


def digest_value(signed: Group) -> str | None:
    """The DigestValue in the signature beside the signed group."""
    reference = signed.group("Signature").group("SignedInfo").group("Reference")
    return reference.text("DigestValue")
