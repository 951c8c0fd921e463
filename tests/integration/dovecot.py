"""A private Dovecot for each test session: real IMAP and submission, on ports of its own."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from local.ca import CertificateFiles, ensure_certificates

_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap {submission_protocol}
listen = 127.0.0.1
ssl = required
ssl_cert = <{files.certificate}
ssl_key = <{files.key}
default_login_user = {login_user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{home}/mail/%u
auth_failure_delay = 0
auth_verbose = yes
mail_max_userip_connections = 200
{oauth2}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
protocol imap {{
  mail_plugins = $mail_plugins {plugins}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{submission}
"""

_SUBMISSION = """
hostname = localhost
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
service submission-login {{
  chroot =
  service_count = 0
  inet_listener submission {{
    port = {starttls_port}
  }}
  inet_listener submissions {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""

_OAUTH2 = """
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {home}/oauth2.conf
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
tls_ca_cert_file = {files.ca}
"""


@dataclass
class Dovecot:
    """``port`` speaks TLS at once, ``starttls_port`` after STARTTLS; both on 127.0.0.1.

    ``submission`` are the same two for sending, if it relays.
    """

    home: Path
    certificates: CertificateFiles
    port: int
    starttls_port: int
    submission: tuple[int, int] | None = None

    def set_password(self, user: str, password: str) -> None:
        """Makes the user too, who may log in at once; a change takes a second."""
        file = self.home / "users" / user
        known = file.exists()
        file.write_text(f"{user}:{{PLAIN}}{password}:::::\n")
        if known:
            time.sleep(1.05)  # Dovecot looks at a file once a second

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX") -> None:
        """Each as a new mail, in this order."""
        for mail in mails:
            self.doveadm("save", "-u", user, "-m", folder, stdin=mail)

    def deliver_many(self, user: str, mails: Iterable[bytes]) -> None:
        """The same for thousands, as a delivery agent of Maildir does it."""
        self.doveadm("mailbox", "status", "-u", user, "messages", "INBOX")  # makes the folders
        new = self.home / "mail" / user / "new"
        owner = new.stat()
        for number, mail in enumerate(mails):
            file = new / f"{time.time_ns()}.{number:07}.localhost,S={len(mail)}"
            file.write_bytes(mail)
            os.chown(file, owner.st_uid, owner.st_gid)

    def make_folder(self, user: str, folder: str) -> None:
        """Empty, with a UIDVALIDITY of its own."""
        self.doveadm("mailbox", "create", "-u", user, folder)

    def recreate_folder(self, user: str, folder: str) -> None:
        """Delete it with all that is in it and make it again: another UIDVALIDITY."""
        self.doveadm("mailbox", "delete", "-u", user, "-s", folder)
        time.sleep(1.05)  # the UIDVALIDITY is made from the clock, in seconds
        self.make_folder(user, folder)

    def doveadm(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run Dovecot's own tool against this instance."""
        command = ["doveadm", "-c", str(self.home / "dovecot.conf"), *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
        return done.stdout


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """For any integration test: ``from tests.integration.dovecot import dovecot`` in a conftest."""
    # Not tmp_path: Dovecot's own users have to get in.
    with TemporaryDirectory(prefix="malote-dovecot-") as home:
        Path(home).chmod(0o755)
        with run_dovecot(Path(home)) as server:
            yield server


@contextmanager
def run_dovecot(
    home: Path, introspection_url: str = "", *, compresses: bool = True, relay: int | None = None
) -> Iterator[Dovecot]:
    """Starts when entered, stops when left. Runs as root or as anybody.

    With ``introspection_url`` it takes access tokens too, and asks there whose they are. With
    ``relay``, a port of this machine, it takes mail and hands it over there while it comes.
    """
    program = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    assert program, "Dovecot is not installed: apt-get install -y dovecot-imapd"
    certificates = ensure_certificates(home)
    port, starttls_port, *submission = free_ports(4)
    me = pwd.getpwuid(os.getuid())
    root = os.getuid() == 0
    owner = pwd.getpwnam("mail") if root else me  # Dovecot opens no mail as root
    (home / "mail").mkdir()
    os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
    asking = _INTROSPECTION.format(url=introspection_url, files=certificates)
    (home / "oauth2.conf").write_text(asking)
    config = _CONFIG.format(
        home=home,
        oauth2=_OAUTH2.format(home=home) if introspection_url else "",
        files=certificates,
        plugins="zlib imap_zlib" if compresses else "",
        submission_protocol="submission" if relay else "",
        submission=_SUBMISSION.format(
            relay=relay, tls_port=submission[0], starttls_port=submission[1]
        )
        if relay
        else "",
        port=port,
        tls_port=port,
        starttls_port=starttls_port,
        user="dovecot" if root else me.pw_name,
        login_user="dovenull" if root else me.pw_name,
        group="dovecot" if root else grp.getgrgid(me.pw_gid).gr_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
    )
    (home / "dovecot.conf").write_text(config)
    (home / "users").mkdir()
    doors = (submission[0], submission[1]) if relay else None
    server = Dovecot(home, certificates, port, starttls_port, doors)
    command = [program, "-F", "-c", str(home / "dovecot.conf")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        _wait_until_it_answers(process, port, home)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def free_ports(count: int) -> list[int]:
    """Free now, on 127.0.0.1."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int, home: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            assert process.stderr
            raise AssertionError(f"Dovecot ended: {process.stderr.read().decode()}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Dovecot does not answer; see {home}/dovecot.log")
