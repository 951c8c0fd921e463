"""The stand-in over TLS, where Pix is for those alone who show a certificate."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from local.ca import ensure_certificates
from local.efi.server import Tls
from malote.adapters.tls import tls_context
from tests.integration.efi.asking import Asked, asked
from tests.integration.efi.client_certificates import ClientCertificate


@contextmanager
def banking(folder: Path, ours: ClientCertificate, **options: Any) -> Iterator[Asked]:
    files = ensure_certificates(folder)
    tls = Tls(files.certificate, files.key, client_ca=ours.ca)
    trusting = partial(tls_context, files.ca.read_text())
    with asked(tls, client={"tls": trusting}, **options) as efi:
        for name, secret in efi.secrets.kept.items():
            efi.secrets.kept[name] = replace(secret, pix_pfx=ours.pfx)
        yield efi
