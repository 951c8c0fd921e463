"""What a PFX is made of and asks for, read before anything is opened (RFC 7292)."""

from dataclasses import dataclass, field
from typing import Any

from asn1crypto import core, pkcs12  # type: ignore[import-untyped]

from malote.certificates.pfx.algorithms import mac_of, sealed_of
from malote.certificates.pfx.protection import Mac, Sealed
from malote.errors import PfxUnsupported

_OTHER_CONTENTS = {
    "signed_data": "assinado com uma chave, e não com a senha",
    "enveloped_data": "cifrado para uma chave, e não com a senha",
}
_X509 = "1.2.840.113549.1.9.22.1"


class _CertificateBag(core.Sequence):  # type: ignore[misc]
    # asn1crypto's own reads the certificate too, and fails with it.
    _fields = [  # noqa: RUF012 (asn1crypto's way)
        ("cert_id", core.ObjectIdentifier),
        ("cert_value", core.OctetString, {"explicit": 0}),
    ]


@dataclass(slots=True)
class Bags:
    """The keys and the certificates of a file, or of a part of it, in DER or still encrypted."""

    keys: list[bytes | Sealed] = field(default_factory=list, repr=False)
    certificates: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Structure:
    """``bags`` are in the clear, those in ``sealed`` are not; without a ``mac`` nothing is sure."""

    bags: Bags
    sealed: tuple[Sealed, ...]
    mac: Mac | None

    @property
    def cost(self) -> float:
        """About how many µs it takes to open what can be seen."""
        keys = (key.cost for key in self.bags.keys if isinstance(key, Sealed))
        return (
            sum(keys) + sum(each.cost for each in self.sealed) + (self.mac.cost if self.mac else 0)
        )


def read_structure(pfx: bytes) -> Structure:
    """Read DER or BER; what follows it is not looked at.

    Raises PfxUnsupported, and whatever asn1crypto raises when it is no PFX.
    """
    read = pkcs12.Pfx.load(pfx)
    content = _data(read["auth_safe"])
    bags, sealed = Bags(), []
    for each in pkcs12.AuthenticatedSafe.load(content):
        if each["content_type"].native == "encrypted_data":
            info = each["content"]["encrypted_content_info"]
            algorithm = info["content_encryption_algorithm"]
            sealed.append(sealed_of(algorithm, info["encrypted_content"]))
        else:
            add_bags(bags, _data(each))
    mac = read["mac_data"]
    has_mac = not isinstance(mac, core.Void)
    return Structure(bags, tuple(sealed), mac_of(mac, content) if has_mac else None)


def add_bags(bags: Bags, contents: bytes) -> None:
    """Add those of some SafeContents in DER, nested ones included; raises as read_structure."""
    waiting = [pkcs12.SafeContents.load(contents)]
    while waiting:  # no recursion: thousands may be nested in 48 KB
        for bag in waiting.pop():
            value = bag["bag_value"]
            match bag["bag_id"].native:
                case "key_bag":
                    bags.keys.append(value.untag().dump(force=True))
                case "pkcs8_shrouded_key_bag":
                    bags.keys.append(
                        sealed_of(value["encryption_algorithm"], value["encrypted_data"])
                    )
                case "cert_bag":
                    read = _CertificateBag.load(value.untag().dump())
                    if read["cert_id"].dotted == _X509:
                        bags.certificates.append(read["cert_value"].native)
                case "safe_contents":
                    waiting.append(value)


def _data(info: Any) -> bytes:
    content_type = info["content_type"].native
    if content_type in _OTHER_CONTENTS:
        raise PfxUnsupported(_OTHER_CONTENTS[content_type])
    if content_type != "data":
        raise ValueError("no data")
    data: bytes = info["content"].native
    return data
