"""What the tokens of one PKCS#11 module show of themselves without a PIN; in a child process."""

from dataclasses import dataclass
from multiprocessing.connection import Connection

import pkcs11
from pkcs11 import Attribute, ObjectClass, Session, Slot


@dataclass(frozen=True, slots=True)
class SeenCertificate:
    """In DER. ``key`` is whether one with the same CKA_ID is seen, as far as can be said."""

    token: str
    token_serial: str
    object_id: bytes
    der: bytes
    key: bool


@dataclass(frozen=True, slots=True)
class SeenToken:
    """One that shows no certificate, or cannot be read."""

    token: str
    why: str


def send_tokens(connection: Connection, module: str) -> None:
    """Send what was seen, or the name of what went wrong."""
    try:
        slots = pkcs11.lib(module).get_slots(token_present=True)
    except pkcs11.PKCS11Error as error:
        connection.send(type(error).__name__)
        return
    seen: list[SeenCertificate | SeenToken] = []
    for slot in slots:
        seen += _seen(slot)
    connection.send(seen)


def _seen(slot: Slot) -> list[SeenCertificate | SeenToken]:
    label = ""
    try:
        token = slot.get_token()
        label = token.label
        if not token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
            return []
        with token.open() as session:
            certificates = _certificates(session)
            keys = _key_ids(session)
    except (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
        return []
    except pkcs11.PKCS11Error as error:
        return [SeenToken(label, type(error).__name__)]
    if not certificates:
        return [SeenToken(label, "")]
    serial = token.serial.decode(errors="replace")
    return [
        # Most tokens show no key, nor a hint of one, until the PIN is given.
        SeenCertificate(label, serial, object_id, der, not keys or object_id in keys)
        for object_id, der in certificates
    ]


def _certificates(session: Session) -> list[tuple[bytes, bytes]]:
    return [
        (bytes(each[Attribute.ID]), bytes(each[Attribute.VALUE]))
        for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    ]


def _key_ids(session: Session) -> set[bytes]:
    return {
        bytes(each[Attribute.ID])
        for kind in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY)
        for each in session.get_objects({Attribute.CLASS: kind})
    }
