"""pymap as an IMAP server over TLS; mail is in maildirs, so it survives restarts."""

import asyncio
import ssl
import tempfile
from argparse import Namespace
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.maildir import Config, Identity, Login
from pymap.backend.maildir.users import PasswordsFile, UsersFile
from pymap.imap import IMAPServer
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import BuiltinHash
from pysasl.prep import saslprep

from local.mailserver.repairs import repair_pymap
from local.mailserver.users import Users


async def start_imap(
    maildirs: Path, users: Users, port: int, tls: ssl.SSLContext
) -> asyncio.Server:
    """Listen on 127.0.0.1, TLS at once. Each user's mail is in ``maildirs/<address>``."""
    repair_pymap()
    maildirs.mkdir(parents=True, exist_ok=True)
    # pymap renames temporary files into place, which works within one file system only.
    temporary = maildirs / ".tmp"
    temporary.mkdir(exist_ok=True)
    tempfile.tempdir = str(temporary)
    config = _Config(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host="127.0.0.1",
        port=port,
        base_dir=str(maildirs),
        layout="++",
        colon=None,
        ssl_context=tls,
        tls_enabled=False,  # no STARTTLS: it is TLS already
        hash_context=_HASH,
        invalid_user_sleep=0,
    )
    config.apply_context()
    server = _kept_alive(IMAPServer(_Login(config, users), config))
    callback = ProxyProtocolReader(ProxyProtocolVersion.get(None)).get_callback(server)
    return await asyncio.start_server(callback, "127.0.0.1", port, ssl=tls)


def _kept_alive(server: IMAPServer) -> Callable[..., Coroutine[Any, Any, None]]:
    """proxyprotocol forgets the tasks that it makes, and the garbage collector ends sessions."""
    running = set()

    async def serve(*connection: Any) -> None:
        running.add(asyncio.current_task())
        try:
            await server(*connection)
        finally:
            running.discard(asyncio.current_task())

    return serve


_HASH = BuiltinHash(rounds=1)  # pymap compares clear passwords in ASCII only


class _Config(Config):
    greeting = b"Malote's local mail server"  # pymap's own looks the host's name up each time


class _Login(Login):
    """pymap keeps users in files of its own: they follow ours, so a password can change."""

    def __init__(self, config: Config, users: Users) -> None:
        super().__init__(config)
        self._users = users
        self._written: dict[str, str] = {}

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        await self._follow()
        return await super().authenticate(credentials)

    async def _follow(self) -> None:
        wanted = self._users.passwords()
        if wanted == self._written:
            return
        directory = self.config.base_dir
        async with (
            UsersFile.with_write(directory) as users,
            PasswordsFile.with_write(directory) as passwords,
        ):
            for gone in self._written.keys() - wanted.keys():
                users.remove(gone)
                passwords.remove(gone)
            for address, password in wanted.items():
                users.set(UsersFile.build_record(address, address))
                passwords.set(PasswordsFile.build_record(address, _HASH.hash(saslprep(password))))
        self._written = wanted
