"""All certificates that the modules of this computer show, and those of Windows' store."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256

from integrador.certificates import windows
from integrador.certificates.found import Found, Trouble, listed
from integrador.certificates.modules import modules
from integrador.certificates.token_reading import SeenCertificate, SeenToken, send_tokens
from integrador.isolated import Child, ChildLost
from integrador.references import CertificateRef

_DEADLINE = 20.0  # seconds, for all modules at once; a slow reader takes about five


def find(more: Iterable[str], at: datetime) -> tuple[list[Found], list[Trouble]]:
    """Look everywhere but in PFX files; ``more`` are paths of further modules.

    Each certificate once. The usable ones come first, then by holder; ``at`` is now.
    """
    found: dict[str, Found] = {}
    troubles = []
    for each in (*_in_windows(at), *_in_modules(modules(more), at)):
        if isinstance(each, Trouble):
            troubles.append(each)
        else:
            found.setdefault(each.ref.thumbprint, each)
    return sorted(found.values(), key=lambda one: (not one.usable, one.holder)), troubles


def _in_windows(at: datetime) -> Iterator[Found]:
    for der, key in windows.certificates():
        ref = CertificateRef(kind="windows", thumbprint=sha256(der).hexdigest())
        if one := listed(der, ref, key, at):
            yield one


def _in_modules(paths: list[str], at: datetime) -> Iterator[Found | Trouble]:
    deadline = time.monotonic() + _DEADLINE
    for path, child in [(each, Child(send_tokens, each)) for each in paths]:
        try:
            seen = child.answer(max(0, deadline - time.monotonic()))
        except ChildLost:
            seen = "não responde"
        child.close()
        if isinstance(seen, str):
            yield Trouble(
                path,
                f"O driver de cartões não funciona ({seen}).",
                "Se o seu certificado está nele, instale de novo o programa do fabricante.",
            )
            continue
        for each in seen:
            if one := _told(path, each, at):
                yield one


def _told(module: str, seen: SeenCertificate | SeenToken, at: datetime) -> Found | Trouble | None:
    if isinstance(seen, SeenToken):
        if seen.why:
            action = "Desconecte o token, conecte-o de novo e procure outra vez."
            return Trouble(seen.token, f"Não foi possível ler o token ({seen.why}).", action)
        return Trouble(
            seen.token,
            "O token não mostra nenhum certificado.",
            "Veja, no programa do fabricante, se o certificado está nele e se aparece sem o PIN.",
        )
    ref = CertificateRef(
        kind="pkcs11",
        thumbprint=sha256(seen.der).hexdigest(),
        module=module,
        token=seen.token,
        token_serial=seen.token_serial,
        object_id=seen.object_id.hex(),
    )
    return listed(seen.der, ref, seen.key, at)
