"""Efí's stand-in in this process, with two accounts, for whoever talks to it.

with efi_server() as efi:
    efi.url                        # Cobranças are under /v1, Pix under /oauth and /v2
    efi.control.pay(charge_id)     # see local/efi/control.py
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.efi.bank import Options
from local.efi.server import Efi, Tls, serving

ACCOUNTS = (("client-1", "secret-1", "chave-1"), ("client-2", "secret-2", "chave-2"))


@contextmanager
def efi_server(tls: Tls | None = None, **options: Any) -> Iterator[Efi]:
    """``options`` are those of local.efi.bank.Options; posts are repeated quickly."""
    quick: dict[str, Any] = {"retries": (0.1, 0.2, 0.4, 0.8)}
    with serving(Options(**quick | options), tls=tls) as efi:
        for client_id, secret, key in ACCOUNTS:
            efi.control.account(client_id, secret, [key])
        yield efi
