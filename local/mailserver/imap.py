"""pymap as an IMAP server over TLS; mail is in maildirs, so it survives restarts."""

import asyncio
import ssl
from argparse import Namespace
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.maildir import Config, Identity, Login
from pymap.backend.maildir.users import UsersFile
from pymap.concurrent import Subsystem
from pymap.exceptions import UserNotFound
from pymap.imap import IMAPServer
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from local.mailserver.users import Users


async def start_imap(
    home: Path, users: Users, port: int, tls: ssl.SSLContext
) -> asyncio.AbstractServer:
    """Listen on 127.0.0.1 until the server that is returned is closed."""
    ...
