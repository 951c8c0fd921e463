"""Run both mail servers until a signal comes.

The users' file is JSON, ``{"ana@empresa.test": "password"}``, and may change meanwhile.
Everything else is made in --home if it is missing: mail (maildirs), a CA, a certificate.
"""

import argparse
import asyncio
import signal
import ssl
from pathlib import Path

from local.ca import ensure_certificates
from local.mailserver.imap import start_imap
from local.mailserver.smtp import start_smtp
from local.mailserver.users import Users


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m local.mailserver",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--home", type=Path, required=True, help="where mail and certificates are")
    parser.add_argument("--users", type=Path, required=True, help="JSON: addresses and passwords")
    parser.add_argument("--imap-port", type=int, default=1993, help="IMAP over TLS (%(default)s)")
    parser.add_argument("--smtp-port", type=int, default=1587, help="SMTP, STARTTLS (%(default)s)")
    parser.add_argument("--certificates", type=Path, help="instead of HOME/ca")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(options: argparse.Namespace) -> None:
    files = ensure_certificates(options.certificates or options.home / "ca")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(files.certificate, files.key)
    users, maildirs = Users(options.users), options.home / "mail"
    imap = await start_imap(maildirs, users, options.imap_port, tls)
    smtp = await start_smtp(maildirs, users, options.smtp_port, tls)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    print(f"IMAP on {options.imap_port}, SMTP on {options.smtp_port}, CA in {files.ca}", flush=True)
    await stopped.wait()
    imap.close()
    smtp.close()


if __name__ == "__main__":
    main()
