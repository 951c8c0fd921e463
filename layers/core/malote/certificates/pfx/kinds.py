"""What people send instead of a PFX, in words for them."""

_BEGINNINGS = (
    (b"-----BEGIN", "é um arquivo PEM (.pem, .crt ou .key)"),
    (b"\xfe\xed\xfe\xed", "é um keystore do Java (.jks)"),
    (b"\xce\xce\xce\xce", "é um keystore do Java (.jceks)"),
    (b"PK\x03\x04", "é um ZIP: extraia o .pfx dele"),
    (b"<", "é uma página da internet ou um XML"),
    (b"MII", "está em base64"),
)
_PKCS7 = "é um PKCS#7 (.p7b), que não traz a chave privada"
_CERTIFICATE = "é só o certificado (.cer), sem a chave privada"
_KEY = "é só a chave privada, sem o certificado"


def kind_of(file: bytes) -> str:
    """A file that is no PFX, or not all of one; empty when there is nothing to say of it."""
    text = file.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return "está vazio"
    for beginning, kind in _BEGINNINGS:
        if text.startswith(beginning):
            return kind
    return _kind_of_der(file) if file[0] == 0x30 else ""


def _kind_of_der(file: bytes) -> str:
    start, end = _contents(file, 0)
    if end > len(file):
        return f"está truncado: faltam {min(end - len(file), 1 << 32)} bytes"
    inside, _ = _contents(file, start)
    match [*file[start : start + 1], *file[inside : inside + 1]]:  # the first tag; what it holds
        case [0x06, _]:
            return _PKCS7
        case [0x30, 0x06]:  # an encrypted one: first its algorithm
            return _KEY
        case [0x30, _]:
            return _CERTIFICATE
        case [0x02, 0 | 1]:  # a PFX is of version 3
            return _KEY
    return ""


def _contents(file: bytes, at: int) -> tuple[int, int]:
    # Where the contents of the element there begin, and end.
    length = int.from_bytes(file[at + 1 : at + 2])
    if length < 0x80:
        return at + 2, at + 2 + length
    start = at + 2 + (length & 0x7F)
    return start, start + int.from_bytes(file[at + 2 : start])
