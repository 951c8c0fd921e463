"""Passwords, right and wrong, in the bytes that programs have made of them."""

from unicodedata import normalize

from tests.pfx.case import Case, leaf, usual
from tests.pfx.parts import key_der, plain, shrouded, whole
from tests.pfx.protected import AES, RC2_40, RC4, TRIPLE_DES

ACCENTS = "Ação-ímpar-€"
LATIN = "Ação ímpar"
OUTSIDE = "senha 🔑 𝔘"
DECOMPOSED = normalize("NFD", LATIN)


def _bmp(text: str) -> bytes:
    return text.encode("utf-16-be") + b"\0\0"


def _bytewise(raw: bytes) -> tuple[bytes, bytes]:
    # OpenSSL before 1.1.0: every byte is a letter.
    return raw, _bmp(raw.decode("latin-1"))


PASSWORDS = {
    "an empty password": Case(lambda: usual(TRIPLE_DES, ""), password=""),
    "no password": Case(lambda: usual(TRIPLE_DES, (b"", b"")), password=""),
    "an empty password, AES-256": Case(lambda: usual(AES, ""), password=""),
    "Unicode": Case(lambda: usual(TRIPLE_DES, ACCENTS), password=ACCENTS),
    "Unicode, AES-256": Case(lambda: usual(AES, ACCENTS), password=ACCENTS),
    "Unicode, no MAC": Case(lambda: usual(AES, ACCENTS, mac=False), password=ACCENTS),
    "outside the BMP": Case(lambda: usual(TRIPLE_DES, OUTSIDE), password=OUTSIDE),
    "UTF-8 taken for Latin-1": Case(
        lambda: usual(RC2_40, _bytewise(ACCENTS.encode())), password=ACCENTS
    ),
    "UTF-8 taken for Latin-1, AES-256": Case(
        lambda: usual(AES, _bytewise(ACCENTS.encode())), password=ACCENTS
    ),
    "Latin-1, AES-256": Case(
        lambda: usual(AES, (LATIN.encode("latin-1"), _bmp(LATIN))), password=LATIN
    ),
    "Windows-1252": Case(
        lambda: usual(TRIPLE_DES, _bytewise(ACCENTS.encode("cp1252"))), password=ACCENTS
    ),
    "the console of Windows": Case(
        lambda: usual(TRIPLE_DES, _bytewise(LATIN.encode("cp850"))), password=LATIN
    ),
    "made with decomposed letters": Case(lambda: usual(AES, DECOMPOSED), password=LATIN),
    "asked with decomposed letters": Case(lambda: usual(AES, LATIN), password=DECOMPOSED),
    "a wrong password": Case(lambda: usual(AES), "pfx_password_wrong", "senha-123"),
    "a wrong password, 3DES": Case(lambda: usual(TRIPLE_DES), "pfx_password_wrong", "errada"),
    "a wrong password, RC2-40": Case(lambda: usual(RC2_40), "pfx_password_wrong", "errada"),
    "a wrong password, no MAC": Case(lambda: usual(AES, mac=False), "pfx_password_wrong", "errada"),
    "a wrong password, RC4 without a MAC": Case(
        lambda: whole([plain(shrouded(key_der(leaf().key), RC4, "senha"))], None),
        "pfx_password_wrong",
        "errada",
    ),
    "a wrong one with accents": Case(lambda: usual(AES), "pfx_password_wrong", ACCENTS),
    "half a character": Case(lambda: usual(AES), "pfx_password_wrong", "\ud800"),
    "empty instead of the password": Case(lambda: usual(AES), "pfx_password_wrong", ""),
}
