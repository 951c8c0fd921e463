"""Run Efí's stand-in until a signal comes.

It starts with no account: one is opened by --account, or later by
POST /_control/account {"client_id": …, "client_secret": …, "pix_keys": […]}.
All it knows is in memory, and gone when it ends.
"""

import argparse
import signal
from pathlib import Path
from threading import Event

from local.efi.bank import Options
from local.efi.server import Tls, serving


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m local.efi",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8720, help="on 127.0.0.1 (%(default)s)")
    add("--account", action="append", default=[], metavar="ID:SECRET[:PIX KEY]", help="any number")
    add("--retries", default="2,5,10,20,40", help="seconds between posts (%(default)s)")
    add("--quota", type=int, default=15000, help="a day and endpoint (%(default)s)")
    add("--seed", type=int, default=0, help="the same gives the same tokens (%(default)s)")
    add("--certificate", type=Path, help="PEM: TLS, with --key")
    add("--key", type=Path, help="PEM")
    add("--client-ca", type=Path, help="PEM: Pix asks for a certificate of it")
    add("--trusted-ca", type=Path, help="PEM: whom webhooks may have their certificate from")
    add("--webhook-certificate", type=Path, help="PEM with key: shown to Pix webhooks")
    given = parser.parse_args()
    if (given.certificate is None) != (given.key is None):
        parser.error("--certificate and --key go together")
    options = Options(
        seed=given.seed,
        quota=given.quota,
        retries=tuple(float(each) for each in given.retries.split(",")),
        trusted_ca=given.trusted_ca,
        webhook_certificate=given.webhook_certificate,
    )
    tls = Tls(given.certificate, given.key, given.client_ca) if given.certificate else None
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serving(options, given.port, tls) as efi:
        for each in given.account:
            client_id, _, rest = each.partition(":")
            secret, _, key = rest.partition(":")
            efi.control.account(client_id, secret, [key] if key else [])
        print(f"Efí at {efi.url}", flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
